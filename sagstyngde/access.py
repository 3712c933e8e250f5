"""Who is asking, and how far do they reach? Roles, and what each is limited to. Nothing is reached by default.

The limits are those of the municipalities' common access control (Fælleskommunal Adgangsstyring): a role comes with
constraints on organisational unit, KLE number and sensitivity. One OIO-BPP privilege group is one ``Grant``; grants do
not mix, so a limit of one role never widens another.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from sagstyngde.case import CaseworkerId


class Role(StrEnum):
    """What a person or a system is here to do. The values are those a municipality maps its own roles to."""

    CONSULTANT = "konsulent"
    LEADER = "leder"
    CASEWORKER = "sagsbehandler"
    ANALYST = "analytiker"
    APPROVER = "godkender"
    SYSTEM = "system"
    AUDITOR = "revisor"


class Sensitivity(StrEnum):
    """How sensitive a record is, from least to most; the codes of the common access control's "følsomhed"."""

    OPEN = "IKKE_FORTROLIGE_DATA"
    CONFIDENTIAL = "FORTROLIGE_PERSONOPLYSNINGER"
    SENSITIVE = "FOELSOMME_PERSONOPLYSNINGER"
    PROTECTED = "VIP_SAGER"


KLE_PATTERN = r"[0-9]{2}(\.[0-9]{2}){0,2}"
"""A number of KL's Emnesystematik, or its beginning: group, subgroup, subject."""
_KLE = re.compile(KLE_PATTERN)
_KLE_WITH_FACET = re.compile(rf"({KLE_PATTERN})[ -][A-ZÆØÅ][0-9]{{2}}")


def is_kle(text: str) -> bool:
    """Whether a text is a KLE number or the beginning of one.

    >>> is_kle("27.24.03"), is_kle("27.24"), is_kle("27.24.*")
    (True, True, False)
    """
    return _KLE.fullmatch(text) is not None


def kle_of(text: str) -> str | None:
    """Return the KLE number a list's cell holds, with or without its action facet; ``None`` where it is none.

    >>> kle_of("27.24.03"), kle_of("27.24.03-G01"), kle_of("27.24.03 g"), kle_of("bilag 27.24")
    ('27.24.03', '27.24.03', None, None)
    """
    found = _KLE_WITH_FACET.fullmatch(text)
    return found[1] if found else text if is_kle(text) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """What a case is about (its KLE number, KL's Emnesystematik) and how sensitive its record is."""

    kle: str | None = None
    sensitivity: Sensitivity = Sensitivity.SENSITIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What of a record the rules look at. ``caseworkers`` are those who have it now, primary or secondary."""

    team: str | None = None
    kle: str | None = None
    sensitivity: Sensitivity = Sensitivity.SENSITIVE
    caseworkers: frozenset[CaseworkerId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which records a grant reaches. ``None`` sets no limit of that kind; an empty set reaches nothing at all.

    ``kle`` holds numbers or their beginnings, whole steps only: ``27.24`` reaches ``27.24.03`` and not ``27.240``.

    >>> Scope(kle=frozenset({"27.24"})).reaches(Marks(kle="27.24.03")), Scope(teams=frozenset()).reaches(Marks())
    (True, False)
    """

    teams: frozenset[str] | None = None
    kle: frozenset[str] | None = None
    sensitivities: frozenset[Sensitivity] | None = None

    def reaches(self, marks: Marks) -> bool:
        """Whether a record with these marks lies inside. A record without a mark lies outside every limit on it."""
        return (
            (self.teams is None or marks.team in self.teams)
            and (self.kle is None or any(_is_under(marks.kle, number) for number in self.kle))
            and (self.sensitivities is None or marks.sensitivity in self.sensitivities)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One role within one scope."""

    role: Role
    scope: Scope = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A signed-in person, or a system with a token. ``caseworker_id`` where the person is a caseworker here."""

    user_id: str
    name: str
    grants: tuple[Grant, ...]
    caseworker_id: CaseworkerId | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """Every role granted, within whatever scope."""
        return frozenset(grant.role for grant in self.grants)


def _is_under(number: str | None, beginning: str) -> bool:
    return number is not None and (number == beginning or number.startswith(f"{beginning}."))
