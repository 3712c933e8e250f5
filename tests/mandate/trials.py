"""Small trials for tests: plans and decisions of which only what matters is said."""

from collections.abc import Sequence
from datetime import date

from mandate.decided import Decided
from mandate.finding import Claim, Design, OutcomeName
from mandate.trial_plan import Assignment, PlannedClaim, TrialPlan, TrialTeam
from sagstyngde.decision import Amount, AppealResult, Level, Outcome, Unit
from sagstyngde.provision import Provision

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
START = date(2025, 1, 1)
PROVISION = Provision.parse("BL § 90 nr. 3")


def a_plan(
    teams: Sequence[TrialTeam] = (TrialTeam(name="Nord", starts_on=START), TrialTeam(name="Syd")),
    provisions: Sequence[str] = ("BL § 90", "BL § 86"),
    price_rate: float = 0.0,
    claims: Sequence[tuple[OutcomeName, float, Design]] = ((OutcomeName.DAYS, 0.9, Design.INTERRUPTED),),
) -> TrialPlan:
    return TrialPlan(
        name="Forsøg",
        purpose="Der prøves noget.",
        provisions=tuple(map(Provision.parse, provisions)),
        teams=tuple(teams),
        starts_on=FIRST,
        ends_on=LAST,
        assignment=Assignment.CHOSEN,
        claims=tuple(
            PlannedClaim(claim=Claim(outcome=outcome, margin=margin), design=design)
            for outcome, margin, design in claims
        ),
        price_rate=price_rate,
    )


def a_decision(
    decided_on: date,
    applied_on: date | None = None,
    *,
    team: str = "Nord",
    provision: Provision = PROVISION,
    outcome: Outcome = Outcome.GRANTED,
    kroner: float | None = None,
    unit: Unit = Unit.KRONER_A_YEAR,
    appeal: AppealResult | None = None,
) -> Decided:
    return Decided(
        team=team,
        provision=provision,
        applied_on=applied_on or decided_on,
        decided_on=decided_on,
        level=Level.COMMITTEE,
        outcome=outcome,
        amount=None if kroner is None else Amount(value=kroner, unit=unit),
        appeal=appeal,
    )
