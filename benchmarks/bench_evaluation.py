"""How long does a whole evaluation take: every claim by every design, with curves? Decisions are invented."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.surroundings import Json
from mandate.effect import Material, evaluate
from mandate.trial_plan_toml import read_trial_plan
from mandate.trial_standing import registration_standing
from pipelines.decisions_file import read_decisions
from pipelines.synthetic_trial_asked import Planted, TrialShape
from pipelines.synthetic_trial_files import invent_trial
from serve.evaluations import evaluation_file

SHAPES = (TrialShape(teams=12, months=42), TrialShape(teams=20, months=60))


def bench_evaluation(shapes: tuple[TrialShape, ...] = SHAPES) -> list[Json]:
    """Return a row for each size: seconds to read the file, to evaluate, and to draw the report."""
    return [_row(shape) for shape in shapes]


def _row(shape: TrialShape) -> Json:
    on = datetime.now(UTC).date()
    with TemporaryDirectory() as folder:
        out = Path(folder) / "forsoeg"
        invent_trial(out, shape, Planted())
        plan = read_trial_plan(out / "plan.toml")
        begun = perf_counter()
        material = Material(decisions=read_decisions(out / "decisions.csv", on=on).kept)
    read = perf_counter()
    findings = evaluate(material, plan, registration_standing(plan, None, None), on=on)
    evaluated = perf_counter()
    evaluation_file(findings)
    return {
        "teams": shape.teams,
        "months": shape.months,
        "decisions": len(material.decisions),
        "claims": len(plan.claims),
        "read_seconds": round(read - begun, 2),
        "evaluate_seconds": round(evaluated - read, 2),
        "draw_seconds": round(perf_counter() - evaluated, 3),
    }
