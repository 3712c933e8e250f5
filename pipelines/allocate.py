"""Files in, a proposed allocation out: as JSON for systems, and as a table for the leader who decides."""

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from allocation.capacity import add_months
from allocation.policy_toml import read_policy
from allocation.slack import slack_prices
from allocation.solve import allocate
from allocation.wording import GOALS_NOTE, percent
from pipelines.cases_to_place import read_cases_to_place
from pipelines.plan_json import plan_as_json
from pipelines.staff import read_staff
from sagstyngde.case import CaseworkerId
from sagstyngde.errors import InputRefused
from sagstyngde.plan import CaseToPlace, Load, Placement, Plan

_HEADERS = (
    "Navn",
    "Belastning før",
    "Belastning efter",
    "Højeste måned",
    "Over 100 %",
    "Sager",
)


def allocate_files(  # noqa: PLR0913  the command's own options
    policy_source: str,
    cases: Path,
    staff: Path,
    out: Path,
    *,
    explain: bool,
    slack: bool = False,
    time_limit_s: float | None,
    on: date | None,
    console: Console,
) -> Plan:
    """Propose an allocation of the cases, write it as JSON and print its loads.

    ``policy_source`` is a TOML file or the name of an embedded policy. The plan's day is ``on``, or today. ``explain``
    adds reasons and alternatives to the file and to what is printed, ``slack`` what more or less tolerance of the load
    would lead to. The file is written whole or not at all.

    Raises:
        InputRefused: one of the three files cannot be used, or the output cannot be written.

    """
    policy = read_policy(policy_source)
    people, to_place = read_staff(staff), read_cases_to_place(cases)
    on = on or date.today()  # noqa: DTZ011  a plan's day is the day on the leader's wall calendar
    plan = allocate(to_place, people, policy, on, time_limit_s=time_limit_s)
    if slack:
        plan = replace(plan, slack=slack_prices(to_place, people, policy, on))
    write_whole(out, json.dumps(plan_as_json(plan, explain=explain), ensure_ascii=False, indent=2, allow_nan=False))
    _show(plan, {one.caseworker_id: one.name or one.caseworker_id for one in people}, console)
    for sentence in _strangers(to_place, frozenset(one.caseworker_id for one in people)):
        console.print(sentence, markup=False, highlight=False)
    if slack:
        _show_slack(plan, console)
    if explain:
        _show_goals(plan, console)
        _show_reasons(plan, console)
    return plan


def write_whole(out: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part.

    Raises:
        InputRefused: the folder is not there or cannot be written to.

    """
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        part.write_text(text + "\n", "utf-8")
        part.replace(out)
    except OSError as error:
        raise InputRefused(
            english=f"{out.name}: cannot be written there; choose another folder",
            danish=f"{out.name}: kan ikke skrives der; vælg en anden mappe",
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()


def _show(plan: Plan, names: Mapping[CaseworkerId, str], console: Console) -> None:
    table = Table(
        title=f"Fordelingsforslag {plan.proposed_on:%d.%m.%Y} · politik {escape(plan.policy)}",
        caption="Højeste måned: den fuldeste måneds belastning, og dagen den begynder. Over 100 %: risikoen for, at "
        "timerne tilsammen overstiger nettokapaciteten.",
    )
    for header in _HEADERS:
        table.add_column(header, justify="left" if header == "Navn" else "right")
    for load in plan.loads:
        table.add_row(escape(names[load.caseworker_id]), *_figures(load, plan.proposed_on))
    console.print(table)
    for item in plan.unplaced:
        console.print(" ".join((item.reason, *item.ways_out)), markup=False, highlight=False)
    for violation in plan.violations:
        console.print(" ".join((violation.text, *violation.ways_out)), markup=False, highlight=False)
    if plan.floor is not None:
        console.print(plan.floor.text, markup=False, highlight=False)
    if not plan.placements and not plan.unplaced:
        console.print("Der er ingen sager at fordele.")


def _figures(load: Load, on: date) -> tuple[str, ...]:
    return (
        percent(load.share_before),
        percent(load.share_after),
        _peak(load, on),
        percent(load.overload_chance),
        f"{load.count_before} → {load.count_after}",
    )


def _peak(load: Load, on: date) -> str:
    """Write the fullest month by its load and the day it starts; a dash where no month has hours for cases."""
    if load.peak_month is None:
        return "–"
    starts_on = add_months(on, load.peak_month)
    return f"{percent(load.peak_after)} {starts_on.day}.{starts_on.month}."


def _strangers(cases: Sequence[CaseToPlace], known: Collection[CaseworkerId]) -> Iterator[str]:
    """Say whose part of a case falls back on the case's own caseworker: people who are not on the staff list."""
    for case in cases:
        for work in case.shared:
            if work.caseworker_id not in known:
                yield (
                    f"Sag {case.case_id}: {work.caseworker_id} hjælper på sagen, men står ikke på medarbejderlisten; "
                    f"{percent(work.share)} af timerne regnes hos sagens egen sagsbehandler."
                )


def _show_slack(plan: Plan, console: Console) -> None:
    """Print the prices side by side: a row for each tolerance, a column for each goal after the balance."""
    if not plan.slack:
        console.print("Politikken jævner ikke belastningen før andre mål; der er intet spillerum at sætte pris på.")
        return
    table = Table(title="Hvad spillerum i den største belastning koster og giver")
    for header in ("Spillerum", "Størst belastning", *(goal.label for goal in plan.slack[0].goals)):
        table.add_column(escape(header), justify="right")
    for slack in plan.slack:
        figures = (percent(slack.tolerance), percent(slack.peak_share), *(goal.text for goal in slack.goals))
        table.add_row(*map(escape, figures))
    console.print(table)


def _show_goals(plan: Plan, console: Console) -> None:
    """Print what each goal came to, and what is proved of it."""
    if not plan.goals:
        return
    table = Table(title="Mål i rækkefølge", caption=GOALS_NOTE)
    for header in ("Mål", "Tal", "Bevist"):
        table.add_column(header)
    for goal in plan.goals:
        table.add_row(*map(escape, (goal.label, goal.text, goal.proof or "–")))
    console.print(table)


def _show_reasons(plan: Plan, console: Console) -> None:
    for placement in plan.placements:
        console.print(f"Sag {placement.case_id}: {_told(placement)}", markup=False, highlight=False)


def _told(placement: Placement) -> str:
    others = "; ".join(alternative.text for alternative in placement.alternatives)
    return " ".join((*placement.reasons, *([f"Ellers: {others}."] if others else [])))
