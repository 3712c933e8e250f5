"""What does the demo's page on decision competence show? An invented trial, registered and evaluated."""

from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

from rich.console import Console

from mandate.trial_plan_toml import parse_trial_plan
from pipelines.mandate_evaluate import EvaluationAsked, run
from pipelines.operators import Errand
from pipelines.synthetic_trial_asked import Planted, TrialShape
from pipelines.synthetic_trial_files import invent_trial
from sagstyngde.operations import Operation
from storage.audit import append
from storage.engine import open_engine, writing
from storage.migrate import upgrade
from storage.trials import register_plan

SHAPE = TrialShape(teams=12, months=42, seed=1)


def evaluate_invented(folder: Path, database: str, console: Console) -> None:
    """Invent a trial in a folder, register its plan, and keep its evaluation in a casebook."""
    rmtree(folder, ignore_errors=True)
    invent_trial(folder, SHAPE, Planted())
    text = (folder / "plan.toml").read_text("utf-8")
    name = parse_trial_plan(text, "plan.toml").name
    errand = Errand.now(Operation.TRIAL_PLAN_REGISTER, "afprøvning med et opdigtet forsøg", at=datetime.now(UTC))
    engine = open_engine(database)
    upgrade(engine)
    with writing(engine) as connection:
        register_plan(connection, name, text, errand.stamp)
        append(connection, [errand.look()])
    engine.dispose()
    asked = EvaluationAsked(
        plan=name,
        decisions=folder / "decisions.csv",
        survey=folder / "survey.csv",
        out=folder / "evaluering.html",
    )
    run(asked, console, database)
