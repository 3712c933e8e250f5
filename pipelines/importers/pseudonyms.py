"""What does a child's CPR number become on the way in? A pseudonym that only the vault can lead back to a person."""

from typing import Protocol

from sagstyngde.case import ChildId
from sagstyngde.cpr import Cpr


class Pseudonyms(Protocol):
    """Gives every number its pseudonym: the same number always the same one, with a key kept elsewhere."""

    def pseudonym_of(self, cpr: Cpr) -> ChildId:
        """Return a child's pseudonym."""
        ...
