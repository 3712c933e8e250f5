"""How does a person look at a register of decision competence on the screen? Its faults, its rules, what changes."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rich.console import Console

from mandate.register import Register, RegisteredProvision, Rule
from mandate.register_diff import register_changes
from mandate.register_toml import read_register
from mandate.register_wording import conditions_text, limit_text, seniority_texts, the_day
from mandate.wording import LEVEL_NAMES
from pipelines.mandate_json import register_json, rules_of
from sagstyngde.danish import count, day, first, listing
from sagstyngde.decision import Level, Span
from sagstyngde.errors import Language, RegisterRefused

IS_EXAMPLE = "Eksempel, ikke vedtaget af kommunen."
FALLBACK = (
    "Det, ingen regel dækker, går i visitationsudvalget. Har en bestemmelse egne regler, gælder paragraffens ikke."
)

_WIDTHS = (17, 28, 29, 0)
"""Of what stands in a rule's line, so that it stands below the same of other rules."""


def run_check(source: str, *, console: Console, language: Language) -> bool:
    """Say whether a register can be used, and everything that is wrong where it cannot."""
    try:
        register = read_register(source)
    except RegisterRefused as refused:
        for fault in refused.faults:
            _say(console, f"{Path(source).name}: {fault.text(language)}", style="red")
        return False
    if language is Language.DANISH:
        provisions = count(len(register.provisions), "bestemmelse", "bestemmelser")
        _say(console, f"Planen kan bruges: {provisions}, {count(len(register.rules), 'regel', 'regler')}.")
    else:
        _say(console, f"the register can be used: {len(register.provisions)} provisions, {len(register.rules)} rules")
    if register.is_example:
        _say(console, IS_EXAMPLE)
    return True


def run_show(source: str, on: date | None, *, as_json: bool, console: Console) -> None:
    """Print a register, or what of it holds on a day.

    Raises:
        RegisterRefused: it cannot be used.

    """
    register = read_register(source)
    if as_json:
        console.print_json(json.dumps(register_json(register, on), ensure_ascii=False))
        return
    when = "" if on is None else f", {the_day(on)}"
    _say(console, f"Kompetenceplan {register.name}, udgave {register.version}{when}", style="bold")
    if register.is_example:
        _say(console, IS_EXAMPLE, style="bold")
    for sentence in seniority_texts(register.seniority):
        _say(console, f"{first(sentence)}.")
    for one in register.provisions:
        if on is None or one.holds.holds(on):
            _show_provision(register, one, on, console)
    console.print()
    _say(console, FALLBACK)
    for sentence in () if on is None else _coming(register, on):
        _say(console, sentence)


def run_diff(older: str, newer: str, *, console: Console) -> None:
    """Say what a new version of a register changes.

    Raises:
        RegisterRefused: one of them cannot be used.

    """
    changes = register_changes(read_register(older), read_register(newer))
    for change in changes:
        _say(console, change.text)
    _say(console, f"{count(len(changes), 'ændring', 'ændringer')}." if changes else "Ingen ændringer.")


def _say(console: Console, text: str, style: str | None = None) -> None:
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def _show_provision(register: Register, one: RegisteredProvision, on: date | None, console: Console) -> None:
    """Print a provision with its rules: all of them with their days, or those that apply on a day."""
    console.print()
    former = f" · før {listing([former.code for former in one.former])}" if one.former else ""
    _say(console, f"{one.provision.code} {one.title}", style="bold")
    _say(console, f"  {_short(one.holds)}{former}", style="dim")
    rules = rules_of(register, one, on)
    for rule in rules:
        cells = _cells(register, rule, one, on)
        widths = _WIDTHS if on is None else (_WIDTHS[0], *_WIDTHS[2:])
        # No table: where the screen is narrow, one would cut off what a rule asks for.
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        _say(console, f"  {'  '.join(padded)}".rstrip())
    if not rules:
        _say(console, f"  {'ingen egen regel' if on is None else 'visitationsudvalg (ingen regel)'}")


def _cells(register: Register, rule: Rule, one: RegisteredProvision, on: date | None) -> tuple[str, ...]:
    inherited = "" if rule.provision == one.provision else f" (regel for {rule.provision.code})"
    limit = "" if rule.level is Level.COMMITTEE else limit_text(rule.limit)
    days = (_short(rule.holds),) if on is None else ()
    return LEVEL_NAMES[rule.level] + inherited, *days, limit, conditions_text(rule, register.seniority)


def _short(days: Span) -> str:
    """Write days as a column has room for them."""
    return f"{day(days.starts_on)} –{'' if days.ends_on is None else f' {day(days.ends_on)}'}"


def _coming(register: Register, on: date) -> Iterator[str]:
    """Say what begins and ends after a day, day by day."""
    spans = [(f"{one.provision.code} ({one.title})", one.holds) for one in register.provisions]
    spans += [(f"reglen {rule.rule_id} ({rule.provision.code})", rule.holds) for rule in register.rules]
    told = [(turn, sentence) for name, span in spans for turn, sentence in _turns(name, span) if turn > on]
    for _, sentence in sorted(told):
        yield f"Senere: {sentence}."


def _turns(name: str, span: Span) -> Iterator[tuple[date, str]]:
    yield span.starts_on, f"{name} gælder fra {the_day(span.starts_on)}"
    if span.ends_on is not None:
        yield span.ends_on, f"{name} gælder til og med {the_day(span.ends_on)}"
