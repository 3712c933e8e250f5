"""Are there people enough in the demo's municipality? A forecast from its invented history, kept for the page."""

from pathlib import Path

from allocation.forecast import Question, answer, drawn
from allocation.policy_toml import read_policy
from features.history_files import read_history
from features.scheme_toml import read_scheme
from models.assess import Assessor
from pipelines.forecast import grounds_of
from pipelines.forecast_inputs import plan_day
from pipelines.forecast_keep import keep
from pipelines.staff import read_staff


def keep_invented_forecast(folder: Path, bundle: Path, database_url: str) -> None:
    """Forecast a year from an invented history's end, as the command does, and keep it."""
    history, _ = read_history(read_scheme(folder / "scheme.toml"), folder)
    question = Question(on=plan_day(history), rules=read_policy("standard").capacity)
    grounds = grounds_of(history, question, assessor=Assessor.load(bundle), tell=lambda _: None)
    keep(answer(grounds, drawn(grounds), read_staff(folder / "staff.csv"), question), database_url)
