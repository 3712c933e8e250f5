"""How is a mapping read from TOML and held against its scheme? Every refusal names the place and the way out."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from features.scheme import Kind, Scheme
from features.tables import Wanted
from pipelines.importers.mapping import ListMapping, TableMapping, keys, wanted_tables
from sagstyngde.errors import ImportRefused, unreadable
from sagstyngde.toml_text import NotToml, parse_toml

_MAPPING = TypeAdapter(ListMapping)


def read_mapping(path: Path, scheme: Scheme) -> ListMapping:
    """Read a mapping.

    Raises:
        ImportRefused: the file is not there, is not TOML, or names what the scheme does not have.

    """
    try:
        return parse_mapping(path.read_text("utf-8"), path.name, scheme)
    except (OSError, UnicodeDecodeError) as error:
        english, danish = unreadable(error)
        raise _refused(path.name, english, danish) from error


def parse_mapping(text: str, origin: str, scheme: Scheme) -> ListMapping:
    """Turn TOML text into a mapping; ``origin`` is the name errors give it.

    Raises:
        ImportRefused: the text is not TOML, or names what the scheme does not have.

    """
    try:
        mapping = _MAPPING.validate_python(parse_toml(text))
    except NotToml as error:
        raise _refused(origin, error.fault.english, error.fault.danish) from error
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, fault["loc"]))
        raise _refused(
            origin, f"{where}: {fault['msg']}", f"{where}: ukendt nøgle eller værdi ({fault['msg']})"
        ) from error
    for english, danish in _contradictions(mapping, scheme):
        raise _refused(origin, english, danish)
    return mapping


def _contradictions(mapping: ListMapping, scheme: Scheme) -> Iterator[tuple[str, str]]:
    wanted = wanted_tables(scheme)
    if not mapping.tables:
        yield "names no table", "nævner ingen tabel"
    for name, table in mapping.tables.items():
        if name not in wanted:
            needed = ", ".join(wanted)
            yield (
                f"[{name}]: the scheme does not ask for that table; it asks for {needed}",
                f"[{name}]: skemaet beder ikke om den tabel; det beder om {needed}",
            )
        else:
            yield from _bad_keys(name, table, wanted[name])
            yield from _bad_child(name, table, scheme)
            yield from _bad_form(name, table)


def _bad_keys(name: str, table: TableMapping, wanted: Wanted) -> Iterator[tuple[str, str]]:
    known = keys(wanted)
    for part, named in (("columns", table.columns), ("values", table.values)):
        for key in named:
            if key not in known:
                close = get_close_matches(key, known, n=1)
                english = f" (the nearest is {close[0]})" if close else ""
                danish = f" (det nærmeste er {close[0]})" if close else ""
                yield (
                    f"[{name}.{part}] {key}: the scheme has no such column or fact{english}",
                    f"[{name}.{part}] {key}: skemaet har ingen sådan kolonne eller oplysning{danish}",
                )


def _bad_child(name: str, table: TableMapping, scheme: Scheme) -> Iterator[tuple[str, str]]:
    if not table.cpr:
        if table.born:
            yield (
                f"[{name}] born: the month of birth is told by cpr, which is not named",
                (f"[{name}] born: fødselsmåneden læses af cpr, som ikke er angivet"),
            )
        return
    if name != "cases" or scheme.columns.child_id is None:
        yield (
            f"[{name}] cpr: a CPR number becomes the case's child_id; name columns.child_id in the scheme",
            f"[{name}] cpr: et CPR-nummer bliver til sagens child_id; angiv columns.child_id i skemaet",
        )
    dates = {fact.name for fact in scheme.facts if fact.kind is Kind.DATE}
    if table.born and table.born not in dates:
        yield (
            f"[{name}] born: {table.born} is not a date of the scheme",
            f"[{name}] born: {table.born} er ikke en dato i skemaet",
        )


def _bad_form(name: str, table: TableMapping) -> Iterator[tuple[str, str]]:
    if table.header_row < 1:
        yield f"[{name}] header_row: rows are counted from 1", f"[{name}] header_row: rækker tælles fra 1"
    if table.dates and not all(part in table.dates for part in ("%d", "%m")):
        yield (
            f"[{name}] dates: say where day and month stand, as in %d/%m/%Y",
            f"[{name}] dates: angiv, hvor dag og måned står, som i %d/%m/%Y",
        )


def _refused(origin: str, english: str, danish: str) -> ImportRefused:
    return ImportRefused(english=f"mapping {origin}: {english}", danish=f"mapping {origin}: {danish}")
