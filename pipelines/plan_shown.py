"""How is a plan shown on the screen? First what to decide, then who gets what, the loads, and what if."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from allocation.wording import GOALS_NOTE, percent, unmoved
from sagstyngde.case import CaseworkerId
from sagstyngde.danish import count
from sagstyngde.months import add_months
from sagstyngde.plan import GoalReached, Load, Placement, Plan, Slack, Unplaced, Violation

LOAD_HEADERS = ("Navn", "Belastning før", "Belastning efter", "Højeste måned", "Over 100 %", "Sager")
ABOUT_LOADS = (
    "Belastning: forventede timer af nettokapaciteten. Højeste måned: den fuldeste måneds belastning, og dagen den "
    "begynder. Over 100 %: risikoen for, at timerne tilsammen overstiger nettokapaciteten. Timerne er skønnede: "
    "decimaler i balancen er værdiløse."
)

Names: TypeAlias = Mapping[CaseworkerId, str]


def show(plan: Plan, names: Names, console: Console, *, explain: bool, slack: bool) -> None:
    """Print a plan: what needs a decision, the proposal (``explain``: with reasons), loads, floor and slack."""
    _say(console, f"Fordelingsforslag {plan.proposed_on:%d.%m.%Y} · politik {plan.policy}", style="bold")
    _say(console, _summary(plan))
    _show_list(console, "Ikke placeret", plan.unplaced)
    _show_list(console, "Hvad planen fraviger", [one for one in plan.violations if one.hard])
    _show_list(console, "Vær opmærksom på", [one for one in plan.violations if not one.hard])
    for caution in plan.cautions:
        _say(console, caution)
    if plan.placements:
        _heading(console, "Forslaget")
        (_show_reasons if explain else _show_placements)(plan.placements, names, console)
    if plan.loads:
        _show_loads(plan, names, console)
    if plan.floor is not None:
        reached = " Forslaget når det." if plan.floor.proved else ""
        _say(console, plan.floor.text + reached)
    if slack:
        _show_slack(plan.slack, console)
    if explain and plan.goals:
        _show_goals(plan.goals, console)


def _say(console: Console, text: str, style: str | None = None) -> None:
    console.print(text, style=style, markup=False, highlight=False)


def _heading(console: Console, text: str) -> None:
    console.print()
    _say(console, text, style="bold")


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)


def _summary(plan: Plan) -> str:
    moves = sum(placement.moved_from is not None for placement in plan.placements)
    new, left = len(plan.placements) - moves, len(plan.unplaced)
    if not plan.placements and not left:
        return "Der er ingen sager at fordele."
    parts = [f"{count(new, 'ny sag', 'nye sager')} foreslået fordelt"] if new else []
    parts += [f"{count(moves, 'sag', 'sager')} foreslået flyttet"] if moves else []
    parts += [f"{count(left, 'sag', 'sager')} ikke placeret"] if left else []
    begin = f" Begynd med {'den' if left == 1 else 'dem'}, der ikke er placeret." if left else ""
    return f"{', '.join(parts)}.{begin} Intet er tildelt, før et menneske beslutter det."


def _show_list(console: Console, heading: str, items: Sequence[Unplaced | Violation]) -> None:
    if items:
        _heading(console, f"{heading} ({len(items)})")
    # Cases that must go together are unplaced for one reason, which names them all: it is told once.
    for told in dict.fromkeys(map(_told, items)):
        _say(console, f"- {told}")


def _told(item: Unplaced | Violation) -> str:
    text = item.reason if isinstance(item, Unplaced) else item.text
    return " ".join((text, "Billigste muligheder:", *item.ways_out)) if item.ways_out else text


def _show_placements(placements: Sequence[Placement], names: Names, console: Console) -> None:
    """Print who is proposed for which case; for a case that moves, from whom."""
    is_moving = any(placement.moved_from is not None for placement in placements)
    table = _table()
    for header in ("Sag", "Foreslået", *(("Flyttes fra",) if is_moving else ())):
        table.add_column(header)
    for placement in placements:
        origin = placement.moved_from
        cells = [placement.case_id, names[placement.caseworker_id]]
        cells += ["" if origin is None else names.get(origin, origin)] if is_moving else []
        table.add_row(*map(escape, cells))
    console.print(table)


def _show_reasons(placements: Sequence[Placement], names: Names, console: Console) -> None:
    """Print each placement with its reasons and alternatives; the reasons name the caseworker."""
    for placement in placements:
        origin = placement.moved_from
        moved = "" if origin is None else f" (flyttes fra {names.get(origin, origin)})"
        others = "; ".join(alternative.text for alternative in placement.alternatives)
        told = " ".join((*placement.reasons, *([f"Ellers: {others}."] if others else [])))
        _say(console, f"- Sag {placement.case_id}{moved}: {told}")


def _show_loads(plan: Plan, names: Names, console: Console) -> None:
    _heading(console, "Belastning før og efter")
    table = _table()
    for header in LOAD_HEADERS:
        table.add_column(header, justify="left" if header == LOAD_HEADERS[0] else "right")
    for load in plan.loads:
        table.add_row(escape(names[load.caseworker_id]), *_figures(load, plan.proposed_on))
    console.print(table)
    _say(console, ABOUT_LOADS)


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


def _show_slack(prices: Sequence[Slack], console: Console) -> None:
    """Print the prices side by side: a column for each tolerance, a row for each goal that one of them changes."""
    _heading(console, "Hvad spillerum i den største belastning koster og giver")
    if not prices:
        _say(console, "Politikken jævner ikke belastningen før andre mål; der er intet spillerum at sætte pris på.")
        return
    table = _table()
    table.add_column("Spillerum")
    for slack in prices:
        table.add_column(percent(slack.tolerance), justify="right")
    table.add_row("Størst belastning", *(percent(slack.peak_share) for slack in prices))
    same = unmoved(prices)
    for goals in zip(*(slack.goals for slack in prices), strict=True):
        if goals[0] not in same:
            table.add_row(*map(escape, _slack_row(goals)))
    console.print(table)
    if same:
        _say(console, f"Uændret af spillerummet: {', '.join(f'{goal.label} ({goal.text})' for goal in same)}.")
    _say(console, "Tallene er det, der går imod hvert mål: jo mindre, jo bedre.")


def _slack_row(goals: Sequence[GoalReached]) -> list[str]:
    """Write a goal's numbers; a word before every one of them goes to the label, where there is room."""
    words = {goal.text.rpartition(" ")[0] for goal in goals}
    word = words.pop()
    if words or not word.isalpha():
        return [goals[0].label, *(goal.text for goal in goals)]
    return [f"{goals[0].label} ({word})", *(goal.text.rpartition(" ")[2] for goal in goals)]


def _show_goals(goals: Sequence[GoalReached], console: Console) -> None:
    """Print what each goal came to, and what is proved of it."""
    _heading(console, "Mål i rækkefølge")
    table = _table()
    for header in ("Mål", "Tal", "Bevist"):
        table.add_column(header)
    for goal in goals:
        table.add_row(*map(escape, (goal.label, goal.text, goal.proof or "–")))
    console.print(table)
    _say(console, GOALS_NOTE)
