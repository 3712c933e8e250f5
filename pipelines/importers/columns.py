"""Where in a list does each of the scheme's columns stand? Found by the mapping, else by the scheme's own name."""

from collections.abc import Mapping
from difflib import get_close_matches

from features.tables import Wanted
from features.values import tidy
from pipelines.importers.mapping import TableMapping, keys
from pipelines.importers.raw import RawTable
from sagstyngde.errors import ImportRefused

CHILD = "child_id"

_NEEDED = frozenset(
    {
        *("case_id", "received_on", "total_column"),
        *("hours_case_id", "worked_on", "hours"),
        *("event_case_id", "event_at", "event_activity", "event_resource"),
        *("category_case_id", "category", "assessed_on"),
        *("window_caseworker_id", "window_starts_on", "window_ends_on"),
    }
)
"""Without these a row says nothing. A fact or an optional column that a list does not hold is simply not known."""


def find_places(raw: RawTable, wanted: Wanted, mapping: TableMapping) -> Mapping[str, int]:
    """Return the place in the list's header of every column of the scheme that the list holds.

    Raises:
        ImportRefused: a column that is named or needed is missing, or stands twice.

    """
    places: dict[str, int] = {}
    for key, column in keys(wanted).items():
        header = tidy(mapping.columns.get(key, ""))
        if not header and key == CHILD:
            header = tidy(mapping.cpr)
        if header or column in raw.header or key in _NEEDED:
            places[column] = place_of(raw, header or column, key)
    if mapping.cpr:
        place_of(raw, tidy(mapping.cpr), "cpr")
    return places


def place_of(raw: RawTable, header: str, key: str) -> int:
    """Return where a header stands; ``key`` is what the mapping calls it.

    Raises:
        ImportRefused: it stands nowhere, or twice.

    """
    count = raw.header.count(header)
    if count == 1:
        return raw.header.index(header)
    if count > 1:
        raise ImportRefused(
            english=f"{raw.source}: the column {header} stands twice in the header; rename or remove one of them",
            danish=f"{raw.source}: kolonnen {header} står to gange i overskriften; omdøb eller fjern den ene",
        )
    close = get_close_matches(header.casefold(), {name.casefold(): name for name in raw.header}, n=1)
    nearest = next((name for name in raw.header if name.casefold() in close), None)
    english, danish = (f" (the nearest is {nearest})", f" (det nærmeste er {nearest})") if nearest else ("", "")
    raise ImportRefused(
        english=f"{raw.source}: the column {header} ({key}) is missing{english}; name it in the mapping",
        danish=f"{raw.source}: kolonnen {header} ({key}) mangler{danish}; angiv den i mappingen",
    )
