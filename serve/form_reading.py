"""What does a form say, and what in it is missing or wrong? Field by field, in Danish; what was typed is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from serve.language import _, later
from serve.problems import problem_of

M = TypeVar("M", bound=BaseModel)
_NUMBER = re.compile(r"(\d+|\d{1,3}(\.\d{3})+)(,\d{1,2})?", re.ASCII)
NUMBER_FAULT = later("skal være et tal, skrevet som 1250 eller 1.250,50")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Generic[M]):
    """What a form said, or by field what is wrong with it: one of the two is empty."""

    value: M | None
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A form as it was filled in: each field's text, and what is wrong with it. ``general`` is about the whole."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    general: str = ""


BLANK = Filling()
"""A form nobody has filled in."""


def told(kind: type[M], fields: Mapping[str, str], *, names: Mapping[str, str]) -> Told[M]:
    """Read a form's fields as a body of the API. ``names`` are the form's fields by the API's; an empty one is absent.

    The API's ``amount`` is read from the fields ``antal`` and ``enhed``.
    """
    body: dict[str, Any] = {api: fields[form] for api, form in names.items() if fields.get(form)}
    amount, faults = _amount(fields) if "antal" in fields else (None, {})
    if amount is not None:
        body["amount"] = amount
    try:
        value = kind.model_validate(body)
    except ValidationError as error:
        found = problem_of(RequestValidationError(error.errors())).errors
        faults = {_form_field(one.field, names): one.message for one in found} | faults
        return Told(value=None, faults=faults)
    return Told(value=None if faults else value, faults=faults)


def danish_number(text: str) -> float | None:
    """Read a number as Danes write it, or ``None``.

    >>> danish_number("1.250,50"), danish_number("60000"), danish_number("1.5"), danish_number("")
    (1250.5, 60000.0, None, None)
    """
    if _NUMBER.fullmatch(text) is None or len(text) > 20:
        return None
    return float(text.replace(".", "").replace(",", "."))


def _amount(fields: Mapping[str, str]) -> tuple[dict[str, Any] | None, dict[str, str]]:
    if not fields["antal"]:
        return None, {}
    number = danish_number(fields["antal"])
    if number is None:
        return None, {"antal": _(NUMBER_FAULT)}
    if not fields["enhed"]:
        return None, {"enhed": _("mangler, når der er et beløb eller et omfang")}
    return {"value": number, "unit": fields["enhed"]}, {}


def _form_field(field: str, names: Mapping[str, str]) -> str:
    """Name the form's field that a fault of the API is about."""
    first, _, rest = field.partition(".")
    return ("enhed" if rest == "unit" else "antal") if first == "amount" else names.get(first, first)
