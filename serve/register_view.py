"""How does a register look as a table? A row a provision, a column a level, on one day; grouped by law."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mandate.register import Register, RegisteredProvision, Rule
from mandate.register_wording import conditions_text, days_text, limit_text, rule_text, seniority_texts
from mandate.timeline import timeline
from mandate.wording import LEVEL_NAMES
from sagstyngde.decision import Level
from sagstyngde.provision import Law, Provision
from serve.language import _
from serve.written import first


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a level may decide: how much, and what is asked of the caseworker. Both empty: nothing."""

    reach: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A provision on a day. ``wider`` is the provision whose rules it follows, where they are not its own."""

    provision: str
    title: str
    cells: tuple[Cell, ...]
    days: str
    wider: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LawTable:
    """The provisions of one law that are in force on a day."""

    law: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSheet:
    """A register as a person reads it on a day. Sentences tell what begins later, and what has ended."""

    on: date
    levels: tuple[str, ...]
    laws: tuple[LawTable, ...]
    seniority: tuple[str, ...]
    later: tuple[str, ...]
    ended: tuple[str, ...]


def register_sheet(register: Register, on: date) -> RegisterSheet:
    """Lay a register out as it is on a day."""
    used = {rule.level for rule in register.rules if rule.holds.holds(on)} | {Level.OWN, Level.COMMITTEE}
    levels = tuple(level for level in Level if level in used)
    return RegisterSheet(
        on=on,
        levels=tuple(first(LEVEL_NAMES[level]) for level in levels),
        laws=tuple(table for law in Law if (table := _law_table(register, law, levels, on)).lines),
        seniority=tuple(f"{first(text)}." for text in seniority_texts(register.seniority)),
        later=tuple(_later(register, on)),
        ended=tuple(_ended(register, on)),
    )


def _law_table(register: Register, law: Law, levels: Sequence[Level], on: date) -> LawTable:
    own = (one for one in register.provisions if one.provision.law is law and one.holds.holds(on))
    return LawTable(law=first(law.full_name), lines=tuple(_line(register, one, levels, on) for one in own))


def _line(register: Register, one: RegisteredProvision, levels: Sequence[Level], on: date) -> Line:
    rules = timeline(register, one.provision).at(on).rules
    by_level = {rule.level: rule for rule in rules}
    others = [rule for rule in rules if rule.level is not Level.COMMITTEE]
    wider = rules[0].provision if rules and rules[0].provision != one.provision else None
    return Line(
        provision=_short(one.provision),
        title=one.title,
        cells=tuple(
            Cell(reach=_rest(others)) if level is Level.COMMITTEE else _cell(register, by_level.get(level))
            for level in levels
        ),
        days=first(days_text(one.holds)),
        wider=wider.text if wider else "",
    )


def _cell(register: Register, rule: Rule | None) -> Cell:
    if rule is None:
        return Cell()
    return Cell(reach=first(limit_text(rule.limit)), condition=conditions_text(rule, register.seniority))


def _rest(others: Sequence[Rule]) -> str:
    """Say what is left for the committee: all of it, what lies above the others' limits, or nothing."""
    if not others:
        return _("Altid")
    last = others[-1]
    asks = last.level is Level.OWN and (last.seniority or last.competence is not None)
    return "" if last.limit is None and not asks else _("Resten")


def _short(provision: Provision) -> str:
    return provision.text.removeprefix(f"{provision.law.full_name} ")


def _later(register: Register, on: date) -> Iterator[str]:
    for one in register.provisions:
        if one.holds.starts_on > on:
            yield f"{first(one.provision.text)} ({one.title}) gælder {days_text(one.holds)}."
    for rule in register.rules:
        if rule.holds.starts_on > on:
            yield f"{first(rule_text(rule, register.seniority))}."


def _ended(register: Register, on: date) -> Iterator[str]:
    for one in register.provisions:
        if one.holds.ends_on is not None and one.holds.ends_on < on:
            yield f"{first(one.provision.text)} ({one.title}) gjaldt {days_text(one.holds)}."
    for rule in register.rules:
        if rule.holds.ends_on is not None and rule.holds.ends_on < on:
            yield f"{first(rule_text(rule, register.seniority))}."
