"""What has happened to that which a proposal rests on, since it was reckoned? Case by case, desk by desk, for words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from casework.basis import PlanBasis, changed_cases, changed_desks
from casework.proposing import desks_of, stands_of
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.plan import Placement
from storage.cases import in_ids
from storage.engine import Connection
from storage.placements import open_records
from storage.staff import staff_records


class CaseChange(StrEnum):
    """What has become of a case."""

    GONE = "gone"
    """It is closed, or no longer there."""
    MOVED = "moved"
    """Somebody else has it now, or nobody has."""
    TOLD = "told"
    """What is known of it is another."""


class DeskChange(StrEnum):
    """What has become of a caseworker."""

    CASES = "cases"
    """Other cases lie on her desk."""
    TERMS = "terms"
    """Her terms, her absence among them, are others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What has changed of all that a proposal rests on, in order of id; empty where it still stands."""

    cases: tuple[tuple[CaseId, CaseChange], ...] = ()
    desks: tuple[tuple[CaseworkerId, DeskChange], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything has."""
        return bool(self.cases or self.desks)


def changed_since(connection: Connection, basis: PlanBasis, placements: Sequence[Placement]) -> Since:
    """Return what has changed of the cases that placements rest on, and of those who gain cases."""
    case_ids = basis.rests_on(placements)
    gaining = sorted({one.caseworker_id for one in placements})
    now = stands_of(open_records(connection, in_ids(case_ids)))
    desks = desks_of(connection, staff_records(connection, gaining))
    return Since(
        cases=tuple(
            (case_id, _of_case(basis, case_id, holder=now[case_id].holder) if case_id in now else CaseChange.GONE)
            for case_id in changed_cases(basis, now, case_ids)
        ),
        desks=tuple(
            (one, DeskChange.TERMS if one in desks and desks[one].case_ids == _found(basis, one) else DeskChange.CASES)
            for one in changed_desks(basis, desks, gaining)
        ),
    )


def _of_case(basis: PlanBasis, case_id: CaseId, *, holder: CaseworkerId | None) -> CaseChange:
    found = basis.case_stands.get(case_id)
    return CaseChange.TOLD if found is not None and found.holder == holder else CaseChange.MOVED


def _found(basis: PlanBasis, caseworker_id: CaseworkerId) -> tuple[CaseId, ...]:
    desk = basis.desks.get(caseworker_id)
    return () if desk is None else desk.case_ids
