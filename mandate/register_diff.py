"""What does a new version of a register change? Sentences for whoever adopts it, entry by entry.

Entries are the same where their id, or their provision's code, is: their order in the file means nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from mandate.register import Register, RegisteredProvision, Rule
from mandate.register_places import HEAD, PROVISION, RULE, SENIORITY
from mandate.register_wording import (
    days_text,
    limit_text,
    provision_text,
    rule_text,
    seniority_texts,
    the_day,
)
from mandate.wording import LEVEL_NAMES, amount_text
from sagstyngde.danish import first, listing
from sagstyngde.decision import Amount, Level, Span
from sagstyngde.provision import Provision

T = TypeVar("T")


class ChangeKind(StrEnum):
    """What has become of an entry."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChange:
    """One entry that is not as it was: its table, its id or code (empty: the table's own), and a Danish sentence."""

    kind: ChangeKind
    table: str
    entry: str = ""
    text: str


def register_changes(older: Register, newer: Register) -> tuple[RegisterChange, ...]:
    """Return what ``newer`` has otherwise than ``older``."""
    return (*_head(older, newer), *_seniority(older, newer), *_provisions(older, newer), *_rules(older, newer))


def _head(older: Register, newer: Register) -> Iterator[RegisterChange]:
    if (older.name, older.version) != (newer.name, newer.version):
        text = f"Planen hedder {newer.name}, udgave {newer.version} (før {older.name}, udgave {older.version})."
        yield RegisterChange(kind=ChangeKind.CHANGED, table=HEAD, text=text)
    if older.is_example != newer.is_example:
        text = "Planen er mærket som eksempel." if newer.is_example else "Planen er ikke længere mærket som eksempel."
        yield RegisterChange(kind=ChangeKind.CHANGED, table=HEAD, text=text)


def _seniority(older: Register, newer: Register) -> Iterator[RegisterChange]:
    before, after = (seniority_texts(one.seniority) for one in (older, newer))
    for was, now in zip(before, after, strict=True):
        if was != now:
            yield RegisterChange(kind=ChangeKind.CHANGED, table=SENIORITY, text=f"Nu gælder: {now} (før: {was}).")


def _provisions(older: Register, newer: Register) -> Iterator[RegisterChange]:
    before, after = ({one.provision.code: one for one in register.provisions} for register in (older, newer))
    yield from _compared(PROVISION, before, after, _provision_told)


def _rules(older: Register, newer: Register) -> Iterator[RegisterChange]:
    def told(was: Rule | None, now: Rule | None) -> str:
        if was is not None and now is not None:
            return f"Reglen for {now.provision.text} {_clauses(_rule_clauses(was, now))}."
        if now is not None:
            return f"Ny regel: {rule_text(now, newer.seniority)}."
        return "" if was is None else f"Slettet regel: {rule_text(was, older.seniority)}."

    before, after = ({rule.rule_id: rule for rule in register.rules} for register in (older, newer))
    yield from _compared(RULE, before, after, told)
    yield from _own_rules(older, newer)


def _own_rules(older: Register, newer: Register) -> Iterator[RegisterChange]:
    """Yield provisions that begin or cease to have rules of their own where a wider one has some: easily overlooked."""
    before, after = ({rule.provision for rule in register.rules} for register in (older, newer))
    for provision in dict.fromkeys(rule.provision for register in (older, newer) for rule in register.rules):
        wider = next((one for one in provision.parents if one in after), None)
        if wider is None or (provision in before) == (provision in after):
            continue
        text = (
            f"{first(provision.text)} følger nu sine egne regler, så længe de gælder, og ikke dem for {wider.text}."
            if provision in after
            else f"{first(provision.text)} har ikke længere egne regler og følger nu dem for {wider.text}."
        )
        yield RegisterChange(kind=ChangeKind.CHANGED, table=RULE, entry=provision.code, text=text)


def _compared(
    table: str, before: Mapping[str, T], after: Mapping[str, T], told: Callable[[T | None, T | None], str]
) -> Iterator[RegisterChange]:
    for entry in dict.fromkeys((*before, *after)):
        was, now = before.get(entry), after.get(entry)
        if was != now:
            kind = ChangeKind.ADDED if was is None else ChangeKind.REMOVED if now is None else ChangeKind.CHANGED
            yield RegisterChange(kind=kind, table=table, entry=entry, text=told(was, now))


def _provision_told(was: RegisteredProvision | None, now: RegisteredProvision | None) -> str:
    if was is not None and now is not None:
        return f"Bestemmelsen {now.provision.text} {_clauses(_provision_clauses(was, now))}."
    if now is not None:
        return f"Ny bestemmelse: {provision_text(now)}, {days_text(now.holds)}."
    return "" if was is None else f"Bestemmelsen {provision_text(was)} er slettet."


def _provision_clauses(was: RegisteredProvision, now: RegisteredProvision) -> Iterator[str]:
    if was.title != now.title:
        yield f"hedder nu {now.title} (før {was.title})"
    yield from _days_clauses(was.holds, now.holds)
    if was.former != now.former:
        yield f"har afløst {_codes(now.former)} (før: {_codes(was.former)})"
    if was.options != now.options:
        yield f"hedder i skemaet {_listed(now.options)} (før: {_listed(was.options)})"


def _rule_clauses(was: Rule, now: Rule) -> Iterator[str]:
    if was.provision != now.provision:
        yield f"handlede før om {was.provision.text}"
    if was.level is not now.level:
        yield f"har nu niveauet {LEVEL_NAMES[now.level]} (før {LEVEL_NAMES[was.level]})"
    if was.limit != now.limit:
        yield _limit_clause(was.limit, now.limit)
    yield from _days_clauses(was.holds, now.holds)
    if was.seniority != now.seniority and was.level is now.level is Level.OWN:
        yield ("kræver nu tid som ansat" if now.seniority else "kræver ikke længere tid som ansat")
    if was.competence != now.competence:
        yield _competence_clause(was.competence, now.competence)


def _limit_clause(was: Amount | None, now: Amount | None) -> str:
    if was is None or now is None:
        return f"gælder nu {limit_text(now)} (før {limit_text(was)})"
    if was.unit is not now.unit:
        return f"får en ny grænse, {amount_text(now)} (før {amount_text(was)})"
    return f"får {'hævet' if now.value > was.value else 'sænket'} grænsen fra {amount_text(was)} til {amount_text(now)}"


def _days_clauses(was: Span, now: Span) -> Iterator[str]:
    if was.starts_on != now.starts_on:
        yield f"gælder fra {the_day(now.starts_on)} (før: fra {the_day(was.starts_on)})"
    if was.ends_on == now.ends_on:
        return
    before = "ingen slutdag" if was.ends_on is None else the_day(was.ends_on)
    yield (
        f"har ikke længere nogen slutdag (før: {before})"
        if now.ends_on is None
        else (f"gælder til og med {the_day(now.ends_on)} (før: {before})")
    )


def _competence_clause(was: str | None, now: str | None) -> str:
    if now is None:
        return f"kræver ikke længere kompetencen {was}"
    return f"kræver nu kompetencen {now}" + ("" if was is None else f" (før {was})")


def _clauses(parts: Iterable[str]) -> str:
    return listing(list(parts))


def _codes(provisions: tuple[Provision, ...]) -> str:
    return _listed(tuple(one.text for one in provisions))


def _listed(words: tuple[str, ...]) -> str:
    return listing(words) if words else "ingen"
