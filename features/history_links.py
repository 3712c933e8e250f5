"""Do the rows of the other tables belong to a case, to its time and to its caseworker's diary?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from features.diary_windows import Windows, is_inside
from features.effort_rows import Entry
from features.history import Window
from features.refusals import Reason, Refusal, refusal
from features.scheme import EffortSource, Scheme
from features.tables import Row
from sagstyngde.case import Case
from sagstyngde.judgement import Judgement

EARLY_DAYS = 31
"""Work up to a month before the receipt counts on the day of receipt: the case was registered afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The kept cases by id, every id the cases table holds, and the first day of which nothing is known."""

    scheme: Scheme
    cases: Mapping[str, Case]
    exported_ids: frozenset[str]
    ends_on: date
    windows: Windows

    def fault_of_work(self, entry: Entry) -> Refusal | None:
        """Refuse work on an unknown case, after the export's end, long before the receipt or outside the diary."""
        columns = self.scheme.columns
        is_hours = self.scheme.effort.source in {EffortSource.HOURS, EffortSource.DIARY}
        file = self.scheme.tables.hours if is_hours else self.scheme.tables.events
        id_column = columns.hours_case_id if is_hours else columns.event_case_id
        day_column = columns.worked_on if is_hours else columns.event_at
        if entry.case_id and (reason := self._no_case(entry.case_id)) is not None:
            return refusal(file, entry.row.number, id_column, reason, text=entry.case_id)
        reason = self._wrong_day(entry, self.cases.get(entry.case_id))
        return None if reason is None else _of(file, entry.row, day_column, reason)

    def fault_of_judgement(self, item: tuple[Row, Judgement]) -> Refusal | None:
        """Refuse a judgement of an unknown case or after the export's end."""
        row, judgement = item
        file, columns = self.scheme.tables.categories, self.scheme.columns
        if (reason := self._no_case(judgement.case_id)) is not None:
            return _of(file, row, columns.category_case_id, reason)
        return _of(file, row, columns.assessed_on, AFTER_END) if judgement.judged_on >= self.ends_on else None

    def _no_case(self, case_id: str) -> Reason | None:
        if case_id in self.cases:
            return None
        return _REFUSED_CASE if case_id in self.exported_ids else _UNKNOWN_CASE

    def _wrong_day(self, entry: Entry, case: Case | None) -> Reason | None:
        if entry.day >= self.ends_on:
            return AFTER_END
        if case is not None and entry.day < case.received_on - timedelta(days=EARLY_DAYS):
            return _LONG_BEFORE
        if self.scheme.effort.source is EffortSource.DIARY and not is_inside(entry.day, self._windows_of(entry, case)):
            return _OUTSIDE_DIARY
        return None

    def _windows_of(self, entry: Entry, case: Case | None) -> tuple[Window, ...]:
        """Return the windows of who recorded the hours: as the row tells, otherwise the case's own caseworker."""
        return self.windows.get(entry.person or (case and case.caseworker_id) or "", ())


def _of(file: str, row: Row, column: str, reason: Reason) -> Refusal:
    return refusal(file, row.number, column, reason, text=row.text(column))


AFTER_END = Reason(
    danish="datoen ligger efter udtrækkets slutning",
    english="the date lies after the end of the export",
)
_UNKNOWN_CASE = Reason(
    danish="sagen findes ikke i sagstabellen",
    english="the case is not in the table of cases",
)
_REFUSED_CASE = Reason(
    danish="sagens egen række blev afvist",
    english="the case's own row was refused",
)
_LONG_BEFORE = Reason(
    danish=f"arbejdet ligger mere end {EARLY_DAYS} dage før sagens modtagelse",
    english=f"the work lies more than {EARLY_DAYS} days before the case was received",
)
_OUTSIDE_DIARY = Reason(
    danish="dagen ligger uden for sagsbehandlerens registreringsperioder",
    english="the day lies outside the caseworker's diary windows",
)
