"""How is a route asked for on the command line, and who may decide what? By a register and the staff list."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mandate.deciders import decider_of
from mandate.matrix import Reach, who_may
from mandate.register import Register
from mandate.register_toml import read_register
from mandate.register_wording import limit_text
from mandate.route import route
from mandate.wording import LEVEL_NAMES
from pipelines.mandate_register import IS_EXAMPLE
from pipelines.staff import read_staff
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.danish import count, first, whole_day
from sagstyngde.decision import Amount, Decider, Level, Route
from sagstyngde.errors import InputRefused, StaffRefused
from sagstyngde.provision import Provision


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be decided, on which day, and by whom; without ``caseworker`` the register alone is asked."""

    provision: str
    amount: Amount | None
    on: date
    staff: Path | None = None
    caseworker: str | None = None


def run_route(source: str, asked: Asked, *, as_json: bool, console: Console) -> None:
    """Print where a decision is to be made, and why.

    Raises:
        RegisterRefused: the register cannot be used.
        StaffRefused: the staff list cannot, or has no such caseworker.
        AmountRefused: the amount is in another unit than the register's limit.
        InputRefused: the provision is none.

    """
    register, provision = read_register(source), _provision(asked.provision)
    found = route(register, provision, asked.amount, _decider(asked), asked.on)
    if as_json:
        _print_json(console, {"on": asked.on.isoformat(), "provision": provision.code} | _route_json(register, found))
        return
    _say(console, f"{first(provision.text)}, den {whole_day(asked.on)}: {LEVEL_NAMES[found.level]}", style="bold")
    _say(console, found.reason)
    rule = "ingen regel" if found.rule.rule is None else f"regel {found.rule.rule}"
    _say(console, f"Kompetenceplan {register.name}, udgave {register.version}, {rule}.")
    _say_example(register, console)


def run_who(source: str, staff: Path, on: date, *, as_json: bool, console: Console) -> None:
    """Print who may decide what alone on a day, and who may later.

    Raises:
        RegisterRefused: the register cannot be used.
        StaffRefused: the staff list cannot.

    """
    register = read_register(source)
    people = [one for one in read_staff(staff) if one.left_on is None or one.left_on >= on]
    rows = who_may(register, map(decider_of, people), on)
    if as_json:
        _print_json(console, [_reach_json(register, who, reach) for who, reaches in rows.items() for reach in reaches])
        return
    _say(console, f"Egenkompetence den {whole_day(on)}", style="bold")
    by_provision = list(zip(*rows.values(), strict=True))
    hers = [reaches for reaches in by_provision if any(_is_hers(reach) for reach in reaches)]
    console.print(_table(hers, list(rows), {one.caseworker_id: one for one in people}))
    rest = count(len(by_provision) - len(hers), "bestemmelse", "bestemmelser")
    _say(console, f"Efter {rest} kan ingen afgøre noget alene.")
    _say_example(register, console)


def _provision(code: str) -> Provision:
    try:
        return Provision.parse(code)
    except ValueError:
        raise InputRefused(
            english="--provision: write it as BL § 90 stk. 1 nr. 3, with one space between the parts",
            danish="--provision: skriv den som BL § 90 stk. 1 nr. 3, med ét mellemrum mellem delene",
        ) from None


def _decider(asked: Asked) -> Decider | None:
    if asked.staff is None:
        return None
    found = next((one for one in read_staff(asked.staff) if one.caseworker_id == asked.caseworker), None)
    if found is None:
        raise StaffRefused(
            english=f"{asked.staff.name}: no caseworker has the id given as --caseworker",
            danish=f"{asked.staff.name}: ingen sagsbehandler har det id, der er givet som --caseworker",
        )
    return decider_of(found)


def _is_hers(reach: Reach) -> bool:
    return reach.route.level is Level.OWN or reach.route.own_from is not None


def _table(
    rows: Sequence[Sequence[Reach]], ids: Sequence[CaseworkerId], people: Mapping[CaseworkerId, Caseworker]
) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for header in ("Bestemmelse", "Grænse", "Må selv", "Må senere"):
        table.add_column(header)
    for reaches in rows:
        one = reaches[0].provision
        limits = dict.fromkeys(limit_text(reach.limit) for reach in reaches if _is_hers(reach))
        named = [(people[who].name or who, reach.route) for who, reach in zip(ids, reaches, strict=True)]
        cells = (f"{one.provision.code} {one.title}", " / ".join(limits), _now(named), _later(named))
        table.add_row(*map(Text, cells))
    return table


def _now(named: Sequence[tuple[str, Route]]) -> str:
    now = [name for name, found in named if found.level is Level.OWN]
    return f"alle {len(now)}" if len(now) == len(named) > 1 else ", ".join(now)


def _later(named: Sequence[tuple[str, Route]]) -> str:
    later = [(found.own_from, name) for name, found in named if found.own_from is not None]
    return ", ".join(f"{name} (fra {whole_day(day)})" for day, name in sorted(later))


def _route_json(register: Register, found: Route) -> dict[str, Any]:
    return {
        "level": found.level.value,
        "reason": found.reason,
        "own_from": None if found.own_from is None else found.own_from.isoformat(),
        "register": found.rule.register,
        "version": found.rule.version,
        "rule": found.rule.rule,
        "is_example": register.is_example,
    }


def _reach_json(register: Register, who: CaseworkerId, reach: Reach) -> dict[str, Any]:
    one, limit = reach.provision, reach.limit
    named = {"caseworker_id": who, "provision": one.provision.code, "title": one.title}
    much = {"limit": None if limit is None else limit.value, "unit": None if limit is None else limit.unit.value}
    return named | much | _route_json(register, reach.route)


def _print_json(console: Console, answer: Any) -> None:
    console.print_json(json.dumps(answer, ensure_ascii=False))


def _say_example(register: Register, console: Console) -> None:
    if register.is_example:
        _say(console, IS_EXAMPLE)


def _say(console: Console, text: str, style: str | None = None) -> None:
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)
