"""What does each caseworker carry, now and in the months to come, and how is it counted?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from allocation.board import Board, lay_out
from allocation.capacity import CapacityRules, capacity
from allocation.ledger import own_hours
from allocation.policy import Policy
from casework.board import View, cases_on_board
from casework.weighing import Weigher
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import Load
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
    staff = [
        one.on(on)
        for one in staff_records(connection)
        if one.employment.left_on is None or one.employment.left_on >= on
    ]
    employed = {one.caseworker_id for one in staff}
    held = [record for record in every_open_record(connection) if record.case.caseworker_id in employed]
    view = View(on=on, months=policy.horizon_months, employed=employed, weigher=weigher)
    cases = cases_on_board(connection, held, view, answers=newest_estimates(connection))
    return lay_out(cases, staff, policy, on)


def caseloads(board: Board, whom: Collection[CaseworkerId]) -> tuple[Caseload, ...]:
    """Return the caseloads of these people, in the order of their ids; who has neither hours nor cases is left out."""
    held, months = board.held, board.policy.horizon_months
    return tuple(
        Caseload(
            caseworker=board.seats[load.caseworker_id].caseworker,
            load=load,
            cases=tuple(_cases(board, load.caseworker_id, months)),
        )
        for load in board.loads(held)
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


def _cases(board: Board, whom: CaseworkerId, months: int) -> Sequence[CaseHours]:
    found = []
    for case_id in sorted(board.cases):
        case = board.cases[case_id]
        helping = sum(work.share for work in case.shared if work.caseworker_id == whom)
        is_own = case.caseworker_id == whom
        if not is_own and not helping:
            continue
        left = max(0.0, 1.0 - sum(work.share for work in case.shared))
        share = left if is_own else helping
        whole = (*case.monthly_hours, *(0.0,) * months)[:months]
        hours = own_hours(case, months) if is_own else tuple(share * month for month in whole)
        norm = board.norms.get(case_id)
        found.append(CaseHours(case_id=case_id, is_own=is_own, share=share, monthly_hours=hours, norm=norm))
    return found
