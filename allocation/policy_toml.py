"""How is a policy read from TOML, and what is refused? Every refusal names the file, the place and the way out."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from allocation.capacity import CapacityRules
from allocation.policy import PRINCIPLES, Policy
from allocation.principles import Principle
from sagstyngde.errors import Fault, PolicyRefused, unreadable
from sagstyngde.shown import shown
from sagstyngde.toml_text import NotToml, parse_toml

T = TypeVar("T")
_KEYS = ("name", "horizon_months", "capacity", "norm_hours", "principle")
_CAPACITY = TypeAdapter(CapacityRules)
_NORMS: TypeAdapter[Mapping[str, float]] = TypeAdapter(dict[str, float])
_FAULTS = {
    "unexpected_keyword_argument": ("is not a known key", "er ikke en kendt nøgle"),
    "float_type": ("is not a number", "er ikke et tal"),
    "int_type": ("is not a whole number", "er ikke et helt tal"),
    "bool_type": ("is neither true nor false", "er hverken true eller false"),
    "string_type": ("is not a text", "er ikke en tekst"),
    "tuple_type": ("is not a list", "er ikke en liste"),
    "dataclass_type": ("is not a table", "er ikke en tabel"),
    "dict_type": ("is not a table", "er ikke en tabel"),
    "mapping_type": ("is not a table", "er ikke en tabel"),
}
_NOTHING_FITS = {"": None}
"""Stands in for a TOML date or time, which no setting is."""


def read_policy(source: str | Path) -> Policy:
    """Read a policy from a TOML file, or an embedded one by its name (``embedded_policies``).

    >>> [principle.name for principle in read_policy("distrikt").principles]
    ['distrikt', 'ligelig_fordeling']

    Raises:
        PolicyRefused: the file is not there, is not TOML, or contradicts itself.

    """
    origin, text = policy_text(source)
    return parse_policy(text, origin)


def parse_policy(text: str, origin: str) -> Policy:
    """Turn TOML text into a policy; ``origin`` is the name errors give it.

    Raises:
        PolicyRefused: the text is not TOML, names an unknown principle, or contradicts itself.

    """
    try:
        return _policy(parse_toml(text))
    except NotToml as error:
        raise _refused(origin, error.fault.english, error.fault.danish) from error
    except PolicyRefused as error:
        raise _refused(origin, error.english, error.danish, faults=error.faults) from error


def policy_text(source: str | Path) -> tuple[str, str]:
    """Return what errors call a policy, and its TOML.

    Raises:
        PolicyRefused: the file is not there or cannot be read.

    """
    name = str(source)
    if name in embedded_policies():
        return name, files("allocation").joinpath(f"policies/{name}.toml").read_text("utf-8")
    path = Path(source)
    try:
        return path.name, path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        english, danish = unreadable(error)
        known = ", ".join(embedded_policies())
        raise _refused(path.name, f"{english}; embedded: {known}", f"{danish}; indbyggede: {known}") from error


def embedded_policies() -> tuple[str, ...]:
    """Return the names of the policies that come with the program: one for each single principle, and compositions.

    >>> "standard" in embedded_policies(), "cpr_dag" in embedded_policies()
    (True, True)
    """
    names = (entry.name for entry in files("allocation").joinpath("policies").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def _refused(origin: str, english: str, danish: str, *, faults: Sequence[Fault] = ()) -> PolicyRefused:
    return PolicyRefused(english=f"policy {origin}: {english}", danish=f"politik {origin}: {danish}", faults=faults)


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
    """Make a value of a TOML table; say of the first fault where it is and what is wrong, not the value.

    As JSON, since there a list may become a tuple and a whole number a float, and nothing else another type.
    """
    try:
        return adapter.validate_json(json.dumps(table, default=lambda _: _NOTHING_FITS), strict=True)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        places = (shown(place) for place in fault["loc"])
        english, danish = _FAULTS.get(fault["type"], ("has a wrong value", "har en forkert værdi"))
        place = ".".join((where, *places))
        raise PolicyRefused(english=f"{place} {english}", danish=f"{place} {danish}") from error
