"""How is a policy written as TOML? So that reading it again gives the same policy, to the last decimal."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

from allocation.capacity import CapacityRules
from allocation.policy import PRINCIPLES, Policy
from allocation.principles import Principle

_HEAD = "# Rækkefølgen er rækkefølgen af betydning. Betingelser gælder for hver tildeling; mål tæller i rækkefølge."


def written(policy: Policy) -> str:
    """Return a policy's TOML. What has its usual value is left out, but for capacity, which is written in full.

    Principles are written as a policy names them: one that has been prepared or authorised comes out as it was before.

    >>> from allocation.policy_toml import parse_policy, read_policy
    >>> parse_policy(written(read_policy("standard")), "skrevet") == read_policy("standard")
    True
    """
    parts = [_HEAD, f"name = {_value(policy.name)}", f"horizon_months = {policy.horizon_months}", ""]
    parts += ["[capacity]", *_settings(policy.capacity, CapacityRules, whole=True)]
    if policy.norm_hours:
        parts += ["", *_table("norm_hours", policy.norm_hours)]
    for principle in policy.principles:
        parts += ["", f"# {principle.label}", "[[principle]]", f"name = {_value(principle.name)}"]
        parts += _settings(principle, PRINCIPLES[principle.name])
    return "\n".join(parts) + "\n"


def _settings(owner: Principle | CapacityRules, kind: type, *, whole: bool = False) -> Iterator[str]:
    """Yield the plain settings, then the tables: in TOML what follows a table belongs to it."""
    told = [(one.name, getattr(owner, one.name), _usual(one)) for one in fields(kind)]
    wanted = [(name, value) for name, value, usual in told if value is not None and (whole or value != usual)]
    for name, value in wanted:
        if not isinstance(value, Mapping):
            yield f"{name} = {_value(value)}"
    for name, value in wanted:
        if isinstance(value, Mapping) and value:
            yield from _table(f"principle.{name}", value)


def _table(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    yield f"[{name}]"
    for key in sorted(table):
        yield f"{_value(key)} = {_value(table[key])}"


def _usual(one: Field[Any]) -> Any:
    return one.default if one.default_factory is MISSING else one.default_factory()


def _value(value: Any) -> str:
    """Write a value; a JSON text is a TOML text, and Python writes numbers so that they can be read back."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
        case Mapping():
            return "{ " + ", ".join(f"{_value(key)} = {_value(value[key])}" for key in sorted(value)) + " }"
        case tuple() | list():
            return "[" + ", ".join(map(_value, value)) + "]"
        case _:
            return repr(value)
