"""Whose installation is this, and where does somebody turn who cannot use a page? As far as it has been set."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipality's name, how to reach it, and the address of its own statement in WAS-Tool; each may be empty.

    The law asks for a written way and a telephone (bekendtgørelse 904 of 22 August 2019).
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    statement: str = ""

    @property
    def can_be_reached(self) -> bool:
        """Whether both ways that the law asks for are there."""
        return bool(self.email and self.phone)


UNNAMED = Municipality()
"""An installation that has not been told whose it is."""
