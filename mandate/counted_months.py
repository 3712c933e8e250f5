"""Which decisions count in which month? Each outcome has its own answer, told beside it.

**Days and spending** are laid by the month of the *application*. Laid by decision both would jump as a backlog is
emptied or left lying: the same grants, only sooner. The months just before a team's start, from which more than a
quarter was decided after it, are neither before nor after and left out. The few older applications that were decided
after it count as before: what the arrangement did to them makes *before* a little more like *after*, so that the
effect is understated and never overstated. Of the last months' only those decided fast are there to be seen, so months
are cut that are not ripe yet. A mean of days bears that one decision in twenty is missing; a total is lower by all that
is missing, and most so where decisions are slow, so of grants no more than one in a hundred may be.

**All else** is laid by the month of the decision: a share or a mean does not rise because more is decided. Decisions
whose appeal can still be under way are left out of the share overturned.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from mandate.decision_columns import Bools, DecisionColumns, month_of
from mandate.finding import OutcomeName
from mandate.panel import Integers
from mandate.trial_plan import TrialPlan
from sagstyngde.danish import NO_BREAK, count, number
from sagstyngde.months import add_months

SETTLED_SHARE = 0.95
"""Of an application month's decisions so many must have been made for its days to be looked at."""
COMPLETE_SHARE = 0.99
"""Of an application month's grants so many must have been made for their total to be looked at."""
STRADDLING_SHARE, MOST_TRANSITION = 0.25, 6
"""More than this share decided after the start, and an application month is a transition; at most so many months."""
APPEAL_MONTHS = 12
"""Four weeks to appeal, four to reconsider, and the time Ankestyrelsen takes: after a year nearly all are settled."""
_NEVER = 10_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CountedMonths:
    """Which decisions count, in which month.

    Attributes:
        month: each decision's, counted from the plan's first.
        counted: whether it counts at all.
        first: the first month looked at; ``last``: the last, before ``first`` where there is none.
        transition: how many months just before each start are neither before nor after.
        notes: Danish sentences on what was left out.

    """

    month: Integers
    counted: Bools
    first: int
    last: int
    transition: int = 0
    notes: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How many months are looked at."""
        return self.last - self.first + 1


def counted_months(outcome: OutcomeName, columns: DecisionColumns, plan: TrialPlan) -> CountedMonths:
    """Say which decisions count in which month of an outcome."""
    return _CUTS[outcome](columns, plan)


def start_months(columns: DecisionColumns, plan: TrialPlan) -> Integers:
    """Return for each decision the month in which its team begins, far ahead where it does not."""
    begins = {team.name: team.starts_on for team in plan.teams}
    months = [_NEVER if (day := begins[unit.team]) is None else month_of(day, plan.starts_on) for unit in columns.units]
    return np.array(months, dtype=np.intp)[columns.unit]


def _window(columns: DecisionColumns, plan: TrialPlan) -> tuple[int, int]:
    """Return the plan's first and last month of which all decisions are there."""
    return max(0, columns.first_month), min(month_of(plan.ends_on, plan.starts_on), columns.last_month)


def _by_decision(columns: DecisionColumns, plan: TrialPlan) -> CountedMonths:
    first, last = _window(columns, plan)
    return CountedMonths(month=columns.decided, counted=np.ones(len(columns), dtype=bool), first=first, last=last)


def _waiting(columns: DecisionColumns, plan: TrialPlan) -> CountedMonths:
    ripe = _Ripe(counted=np.ones(len(columns), dtype=bool), share=SETTLED_SHARE, told="afgjort")
    return _by_application(columns, plan, ripe, "Dagene er opgjort efter den måned, der blev søgt i.")


def _spending(columns: DecisionColumns, plan: TrialPlan) -> CountedMonths:
    ripe = _Ripe(counted=~np.isnan(columns.kroner), share=COMPLETE_SHARE, told="af bevillingerne givet")
    found = _by_application(
        columns,
        plan,
        ripe,
        "Beløbet i alt er det, der er bevilget dem, der søgte i måneden: det stiger ikke af, at der afgøres hurtigere.",
    )
    inside = (columns.applied >= found.first) & (columns.applied <= found.last)
    return replace(found, notes=(*found.notes, *_kroner_notes(columns, plan, inside)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ripe:
    """When an application month is ripe: when so large a ``share`` of the decisions that count has been made."""

    counted: Bools
    share: float
    told: str


def _by_application(columns: DecisionColumns, plan: TrialPlan, ripe: _Ripe, basis: str) -> CountedMonths:
    first, planned_last = max(0, columns.first_month), month_of(plan.ends_on, plan.starts_on)
    last, waited = _settled(columns, plan, ripe, first)
    notes = [basis]
    if last < planned_last:
        notes.append(
            f"Ansøgninger fra de sidste {count(planned_last - last, 'måned', 'måneder')} er ikke med: "
            f"først efter {number(waited)} dage er {number(100 * ripe.share)}{NO_BREAK}% {ripe.told}."
        )
    transition = _transition(columns, plan, first, last)
    if transition:
        notes.append(
            f"Ansøgninger fra {count(transition, 'måned', 'måneder')} lige før et teams start er ikke med: mere end "
            "hver fjerde blev først afgjort efter starten."
        )
    return CountedMonths(
        month=columns.applied,
        counted=ripe.counted,
        first=first,
        last=last,
        transition=transition,
        notes=tuple(notes),
    )


def _settled(columns: DecisionColumns, plan: TrialPlan, ripe: _Ripe, first: int) -> tuple[int, float]:
    """Return the last application month that is ripe, and after how many days it is.

    The days are those of the months that are kept: young months hold only what was decided fast, so each cut may
    lengthen them, and it is cut again until nothing changes.
    """
    waited, last = 0.0, month_of(plan.ends_on, plan.starts_on)
    while last >= first:
        inside = ripe.counted & (columns.applied >= first) & (columns.applied <= last)
        if inside.any():
            waited = max(waited, float(np.quantile(columns.days[inside], ripe.share)))
        ends_on = add_months(plan.starts_on, last + 1) - timedelta(days=1)
        if ends_on + timedelta(days=int(np.ceil(waited))) <= columns.until:
            break
        last -= 1
    return last, waited


def _transition(columns: DecisionColumns, plan: TrialPlan, first: int, last: int) -> int:
    """Return how many months before the starts had more than a quarter of their applications decided after it."""
    start = start_months(columns, plan)
    since = columns.applied - start
    inside = (columns.applied >= first) & (columns.applied <= last)
    months = 0
    while months < MOST_TRANSITION:
        there = inside & (since == -months - 1)
        if not there.any() or (columns.decided >= start)[there].mean() <= STRADDLING_SHARE:
            break
        months += 1
    return months


def _granting(columns: DecisionColumns, plan: TrialPlan) -> CountedMonths:
    first, last = _window(columns, plan)
    notes = _kroner_notes(columns, plan, (columns.decided >= first) & (columns.decided <= last))
    return CountedMonths(
        month=columns.decided, counted=~np.isnan(columns.kroner), first=first, last=last, notes=tuple(notes)
    )


def _kroner_notes(columns: DecisionColumns, plan: TrialPlan, inside: Bools) -> Iterator[str]:
    without = int((inside & columns.granted & np.isnan(columns.kroner)).sum())
    if without:
        told = count(without, "bevilgende afgørelse er", "bevilgende afgørelser er")
        yield f"{told} uden et beløb i kroner om året og ikke med i beløbene: antal timer eller døgn regnes aldrig om."
    if plan.price_rate:
        yield (
            f"Beløb er i priser fra {plan.starts_on.year}; prisstigningen er sat til "
            f"{number(100 * plan.price_rate, 1)}{NO_BREAK}% om året i planen."
        )


def _appealable(columns: DecisionColumns, plan: TrialPlan) -> CountedMonths:
    first, last = _window(columns, plan)
    settled = month_of(columns.until, plan.starts_on) - APPEAL_MONTHS
    notes = (f"Kun afgørelser, der er mindst {APPEAL_MONTHS} måneder gamle, er med: klager kan være længe undervejs.",)
    counted = np.ones(len(columns), dtype=bool)
    return CountedMonths(month=columns.decided, counted=counted, first=first, last=min(last, settled), notes=notes)


_CUTS: Mapping[OutcomeName, Callable[[DecisionColumns, TrialPlan], CountedMonths]] = {
    OutcomeName.DAYS: _waiting,
    OutcomeName.GRANTED: _by_decision,
    OutcomeName.AMOUNT: _granting,
    OutcomeName.SPENDING: _spending,
    OutcomeName.OVERTURNED: _appealable,
}
