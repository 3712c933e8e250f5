"""How is a policy read from TOML, and what is refused? Every refusal names the file, the place and the way out."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from allocation.capacity import CapacityRules
from allocation.policy import PRINCIPLES, Policy
from allocation.principles import Principle
from sagstyngde.errors import PolicyRefused

EMBEDDED = "standard"
T = TypeVar("T")
_KEYS = ("name", "horizon_months", "capacity", "norm_hours", "principle")
_CAPACITY = TypeAdapter(CapacityRules)
_NORMS: TypeAdapter[Mapping[str, float]] = TypeAdapter(dict[str, float])
_FAULTS = {
    "unexpected_keyword_argument": ("is not a known key", "er ikke en kendt nøgle"),
    "float_type": ("is not a number", "er ikke et tal"),
    "int_from_float": ("is not a whole number", "er ikke et helt tal"),
    "tuple_type": ("is not a list", "er ikke en liste"),
    "dataclass_type": ("is not a table", "er ikke en tabel"),
    "dict_type": ("is not a table", "er ikke en tabel"),
}


def read_policy(source: str | Path) -> Policy:
    """Read a policy from a TOML file, or the embedded one by its name ``standard``.

    >>> [principle.name for principle in read_policy("standard").principles]
    ['soeskende', 'saerlige_kompetencer', 'balanceret_belastning', 'ligelig_fordeling']

    Raises:
        PolicyRefused: the file is not there, is not TOML, or contradicts itself.

    """
    origin, text = _text(source)
    return parse_policy(text, origin)


def parse_policy(text: str, origin: str) -> Policy:
    """Turn TOML text into a policy; ``origin`` is the name errors give it.

    Raises:
        PolicyRefused: the text is not TOML, names an unknown principle, or contradicts itself.

    """
    try:
        return _policy(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _refused(origin, f"is not valid TOML: {error}", f"er ikke gyldig TOML: {error}") from error
    except PolicyRefused as error:
        raise _refused(origin, error.english, error.danish) from error


def _text(source: str | Path) -> tuple[str, str]:
    if str(source) == EMBEDDED:
        return EMBEDDED, files("allocation").joinpath(f"policies/{EMBEDDED}.toml").read_text("utf-8")
    path = Path(source)
    try:
        return path.name, path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(path.name, "cannot be read as UTF-8 text", "kan ikke læses som UTF-8-tekst") from error


def _refused(origin: str, english: str, danish: str) -> PolicyRefused:
    return PolicyRefused(english=f"policy {origin}: {english}", danish=f"politik {origin}: {danish}")


def _policy(table: dict[str, Any]) -> Policy:
    for key in table:
        if key not in _KEYS:
            known = ", ".join(_KEYS)
            raise PolicyRefused(
                english=f"{key} is not a known key; known are {known}",
                danish=f"{key} er ikke en kendt nøgle; kendte er {known}",
            )
    rules = _CAPACITY if "capacity" in table else None
    return Policy(
        name=_typed(table, "name", str),
        principles=tuple(_principle(row, number) for number, row in enumerate(_rows(table), start=1)),
        horizon_months=_typed({"horizon_months": 6} | table, "horizon_months", int),
        capacity=_read(rules, table["capacity"], "capacity") if rules else CapacityRules(),
        norm_hours=_read(_NORMS, table.get("norm_hours", {}), "norm_hours"),
    )


def _typed(table: dict[str, Any], key: str, kind: type) -> Any:
    value = table.get(key)
    if type(value) is not kind or value == "":
        english, danish = {str: ("a text", "en tekst"), int: ("a whole number", "et helt tal")}[kind]
        raise PolicyRefused(english=f"{key} must be {english}", danish=f"{key} skal være {danish}")
    return value


def _rows(table: dict[str, Any]) -> list[dict[str, Any]]:
    rows = table.get("principle", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise PolicyRefused(
            english="principle: write each as [[principle]]", danish="principle: skriv hvert som [[principle]]"
        )
    return rows


def _principle(row: dict[str, Any], number: int) -> Principle:
    name = row.get("name")
    kind = PRINCIPLES.get(name) if isinstance(name, str) else None
    if kind is None:
        known, shown = ", ".join(PRINCIPLES), ascii(name)[:40]
        raise PolicyRefused(
            english=f"principle {number}: {shown} is not known; known are {known}",
            danish=f"tildelingskriterium {number}: {shown} er ikke kendt; kendte er {known}",
        )
    settings = {key: value for key, value in row.items() if key != "name"}
    return _read(TypeAdapter(kind), settings, str(name))


def _read(adapter: TypeAdapter[T], table: Any, where: str) -> T:
    """Make a value of a TOML table of numbers; say of the first fault where it is and what is wrong, not the value."""
    for key, value in table.items() if isinstance(table, dict) else ():
        if not all(type(number) in {int, float} for number in (value if isinstance(value, list) else [value])):
            raise _fault(f"{where}.{ascii(key)[1:-1]}", "float_type")
    try:
        return adapter.validate_python(table)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        raise _fault(".".join((where, *map(str, fault["loc"]))), fault["type"]) from error


def _fault(place: str, kind: str) -> PolicyRefused:
    english, danish = _FAULTS.get(kind, ("has a wrong value", "har en forkert værdi"))
    return PolicyRefused(english=f"{place} {english}", danish=f"{place} {danish}")
