"""Which provision is a decision made under? A law, a paragraph, a piece (*stk.*) and a number (*nr.*).

Running measures keep their old legal basis until a new decision is made (barnets lov § 213), so provisions of
serviceloven and of barnets lov stand side by side in live data and are never rewritten into each other.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Law(StrEnum):
    """The laws that caseworkers decide under. The value is the short form used in codes."""

    BL = "BL"
    """Barnets lov, from 1 January 2024 (lov nr. 721 of 13/06/2023)."""
    SEL = "SEL"
    """Serviceloven."""

    @property
    def full_name(self) -> str:
        """The law's name, as a sentence has it."""
        return {"BL": "barnets lov", "SEL": "serviceloven"}[self.value]


_CODE = re.compile(
    r"(?P<law>BL|SEL) § (?P<paragraph>[1-9]\d{0,2}(?: [a-z])?)"
    r"(?: stk\. (?P<piece>[1-9]\d?))?(?: nr\. (?P<number>[1-9]\d?))?"
)
CODE_LENGTH = 40


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Provision:
    """A provision. ``piece`` and ``number`` are ``None`` where the whole paragraph, or the whole piece, is meant.

    >>> Provision.parse("BL § 90 nr. 3").parents
    (Provision(law=<Law.BL: 'BL'>, paragraph='90', piece=None, number=None),)
    >>> Provision.parse("SEL § 52 stk. 3 nr. 7").text
    'serviceloven § 52, stk. 3, nr. 7'
    >>> Provision.parse("§ 90")
    Traceback (most recent call last):
    ...
    ValueError: a provision is written as BL § 90 stk. 1 nr. 3, with one space between the parts
    """

    law: Law
    paragraph: str
    piece: int | None = None
    number: int | None = None

    @classmethod
    def parse(cls, code: str) -> "Provision":
        """Read a code, which is exact: one spelling a provision.

        Raises:
            ValueError: the text is no code of a provision.

        """
        found = _CODE.fullmatch(code)
        if found is None:
            raise ValueError("a provision is written as BL § 90 stk. 1 nr. 3, with one space between the parts")
        piece, number = (None if found[part] is None else int(found[part]) for part in ("piece", "number"))
        return cls(law=Law(found["law"]), paragraph=found["paragraph"], piece=piece, number=number)

    @property
    def code(self) -> str:
        """How it is stored and sent."""
        return " ".join((self.law.value, f"§ {self.paragraph}", *self._parts))

    @property
    def text(self) -> str:
        """How people read it."""
        return ", ".join((f"{self.law.full_name} § {self.paragraph}", *self._parts))

    @property
    def parents(self) -> "tuple[Provision, ...]":
        """The provisions it is a part of, the nearest first."""
        whole = Provision(law=self.law, paragraph=self.paragraph)
        piece = Provision(law=self.law, paragraph=self.paragraph, piece=self.piece)
        return tuple(dict.fromkeys(one for one in (piece, whole) if one != self))

    @property
    def _parts(self) -> tuple[str, ...]:
        piece = () if self.piece is None else (f"stk. {self.piece}",)
        return piece if self.number is None else (*piece, f"nr. {self.number}")
