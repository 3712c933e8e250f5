"""What allows the system to be used on real cases? A text, a day, and a person who answers for it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """A recorded legal basis, as it stands at the foot of every page.

    >>> LegalBasis(text=" ", decided_on=date(2026, 3, 2), decided_by="Karen Opdigtet")
    Traceback (most recent call last):
    ValueError: a legal basis needs a text and a person
    """

    text: str
    decided_on: date
    decided_by: str

    def __post_init__(self) -> None:
        if not self.text.strip() or not self.decided_by.strip():
            raise ValueError("a legal basis needs a text and a person")
