"""Which commands are about who may decide what, and whether it helped?

``pipelines.cli`` registers them as ``sagstyngde mandate …``; what holds for its commands holds for these.
"""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.cli_options import EMBEDDED, History, Json, Out, Scheme
from sagstyngde.decision import Amount, Unit

MANDATE = typer.Typer(no_args_is_help=True, help="Who may decide what, and did it help?")

PlanFile = Annotated[Path, typer.Argument(help='A plan\'s TOML file; "eksempel" is the one that comes with it.')]
Register = Annotated[str, typer.Argument(help='A register\'s TOML file, or "eksempel".')]


@MANDATE.command()
def check(context: typer.Context, register: Register) -> None:
    """Say whether a register can be used; exit code 1 where not, with everything that is wrong with it."""
    from pipelines.mandate_register import run_check

    if not run_check(register, console=Console(), language=context.obj):
        raise typer.Exit(1)


@MANDATE.command()
def show(
    register: Register,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only what holds on this day; else all of it.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Print a register: provision by provision, the levels with their limits, conditions and days."""
    from pipelines.mandate_register import run_show

    run_show(register, None if on is None else on.date(), as_json=as_json, console=Console())


@MANDATE.command()
def diff(
    older: Annotated[str, typer.Argument(help='The register as it was, or "eksempel".')],
    newer: Annotated[str, typer.Argument(help="The register as it is to be.")],
) -> None:
    """Say in sentences what a new version of a register changes."""
    from pipelines.mandate_register import run_diff

    run_diff(older, newer, console=Console())


@MANDATE.command()
def mark(
    history: History,
    register: Annotated[str, typer.Option(help='A register\'s TOML file, or "eksempel".')],
    out: Out,
    scheme: Scheme = EMBEDDED,
    staff: Annotated[
        Path | None, typer.Option(help="staff.csv: ask of each case's own caseworker, not the register alone.")
    ] = None,
) -> None:
    """Fill in, in a copy of a history, which cases had to go to the committee, where nobody has said it."""
    from pipelines.mandate_mark import Sources, mark_history

    mark_history(Sources(history=history, scheme=scheme, register=register, staff=staff), out, Console())


@MANDATE.command()
def adopt(
    context: typer.Context,
    register: Annotated[str, typer.Argument(help="The register's TOML file.")],
    note: Annotated[str, typer.Option(help="Who decided it when, on one line.")] = "",
    holds_from: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day it is in force; else today.")
    ] = None,
) -> None:
    """Let a register be in force in the casebook; earlier versions stay, and the same text again changes nothing."""
    from pipelines.mandate_adopt import Wish, run_adopt

    wish = Wish(source=register, holds_from=None if holds_from is None else holds_from.date(), note=note)
    run_adopt(wish, console=Console(), language=context.obj)


@MANDATE.command()
def plan(source: PlanFile) -> None:
    """Register a trial's plan with its margins, and print a receipt: before the trial begins."""
    from pipelines.mandate_plans import register_trial_plan

    register_trial_plan(source, Console())


@MANDATE.command()
def plans() -> None:
    """List the plans that were registered, each version, and whether it was before the trial and the figures."""
    from pipelines.mandate_plans import print_trial_plans

    print_trial_plans(Console())


@MANDATE.command()
def power(source: PlanFile, *, as_json: Json = False) -> None:
    """Say how many decisions and months each claim of a trial's plan takes: before it begins."""
    from pipelines.mandate_power import show_power

    show_power(source, as_json=as_json, console=Console())


@MANDATE.command()
def route(
    register: Register,
    provision: Annotated[str, typer.Option(help="What the decision is under: BL § 90 nr. 3.")],
    amount: Annotated[str | None, typer.Option(help="How much, with --unit: 60000; else not known yet.")] = None,
    unit: Annotated[Unit | None, typer.Option(help="What the amount is counted in.")] = None,
    staff: Annotated[Path | None, typer.Option(help="staff.csv; absences.csv is read beside it.")] = None,
    caseworker: Annotated[str | None, typer.Option(help="Her id there; else by the register alone.")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The decision's day; else today.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Say where a decision is to be made, why, and by which rule."""
    from pipelines.mandate_route import Asked, run_route

    if (staff is None) != (caseworker is None):
        raise typer.BadParameter("give both --staff and --caseworker, or neither")
    asked = Asked(provision=provision, amount=_amount(amount, unit), on=_day(on), staff=staff, caseworker=caseworker)
    run_route(register, asked, as_json=as_json, console=Console())


@MANDATE.command()
def who(
    register: Register,
    staff: Annotated[Path, typer.Option(help="staff.csv; absences.csv is read beside it.")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; else today.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Say who may decide what alone on a day, and who may later."""
    from pipelines.mandate_route import run_who

    run_who(register, staff, _day(on), as_json=as_json, console=Console())


@MANDATE.command()
def evaluate(
    plan: Annotated[str, typer.Option(help="The plan's TOML file, or a registered plan's name.")],
    out: Annotated[Path, typer.Option(help="Where the report is written, as HTML.")],
    decisions: Annotated[Path | None, typer.Option(help="decisions.csv; without it the casebook's decisions.")] = None,
    survey: Annotated[Path | None, typer.Option(help="survey.csv: question, answer 1-5, round.")] = None,
    as_json: Annotated[Path | None, typer.Option("--json", help="Where the findings are written as JSON.")] = None,
) -> None:
    """Judge every claim of a plan and write the report; with a registered plan it is kept, and shown on the page."""
    from pipelines.mandate_evaluate import EvaluationAsked, run

    run(EvaluationAsked(plan=plan, out=out, decisions=decisions, survey=survey, json=as_json), Console())


@MANDATE.command()
def invent(
    out: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    teams: Annotated[int, typer.Option(help="How many teams; every fourth never begins.")] = 12,
    months: Annotated[int, typer.Option(help="How many months are looked at.")] = 42,
    seed: int = 1,
    days_ratio: Annotated[float, typer.Option(help="What the remaining wait is multiplied by; 0.8 is a fifth.")] = 0.8,
    granted_points: Annotated[float, typer.Option(help="Percentage points added to the chance of a grant.")] = 0.0,
    spending_ratio: Annotated[float, typer.Option(help="What is granted is multiplied by it.")] = 1.0,
) -> None:
    """Invent a trial whose effect is known: decisions, a survey, the plan and the truth."""
    from pipelines.synthetic_trial_asked import Planted, TrialShape
    from pipelines.synthetic_trial_files import invent_trial

    planted = Planted(days_ratio=days_ratio, granted_points=granted_points, spending_ratio=spending_ratio)
    number = invent_trial(out, TrialShape(teams=teams, months=months, seed=seed), planted)
    Console().print(f"{number} opdigtede afgørelser: {out}", highlight=False, markup=False)


def _day(on: datetime | None) -> date:
    return date.today() if on is None else on.date()  # noqa: DTZ011  the day on the caseworker's wall calendar


def _amount(written: str | None, unit: Unit | None) -> Amount | None:
    if written is None and unit is None:
        return None
    if written is None or unit is None:
        raise typer.BadParameter("give both --amount and --unit, or neither")
    # 60.000 is 60 to Python and 60,000 to a Dane, and either could decide the level.
    if not re.fullmatch(r"\d+(\.\d{1,2})?", written, re.ASCII):
        raise typer.BadParameter("write 60000, or 37.5: without points between thousands", param_hint="--amount")
    return Amount(value=float(written), unit=unit)
