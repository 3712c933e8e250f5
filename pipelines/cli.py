"""Which commands are there? Each reads its arguments here, does its work elsewhere, and ends in an exit code.

0 done · 1 refused, with a reason in Danish or English (``--lang``) · 2 wrong usage. A user's mistake never shows a
traceback. Heavy libraries are imported by the command that needs them: ``sagstyngde --help`` answers at once.
"""

import sys
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.cli_access import GROUPS
from pipelines.cli_audit import AUDIT
from pipelines.cli_data import COMMANDS as DATA
from pipelines.cli_evidence import COMMANDS as EVIDENCE
from pipelines.cli_keeping import COMMANDS as KEEPING
from pipelines.cli_mandate import MANDATE
from pipelines.cli_model import COMMANDS as MODEL
from pipelines.cli_model import MODEL_KEY
from pipelines.cli_options import EMBEDDED, History, Json, Out, Scheme
from pipelines.cli_planning import COMMANDS as PLANNING
from pipelines.cli_retrain import COMMANDS as RETRAINING
from pipelines.cli_vault import COMMANDS as FORGETTING
from pipelines.cli_vault import VAULT
from pipelines.engines import EngineOption, Scheduler, Workers, mapper_of
from pipelines.extras import not_installed
from sagstyngde.errors import Language, SagstyngdeError

app = typer.Typer(name="sagstyngde", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)


@app.callback()
def _options(
    context: typer.Context,
    lang: Annotated[Language, typer.Option(help="Language of reports and refusals.")] = Language.DANISH,
) -> None:
    """Weigh cases, allocate them, and learn from what they took."""
    context.obj = lang
    _language.set(lang)


_language = ContextVar("language", default=Language.DANISH)
"""For ``main``, which reports refusals after typer's own context is gone."""


@app.command()
def synthesise(
    out: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    cases: int = 1500,
    caseworkers: int = 8,
    seed: int = 1,
    diary_weeks: Annotated[int | None, typer.Option(help="Hours only from a diary of so many weeks.")] = None,
    diary_rounds: Annotated[int, typer.Option(help="How many times the diary was kept, half a year apart.")] = 1,
) -> None:
    """Invent a municipality: history, staff, a week's intake, and the truth behind them."""
    from pipelines.progress import Steps
    from pipelines.synthetic import synthesise as invent
    from pipelines.synthetic_diary import Diary

    diary = None if diary_weeks is None else Diary(weeks=diary_weeks, rounds=diary_rounds)
    with Steps.shown(Console()) as steps:
        invent(out, cases=cases, caseworkers=caseworkers, seed=seed, diary=diary, progress=steps)


@app.command()
def check(
    context: typer.Context,
    history: Annotated[Path | None, typer.Option(help="The history's folder; a plan can do without.")] = None,
    scheme: Scheme = EMBEDDED,
    precision: Annotated[float, typer.Option(help="With --plan-diary: the precision wanted, as a share.")] = 0.1,
    caseworkers: Annotated[int | None, typer.Option(min=1, help="With --plan-diary: how many could take part.")] = None,
    *,
    plan_diary: Annotated[bool, typer.Option("--plan-diary", help="Say how long whom to have keep a diary.")] = False,
    as_json: Json = False,
) -> None:
    """Report a history's quality; exit code 1 where training would stop."""
    if plan_diary:
        from features.scheme_toml import read_scheme
        from pipelines import plan_diary as planning

        question = planning.Question(precision=precision, caseworkers=caseworkers)
        plan = planning.plan_diary(read_scheme(scheme), history, question)
        if as_json:
            planning.print_json(plan, Console())
        else:
            planning.print_plan(plan, Console(), context.obj)
        return
    if history is None:
        raise typer.BadParameter("name the folder", param_hint="--history")
    from pipelines.check import check as examine

    if not examine(scheme, history, as_json=as_json, console=Console(), language=context.obj):
        raise typer.Exit(1)


@app.command()
def train(
    context: typer.Context,
    history: History,
    out: Out,
    scheme: Scheme = EMBEDDED,
    seed: int = 0,
    report: Annotated[Path | None, typer.Option(help="Where report.json is written.")] = None,
    tracking: Annotated[str | None, typer.Option(help='MLflow\'s URI; "none" logs nothing.')] = None,
    engine: EngineOption = None,
    scheduler: Scheduler = None,
    workers: Workers = 2,
) -> None:
    """Train on a history, evaluate by time, write the bundle and log the run."""
    from models.learn import Training
    from pipelines.train_command import run
    from sagstyngde.settings import Settings

    uri = tracking or Settings().tracking_uri
    asked = None if uri == "none" else uri
    with mapper_of(engine, scheduler, workers) as mapper:
        how = Training(seed=seed, mapper=mapper)
        run(scheme, history, out, report=report, how=how, tracking=asked, console=Console(), language=context.obj)


@app.command()
def evaluate(
    bundle: Annotated[Path, typer.Argument(help="A bundle's folder.")],
    history: History,
    scheme: Annotated[str | None, typer.Option(help="Another scheme than the bundle's own.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Measure a bundle on cases it was not trained on."""
    from pipelines.evaluate_command import run

    run(bundle, history, scheme, as_json=as_json, console=Console())


@app.command()
def assess(
    bundle: Annotated[Path, typer.Argument(help="A bundle's folder.")],
    cases: Annotated[Path, typer.Option(help="A table of cases with the scheme's columns.")],
    out: Out,
    newest: Annotated[int | None, typer.Option(min=1, help="Only the cases received last.")] = None,
    engine: EngineOption = None,
    scheduler: Scheduler = None,
    workers: Workers = 2,
) -> None:
    """Assess cases: category, hours month by month, reasons; one JSON object a line.

    A folder of Parquet files, or a file with --engine, becomes a folder of Parquet files, part by part.
    """
    from pipelines.assess_command import run_file, run_parts

    in_parts = engine is not None or scheduler is not None or cases.is_dir()
    if in_parts and newest is not None:
        raise typer.BadParameter("cases in parts are all assessed", param_hint="--newest")
    if not in_parts:
        run_file(bundle, cases, out, newest=newest, console=Console())
        return
    with mapper_of(engine, scheduler, workers) as mapper:
        run_parts(bundle, cases, out, mapper=mapper, console=Console())


@app.command()
def table(
    bundle: Annotated[Path, typer.Argument(help="A bundle's folder.")],
    html: Annotated[Path | None, typer.Option(help="Where the printable page is written.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Where the spreadsheet is written.")] = None,
    against: Annotated[Path | None, typer.Option(help="An older bundle: what changed since it?")] = None,
) -> None:
    """Write the point table out to be read, printed and signed."""
    if html is None and csv is None:
        raise typer.BadParameter("give --html, --csv or both")
    from pipelines.table_command import run

    run(bundle, html=html, csv=csv, against=against, console=Console())


for command in (*PLANNING, *KEEPING, *FORGETTING, *EVIDENCE, *MODEL, *RETRAINING):
    app.command()(command)
app.add_typer(VAULT, name="vault")
app.add_typer(AUDIT, name="audit")
app.add_typer(MODEL_KEY, name="key")
app.add_typer(MANDATE, name="mandate")
for name, data_command in DATA.items():
    app.command(name)(data_command)
for name, group in GROUPS.items():
    app.add_typer(group, name=name)


@app.command()
def demo(
    cases: int = 1500,
    seed: int = 1,
    *,
    serve: Annotated[bool, typer.Option(help="Serve when everything is ready.")] = True,
) -> None:
    """Invent a municipality and run everything on it, ending with a server on 127.0.0.1:8000."""
    from pipelines.demo import run
    from sagstyngde.settings import Settings

    run(Settings(), cases=cases, seed=seed, serve=serve, console=Console())


@app.command()
def serve(host: str | None = None, port: int | None = None, workers: int | None = None) -> None:
    """Serve the API and the pages."""
    from sagstyngde.settings import Settings
    from serve.__main__ import run

    asked = {"host": host, "port": port, "workers": workers}
    run(Settings().model_copy(update={name: value for name, value in asked.items() if value is not None}))


def main() -> None:
    """Run the command line; the one place where a user's situation becomes an exit code."""
    try:
        app()
    except SagstyngdeError as error:
        _refuse(error)
    except ModuleNotFoundError as absent:
        missing = not_installed(absent)
        if missing is None:
            raise
        _refuse(missing)


def _refuse(error: SagstyngdeError) -> None:
    Console(stderr=True).print(error.text(_language.get()), style="red", markup=False, highlight=False)
    sys.exit(1)
