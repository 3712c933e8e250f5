"""Which tables do the files of an import hold, and how is each to be read? Told by their endings and by the mapping."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from glob import escape
from pathlib import Path

from features.tables import Wanted
from pipelines.importers.convert import Intake
from pipelines.importers.csv_list import read_csv_list
from pipelines.importers.event_log import CASE_ID, Tables, log_tables, split_log
from pipelines.importers.l231 import Report, is_l231, read_l231
from pipelines.importers.l231_cases import cases_of
from pipelines.importers.limits import LIMITS, Limits
from pipelines.importers.mapping import ListMapping, Shape, TableMapping, keys
from pipelines.importers.raw import RawTable
from pipelines.importers.workbook import SUFFIXES, read_workbook
from pipelines.importers.xes import read_xes
from sagstyngde.errors import ImportRefused

_CSV = (".csv", ".txt", ".tsv", ".csv.gz")
_XES = (".xes", ".xes.gz")


def open_list(
    paths: Sequence[Path], wanted: Mapping[str, Wanted], mapping: ListMapping, limits: Limits = LIMITS
) -> Tables:
    """Return the tables of lists; without a mapping each file is the table it is called by, a single one the cases.

    Raises:
        ImportRefused: a file is of no kind that can be read, or nobody can tell which table it is.

    """
    tables = mapping.tables or {_table_name(path, wanted, alone=len(paths) == 1): _whole(path) for path in paths}
    opened = {}
    for name, table in tables.items():
        path = _file_of(name, table, paths)
        opened[name] = (_read(path, wanted[name], table, limits), table)
    return opened


def open_log(path: Path, wanted: Mapping[str, Wanted], mapping: ListMapping, intake: Intake) -> Tables:
    """Return the two tables of an event log in XES or CSV.

    Raises:
        ImportRefused: the file is no event log.

    """
    if path.name.lower().endswith(_XES):
        return log_tables(read_xes(path, intake.limits), intake.scheme, wanted, mapping)
    table = mapping.events or mapping.cases or TableMapping()
    names = {} if "events" not in wanted else keys(wanted["events"])
    raw = _read(path, wanted.get("events"), table, intake.limits)
    named = (mapping.events.columns if mapping.events else {}).get("event_case_id", names.get("event_case_id", CASE_ID))
    return log_tables(split_log(raw, named if named in raw.header else CASE_ID), intake.scheme, wanted, mapping)


def open_l231(
    paths: Sequence[Path], wanted: Mapping[str, Wanted], mapping: ListMapping, intake: Intake
) -> tuple[Tables, Report]:
    """Return the tables that reports to Statistics Denmark make, and the reports as read.

    Raises:
        ImportRefused: a file is no such report, or there is no key for pseudonyms.

    """
    if intake.pseudonyms is None:
        raise ImportRefused(
            english="the report holds CPR numbers, and there is no key to make pseudonyms with; name the vault's keys "
            "in SAGSTYNGDE_VAULT_KEYS",
            danish="indberetningen indeholder CPR-numre, og der er ingen nøgle at danne pseudonymer med; angiv boksens "
            "nøgler i SAGSTYNGDE_VAULT_KEYS",
        )
    report = read_l231(paths, today=intake.today, limits=intake.limits)
    log = cases_of(report, intake.pseudonyms, intake.today)
    return log_tables(log, intake.scheme, wanted, mapping), report


def is_log(path: Path, mapping: ListMapping) -> bool:
    """Whether a file is an event log: by its ending, or because the mapping says so."""
    return path.name.lower().endswith(_XES) or mapping.shape is Shape.LOG


def is_report(path: Path) -> bool:
    """Whether a file is a report to Statistics Denmark."""
    return path.suffix.lower() == ".xml" and is_l231(path)


def _read(path: Path, wanted: Wanted | None, table: TableMapping, limits: Limits) -> RawTable:
    lower = path.name.lower()
    if lower.endswith(SUFFIXES):
        return read_workbook(path, sheet=table.sheet, header_row=table.header_row, limits=limits)
    if lower.endswith(_CSV):
        names = frozenset(table.columns.values()) | frozenset(() if wanted is None else wanted.columns)
        return read_csv_list(path, names, header_row=table.header_row, limits=limits)
    known = ", ".join((*_CSV, *SUFFIXES, *_XES))
    raise ImportRefused(
        english=f"{path.name}: cannot tell what kind of file this is; known endings are {known}, and .xml for a report "
        "to Statistics Denmark (L231)",
        danish=f"{path.name}: filens art er ukendt; kendte endelser er {known} og .xml for en indberetning til "
        "Danmarks Statistik (L231)",
    )


def _whole(path: Path) -> TableMapping:
    return TableMapping(file=escape(path.name))


def _file_of(name: str, table: TableMapping, paths: Sequence[Path]) -> Path:
    found = [path for path in paths if not table.file or fnmatchcase(path.name.lower(), table.file.lower())]
    named = [path for path in found if table.file or _stem(path) == name]
    chosen = found if len(found) == 1 else named
    if len(chosen) == 1:
        return chosen[0]
    raise ImportRefused(
        english=f"[{name}]: cannot tell which of the files holds the table; say file under [{name}] in the mapping",
        danish=f"[{name}]: det kan ikke ses, hvilken af filerne tabellen står i; angiv file under [{name}] i mappingen",
    )


def _table_name(path: Path, wanted: Mapping[str, Wanted], *, alone: bool) -> str:
    for name, table in wanted.items():
        if _stem(path) in {name, Path(table.file).name.split(".")[0]}:
            return name
    if alone:
        return "cases"
    raise ImportRefused(
        english=f"{path.name}: cannot tell which table this is; call the file {' or '.join(wanted)}, or use a mapping",
        danish=f"{path.name}: det kan ikke ses, hvilken tabel det er; kald filen {' eller '.join(wanted)}, eller brug "
        "en mapping",
    )


def _stem(path: Path) -> str:
    return path.name.split(".")[0].casefold()
