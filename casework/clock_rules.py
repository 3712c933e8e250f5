"""What does the law leave to the municipality? The times it has published itself, and what its facts are called.

    known_from = 2026-01-01           # optional: steps are recorded from this day; earlier cases are not watched

    [facts]                           # as the scheme calls them; these are the embedded scheme's
    born_on = "born_on"
    notification = "notification"
    inquiry = "inquiry_type"
    examinations = ["boernefaglig_undersoegelse"]

    [[limit]]                         # retssikkerhedsloven § 3, stk. 2: one for each area that has a published time
    area = "kompensationsydelse og merudgifter"
    options = ["bl_86"]               # what a case applies for, by the scheme's codes
    provisions = ["BL § 86"]          # what the decision is made under
    months = 3                        # or weeks, or days

The law's own times are not here: nobody may set them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sagstyngde.errors import ClocksRefused, unreadable
from sagstyngde.months import add_months
from sagstyngde.provision import Provision
from sagstyngde.toml_text import parse_toml

_MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FactNames:
    """What the scheme calls what clocks begin by; a name it does not have begins none."""

    born_on: str = "born_on"
    notification: str = "notification"
    inquiry: str = "inquiry_type"
    examinations: frozenset[str] = frozenset({"boernefaglig_undersoegelse"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLimit:
    """How long the municipality has published that a decision may take, in one area."""

    area: str
    options: frozenset[str]
    provisions: tuple[Provision, ...]
    months: int = 0
    days: int = 0

    def due_on(self, received_on: date) -> date:
        """Return the last day for what was applied for on a day.

        >>> OwnLimit(area="x", options=frozenset(), provisions=(), months=3).due_on(date(2026, 11, 30))
        datetime.date(2027, 2, 28)
        """
        return add_months(received_on, self.months) + timedelta(days=self.days)

    def covers(self, provision: Provision) -> bool:
        """Whether a decision under a provision is one of this area's."""
        return not {provision, *provision.parents}.isdisjoint(self.provisions)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRules:
    """The municipality's own part of the clocks."""

    facts: FactNames = field(default_factory=FactNames)
    limits: tuple[OwnLimit, ...] = ()
    known_from: date | None = None


STATUTORY = ClockRules()
"""What holds where a municipality has said nothing of its own: the law's times alone, of the embedded scheme."""


def read_clock_rules(path: Path) -> ClockRules:
    """Read a municipality's file.

    Raises:
        ClocksRefused: it cannot be read, or does not say what it should.

    """
    try:
        return parse_clock_rules(path.read_text("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        english, danish = unreadable(error)
        raise ClocksRefused(english=f"{path.name} {english}", danish=f"{path.name} {danish}") from error


def parse_clock_rules(text: str, file: str) -> ClockRules:
    """Read the rules from TOML.

    >>> parse_clock_rules("facts.born_on = 'foedt'", "frister.toml").facts.born_on
    'foedt'

    Raises:
        ClocksRefused: it is no TOML, or holds a key or value that is not known.

    """
    try:
        return _rules(parse_toml(text))
    except (ValueError, TypeError) as error:
        raise ClocksRefused(
            english=f"{file}: cannot be used as rules of clocks ({error}); see docs/data-contract.md",
            danish=f"{file}: kan ikke bruges som regler for frister ({error}); se docs/data-contract.md",
        ) from error


def _rules(told: Mapping[str, Any]) -> ClockRules:
    _known(told, {"known_from", "facts", "limit"}, "")
    known_from, limits = told.get("known_from"), told.get("limit", [])
    if known_from is not None and type(known_from) is not date:
        raise ValueError("known_from")
    if not isinstance(limits, list):
        raise TypeError("[[limit]]")
    return ClockRules(facts=_facts(told.get("facts", {})), limits=tuple(map(_limit, limits)), known_from=known_from)


def _facts(told: Any) -> FactNames:
    if not isinstance(told, Mapping):
        raise TypeError("[facts]")
    _known(told, {"born_on", "notification", "inquiry", "examinations"}, "[facts] ")
    names: dict[str, Any] = {key: _text(told[key], f"[facts] {key}") for key in told.keys() - {"examinations"}}
    if "examinations" in told:
        names["examinations"] = frozenset(_texts(told["examinations"], "[facts] examinations"))
    return FactNames(**names)


def _limit(told: Any) -> OwnLimit:
    if not isinstance(told, Mapping):
        raise TypeError("[[limit]]")
    _known(told, {"area", "options", "provisions", "months", "weeks", "days"}, "[[limit]] ")
    spans = [name for name in ("months", "weeks", "days") if name in told]
    if len(spans) != 1:
        raise ValueError("[[limit]] months, weeks, days: one of them")
    length = told[spans[0]]
    if type(length) is not int or not 1 <= length <= _MOST:
        raise ValueError(f"[[limit]] {spans[0]}")
    return OwnLimit(
        area=_text(told.get("area"), "[[limit]] area"),
        options=frozenset(_texts(told.get("options"), "[[limit]] options")),
        provisions=tuple(map(Provision.parse, _texts(told.get("provisions"), "[[limit]] provisions"))),
        months=length if spans[0] == "months" else 0,
        days=length * {"months": 0, "weeks": 7, "days": 1}[spans[0]],
    )


def _known(told: Mapping[str, Any], keys: set[str], where: str) -> None:
    if unknown := told.keys() - keys:
        raise ValueError(f"{where}unknown: {', '.join(sorted(unknown))}")


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(where)
    return value


def _texts(value: Any, where: str) -> list[str]:
    if not isinstance(value, list) or not value:
        raise ValueError(where)
    return [_text(one, where) for one in value]
