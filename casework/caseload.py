"""What does each caseworker carry, now and in the months to come, and how is it counted?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from allocation.board import Board, lay_out
from allocation.capacity import CapacityRules, capacity
from allocation.ledger import own_hours
from allocation.policy import Policy
from casework.board import View, cases_on_board
from casework.weighing import Weigher
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker, is_employed
from sagstyngde.plan import CaseToPlace, Load
from storage.engine import Connection
from storage.read_once import every_open_record, newest_estimates
from storage.staff import staff_records


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHours:
    """What one case asks of one caseworker each month, her part of it, and in Danish what stands in for an estimate."""

    case_id: CaseId
    is_own: bool
    share: float
    monthly_hours: tuple[float, ...]
    norm: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caseload:
    """A caseworker's terms, her load by month, and the cases it is made of."""

    caseworker: Caseworker
    load: Load
    cases: tuple[CaseHours, ...]

    @classmethod
    def empty(cls, caseworker: Caseworker, months: int) -> "Caseload":
        """Return the caseload of somebody who has neither hours for cases nor cases."""
        none = (0.0,) * months
        load = Load(
            caseworker_id=caseworker.caseworker_id,
            capacity_hours=none,
            hours_before=none,
            hours_after=none,
            count_before=0,
            count_after=0,
        )
        return cls(caseworker=caseworker, load=load, cases=())


def board_of(connection: Connection, policy: Policy, on: date, weigher: Weigher) -> Board:
    """Lay out everybody employed with all that lies on their desks."""
    staff = [one.on(on) for one in staff_records(connection) if is_employed(one.employment.left_on, on)]
    employed = {one.caseworker_id for one in staff}
    held = [record for record in every_open_record(connection) if record.case.caseworker_id in employed]
    view = View(on=on, months=policy.horizon_months, employed=employed, weigher=weigher)
    cases = cases_on_board(connection, held, view, answers=newest_estimates(connection))
    return lay_out(cases, staff, policy, on)


def caseloads(board: Board, whom: Collection[CaseworkerId]) -> tuple[Caseload, ...]:
    """Return the caseloads of these people, in the order of their ids; who has neither hours nor cases is left out."""
    desks = _desks(board, whom)
    return tuple(
        Caseload(
            caseworker=board.seats[load.caseworker_id].caseworker,
            load=load,
            cases=tuple(_hours_on(board, case, load.caseworker_id) for case in desks[load.caseworker_id]),
        )
        for load in board.standing
        if load.caseworker_id in whom
    )


def gross_hours(caseworker: Caseworker, on: date, months: int) -> tuple[float, ...]:
    """Return the contract's hours in each month, before what is taken off: what a caseload is explained from."""
    whole = CapacityRules(casework_share=1.0, ramp=(1.0, 1.0))
    plain = Caseworker(
        caseworker_id=caseworker.caseworker_id,
        employed_on=caseworker.employed_on,
        weekly_hours=caseworker.weekly_hours,
        coming_hours=caseworker.coming_hours,
        left_on=caseworker.left_on,
    )
    return capacity(plain, on, months, whole)


def _desks(board: Board, whom: Collection[CaseworkerId]) -> Mapping[CaseworkerId, Sequence[CaseToPlace]]:
    """Return what each of these people works on, own cases and others', in the order of the cases' ids."""
    desks: defaultdict[CaseworkerId, list[CaseToPlace]] = defaultdict(list)
    for _, case in sorted(board.cases.items()):
        working = {case.caseworker_id, *(work.caseworker_id for work in case.shared if work.share)}
        for one in working:
            if one is not None and one in whom:
                desks[one].append(case)
    return desks


def _hours_on(board: Board, case: CaseToPlace, whom: CaseworkerId) -> CaseHours:
    months, is_own = board.policy.horizon_months, case.caseworker_id == whom
    left = max(0.0, 1.0 - sum(work.share for work in case.shared))
    share = left if is_own else sum(work.share for work in case.shared if work.caseworker_id == whom)
    whole = (*case.monthly_hours, *(0.0,) * months)[:months]
    hours = own_hours(case, months) if is_own else tuple(share * month for month in whole)
    norm = board.norms.get(case.case_id)
    return CaseHours(case_id=case.case_id, is_own=is_own, share=share, monthly_hours=hours, norm=norm)
