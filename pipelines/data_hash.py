"""Which data was a model made from? One hash of what was believed, whatever the order of rows and the form of files."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from features.history import History
from sagstyngde.case import FactValue


def data_hash(history: History) -> str:
    """Return the SHA-256 of a history's cases, hours, judgements and windows; facts under the scheme's names."""
    digest = hashlib.sha256()
    for row in _rows(history):
        digest.update(json.dumps(row, ensure_ascii=False, default=str, sort_keys=True).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def _rows(history: History) -> Iterator[list[Any]]:
    yield ["history", history.scheme.name, history.ends_on, history.has_dates]
    for case in history.cases:
        facts = {name: _plain(value) for name, value in case.facts.items()}
        people = [case.child_id, case.caseworker_id, case.team]
        yield ["case", case.case_id, case.received_on, case.closed_on, *people, facts]
    work, whom = history.work, (*history.work.caseworkers, "")
    columns = (work.case_index, work.day, work.hours, work.caseworker)
    yield from sorted(
        ["hours", history.cases[case].case_id, day.isoformat(), hours, whom[person]]
        for case, day, hours, person in zip(*(column.tolist() for column in columns), strict=True)
    )
    for one in history.judgements:  # a history holds them in an order of their own
        yield ["judgement", one.case_id, one.category, one.judged_on, one.judged_by, one.blind]
    for person, windows in sorted(history.windows.items()):
        yield ["windows", person, [[window.starts_on, window.ends_on] for window in windows]]


def _plain(value: FactValue) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
