"""Which cases are to be allocated? Read from JSON and written to it: one object a line, or one list of objects.

Each object is an assessed case with what allocation asks about it: ``case_id`` and ``monthly_hours`` (from the plan's
day on; empty = no estimate), and where known ``spread``, ``category``, ``family_id``, ``sibling_rule`` (same,
different, free), ``required_competences``, ``team``, ``district``, ``language``, ``birth_day`` (of the month, never the
date), ``decision_on``, ``decision_under`` (a list of provisions, ``BL § 86``, or of the scheme's codes for what is
applied for, ``bl_86``), ``caseworker_id``, ``held_since``, ``shared`` (a list of ``caseworker_id`` and ``share``) and
``leader`` (``pinned_to``, ``excluded``, ``disqualified``, ``order``).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from casework.weighing import MOST_SPREAD
from mandate.intake import provisions_on
from mandate.register import Register
from sagstyngde.case import CaseId, CaseworkerId, FamilyId, SiblingRule
from sagstyngde.errors import InputRefused, unreadable
from sagstyngde.plan import CaseToPlace, LeadersWord, SharedWork
from sagstyngde.provision import Provision

# A month has 744 hours: anything above was minutes.
Hours = Annotated[float, Field(ge=0.0, le=744.0, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=200)]

_FAULTS = {
    "missing": ("is missing", "mangler"),
    "extra_forbidden": ("is not a known field", "er ikke et kendt felt"),
    "enum": ("must be same, different or free", "skal være same, different eller free"),
    "string_type": ("must be a text", "skal være en tekst"),
    "string_too_short": ("must not be empty", "må ikke være tom"),
    "string_too_long": ("is longer than 200 characters", "er længere end 200 tegn"),
    "float_type": ("must be a number", "skal være et tal"),
    "finite_number": ("must be a finite number", "skal være et endeligt tal"),
    "greater_than": ("must be above 0", "skal være over 0"),
    "greater_than_equal": ("is below {ge:g}, the least it can be", "er under {ge:g}, det mindste det kan være"),
    "less_than_equal": ("is above {le:g}, the most it can be", "er over {le:g}, det meste det kan være"),
    "int_type": ("must be a whole number", "skal være et helt tal"),
    "date_parsing": ("is not a date; write 2026-03-01", "er ikke en dato; skriv 2026-03-01"),
    "date_type": ("is not a date; write 2026-03-01", "er ikke en dato; skriv 2026-03-01"),
    "date_from_datetime_parsing": ("is not a date; write 2026-03-01", "er ikke en dato; skriv 2026-03-01"),
    "tuple_type": ("must be a list", "skal være en liste"),
    "frozen_set_type": ("must be a list", "skal være en liste"),
    "model_type": ("must be an object", "skal være et objekt"),
    "json_invalid": ("is not valid JSON", "er ikke gyldig JSON"),
}


class _Shared(BaseModel):
    """A part of the work that another does."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    caseworker_id: Name
    share: Annotated[float, Field(gt=0.0, le=1.0)]


class _Leader(BaseModel):
    """What the leader has decided."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    pinned_to: Name | None = None
    excluded: frozenset[Name] = frozenset()
    disqualified: frozenset[Name] = frozenset()
    order: tuple[Name, ...] = ()

    def word(self) -> LeadersWord:
        return LeadersWord(
            pinned_to=_person(self.pinned_to),
            excluded=frozenset(CaseworkerId(name) for name in self.excluded),
            disqualified=frozenset(CaseworkerId(name) for name in self.disqualified),
            order=tuple(CaseworkerId(name) for name in self.order),
        )


class _Row(BaseModel):
    """One object of the file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    case_id: Name
    monthly_hours: tuple[Hours, ...]
    category: Name | None = None
    family_id: Name | None = None
    sibling_rule: SiblingRule = SiblingRule.FREE
    required_competences: frozenset[Name] = frozenset()
    team: Name | None = None
    district: Name | None = None
    language: Name | None = None
    spread: Annotated[float, Field(ge=0.0, le=MOST_SPREAD, allow_inf_nan=False)] = 0.0
    birth_day: Annotated[int, Field(ge=1, le=31)] | None = None
    decision_on: date | None = None
    decision_under: tuple[Name, ...] = ()
    caseworker_id: Name | None = None
    held_since: date | None = None
    shared: tuple[_Shared, ...] = ()
    leader: _Leader = _Leader()
    assessment: dict[str, Any] | None = None
    """The answer that ``sagstyngde assess`` writes beside them: read past, since only the hours count here."""

    def case(self, register: Register | None) -> CaseToPlace:
        return CaseToPlace(
            case_id=CaseId(self.case_id),
            monthly_hours=self.monthly_hours,
            category=self.category,
            family_id=None if self.family_id is None else FamilyId(self.family_id),
            sibling_rule=self.sibling_rule,
            required_competences=self.required_competences,
            team=self.team,
            district=self.district,
            language=self.language,
            spread=self.spread,
            birth_day=self.birth_day,
            decision_on=self.decision_on,
            decision_under=_provisions(self.decision_under, self.decision_on, register),
            caseworker_id=_person(self.caseworker_id),
            held_since=self.held_since,
            shared=tuple(SharedWork(caseworker_id=CaseworkerId(w.caseworker_id), share=w.share) for w in self.shared),
            leader=self.leader.word(),
        )


def _person(name: str | None) -> CaseworkerId | None:
    return None if name is None else CaseworkerId(name)


def case_as_json(case: CaseToPlace) -> dict[str, Any]:
    """Return a case as plain JSON values, in an order that does not change: what ``read_cases_to_place`` reads."""
    word = case.leader
    leader = asdict(word) | {"excluded": sorted(word.excluded), "disqualified": sorted(word.disqualified)}
    return asdict(case) | {
        "required_competences": sorted(case.required_competences),
        "decision_on": _iso(case.decision_on),
        "decision_under": [one.code for one in case.decision_under],
        "held_since": _iso(case.held_since),
        "leader": leader,
    }


def _provisions(named: Sequence[str], on: date | None, register: Register | None) -> tuple[Provision, ...]:
    """Return the provisions named, the scheme's codes being those of the day; without a register they say nothing."""
    if on is None:
        return ()
    found: list[Provision] = []
    for name in named:
        try:
            found.append(Provision.parse(name))
        except ValueError:
            found += () if register is None else provisions_on(register, [name], on)
    return tuple(dict.fromkeys(found))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def read_cases_to_place(path: Path, register: Register | None = None) -> tuple[CaseToPlace, ...]:
    """Read the cases to allocate; a register says which provisions the scheme's codes stand for.

    Raises:
        InputRefused: the file cannot be read, or a row is not such an object; names file, row and field, no value.

    """
    cases: dict[CaseId, CaseToPlace] = {}
    for number, text in _rows(path):
        case = _case(path, number, text, register)
        if case.case_id in cases:
            raise _refused(path, number, "case_id", ("stands twice in the file", "står to gange i filen"))
        cases[case.case_id] = case
    return tuple(cases.values())


def _rows(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each object's number (line, or place in the list) and its JSON."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        english, danish = unreadable(error)
        raise InputRefused(english=f"{path.name}: {english}", danish=f"{path.name}: {danish}") from error
    if not text.lstrip().startswith("["):
        yield from ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
        return
    try:
        # Written again object by object, so that both forms meet the same checks.
        rows = [json.dumps(row) for row in json.loads(text)]
    except (ValueError, RecursionError) as error:
        raise InputRefused(
            english=f"{path.name}: is not valid JSON", danish=f"{path.name}: er ikke gyldig JSON"
        ) from error
    yield from enumerate(rows, start=1)


def _case(path: Path, number: int, text: str, register: Register | None) -> CaseToPlace:
    try:
        return _Row.model_validate_json(text).case(register)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part + 1) if isinstance(part, int) else _shown(part) for part in fault["loc"])
        texts = _FAULTS.get(fault["type"], ("has a wrong value", "har en forkert værdi"))
        english, danish = (text.format(**fault.get("ctx", {})) for text in texts)
        raise _refused(path, number, field, (english, danish)) from error
    except ValueError as error:
        texts = ("adds up to more than the whole case", "giver tilsammen mere end hele sagen")
        raise _refused(path, number, "shared", texts) from error


def _shown(name: str) -> str:
    """Cut a field's name, which may be anything, to what is safe to print."""
    return "".join(letter for letter in name if letter.isascii() and letter.isprintable())[:40]


def _refused(path: Path, number: int, field: str, texts: tuple[str, str]) -> InputRefused:
    english, danish = texts
    what, hvad = (f", field {field}", f", felt {field}") if field else ("", "")
    return InputRefused(
        english=f"{path.name}, row {number}{what}: {english}", danish=f"{path.name}, række {number}{hvad}: {danish}"
    )
