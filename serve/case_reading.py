"""What does a filled-in form say of a case, and what in it cannot be used?

Typed as Danes type, told as the API is told. What is not told stays unknown; nothing is made up. A field's fault never
repeats what was typed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from features.days import parse_day
from features.scheme import Kind
from features.values import parse_number
from sagstyngde.access import Classification
from sagstyngde.case import Case, FactValue
from sagstyngde.danish import amount
from serve.case_fields import NONE_OF_THEM, Field, Section, Widget
from serve.form_reading import M, Told
from serve.language import _
from serve.problems import problem_of
from serve.wire import FactsIn

_FACTS = "facts."
_ISO_LENGTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form's fields as the API would be told them, and by field what cannot be used. What is untold is left out."""

    body: Mapping[str, Any]
    facts: Mapping[str, Any]
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> dict[str, Any]:
        """What the API's models read."""
        return {**self.body, "facts": dict(self.facts)}


class UnusableError(Exception):
    """What was typed cannot be a value of its field."""


def typed(parts: Iterable[Section], values: Mapping[str, str]) -> Typed:
    """Read what was typed, field by field."""
    body: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for one in _fields(parts):
        try:
            value = _value(one, values)
        except UnusableError as unusable:
            faults[one.name] = str(unusable)
            continue
        if value is not None:
            (facts if one.fact else body)[one.api.removeprefix(_FACTS)] = value
        elif one.is_required:
            faults[one.name] = _("mangler")
    return Typed(body=body, facts=facts, faults=faults)


def told_case(model: type[M], parts: Iterable[Section], read: Typed) -> Told[M]:
    """Check what was read against the API's model of a case, or of a change to one; faults by the form's fields."""
    known = tuple(parts)
    try:
        value = model.model_validate(read.whole)
    except ValidationError as error:
        return Told(value=None, faults={**_by_field(known, error), **read.faults})
    return Told(value=None if read.faults else value, faults=read.faults)


def usable_facts(model: type[FactsIn], read: Typed) -> dict[str, FactValue]:
    """Return those facts that can be used as they stand, whatever is wrong with others."""
    try:
        return model.model_validate(dict(read.facts)).known()
    except ValidationError as error:
        wrong = {fault["loc"][0] for fault in error.errors()}
        return model.model_validate({name: told for name, told in read.facts.items() if name not in wrong}).known()


def values_of(parts: Iterable[Section], case: Case, classification: Classification) -> dict[str, str]:
    """Return how a stored case would have been typed."""
    found: dict[str, str] = {}
    for one in _fields(parts):
        value = _stored(one, case, classification)
        found |= {} if value is None else _as_typed(one, value)
    return found


def _fields(parts: Iterable[Section]) -> Iterable[Field]:
    return (one for section in parts for one in section.fields)


def _value(one: Field, values: Mapping[str, str]) -> Any:
    if one.widget is Widget.CHOICES:
        return _chosen(one, values)
    text = values.get(one.name, "").strip()
    return _READ[one.widget](one, text) if text else None


def _chosen(one: Field, values: Mapping[str, str]) -> list[str] | None:
    codes = dict(one.options)
    ticked = [values[name] for name in one.inputs[:-1] if values.get(name) in codes]
    is_none = bool(values.get(one.inputs[-1]))
    if ticked and is_none:
        raise UnusableError(_("har både noget valgt og »ingen af dem«; fjern det ene"))
    return ticked if ticked or is_none else None


def _option(one: Field, text: str) -> str:
    if text not in dict(one.options):
        raise UnusableError(_("har en værdi, der ikke kan bruges"))
    return text


def _number(one: Field, text: str) -> int | float:
    number = parse_number(text.replace("\u2212", "-"), decimal_comma=True)
    is_whole = one.fact is None or one.fact.kind is Kind.COUNT
    if number is None or (is_whole and not number.is_integer()):
        whole, other = _("skal være et helt tal"), _("skal være et tal, skrevet som 12 eller 1.250,5")
        raise UnusableError(whole if is_whole else other)
    return int(number) if is_whole else number


def _day(_one: Field, text: str) -> str:
    day = parse_day(text) if len(text) <= _ISO_LENGTH else None
    if day is None:
        raise UnusableError(_("skal være en dato, skrevet som 31-12-2026"))
    return day.isoformat()


_READ: Mapping[Widget, Callable[[Field, str], Any]] = {
    Widget.LEVEL: lambda one, text: int(_option(one, text)),
    Widget.FLAG: lambda one, text: _option(one, text) == "ja",
    Widget.CHOICE: _option,
    Widget.NUMBER: _number,
    Widget.DAY: _day,
    Widget.TEXT: lambda _one, text: text,
    Widget.LISTED: lambda _one, text: [word.strip() for word in text.replace("\n", ",").split(",") if word.strip()],
}


def _by_field(parts: Iterable[Section], error: ValidationError) -> dict[str, str]:
    """Name the form's fields that a model found fault with; what is about no field stands as it is."""
    fields = {one.api: one for one in _fields(parts)}
    found: dict[str, str] = {}
    for fault in problem_of(RequestValidationError(error.errors())).errors:
        head, _dot, rest = fault.field.partition(".")
        one = fields.get(f"{_FACTS}{rest.partition('.')[0]}" if head == "facts" else head)
        if one is None:
            found.setdefault(fault.field, fault.message)
        else:
            found.setdefault(one.name, fault.message.removeprefix(f"{one.label}: "))
    return found


def _stored(one: Field, case: Case, classification: Classification) -> Any:
    if one.fact is not None:
        return case.facts.get(one.fact.name)
    return getattr(classification if one.api in {"kle", "sensitivity"} else case, one.api)


def _as_typed(one: Field, value: FactValue) -> dict[str, str]:
    if one.widget is not Widget.CHOICES or not isinstance(value, frozenset):
        return {one.name: _text(value)}
    if not value:
        return {one.inputs[-1]: NONE_OF_THEM}
    return {name: code for name, (code, _label) in zip(one.inputs, one.options, strict=False) if code in value}


def _text(value: FactValue) -> str:
    match value:
        case frozenset():
            return ", ".join(sorted(value))
        case bool():
            return "ja" if value else "nej"
        case date():
            return value.isoformat()
        case float():
            return _number_text(value)
        case _:
            return str(value)


def _number_text(value: float) -> str:
    """Write a number so that reading it again gives the same.

    >>> _number_text(12.0), _number_text(1250.25)
    ('12', '1250,25')
    """
    return amount(value).replace(".", "") if value.is_integer() else repr(value).replace(".", ",")
