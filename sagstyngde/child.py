"""Who is a child? Only the vault knows; every other part of the system has the pseudonym, ``ChildId``."""

from dataclasses import dataclass, field

from sagstyngde.cpr import Cpr


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A child's number and name. Like the number, it shows itself to nobody.

    >>> Identity(cpr=Cpr("0101201234"), name="Opdigtet Barn")
    Identity(cpr=Cpr())
    """

    cpr: Cpr
    name: str = field(repr=False)
