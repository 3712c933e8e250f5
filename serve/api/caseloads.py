"""What does each caseworker carry, and how is it counted?"""

from fastapi import APIRouter
from pydantic import Field

from allocation.capacity import CapacityRules
from casework.caseload import Caseload, caseloads, gross_hours
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.operations import Operation
from serve.api.wire_plans_out import LoadOut
from serve.dependencies import CaseScheme, HouseRules, today
from serve.ledger import board, policy_of
from serve.visits import Visiting
from serve.wire_out import Out
from serve.work import Work
from storage.cases import in_ids, newest, records
from storage.staff import staff_records

router = APIRouter(tags=["Belastning"])


class CaseHoursOut(Out):
    """What one case asks of one caseworker each month."""

    case_id: str | None = Field(title="Sag", description="null = en sag uden for det område, du har adgang til.")
    is_own: bool = Field(title="Egen", description="false = hun hjælper på en andens sag.")
    share: float = Field(title="Andel", description="Den del af sagens timer, der er hendes.")
    monthly_hours: list[float]
    norm: str | None = Field(title="Norm", description="Hvad der står i stedet for et skøn.")


class ComputedOut(Out):
    """How the net hours are counted: gross hours, times the casework share and the ramp, less absence and duties."""

    gross_hours: list[float] = Field(title="Ansættelsens timer, måned for måned")
    casework_share: float = Field(title="Andel af arbejdstiden, der går til sager")
    ramp_months: float = Field(title="Indkøringens længde i måneder")
    fixed_monthly_hours: float = Field(title="Faste opgaver, timer om måneden")
    net_hours: list[float] = Field(title="Nettotimer til sager, måned for måned")
    most_share: float | None = Field(title="Politikkens grænse", description="null = ingen grænse.")


class CaseloadOut(Out):
    """A caseworker's load."""

    caseworker_id: str
    name: str
    load: LoadOut = Field(description="Før og efter er ens: intet er foreslået.")


class CaseloadsOut(Out):
    """The loads within reach."""

    horizon_months: int
    caseloads: list[CaseloadOut]


class CaseloadDetailOut(CaseloadOut):
    """A caseworker's load and how it was computed."""

    computed: ComputedOut
    cases: list[CaseHoursOut]


@router.get("/caseloads", summary="Se belastningen", operation_id=Operation.CASELOAD_LIST)
def list_caseloads(visit: Visiting, house: HouseRules, scheme: CaseScheme) -> CaseloadsOut:
    """Return each caseworker's hours against her net capacity in the months to come; a caseworker sees her own.

    The hours are those of all her cases, also of such as you do not reach: they are in the sum and nowhere else.
    """
    on = today(scheme)

    def act(work: Work) -> CaseloadsOut:
        policy = policy_of(work, house).policy
        whom = {one.caseworker_id for one in staff_records(work.connection) if work.reaches_caseworker(one)}
        found = caseloads(board(work, house, on), whom)
        return CaseloadsOut(horizon_months=policy.horizon_months, caseloads=[_told(one) for one in found])

    return visit.do(act)


@router.get(
    "/caseloads/{caseworker_id}", summary="Hvordan er belastningen regnet?", operation_id=Operation.CASELOAD_READ
)
def read_caseload(caseworker_id: str, visit: Visiting, house: HouseRules, scheme: CaseScheme) -> CaseloadDetailOut:
    """Return a caseworker's load, the cases it is made of, and how her net hours are counted."""
    on = today(scheme)

    def act(work: Work) -> CaseloadDetailOut:
        policy = policy_of(work, house).policy
        whom = work.caseworker(CaseworkerId(caseworker_id))
        found = caseloads(board(work, house, on), {whom.caseworker_id})
        one = found[0] if found else Caseload.empty(whom.on(on), policy.horizon_months)
        seen = _seen(work, [case.case_id for case in one.cases])
        shown = [
            CaseHoursOut(
                case_id=case.case_id if case.case_id in seen else None,
                is_own=case.is_own,
                share=case.share,
                monthly_hours=list(case.monthly_hours),
                norm=case.norm,
            )
            for case in one.cases
        ]
        computed = _computed(one, policy.capacity, gross_hours(one.caseworker, on, policy.horizon_months))
        return CaseloadDetailOut(**_told(one).model_dump(), computed=computed, cases=shown)

    return visit.do(act)


def _seen(work: Work, case_ids: list[CaseId]) -> frozenset[CaseId]:
    shown = work.visible(records(work.connection, newest(in_ids(case_ids))))
    return frozenset(record.case.case_id for record in shown)


def _told(one: Caseload) -> CaseloadOut:
    who = one.caseworker
    return CaseloadOut(caseworker_id=who.caseworker_id, name=who.name, load=LoadOut.of(one.load))


def _computed(one: Caseload, rules: CapacityRules, gross: tuple[float, ...]) -> ComputedOut:
    return ComputedOut(
        gross_hours=list(gross),
        casework_share=rules.casework_share,
        ramp_months=rules.ramp_months,
        fixed_monthly_hours=one.caseworker.fixed_monthly_hours,
        net_hours=list(one.load.capacity_hours),
        most_share=rules.most_share,
    )
