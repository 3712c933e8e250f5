"""Which texts do the pages hold? ``python -m serve.texts`` (``make texts``) brings the catalogue up to them.

Found by Babel in the templates and in the server's Python; what is gone is left out, what is new is left to be
translated, and what is there keeps its translation. Sorted by text and without line numbers, so that a change of one
page changes few lines of the catalogue. Exits with 1 where something is left to be translated.
"""

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from serve.language import CATALOGUE

SERVE = CATALOGUE.parents[3]
KEYWORDS = {"_": None, "later": None, "ngettext": (1, 2), "count": (2, 3)}
_MADE = datetime(2026, 11, 22, tzinfo=UTC)
_METHODS: Mapping[str, str] = {".html": "jinja2.ext:babel_extract", ".py": "python"}
_OPTIONS = {"encoding": "utf-8", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}


def found() -> Catalog:
    """Return the texts the pages hold now, untranslated."""
    catalogue = Catalog()
    for path in _sources():
        place = path.relative_to(SERVE.parent).as_posix()
        for line, text, comments, _context in extract_from_file(
            _METHODS[path.suffix], path, keywords=KEYWORDS, comment_tags=("Oversæt:",), options=_OPTIONS
        ):
            catalogue.add(text, locations=[(place, line)], auto_comments=comments)
    return catalogue


def catalogued() -> Catalog:
    """Return the catalogue as it stands."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def untranslated(catalogue: Catalog) -> list[Message]:
    """Return the texts that have no English yet, or one that somebody doubts."""
    return [one for one in catalogue if one.id and (one.fuzzy or not _is_told(one))]


def brought_up(catalogue: Catalog) -> None:
    """Bring a catalogue up to what the pages hold, and write it."""
    catalogue.update(found(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.header_comment = "# The pages' texts in English. Made by `make texts`; translate what is empty."
    catalogue.project, catalogue.version = "sagstyngde", "1"
    catalogue.creation_date = catalogue.revision_date = _MADE  # the history of the file is git's to tell
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)


def _is_told(message: Message) -> bool:
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(forms)


def _sources() -> Iterator[Path]:
    for pattern in ("templates/**/*.html", "*.py", "access/*.py"):
        yield from sorted(SERVE.glob(pattern))


if __name__ == "__main__":
    own = catalogued()
    brought_up(own)
    left = untranslated(own)
    sys.stdout.write(f"{len(own)} texts, {len(left)} to be translated: {CATALOGUE}\n")
    sys.exit(bool(left))
