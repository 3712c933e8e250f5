"""How do tests take files in? With a small scheme, a day, and pseudonyms that show nothing and need no key."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from features.export_names import Columns
from features.refusals import Refusal
from features.scheme import CategoryRule, CategorySource, EffortRule, EffortSource, Kind, Scheme
from pipelines.importers.convert import Intake
from pipelines.importers.limits import LIMITS, Limits
from pipelines.importers.mapping import ListMapping
from pipelines.importers.mapping_toml import parse_mapping
from pipelines.importers.take_in import TakenIn, take_in
from sagstyngde.case import ChildId
from sagstyngde.cpr import Cpr
from tests.factories import SCALE, a_fact, a_scheme

TODAY = date(2026, 3, 2)


class Numbered:
    """Numbers children in the order they come: a pseudonym that a test can foretell."""

    def __init__(self) -> None:
        self.known: dict[str, ChildId] = {}

    def pseudonym_of(self, cpr: Cpr) -> ChildId:
        return self.known.setdefault(cpr.digits, ChildId(f"barn-{len(self.known) + 1}"))


def a_list_scheme(**changes: object) -> Scheme:
    """Return a scheme whose cases bring everything along: no other table is asked for."""
    defaults = {
        "facts": (a_fact(), a_fact("tolk", Kind.FLAG), a_fact("partnere", Kind.CHOICES), a_fact("alder", Kind.NUMBER)),
        "category": CategoryRule(scale=SCALE, source=CategorySource.EFFORT_BANDS, quantiles=(0.4, 0.7, 0.9)),
        "effort": EffortRule(source=EffortSource.TOTAL, total_column="timer"),
        "columns": Columns(closed_on="lukket", child_id="child_id", birth_day="birth_day", team="team"),
    }
    return a_scheme(**defaults | changes)


def taken(
    paths: Path | Sequence[Path], scheme: Scheme, mapping: str = "", *, limits: Limits = LIMITS, keys: bool = True
) -> TakenIn:
    """Take files in by a mapping's text."""
    named = parse_mapping(mapping, "prøve.toml", scheme) if mapping else ListMapping()
    intake = Intake(scheme=scheme, pseudonyms=Numbered() if keys else None, today=TODAY, limits=limits)
    return take_in([paths] if isinstance(paths, Path) else paths, named, intake, lambda _: None)


def cells(taken_in: TakenIn, table: str, column: str) -> list[str]:
    """Return one column of a table as it would be written."""
    return [row.text(column) for row in taken_in.rows[table]]


def told(refusals: Sequence[Refusal]) -> list[tuple[int, str]]:
    """Return row and column of every refusal."""
    return [(one.row, one.column) for one in refusals]
