"""Which commands say who should have which case, and how many caseworkers the cases ask for?

``pipelines.cli`` registers them; what holds for its commands holds for these.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.cli_options import EMBEDDED, History, Json, Out, Scheme


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


def allocate(
    cases: Annotated[Path, typer.Option(help="Assessed cases, one JSON object a line.")],
    staff: Annotated[Path, typer.Option(help="staff.csv; absences.csv is read beside it.")],
    out: Out,
    policy: Annotated[str, typer.Option(help="A policy's TOML file, or the name of an embedded one.")] = "standard",
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The plan's day; today if not given.")
    ] = None,
    register: Annotated[
        str | None, typer.Option(help='Who may decide alone: a register\'s TOML file, or "eksempel".')
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
        policy,
        cases,
        staff,
        out,
        explain=explain,
        slack=slack,
        register=register,
        time_limit_s=time_limit,
        on=day,
        console=Console(),
    )


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
    keep: Annotated[bool, typer.Option("--keep", help="Keep it in the casebook, for the page Kapacitet.")] = False,
    as_json: Json = False,
) -> None:
    """Forecast new cases, load and staff needed, and what would be otherwise."""
    from pipelines.forecast_command import Asked, Files, forecast_files
    from sagstyngde.settings import Settings

    files = Files(
        scheme=scheme,
        history=history,
        staff=staff,
        bundle=bundle,
        policy=policy,
        out=out,
        keep=Settings().database_url if keep else None,
    )
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
    register: Annotated[
        str | None, typer.Option(help='Who may decide alone: a register\'s TOML file, or "eksempel".')
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
        register=register,
    )
    run(asked, out, report=report, console=Console())


COMMANDS = (caseload, allocate, compare, forecast)
