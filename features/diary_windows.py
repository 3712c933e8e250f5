"""In which periods did each caseworker register hours, and how far back? The stated windows of a diary."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from features.history import TRAIN_SHARE, History, Window
from features.refusals import Refusal
from features.rows import Reader
from features.scheme import EffortSource, Scheme
from features.tables import Row, Table, Wanted
from sagstyngde.errors import CaseRefused

Windows = Mapping[str, tuple[Window, ...]]

LEAST_EARLY = 0.3
"""With less of its hours recorded while the oldest cases were the only ones, a diary cannot be split by time."""


def wanted_of_windows(scheme: Scheme) -> Wanted:
    """Name the columns of the table of windows."""
    names = ("window_caseworker_id", "window_starts_on", "window_ends_on")
    places = {getattr(scheme.columns, name): f"columns.{name}" for name in names}
    return Wanted(file=scheme.tables.windows, columns=places)


def read_windows(scheme: Scheme, table: Table) -> tuple[Windows, tuple[Refusal, ...]]:
    """Read the windows by caseworker, each caseworker's in order; a window that ends before it starts is refused."""
    reader = Reader.of(scheme, table)
    columns = scheme.columns

    def window(row: Row) -> tuple[str, Window]:
        starts_on = reader.day(row, columns.window_starts_on)
        ends_on = reader.day(row, columns.window_ends_on)
        if ends_on < starts_on:
            raise CaseRefused(
                field=columns.window_ends_on,
                english=f"{columns.window_ends_on}: the window ends before it starts",
                danish=f"{columns.window_ends_on}: perioden slutter, før den begynder",
            )
        return reader.name(row, columns.window_caseworker_id), Window(starts_on=starts_on, ends_on=ends_on)

    read = reader.read(window)
    windows: dict[str, set[Window]] = {}
    for _, (caseworker_id, stated) in read.kept:
        windows.setdefault(caseworker_id, set()).add(stated)
    ordered = {name: tuple(sorted(windows[name], key=_start)) for name in sorted(windows)}
    return ordered, read.refusals


def is_inside(day: date, windows: tuple[Window, ...]) -> bool:
    """Whether hours of a day were registered."""
    return any(window.starts_on <= day <= window.ends_on for window in windows)


def is_recent(history: History) -> bool:
    """Whether effort comes from a diary that had hardly begun when the oldest cases, which choose sizes, were in hand.

    Nothing could be learned before a day on which nobody had registered anything: such a history cannot be split there.
    """
    if history.scheme.effort.source is not EffortSource.DIARY:
        return False
    work, day = history.work, np.datetime64(history.received_share(TRAIN_SHARE))
    return float(work.hours[work.day < day].sum()) < LEAST_EARLY * float(work.hours.sum())


def _start(window: Window) -> tuple[date, date]:
    return window.starts_on, window.ends_on
