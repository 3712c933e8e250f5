"""What does the catalogue of texts hold? The English of each Danish text, read with Babel. Imported at first need."""

from collections.abc import Mapping
from pathlib import Path

from babel.messages.pofile import read_po


def read(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Return each translated text by its Danish (its singular): one form, or that for one and that for several."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {text: forms for text, forms in map(_entry, catalogue) if text and all(forms)}


def _entry(message: object) -> tuple[str, tuple[str, ...]]:
    text, told = message.id, message.string  # type: ignore[attr-defined]  # Babel's Message
    one = text[0] if isinstance(text, tuple) else text
    return one, tuple(told) if isinstance(told, tuple) else (told,)
