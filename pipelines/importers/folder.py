"""How does what was taken in become a history's folder? Tables, scheme, where it came from and what was refused.

The tables are those the scheme names, so that every command reads the folder as it reads any history.
"""

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from hashlib import file_digest
from pathlib import Path
from typing import Any

from features.csv_cells import guarded
from features.scheme import Scheme
from features.tables import CSV_SUFFIXES, Row, Wanted
from pipelines.importers.report import ImportReport, report_csv
from pipelines.importers.take_in import TakenIn
from pipelines.whole_files import whole_folder
from sagstyngde.errors import ImportRefused, Language

ORIGIN = "import.json"
REFUSED = "afvist.csv"


def check_names(scheme: Scheme, wanted: Mapping[str, Wanted]) -> None:
    """Refuse a scheme whose tables could not be written into one folder.

    Raises:
        ImportRefused: a table's name is a path, or of another kind than CSV.

    """
    for table in wanted.values():
        is_name = table.file == Path(table.file).name and "\\" not in table.file and table.file.isprintable()
        if not is_name or not table.file.endswith(CSV_SUFFIXES):
            raise ImportRefused(
                english=f"scheme {scheme.name}, tables: an import writes .csv and .csv.gz files into one folder; "
                "correct the names",
                danish=f"skema {scheme.name}, tables: en import skriver .csv- og .csv.gz-filer i én mappe; ret navnene",
            )


def write_folder(
    out: Path, taken_in: TakenIn, *, scheme_text: str, sources: Sequence[Path], language: Language
) -> None:
    """Write a history's folder, whole or not at all.

    Raises:
        InputRefused: the folder holds files already, or cannot be written.

    """
    with whole_folder(out) as folder:
        for name, rows in taken_in.rows.items():
            wanted = taken_in.wanted[name]
            write_table(folder / wanted.file, tuple(wanted.columns), (_cells(row) for row in rows))
        (folder / "scheme.toml").write_text(scheme_text, "utf-8")
        (folder / ORIGIN).write_text(_origin(taken_in.report, sources), "utf-8")
        (folder / REFUSED).write_text(report_csv(taken_in.report, language), "utf-8-sig", newline="")


def write_table(path: Path, header: Sequence[str], rows: Any) -> None:
    """Write a CSV file, gzipped where its name says so; the same rows make the same bytes."""
    with path.open("wb") as raw:
        packed = gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) if path.suffix == ".gz" else raw
        with io.TextIOWrapper(packed, "utf-8", newline="") as text:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)


def digest(path: Path) -> str:
    """Return a file's SHA-256: by it a file that is taken in again is known."""
    with path.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _cells(row: Row) -> list[str]:
    return [guarded(cell if isinstance(cell, str) else ";".join(cell)) for cell in row.cells]


def _origin(report: ImportReport, sources: Sequence[Path]) -> str:
    tables = [
        {
            "table": table.table,
            "source": table.source,
            "encoding": table.format.encoding,
            "delimiter": table.format.delimiter,
            "decimal_comma": table.format.decimal_comma,
            "rows_read": table.rows_read,
            "rows_taken": table.rows_taken,
            "absent": list(table.absent),
        }
        for table in report.tables
    ]
    files = [{"name": path.name, "sha256": digest(path)} for path in sources]
    refused = [
        {"file": file, "reason": reason, "rows": count} for file, reason, count in report.counts(Language.ENGLISH)
    ]
    masked = [{"file": one.source, "column": one.column, "rows": len(one.rows)} for one in report.masked]
    told = {"files": files, "tables": tables, "refused": refused, "masked": masked}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
