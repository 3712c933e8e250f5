"""Which commands are there? Each reads its arguments here, does its work elsewhere, and ends in an exit code.

0 done · 1 refused, with a reason in Danish or English (``--lang``) · 2 wrong usage. A user's mistake never shows a
traceback. Heavy libraries are imported by the command that needs them: ``sagstyngde --help`` answers at once.
"""

import sys
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sagstyngde.errors import Language, SagstyngdeError

app = typer.Typer(name="sagstyngde", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)

Scheme = Annotated[str, typer.Option(help='A scheme\'s TOML file, or "bornehandicap".')]
History = Annotated[Path, typer.Option(help="The history's folder.")]
Out = Annotated[Path, typer.Option(help="Where the result is written.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]

EMBEDDED = "bornehandicap"


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
) -> None:
    """Train on a history, evaluate by time, write the bundle and log the run."""
    from pipelines.train_command import run
    from sagstyngde.settings import Settings

    uri = tracking or Settings().tracking_uri
    asked = None if uri == "none" else uri
    run(scheme, history, out, report=report, seed=seed, tracking=asked, console=Console(), language=context.obj)


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
) -> None:
    """Assess cases: category, hours month by month, reasons; one JSON object a line."""
    from pipelines.batch import assess_file
    from pipelines.progress import Steps

    console = Console()
    with Steps.shown(console) as steps:
        count = assess_file(bundle, cases, out, newest=newest, steps=steps)
    console.print(f"{count} sager vurderet: {out}", highlight=False)


@app.command()
def caseload(
    bundle: Annotated[Path, typer.Argument(help="A bundle's folder.")],
    history: History,
    staff: Annotated[Path, typer.Option(help="staff.csv: who may be doing a part of another's case.")],
    out: Out,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day reckoned from; otherwise the history's end."),
    ] = None,
) -> None:
    """Write a history's open cases with the hours they still take, to be allocated beside the new ones."""
    from pipelines.caseload_command import caseload_file
    from pipelines.progress import Steps
    from sagstyngde.danish import day, number

    console = Console()
    with Steps.shown(console) as steps:
        weighed = caseload_file(bundle, history, staff, out, on=None if on is None else on.date(), steps=steps)
    hours = f"{number(weighed.hours)} timer i de kommende seks måneder"
    console.print(f"{weighed.count} åbne sager pr. {day(weighed.on)}, {hours}: {out}", highlight=False)


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


@app.command()
def allocate(
    cases: Annotated[Path, typer.Option(help="Assessed cases, one JSON object a line.")],
    staff: Annotated[Path, typer.Option(help="staff.csv; absences.csv is read beside it.")],
    out: Out,
    policy: Annotated[str, typer.Option(help="A policy's TOML file, or the name of an embedded one.")] = "standard",
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The plan's day; today if not given.")
    ] = None,
    time_limit: Annotated[float | None, typer.Option(min=0.0, help="Seconds to search.")] = None,
    *,
    explain: Annotated[bool, typer.Option(help="Say why, and what the alternatives cost.")] = False,
    slack: Annotated[bool, typer.Option(help="Say what more or less tolerance of the largest load would do.")] = False,
) -> None:
    """Propose who takes which case."""
    from pipelines.allocate import allocate_files

    day = None if on is None else on.date()
    allocate_files(
        policy, cases, staff, out, explain=explain, slack=slack, time_limit_s=time_limit, on=day, console=Console()
    )


@app.command()
def forecast(
    history: History,
    staff: Annotated[Path, typer.Option(help="staff.csv; absences.csv is read beside it.")],
    scheme: Scheme = EMBEDDED,
    bundle: Annotated[
        Path | None, typer.Option(help="A bundle's folder; without one a case weighs as its kind.")
    ] = None,
    policy: Annotated[str, typer.Option(help='A policy\'s TOML file, for its capacity, or "standard".')] = "standard",
    out: Annotated[Path | None, typer.Option(help="A folder for the report: HTML, Markdown, JSON, charts.")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day; the history's end.")] = None,
    months: Annotated[int, typer.Option(help="How many months ahead.")] = 12,
    limit: Annotated[float, typer.Option(help="The load to stay within, as a share of net hours.")] = 1.0,
    probability: Annotated[float, typer.Option(help="How surely to stay within it.")] = 0.8,
    norm: Annotated[float | None, typer.Option(help="Cases a full-time caseworker, to reckon by as well.")] = None,
    absence: Annotated[float, typer.Option(help="Usual share of working time away: holidays, illness, courses.")] = 0.2,
    vacancy: Annotated[list[str] | None, typer.Option(help="What if: K07=2027-02-01, a post falls vacant.")] = None,
    hire: Annotated[
        list[str] | None, typer.Option(help="What if: 3=2027-01-01[:30], so many start, hours a week.")
    ] = None,
    law: Annotated[list[str] | None, typer.Option(help="What if: 2027-01-01=hours*1.1[:C,D], or inflow*1.1.")] = None,
    inflow: Annotated[float | None, typer.Option(help="What if: new cases times this, from the first day.")] = None,
    merge: Annotated[list[str] | None, typer.Option(help="What if: Nord+Syd, teams become one.")] = None,
    seed: int = 0,
    *,
    as_json: Json = False,
) -> None:
    """Forecast new cases, load and staff needed, and what would be otherwise."""
    from pipelines.forecast_command import Asked, Files, forecast_files

    files = Files(scheme=scheme, history=history, staff=staff, bundle=bundle, policy=policy, out=out)
    asked = Asked(
        on=None if on is None else on.date(),
        months=months,
        limit=limit,
        probability=probability,
        norm=norm,
        absence=absence,
        vacancy=vacancy or (),
        hire=hire or (),
        law=law or (),
        inflow=inflow,
        merge=merge or (),
        seed=seed,
    )
    forecast_files(files, asked, as_json=as_json, console=Console())


@app.command()
def compare(
    history: History,
    staff: Annotated[Path, typer.Option(help="staff.csv; absences.csv is read beside it.")],
    out: Out,
    policy: Annotated[
        list[str] | None,
        typer.Option(help="A policy's TOML file, or an embedded one's name; all of those if not given."),
    ] = None,
    scheme: Scheme = EMBEDDED,
    bundle: Annotated[
        Path | None, typer.Option(help="A bundle's folder; without one a case weighs as its category's mean.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; three years before the end.")
    ] = None,
    replications: Annotated[int, typer.Option(min=0, help="Worlds drawn from the history, for the uncertainty.")] = 20,
    load: Annotated[
        float | None, typer.Option(min=0.05, max=3.0, help="Set capacity so that the load is this.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="A folder for a page with tables and charts.")] = None,
    seed: int = 1,
) -> None:
    """Replay a history under several policies, and what was really done beside them."""
    from pipelines.compare_command import Asked, run

    asked = Asked(
        history=history,
        staff=staff,
        policies=tuple(policy or ()),
        scheme=scheme,
        bundle=bundle,
        starts_on=None if since is None else since.date(),
        replications=replications,
        seed=seed,
        load=load,
    )
    run(asked, out, report=report, console=Console())


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
def serve(host: str | None = None, port: int | None = None) -> None:
    """Serve the API and the pages."""
    from sagstyngde.settings import Settings
    from serve.__main__ import run

    asked = {"host": host, "port": port}
    run(Settings().model_copy(update={name: value for name, value in asked.items() if value is not None}))


def main() -> None:
    """Run the command line; the one place where a user's situation becomes an exit code."""
    try:
        app()
    except SagstyngdeError as error:
        Console(stderr=True).print(error.text(_language.get()), style="red", markup=False, highlight=False)
        sys.exit(1)
