"""What is a case? One child's matter, as far as it was known on the day it was received."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import NewType, TypeAlias

CaseId = NewType("CaseId", str)
ChildId = NewType("ChildId", str)
FamilyId = NewType("FamilyId", str)
CaseworkerId = NewType("CaseworkerId", str)

_LETTER = "[0-9A-Za-zÆØÅæøåÄÖÜäöü]"
ID_PATTERN = f"^{_LETTER}(?:[ ./:_-]?{_LETTER})*$"
"""What an id of another system may look like: letters and digits, single signs between them."""
ID_LENGTH = 64
_ID = re.compile(ID_PATTERN)


def is_id(text: str) -> bool:
    """Whether a text can be the id of a case at all.

    >>> is_id("27.24.00-G01-412-26"), is_id("../../etc"), is_id("26/0412 A")
    (True, False, True)
    """
    return len(text) <= ID_LENGTH and _ID.match(text) is not None and not text.endswith("\n")


_PAGES = frozenset({"ny"})
_SECTIONS = frozenset(
    {"afgoerelser", "assessments", "barn", "bekraeft", "close", "decisions", "disqualifications", "dissents"}
    | {"egen-kategori", "fejl", "hand-overs", "history", "judgements", "klage", "laest", "milestones", "opret"}
    | {"overdragelse", "placements", "receive", "ret", "routes", "skridt", "slet", "tilsidesaet", "withdraw"}
)


def is_shadowed(case_id: CaseId) -> bool:
    """Whether a case of that id could not be reached: its address would be another page's, or a part of another case's.

    >>> [is_shadowed(CaseId(text)) for text in ("ny", "ny/7", "26/0412/ret", "26/0412", "nye", "ret")]
    [True, True, True, False, False, False]
    """
    first, *rest = case_id.split("/")
    return first in _PAGES or not _SECTIONS.isdisjoint(rest)


FactValue: TypeAlias = bool | int | float | str | date | frozenset[str]
"""A level is an ``int`` 0-4, a choice a ``str``, several choices a ``frozenset``. Not assessed = not in the mapping."""


class SiblingRule(StrEnum):
    """Whether siblings share a caseworker: decided by a person for each case, never by rule (seed 1, 2016)."""

    SAME = "same"
    DIFFERENT = "different"
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One child's case. The unit is the child, not the family (Socialstyrelsen, Tema 2, 2016).

    ``facts`` holds only what is known; a fact that was not assessed is absent, never a stand-in value.
    ``sibling_rule``, ``required_competences``, ``language`` (that a caseworker should speak with the family),
    ``birth_day`` (of the month, 1-31, and no more of the date) and ``decision_on`` (when a decision is expected that
    the caseworker should be able to make alone) are set by a person; allocation reads them, no model does.
    ``by_register`` names the facts that nobody has stated: the municipality's register of who may decide gave them.

    >>> Case(case_id=CaseId("s1"), received_on=date(2026, 3, 2), closed_on=date(2026, 3, 1))
    Traceback (most recent call last):
    ...
    ValueError: a case cannot be closed before it is received
    """

    case_id: CaseId
    received_on: date
    closed_on: date | None = None
    child_id: ChildId | None = None
    family_id: FamilyId | None = None
    team: str | None = None
    district: str | None = None
    caseworker_id: CaseworkerId | None = None
    sibling_rule: SiblingRule = SiblingRule.FREE
    required_competences: frozenset[str] = frozenset()
    language: str | None = None
    birth_day: int | None = None
    decision_on: date | None = None
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    by_register: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what no case can be."""
        if not self.case_id:
            raise ValueError("a case needs an id")
        if self.closed_on is not None and self.closed_on < self.received_on:
            raise ValueError("a case cannot be closed before it is received")
        if self.birth_day is not None and not 1 <= self.birth_day <= 31:
            raise ValueError("a day of birth lies between 1 and 31")

    @property
    def told(self) -> "Case":
        """The case as people have told it: without the facts the register gave."""
        if not self.by_register:
            return self
        facts = {name: value for name, value in self.facts.items() if name not in self.by_register}
        return replace(self, facts=facts, by_register=frozenset())
