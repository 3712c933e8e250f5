"""How is a plan of a trial read from TOML, and what is refused? Every fault names its table, row and key.

name = "Beslutningskompetence 2026"
purpose = "Sagsbehandlere afgør selv ..."
provisions = ["BL § 90 nr. 3"]
from = 2025-01-01           # whole months
to = 2027-06-30
assignment = "lod"          # or "valgt": who said which team starts when
price_rate = 0.03

[[team]]
name = "Nord"
starts_on = 2026-03-01      # left out: a comparison

[[claim]]
outcome = "granted"
margin = 0.05
design = "staggered_difference_in_differences"
"""

import json
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar

from pydantic import TypeAdapter, ValidationError

from mandate.finding import Claim, Design, OutcomeName
from mandate.trial_faults import faults_of
from mandate.trial_plan import STRICT, Assignment, Assumed, PlannedClaim, Question, TrialPlan, TrialTeam
from sagstyngde.errors import TrialPlanRefused, unreadable
from sagstyngde.provision import Provision
from sagstyngde.shown import shown
from sagstyngde.toml_text import NotToml, parse_toml

EXAMPLE = "eksempel"
_RENAMED = {"from": "starts_on", "to": "ends_on"}
_AS_WRITTEN = {name: key for key, name in _RENAMED.items()}
_FAULTS = {
    "unexpected_keyword_argument": ("is not a known key", "er ikke en kendt nøgle"),
    "missing": ("is missing", "mangler"),
    "missing_argument": ("is missing", "mangler"),
    "missing_keyword_only_argument": ("is missing", "mangler"),
    "float_type": ("is not a number", "er ikke et tal"),
    "finite_number": ("is not a number", "er ikke et tal"),
    "int_type": ("is not a whole number", "er ikke et helt tal"),
    "bool_type": ("is neither true nor false", "er hverken true eller false"),
    "string_type": ("is not a text", "er ikke en tekst"),
    "tuple_type": ("is not a list", "er ikke en liste"),
    "dataclass_type": ("is not a table", "er ikke en tabel"),
    "date_type": ("is not a day", "er ikke en dag"),
    "date_parsing": ("is not a day", "er ikke en dag"),
    "date_from_datetime_parsing": ("is not a day", "er ikke en dag"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claimed:
    __pydantic_config__: ClassVar = STRICT

    outcome: OutcomeName
    margin: float
    design: Design
    is_primary: bool = True
    expected: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What stands in the file, key by key."""

    __pydantic_config__: ClassVar = STRICT

    name: str
    purpose: str
    provisions: tuple[str, ...]
    starts_on: date
    ends_on: date
    assignment: Assignment
    team: tuple[TrialTeam, ...]
    claim: tuple[_Claimed, ...]
    price_rate: float = 0.0
    months_before: int = 12
    months_after: int = 6
    question: tuple[Question, ...] = ()
    assumed: Assumed = field(default_factory=Assumed)
    is_example: bool = False


_WRITTEN = TypeAdapter(_Written)


def read_trial_plan(source: str | Path) -> TrialPlan:
    """Read a plan from a TOML file, or the shipped example by its name.

    >>> read_trial_plan("eksempel").is_example
    True

    Raises:
        TrialPlanRefused: the file is not there, is not TOML, or the plan could not be evaluated as it says.

    """
    origin, text = trial_plan_text(source)
    return parse_trial_plan(text, origin)


def trial_plan_text(source: str | Path) -> tuple[str, str]:
    """Return what errors call a plan, and its TOML.

    Raises:
        TrialPlanRefused: the file is not there or cannot be read.

    """
    if str(source) == EXAMPLE:
        return EXAMPLE, files("mandate").joinpath(f"plans/{EXAMPLE}.toml").read_text("utf-8")
    path = Path(source)
    try:
        return path.name, path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        english, danish = unreadable(error)
        raise _refused(path.name, [("", english, danish)]) from error


def parse_trial_plan(text: str, origin: str) -> TrialPlan:
    """Turn TOML text into a plan; ``origin`` is the name errors give it.

    Raises:
        TrialPlanRefused: the text is not TOML, or the plan could not be evaluated as it says.

    """
    try:
        table = parse_toml(text)
    except NotToml as error:
        raise _refused(origin, [("", error.fault.english, error.fault.danish)]) from error
    plan = _plan(_written(table, origin), origin)
    if faults := faults_of(plan):
        raise _refused(origin, list(faults))
    return plan


def _written(table: dict[str, Any], origin: str) -> _Written:
    """Make values of the tables; as JSON, where a list may become a tuple and a whole number a float."""
    if clash := sorted(table.keys() & _AS_WRITTEN.keys()):
        raise _refused(origin, [(clash[0], *_FAULTS["unexpected_keyword_argument"])])
    told = {_RENAMED.get(key, key): value for key, value in table.items()}
    try:
        return _WRITTEN.validate_json(json.dumps(told, default=str), strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        raise _refused(origin, [_fault(fault["loc"], fault["type"]) for fault in found]) from error


def _fault(where: tuple[int | str, ...], kind: str) -> tuple[str, str, str]:
    if kind == "enum":
        known = ", ".join(_CHOICES.get(str(where[-1]), ()))
        return _place(where), f"is not known; known are {known}", f"er ikke kendt; kendte er {known}"
    if kind == "value_error":
        return _place(where), "has a value that cannot be", "har en værdi, der ikke kan passe"
    return _place(where), *_FAULTS.get(kind, ("has a wrong value", "har en forkert værdi"))


_CHOICES = {"outcome": tuple(OutcomeName), "design": tuple(Design), "assignment": tuple(Assignment)}


def _place(where: tuple[int | str, ...]) -> str:
    """Write a place as the file has it: ``claim 2.margin``.

    >>> _place(("claim", 1, "margin")), _place(("starts_on",))
    ('claim 2.margin', 'from')
    """
    parts = [_AS_WRITTEN.get(str(part), str(part)) if len(where) == 1 else part for part in where]
    text = "".join(f" {part + 1}" if isinstance(part, int) else f".{shown(part)}" for part in parts)
    return text.removeprefix(".")


def _plan(written: _Written, origin: str) -> TrialPlan:
    return TrialPlan(
        name=written.name,
        purpose=written.purpose,
        provisions=_provisions(written.provisions, origin),
        teams=written.team,
        starts_on=written.starts_on,
        ends_on=written.ends_on,
        assignment=written.assignment,
        claims=tuple(map(_planned, written.claim)),
        price_rate=written.price_rate,
        months_before=written.months_before,
        months_after=written.months_after,
        questions=written.question,
        assumed=written.assumed,
        is_example=written.is_example,
    )


def _planned(one: _Claimed) -> PlannedClaim:
    claim = Claim(outcome=one.outcome, margin=one.margin)
    return PlannedClaim(claim=claim, design=one.design, is_primary=one.is_primary, expected=one.expected)


def _provisions(codes: tuple[str, ...], origin: str) -> tuple[Provision, ...]:
    shape = ("is not written as BL § 90 stk. 1 nr. 3", "er ikke skrevet som BL § 90 stk. 1 nr. 3")
    read, faults = [], []
    for number, code in enumerate(codes, start=1):
        try:
            read.append(Provision.parse(code))
        except ValueError:
            faults.append((f"provisions {number}", *shape))
    if faults:
        raise _refused(origin, faults)
    return tuple(read)


def _refused(origin: str, faults: list[tuple[str, str, str]]) -> TrialPlanRefused:
    english = "; ".join(f"{place} {fault}".strip() for place, fault, _ in faults)
    danish = "; ".join(f"{place} {fault}".strip() for place, _, fault in faults)
    return TrialPlanRefused(english=f"trial plan {origin}: {english}", danish=f"forsøgsplan {origin}: {danish}")
