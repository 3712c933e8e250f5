"""Which rules does a register have for a provision, from when to when? One piece of time after another.

A provision has its own rules or, on days without any, those of the nearest it is a part of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter

from mandate.register import Register, RegisteredProvision, Rule
from mandate.remembered import Remembered
from sagstyngde.decision import Span
from sagstyngde.provision import Provision

REMEMBERED = 4096
"""Timelines kept, each of some kilobytes: those of a hundred versions of a register with forty provisions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days on which the same rules apply, in rising level; ``in_force`` is what the provision is registered as then."""

    days: Span
    in_force: RegisteredProvision | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What a register says of a provision over all time.

    ``entries`` are how it, or the nearest it is a part of, is registered: empty where the register does not know it.
    ``successors`` are those that took its place.
    """

    provision: Provision
    entries: tuple[RegisteredProvision, ...]
    successors: tuple[Provision, ...]
    stretches: tuple[Stretch, ...]

    def at(self, on: date) -> Stretch:
        """Return the stretch of a day."""
        return next(stretch for stretch in self.stretches if stretch.days.holds(on))


def timeline(register: Register, provision: Provision) -> Timeline:
    """Return what a register says of a provision; remembered, for a register is asked often."""
    return _timeline(Remembered(register), provision)


@lru_cache(maxsize=REMEMBERED)
def _timeline(remembered: Remembered[Register], provision: Provision) -> Timeline:
    register, line = remembered.value, (provision, *provision.parents)
    entries = next(filter(None, (_registered(register, one) for one in line)), ())
    rules = [[rule for rule in register.rules if rule.provision == one] for one in line]
    days = _pieces([entry.holds for entry in entries] + [rule.holds for own in rules for rule in own])
    return Timeline(
        provision=provision,
        entries=entries,
        successors=next(filter(None, (_successors(register, one) for one in line)), ()),
        stretches=tuple(_stretch(entries, rules, span) for span in days),
    )


def _registered(register: Register, provision: Provision) -> tuple[RegisteredProvision, ...]:
    found = (entry for entry in register.provisions if entry.provision == provision)
    return tuple(sorted(found, key=lambda entry: entry.holds.starts_on))


def _successors(register: Register, provision: Provision) -> tuple[Provision, ...]:
    return tuple(sorted({entry.provision for entry in register.provisions if provision in entry.former}, key=_place))


def _place(provision: Provision) -> tuple[str, str, int, int]:
    return provision.law, provision.paragraph, provision.piece or 0, provision.number or 0


def _stretch(entries: Iterable[RegisteredProvision], rules: Sequence[Sequence[Rule]], days: Span) -> Stretch:
    """Return what holds throughout days on which nothing begins or ends."""
    in_force = next((entry for entry in entries if entry.holds.holds(days.starts_on)), None)
    holding = ([rule for rule in own if rule.holds.holds(days.starts_on)] for own in rules)
    applying = next(filter(None, holding), []) if in_force is not None else []
    return Stretch(days=days, in_force=in_force, rules=tuple(sorted(applying, key=attrgetter("level.rank"))))


def _pieces(spans: Sequence[Span]) -> list[Span]:
    """Cut all time where one of the spans begins or has ended."""
    begins = {date.min} | {span.starts_on for span in spans}
    begins |= {span.ends_on + timedelta(days=1) for span in spans if span.ends_on not in {None, date.max}}
    starts = sorted(begins)
    ends = [start - timedelta(days=1) for start in starts[1:]]
    return [Span(starts_on=start, ends_on=end) for start, end in zip(starts, [*ends, None], strict=True)]
