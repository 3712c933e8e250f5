"""Is what was planted in single decisions found again by file, months and design together? Writes docs/evaluering.json.

The designs have figures of their own (docs/beslutningskompetence-maalt.md), on panels. Here decisions are drawn one by
one and laid by month, so that what the laying does shows. What has not been granted yet when a trial is looked at
is missing from the newest months' spending: how far that moves the effect is seen by looking again when all is decided.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.surroundings import Json, bar, surroundings, write_json
from mandate.decided import Decided
from mandate.decision_columns import columns_of
from mandate.finding import Estimate, OutcomeName
from mandate.outcomes import lay
from mandate.panel import Floats, Panel
from mandate.staggered import Staggered, staggered
from mandate.trial_plan import TrialPlan
from mandate.trial_plan_toml import read_trial_plan
from pipelines.decisions_file import read_decisions
from pipelines.synthetic_trial_asked import Planted, TrialShape
from pipelines.synthetic_trial_files import invent_trial
from sagstyngde.months import add_months

TRIALS = 120
DRAWS = 499
OUTCOMES = (OutcomeName.DAYS, OutcomeName.GRANTED, OutcomeName.AMOUNT, OutcomeName.SPENDING)
WORLDS = (Planted(days_ratio=0.8), Planted(days_ratio=1.0))
LOOKED_AGAIN, LONGER, LATER = 20, 54, 8
"""So many trials of so many months are looked at so many months before their end, and again at it."""


def main() -> None:
    """Draw trials of each world, evaluate them, and write what was found."""
    on = datetime.now(UTC).date()
    with bar(TRIALS * len(WORLDS) + LOOKED_AGAIN) as tell:
        worlds = []
        for planted in WORLDS:
            found = []
            for seed in range(1, TRIALS + 1):
                tell(f"days {planted.days_ratio}, trial {seed}")
                found.append(_evaluated(*_drawn(TrialShape(seed=seed), planted, on)))
            worlds.append(_row(planted, found))
        moved = []
        for seed in range(1, LOOKED_AGAIN + 1):
            tell(f"looked at again, trial {seed}")
            moved.append(_moved(*_drawn(TrialShape(seed=seed, months=LONGER), WORLDS[0], on)))
    again = {"trials": LOOKED_AGAIN, "log_effect_moved": _mean(np.array(moved))}
    write_json("evaluering.json", surroundings() | {"trials": TRIALS, "worlds": worlds, "spending_looked_again": again})


def _drawn(shape: TrialShape, planted: Planted, on: date) -> tuple[Sequence[Decided], TrialPlan]:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "forsoeg"
        invent_trial(out, shape, planted)
        return read_decisions(out / "decisions.csv", on=on).kept, read_trial_plan(out / "plan.toml")


def _evaluated(decisions: Sequence[Decided], plan: TrialPlan) -> dict[OutcomeName, Estimate]:
    found = {}
    for outcome in OUTCOMES:
        estimate = staggered(_panel(decisions, plan, outcome), outcome, Staggered(draws=DRAWS))
        if isinstance(estimate, Estimate):
            found[outcome] = estimate
    return found


def _panel(decisions: Sequence[Decided], plan: TrialPlan, outcome: OutcomeName) -> Panel:
    columns = columns_of(decisions, plan)
    laid = lay(outcome, columns, plan) if columns else None
    assert laid is not None  # noqa: S101  an invented trial has decisions in every month
    return laid.panel


def _moved(decisions: Sequence[Decided], plan: TrialPlan) -> float:
    """Return how far the effect on spending, as a logarithm, lies above that of the same months when all is decided."""
    last_day = add_months(plan.ends_on + timedelta(days=1), -LATER) - timedelta(days=1)
    made = [one for one in decisions if one.decided_on <= last_day]
    early = _panel(made, replace(plan, ends_on=last_day), OutcomeName.SPENDING)
    same_months = replace(plan, ends_on=add_months(early.months[-1], 1) - timedelta(days=1))
    late = _panel(decisions, same_months, OutcomeName.SPENDING)
    late = replace(late, values=np.where(np.isnan(early.values), np.nan, late.values))
    before, after = (staggered(panel, OutcomeName.SPENDING, Staggered(draws=DRAWS)) for panel in (early, late))
    assert isinstance(before, Estimate)  # noqa: S101  twelve teams are enough
    assert isinstance(after, Estimate)  # noqa: S101
    return float(np.log(before.effect / after.effect))


def _row(planted: Planted, found: list[dict[OutcomeName, Estimate]]) -> Json:
    truth = {
        OutcomeName.DAYS: planted.days_ratio,
        OutcomeName.GRANTED: planted.granted_points / 100.0,
        OutcomeName.AMOUNT: planted.spending_ratio,
        OutcomeName.SPENDING: planted.total_ratio,
    }
    outcomes = {name.value: _figures([one[name] for one in found if name in one], truth[name]) for name in OUTCOMES}
    return {"days_ratio": planted.days_ratio, "outcomes": outcomes}


def _figures(found: list[Estimate], truth: float) -> Json:
    held = np.mean([one.low <= truth <= one.high for one in found])
    mean = _mean(np.array([one.effect for one in found]))
    return {"planted": truth, "estimates": len(found)} | mean | {"coverage": round(float(held), 3)}


def _mean(values: Floats) -> Json:
    error = values.std(ddof=1) / np.sqrt(len(values))
    return {"mean": round(float(values.mean()), 4), "standard_error": round(float(error), 4)}


if __name__ == "__main__":
    main()
