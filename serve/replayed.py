"""What did a replay of the municipality's own history find? Read from the file that ``sagstyngde compare`` wrote."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from allocation.comparison import ACTUAL
from allocation.figures import FIGURES, Unit
from allocation.policy import PRINCIPLES
from serve.language import _
from serve.written import NO_BREAK, number

SHOWN = frozenset(
    {"load_cv", "load_peak", "over_110", "sibling_splits", "competence_misses", "district_crossings", "wait_mean"}
)
"""The figures that a page shows, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The weeks that were replayed, and a row of figures for each policy."""

    starts_on: date
    weeks: int
    cases: int
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def replayed(file: Path | None) -> Replayed | None:
    """Return what the file tells; ``None`` where there is none that can be read."""
    try:
        told = json.loads(file.read_text("utf-8")) if file is not None else None
        return None if told is None else _read(told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # a page is no place to say what a file lacks
        return None


def _read(told: Mapping[str, Any]) -> Replayed:
    figures = [one for one in FIGURES if one.name in SHOWN]
    record = told["record"]
    return Replayed(
        starts_on=date.fromisoformat(record["measured_from"]),
        weeks=int(record["weeks"]),
        cases=int(record["cases"]),
        heads=tuple(one.label for one in figures),
        rows=tuple(
            (_label(one["name"]), tuple(_shown(one["figures"][two.name]["replayed"], two.unit) for two in figures))
            for one in told["policies"]
        ),
    )


def _label(name: str) -> str:
    return _("Det, der skete") if name == ACTUAL else str(getattr(PRINCIPLES.get(name), "label", name))


def _shown(value: float | None, unit: Unit) -> str:
    if value is None:
        return "–"
    if unit is Unit.SHARE:
        return f"{number(100.0 * value)}{NO_BREAK}%"
    return number(value, 0 if unit is Unit.DAYS else 2)
