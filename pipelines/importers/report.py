"""What was taken in, what was not, and why? Each row's place, kind of value and reason, and never the value itself."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from features.refusals import Reason, Refusal
from features.tables import TableFormat
from sagstyngde.errors import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """Cells of one column that were emptied because they seemed to hold a CPR number; their rows were taken."""

    source: str
    column: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReport:
    """One table: where it stood and how it was written; rows read, taken and refused; what the scheme misses in it.

    ``absent`` names facts and columns of the scheme that the list does not hold: they are empty in the history.
    """

    table: str
    source: str
    format: TableFormat
    rows_read: int
    rows_taken: int
    rows_refused: int
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """Everything an import has to say. Refusals are in the order of file and row; ``notices`` are sentences."""

    tables: tuple[TableReport, ...]
    refusals: tuple[Refusal, ...]
    masked: tuple[Masked, ...]
    notices: tuple[Reason, ...] = ()

    @property
    def case_count(self) -> int:
        """How many cases were taken."""
        return sum(table.rows_taken for table in self.tables if table.table == "cases")

    def counts(self, language: Language) -> list[tuple[str, str, int]]:
        """Return file, reason and number of refused rows, the commonest reason first."""
        counted = Counter((refused.file, refused.reason(language)) for refused in self.refusals)
        return [(file, reason, count) for (file, reason), count in counted.most_common()]


_HEADINGS = {
    Language.DANISH: ("fil", "række", "kolonne", "værdiens art", "udfald", "grund"),
    Language.ENGLISH: ("file", "row", "column", "kind of value", "outcome", "reason"),
}
_OUTCOMES = {Language.DANISH: ("afvist", "maskeret"), Language.ENGLISH: ("refused", "masked")}
MASKED = Reason(
    danish="indeholder, hvad der ligner et CPR-nummer; feltet er tømt, resten af rækken er taget med",
    english="holds what looks like a CPR number; the cell was emptied, the rest of the row was taken",
)


def report_csv(report: ImportReport, language: Language) -> str:
    """Write every refused row and every masked cell as CSV that Danish spreadsheets open as columns."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADINGS[language])
    writer.writerows(_lines(report, language))
    return out.getvalue()


def _lines(report: ImportReport, language: Language) -> Iterator[Sequence[str]]:
    refused, masked = _OUTCOMES[language]
    for one in report.refusals:
        kind = one.value_class.label(language)
        yield one.file, str(one.row), one.column, kind, refused, one.reason(language)
    why = MASKED.danish if language is Language.DANISH else MASKED.english
    for cells in report.masked:
        for row in cells.rows:
            yield cells.source, str(row), cells.column, "CPR", masked, why
