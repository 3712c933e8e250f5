"""What do tests build their examples from? Small, valid things, of which a test changes only what it is about."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from features.export_names import Columns
from features.scheme import CategoryRule, EffortRule, EffortSource, Fact, Kind, Scheme
from sagstyngde.case import Case, CaseId
from sagstyngde.category import Category, CategoryScale

SCALE = CategoryScale(
    (
        Category(code="A", name="Enkel"),
        Category(code="B", name="Sammensat"),
        Category(code="C", name="Kompleks"),
        Category(code="D", name="Særligt kompleks"),
    )
)

CASES = """\
case_id,received_on,closed_on,caseworker_id,kommunikation,tolk
s1,2025-01-10,2025-02-10,k1,3,ja
s2,2025-02-01,,k1,ikke vurderet,nej
s3,2025-03-05,2025-04-01,k2,1,
"""

HOURS = """\
case_id,worked_on,hours
s1,2025-01-12,1.5
s1,2025-01-20,2.0
s2,2025-02-03,0.5
s3,2025-03-05,4.0
s3,2025-04-30,0.25
"""

CATEGORIES = """\
case_id,category,assessed_on
s1,C,2025-01-11
s2,A,2025-02-02
s3,B,2025-03-06
"""


def a_case(**changes: Any) -> Case:
    """Return a case received on 2 March 2026, of which nothing is known."""
    defaults: dict[str, Any] = {"case_id": CaseId("s1"), "received_on": date(2026, 3, 2)}
    return Case(**defaults | changes)


def a_fact(name: str = "kommunikation", kind: Kind = Kind.LEVEL, **changes: Any) -> Fact:
    """Return a fact whose column has its own name."""
    defaults: dict[str, Any] = {"name": name, "kind": kind, "column": name, "label": name.capitalize()}
    return Fact(**defaults | changes)


def a_scheme(**changes: Any) -> Scheme:
    """Return a scheme with a level and a flag, judged categories and recorded hours."""
    defaults: dict[str, Any] = {
        "name": "prøve",
        "version": "1",
        "title": "Prøve",
        "time_zone": "Europe/Copenhagen",
        "facts": (a_fact(), a_fact("tolk", Kind.FLAG)),
        "features": (),
        "category": CategoryRule(scale=SCALE),
        "effort": EffortRule(source=EffortSource.HOURS),
        "columns": Columns(closed_on="closed_on", caseworker_id="caseworker_id"),
    }
    return Scheme(**defaults | changes)


def a_history_folder(folder: Path, **tables: str | bytes | None) -> Path:
    """Write a history of three cases that fits ``a_scheme``; a table given as ``None`` is left out.

    Other tables than ``cases``, ``hours`` and ``categories`` are written under their own name.
    """
    contents: dict[str, str | bytes | None] = {"cases": CASES, "hours": HOURS, "categories": CATEGORIES}
    for name, content in (contents | tables).items():
        if content is not None:
            path = folder / f"{name}.csv"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def a_long_history_folder(folder: Path, count: int = 160) -> Path:
    """Write a history of many closed and judged cases, a new one every third day: 300 are enough to learn from."""
    received = [date(2023, 1, 2) + timedelta(days=3 * index) for index in range(count)]
    cases = [
        f"s{index},{day},{day + timedelta(days=40)},k{index % 4},{index % 5},{'ja' if index % 3 else 'nej'}"
        for index, day in enumerate(received)
    ]
    hours = [f"s{index},{day + timedelta(days=7)},{1 + index % 5}" for index, day in enumerate(received)]
    categories = [f"s{index},{'ABCD'[index % 4]},{day + timedelta(days=1)}" for index, day in enumerate(received)]
    return a_history_folder(
        folder,
        cases="\n".join([CASES.splitlines()[0], *cases]),
        hours="\n".join([HOURS.splitlines()[0], *hours]),
        categories="\n".join([CATEGORIES.splitlines()[0], *categories]),
    )
