"""Files in, a forecast out: on the screen or as JSON, and in a folder to mail and print."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console

from allocation.forecast import Forecast, Question
from allocation.policy_toml import read_policy
from allocation.staffing import USUAL_ABSENCE, Aim
from casework.forecast_sections import sections
from features.history_files import read_history
from features.scheme import Scheme
from features.scheme_toml import read_scheme
from models.assess import Assessor
from pipelines.forecast import Progress, forecast
from pipelines.forecast_charts import charts
from pipelines.forecast_inputs import plan_day
from pipelines.forecast_json import forecast_as_json
from pipelines.forecast_keep import keep
from pipelines.forecast_options import parse_scenario
from pipelines.forecast_report import html, markdown, show, show_opening
from pipelines.progress import Steps
from pipelines.staff import read_staff
from pipelines.whole_files import make_folder, write_whole
from sagstyngde.danish import day

STEPS = 5
PAGE = "prognose.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What is read, and where the answer goes: ``out`` is a folder, ``keep`` the casebook's URL."""

    scheme: str
    history: Path
    staff: Path
    bundle: Path | None = None
    policy: str = "standard"
    out: Path | None = None
    keep: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of the command, as they were written."""

    on: date | None = None
    months: int = 12
    limit: float = 1.0
    probability: float = 0.8
    norm: float | None = None
    absence: float = USUAL_ABSENCE
    vacancy: Sequence[str] = ()
    hire: Sequence[str] = ()
    law: Sequence[str] = ()
    inflow: float | None = None
    merge: Sequence[str] = ()
    seed: int = 0


def forecast_files(files: Files, asked: Asked, *, as_json: bool, console: Console) -> Forecast:
    """Forecast from files, print the answer, and write the report where asked.

    Raises:
        InputRefused: a file cannot be used, an option is not written as it must be, or the history is too short.
        BundleRefused: the bundle cannot be used.
        NotReady: it is to be kept, and the casebook cannot be written.
    """
    if files.out is not None:
        make_folder(files.out)
    # JSON on the screen must be all that stands there.
    with Steps.shown(Console(quiet=True) if as_json else console, total=STEPS) as steps:
        told, scheme = _forecast(files, asked, steps)
    title = f"Prognose fra {day(told.question.on)}, {told.question.months} måneder"
    if as_json:
        console.out(json.dumps(forecast_as_json(told, scheme), ensure_ascii=False, indent=2), highlight=False)
    else:
        (show if files.out is None else show_opening)(title, sections(told, scheme), console)
    if files.out is not None:
        _write(files.out, title, told, scheme)
        if not as_json:
            console.print(f"\nHele prognosen: {files.out / PAGE}", highlight=False, markup=False, soft_wrap=True)
    if files.keep is not None:
        keep(told, files.keep)
        if not as_json:
            console.print("\nPrognosen er gemt i sagsbogen og vises på siden Kapacitet.", highlight=False)
    return told


def _forecast(files: Files, asked: Asked, tell: Progress) -> tuple[Forecast, Scheme]:
    tell("Læser historik og medarbejdere")
    history, _ = read_history(read_scheme(files.scheme), files.history)
    staff, policy = read_staff(files.staff), read_policy(files.policy)
    assessor = None if files.bundle is None else Assessor.load(files.bundle)
    on = asked.on or plan_day(history)
    question = Question(
        on=on,
        months=asked.months,
        aim=Aim(limit=asked.limit, probability=asked.probability),
        norm=asked.norm,
        absence=asked.absence,
        scenario=parse_scenario(
            on=on, vacancy=asked.vacancy, hire=asked.hire, law=asked.law, inflow=asked.inflow, merge=asked.merge
        ),
        rules=policy.capacity,
        seed=asked.seed,
    )
    return forecast(history, staff, question, assessor=assessor, tell=tell), history.scheme


def _write(out: Path, title: str, told: Forecast, scheme: Scheme) -> None:
    """Write the report, its charts and its figures into a folder."""
    drawn, parts = charts(told, scheme), sections(told, scheme)
    write_whole(out / PAGE, html(title, parts, drawn))
    write_whole(out / "prognose.md", markdown(title, parts))
    figures = json.dumps(forecast_as_json(told, scheme), ensure_ascii=False, indent=2, allow_nan=False)
    write_whole(out / "prognose.json", figures)
    for name, svg in drawn.items():
        write_whole(out / f"{name}.svg", svg)
