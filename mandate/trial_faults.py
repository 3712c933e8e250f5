"""What is wrong with a plan of a trial, so that it could not be evaluated as it says? Each fault names its place."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from mandate.finding import Design, OutcomeName, Scale
from mandate.trial_plan import PlannedClaim, TrialPlan

LEAST_BEFORE = 12
"""Months before the first start: a whole year, or the season cannot be told from the arrangement."""
LEAST_AFTER = 6
"""Months under the arrangement: with less, one odd month is the answer."""
LEAST_IN_ALL = 24
"""Months that an interrupted time series needs: each of the year twice, or its season looks like an effect."""
LEAST_TEAMS = 6
"""Teams that a comparison of teams needs: with fewer no interval holds what it promises."""
_LEAST_RATIO, _LARGEST_RATIO, _LARGEST_DIFFERENCE = 0.5, 2.0, 0.5


class PlanFault(NamedTuple):
    """Where a plan is at fault (table, row and key), and why, in both languages."""

    place: str
    english: str
    danish: str


def faults_of(plan: TrialPlan) -> tuple[PlanFault, ...]:
    """Return all that is wrong with a plan, or nothing."""
    return (*_window(plan), *_teams(plan), *_claims(plan), *_lists(plan))


def months_between(first: date, last: date) -> int:
    """Count the months from one first of a month to another.

    >>> months_between(date(2025, 11, 1), date(2026, 2, 1))
    3
    """
    return 12 * (last.year - first.year) + last.month - first.month


def _window(plan: TrialPlan) -> Iterator[PlanFault]:
    if plan.starts_on.day != 1:
        yield PlanFault("from", "is not the first of a month", "er ikke den første i en måned")
    if (plan.ends_on + timedelta(days=1)).day != 1:
        yield PlanFault("to", "is not the last day of a month", "er ikke den sidste dag i en måned")
    if plan.ends_on <= plan.starts_on:
        yield PlanFault("to", "is not after from", "ligger ikke efter from")
    for key, value, least in (
        ("months_before", plan.months_before, LEAST_BEFORE),
        ("months_after", plan.months_after, LEAST_AFTER),
    ):
        if value < least:
            yield PlanFault(key, f"is at least {least}", f"skal være mindst {least}")
    if not -0.2 <= plan.price_rate <= 0.2:
        yield PlanFault(
            "price_rate",
            "is a share a year: 0.03 is 3 per cent",
            "skrives som andel om året: 0.03 er 3 procent",
        )


def _teams(plan: TrialPlan) -> Iterator[PlanFault]:
    if not plan.starts:
        yield PlanFault("team", "none of them starts", "ingen af dem begynder")
        return
    window = f"{plan.starts_on.isoformat()} – {plan.ends_on.isoformat()}"
    for number, team in enumerate(plan.teams, start=1):
        place = f"team {number}.starts_on"
        if team.starts_on is None:
            continue
        if team.starts_on.day != 1:
            yield PlanFault(place, "is not the first of a month", "er ikke den første i en måned")
        if not plan.starts_on < team.starts_on <= plan.ends_on:
            yield PlanFault(place, f"lies outside the period {window}", f"ligger uden for perioden {window}")
    yield from _too_short(plan)


def _too_short(plan: TrialPlan) -> Iterator[PlanFault]:
    before = months_between(plan.starts_on, plan.starts[0])
    after = months_between(plan.starts[-1], plan.ends_on + timedelta(days=1))
    if before < plan.months_before:
        yield PlanFault(
            "from",
            f"leaves {before} months before the first start; at least {plan.months_before} are asked for",
            f"giver {before} måneder før den første start; der kræves mindst {plan.months_before}",
        )
    if after < plan.months_after:
        yield PlanFault(
            "to",
            f"leaves {after} months after the last start; at least {plan.months_after} are asked for",
            f"giver {after} måneder efter den sidste start; der kræves mindst {plan.months_after}",
        )


def _claims(plan: TrialPlan) -> Iterator[PlanFault]:
    if not plan.primary:
        yield PlanFault("claim", "none is primary", "ingen er primær")
    for number, claim in enumerate(plan.claims, start=1):
        yield from _claim(plan, claim, f"claim {number}")
    claimed = {claim.outcome for claim in plan.primary}
    if len(claimed & {OutcomeName.AMOUNT, OutcomeName.SPENDING}) == 1:
        yield PlanFault(
            "claim",
            "spending is claimed both a decision (amount) and in total (spending), or not at all: "
            "the one can stand still while the other rises",
            "udgifter påstås både pr. bevilling (amount) og i alt (spending), eller slet ikke: "
            "den ene kan stå stille, mens den anden stiger",
        )


def _claim(plan: TrialPlan, planned: PlannedClaim, place: str) -> Iterator[PlanFault]:
    margin = planned.claim.margin
    if planned.outcome.scale is Scale.RATIO and not _LEAST_RATIO <= margin <= _LARGEST_RATIO:
        yield PlanFault(
            f"{place}.margin",
            f"is a ratio for {planned.outcome.value}: 1.05 is 5 per cent more, 0.9 is 10 per cent less",
            f"skrives som forhold for {planned.outcome.value}: 1.05 er 5 procent mere, 0.9 er 10 procent mindre",
        )
    if planned.outcome.scale is Scale.DIFFERENCE and not abs(margin) <= _LARGEST_DIFFERENCE:
        yield PlanFault(
            f"{place}.margin",
            f"is a difference of shares for {planned.outcome.value}: 0.05 is 5 percentage points",
            f"skrives som forskel mellem andele for {planned.outcome.value}: 0.05 er 5 procentpoint",
        )
    if not planned.reckoned_with < margin:
        yield PlanFault(
            f"{place}.expected",
            "is no better than margin: the claim could not be shown",
            "er ikke bedre end margin: påstanden kunne ikke vises",
        )
    if planned.design is Design.BEFORE_AFTER and planned.outcome.scale is not Scale.DIFFERENCE:
        yield PlanFault(
            f"{place}.design",
            "before_after compares shares; days and amounts need a design that knows time",
            "before_after sammenligner andele; dage og beløb kræver et design, der kender tiden",
        )
    months = months_between(plan.starts_on, plan.ends_on + timedelta(days=1))
    if planned.design is Design.INTERRUPTED and months < LEAST_IN_ALL:
        yield PlanFault(
            f"{place}.design",
            f"needs {LEAST_IN_ALL} months in all; from and to are {months} apart",
            f"kræver {LEAST_IN_ALL} måneder i alt; mellem from og to er der {months}",
        )
    if planned.design is Design.STAGGERED:
        yield from _comparison(plan, f"{place}.design")


def _comparison(plan: TrialPlan, place: str) -> Iterator[PlanFault]:
    if len({team.starts_on for team in plan.teams}) < 2:
        yield PlanFault(
            place,
            "needs teams to compare with: others that start later, or not at all",
            "kræver teams at sammenligne med: andre, der begynder senere eller slet ikke",
        )
    if len(plan.teams) < LEAST_TEAMS:
        yield PlanFault(place, f"needs at least {LEAST_TEAMS} teams", f"kræver mindst {LEAST_TEAMS} teams")


def _lists(plan: TrialPlan) -> Iterator[PlanFault]:
    if not plan.provisions:
        yield PlanFault("provisions", "is empty", "er tom")
    for place, named in (
        ("provisions", [provision.code for provision in plan.provisions]),
        ("team.name", [team.name for team in plan.teams]),
        ("claim.outcome", [claim.outcome.value for claim in plan.claims]),
        ("question.code", [question.code for question in plan.questions]),
    ):
        twice = [name for name, count in Counter(named).items() if count > 1]
        if twice:
            yield PlanFault(place, f"names {twice[0]} twice", f"nævner {twice[0]} to gange")
