"""Is what was planted in single decisions found again by file, months and design together? Writes docs/evaluering.json.

The designs have figures of their own (docs/beslutningskompetence-maalt.md), on panels. Here decisions are drawn one by
one and laid by month, so that what the laying does shows: a faster decision also moves kroner forward in time.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.surroundings import Json, bar, surroundings, write_json
from mandate.decision_columns import DecisionColumns, columns_of
from mandate.finding import Estimate, OutcomeName
from mandate.outcomes import lay
from mandate.staggered import Staggered, staggered
from mandate.trial_plan import TrialPlan
from mandate.trial_plan_toml import read_trial_plan
from pipelines.decisions_file import read_decisions
from pipelines.synthetic_trial_asked import Planted, TrialShape
from pipelines.synthetic_trial_files import invent_trial

TRIALS = 60
DRAWS = 499
OUTCOMES = (OutcomeName.DAYS, OutcomeName.GRANTED, OutcomeName.AMOUNT, OutcomeName.SPENDING)
WORLDS = (Planted(days_ratio=0.8), Planted(days_ratio=1.0))


def main() -> None:
    """Draw trials of each world, evaluate them, and write what was found."""
    on = datetime.now(UTC).date()
    with bar(TRIALS * len(WORLDS)) as tell:
        worlds = []
        for planted in WORLDS:
            found = []
            for seed in range(1, TRIALS + 1):
                tell(f"days {planted.days_ratio}, trial {seed}")
                found.append(_evaluated(seed, planted, on))
            worlds.append(_row(planted, found))
    write_json("evaluering.json", surroundings() | {"trials": TRIALS, "worlds": worlds})


def _evaluated(seed: int, planted: Planted, on: date) -> dict[OutcomeName, Estimate]:
    columns, plan = _laid(seed, planted, on)
    found = {}
    for outcome in OUTCOMES:
        laid = lay(outcome, columns, plan)
        estimate = staggered(laid.panel, outcome, Staggered(draws=DRAWS)) if laid else None
        if isinstance(estimate, Estimate):
            found[outcome] = estimate
    return found


def _laid(seed: int, planted: Planted, on: date) -> tuple[DecisionColumns, TrialPlan]:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "forsoeg"
        invent_trial(out, TrialShape(seed=seed), planted)
        plan = read_trial_plan(out / "plan.toml")
        columns = columns_of(read_decisions(out / "decisions.csv", on=on).kept, plan)
    assert columns is not None  # noqa: S101  an invented trial has decisions
    return columns, plan


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
    effects = np.array([one.effect for one in found])
    held = np.mean([one.low <= truth <= one.high for one in found])
    error = effects.std(ddof=1) / np.sqrt(len(found))
    return {
        "planted": truth,
        "estimates": len(found),
        "mean": round(float(effects.mean()), 4),
        "standard_error": round(float(error), 4),
        "coverage": round(float(held), 3),
    }


if __name__ == "__main__":
    main()
