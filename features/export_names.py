"""What does a municipality call the files and columns of its export? Names with defaults, as a scheme states them."""

from dataclasses import dataclass
from typing import ClassVar

from features.strict import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """File names inside a history's folder. CSV (also gzipped) or Parquet, by suffix."""

    __pydantic_config__: ClassVar = STRICT

    cases: str = "cases.csv"
    hours: str = "hours.csv"
    events: str = "events.csv"
    categories: str = "categories.csv"
    windows: str = "diary_windows.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the export calls the columns sagstyngde needs. ``None`` = the export has no such column.

    ``received_on = None`` is allowed for a table without dates: its cases count as received on one day, and no split by
    time is possible.
    """

    __pydantic_config__: ClassVar = STRICT

    case_id: str = "case_id"
    child_id: str | None = None
    family_id: str | None = None
    received_on: str | None = "received_on"
    closed_on: str | None = None
    team: str | None = None
    district: str | None = None
    caseworker_id: str | None = None
    sibling_rule: str | None = None
    required_competences: str | None = None
    language: str | None = None
    birth_day: str | None = None
    decision_on: str | None = None
    kle: str | None = None
    sensitivity: str | None = None
    hours_case_id: str = "case_id"
    worked_on: str = "worked_on"
    hours: str = "hours"
    hours_caseworker: str | None = None
    event_case_id: str = "case_id"
    event_at: str = "at"
    event_activity: str = "activity"
    event_resource: str = "resource"
    category_case_id: str = "case_id"
    category: str = "category"
    assessed_on: str = "assessed_on"
    assessed_by: str | None = None
    blind: str | None = None
    window_caseworker_id: str = "caseworker_id"
    window_starts_on: str = "starts_on"
    window_ends_on: str = "ends_on"
