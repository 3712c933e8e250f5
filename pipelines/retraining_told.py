"""What is kept of a retraining beside its model? Counts, sums and sentences as JSON, without any case or person.

Keys: ``format``, ``made_at``, ``challenger``, ``champion`` (a hash or ``None``), ``scheme``, ``scheme_version``,
``cases``, ``ends_on``, ``trained_through``, ``erasures_followed``, ``data`` (findings), ``gate`` (outcomes counted),
``open`` (what changes for open cases, or ``None``), ``table`` (what changed in the point table, or ``None``). A count
from one to four is ``None``.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from models.bundle import ModelBundle
from models.sheet_diff import SheetDiff, ValueChange
from models.sheet_diff import compare as compare_sheets
from models.told_figures import FEW
from pipelines.data_findings import Finding
from pipelines.retraining_effects import Effects
from sagstyngde.gate import Gate
from sagstyngde.lineage import Lineage

FORMAT = 1
MOST_CHANGES = 20
"""So many changes of the point table are told, the largest first; the spreadsheet beside the candidate has all."""

Told = dict[str, Any]


def told_of(
    lineage: Lineage, gate: Gate, findings: Sequence[Finding], *, effects: Effects | None, diff: SheetDiff | None
) -> Told:
    """Return what is kept of a retraining."""
    return {
        "format": FORMAT,
        "made_at": lineage.read_at.isoformat(),
        "challenger": lineage.bundle_hash,
        "champion": lineage.champion,
        "scheme": lineage.scheme_name,
        "scheme_version": lineage.scheme_version,
        "cases": lineage.cases,
        "ends_on": lineage.ends_on.isoformat(),
        "trained_through": lineage.trained_through.isoformat(),
        "erasures_followed": lineage.erasures_followed,
        "data": [_finding(one) for one in findings],
        "gate": dict(Counter(check.outcome.value for check in gate.checks)),
        "open": None if effects is None else _open(effects),
        "table": None if diff is None else _table(diff),
    }


def table_diff(champion: ModelBundle | None, challenger: ModelBundle) -> SheetDiff | None:
    """Return what changed in the point table; ``None`` where there is nothing to compare with."""
    if champion is None or champion.frame.scheme.scale.codes != challenger.frame.scheme.scale.codes:
        return None
    older, newer = champion.neighbours.earlier.rows, challenger.neighbours.earlier.rows
    return compare_sheets(champion, older, challenger, newer)


def _finding(one: Finding) -> Told:
    return {"column": one.column, "outcome": one.outcome.value, "figure": one.figure, "text": one.text_da}


def _open(effects: Effects) -> Told:
    heavier, lighter = effects.heavier, effects.lighter
    directions = [heavier, lighter]
    is_told = all(count == 0 or count >= FEW for count in directions)
    return {
        "cases": count_or_few(effects.open_cases),
        "judged": count_or_few(effects.judged),
        "other_category": None if effects.moves is None else count_or_few(heavier + lighter),
        "heavier": heavier if is_told and effects.moves is not None else None,
        "lighter": lighter if is_told and effects.moves is not None else None,
        "codes": list(effects.codes),
        "moves": None if effects.moves is None else [[count_or_few(one) for one in row] for row in effects.moves],
        "hours_before": [round(one, 1) for one in effects.hours_before],
        "hours_after": [round(one, 1) for one in effects.hours_after],
        "caseworkers": effects.caseworkers,
        "caseworkers_more": effects.more,
        "caseworkers_less": effects.less,
        "moved_hours": round(effects.moved_hours, 1),
        "groups": [
            {
                "grouping": one.grouping,
                "label": one.label,
                "cases": one.cases,
                "hours_ratio": round(one.hours_ratio, 3),
                "other_category": count_or_few(one.other_category),
            }
            for one in effects.groups
        ],
    }


def _table(diff: SheetDiff) -> Told:
    return {
        "came": [*diff.came, *diff.pairs_came],
        "went": [*diff.went, *diff.pairs_went],
        "changed": len(diff.changes),
        "changes": [_change(one) for one in diff.changes[:MOST_CHANGES]],
    }


def _change(one: ValueChange) -> Told:
    return {
        "label": one.label,
        "value": one.after.text,
        "points_before": round(one.before.points, 1),
        "points_after": round(one.after.points, 1),
        "hours_ratio": round(one.hours_ratio, 3),
    }


def count_or_few(count: int) -> int | None:
    """Return a count, or ``None`` where it is one to four: it could point at a child.

    >>> count_or_few(0), count_or_few(3), count_or_few(7)
    (0, None, 7)
    """
    return None if 0 < count < FEW else count
