"""Which of a report's figures may everybody read? Those of the card, with every count withheld that is under five.

They lie in the bundle (``figures.json``), under its content hash, so that a page, the card and an answer's bundle tell
the same. What the run took, what shap happened to round to and what only an invented municipality's own process knows
are not among them. Standard library only.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

Figures = Mapping[str, Any]

FEW = 5
"""A count below is not told: it could point at a child."""
LARGEST_BYTES = 1_000_000
PARTS = ("category", "effort")
"""What is measured: the two answers of a model."""
_COUNTS = ("n_train", "n_calibrate", "n_test")
_LISTS = ("law_changes", "warnings")
_PLAIN = ("scheme", "scheme_version", "synthetic", "by_time", "trained_through", "seed")
_FINEST = -12
"""Differences below 10 to this are told as smaller than that: they are the machine's rounding."""


def told(report: Figures) -> dict[str, Any]:
    """Return what of a report may be told to everybody.

    A count that is withheld is ``None``, and what was reckoned of so few is left out.
    """
    kept: dict[str, Any] = {key: report[key] for key in (*_PLAIN, *_COUNTS) if key in report}
    kept["category"] = _without_truth(report["category"]) | _coverage(report["category"])
    kept["effort"] = _without_truth(report["effort"]) | _sums(report["effort"])
    if "groups" in report:
        kept["groups"] = report["groups"] | {"by": [_grouping(one) for one in report["groups"]["by"]]}
    for key in _LISTS:
        kept[key] = [_without_counts(one) for one in report.get(key, ())]
    kept["explanation"] = {key: bound(value) for key, value in report.get("explanation", {}).items()}
    return kept


def figures_text(figures: Figures) -> str:
    """Write figures as they lie in a bundle: the same figures give the same text."""
    return json.dumps(figures, ensure_ascii=False, allow_nan=False, indent=1)


def read_figures(text: str) -> dict[str, Any]:
    """Read what lies in a bundle.

    Raises:
        ValueError: it is no report's figures.
    """
    found = json.loads(text, parse_constant=_no_number)
    if not isinstance(found, dict) or not all(isinstance(found.get(part), dict) for part in PARTS):
        raise ValueError("no figures of a report")
    return found


def bound(difference: float) -> float:
    """Return the power of ten that a difference stays under.

    >>> bound(3.1e-9), bound(0.0), bound(1.8e-15)
    (1e-08, 1e-12, 1e-12)
    """
    return 10.0 ** max(_FINEST, math.floor(math.log10(difference)) + 1 if difference > 0.0 else _FINEST)


def _without_truth(part: Figures) -> dict[str, Any]:
    """Leave out what lies beside an invented truth: no municipality has one."""
    return {
        key: _without_truth(value) if isinstance(value, Mapping) else value
        for key, value in part.items()
        if not key.startswith(("truth_", "excess_"))
    }


def _coverage(category: Figures) -> dict[str, Any]:
    """Withhold how often sets held the right category where a category was judged under five times."""
    if "coverage_by_category" not in category:
        return {}
    held = category["coverage_by_category"]
    hidden = _hidden([one["n"] for one in held.values()])
    cells = [{"n": None} if hide else one for hide, one in zip(hidden, held.values(), strict=True)]
    raters = category.get("raters")
    told_raters = {} if raters is None else {"raters": raters | {"n": _count(raters["n"])}}
    return {"coverage_by_category": dict(zip(held, cells, strict=True))} | told_raters


def _sums(effort: Figures) -> dict[str, Any]:
    """Withhold sums of hours over under five cases, and a team's where it could be reckoned from the others'."""
    if not effort.get("calibration"):
        return {}
    sums = effort["calibration"]
    hidden = _hidden([one["n"] for one in sums["teams"].values()])
    teams = {
        name: {"n": None} if hide else one for hide, (name, one) in zip(hidden, sums["teams"].items(), strict=True)
    }
    tenths = [one if one["n"] >= FEW else {"n": None} for one in sums["tenths"]]
    return {"calibration": sums | {"tenths": tenths, "teams": teams}}


def _grouping(grouping: Figures) -> dict[str, Any]:
    groups = grouping["groups"]
    hidden = _hidden([group["n"] for group in groups])
    return dict(grouping) | {"groups": [_group(one, hide=hide) for one, hide in zip(groups, hidden, strict=True)]}


def _group(group: Figures, *, hide: bool) -> dict[str, Any]:
    """Withhold a group's counts; of under fifty cases there are no figures to withhold."""
    parts = {part: group[part] | {"n": None if hide else _count(group[part]["n"])} for part in PARTS}
    return dict(group) | {"n": None if hide else group["n"]} | parts


def _hidden(counts: list[int]) -> list[bool]:
    """Say which counts of a whole are withheld: those under five and, where that is one alone, the next smallest too.

    >>> _hidden([20, 3, 9]), _hidden([20, 0, 9])
    ([False, True, True], [False, False, False])
    """
    few = [0 < one < FEW for one in counts]
    others = [one for one, hide in zip(counts, few, strict=True) if one and not hide]
    if sum(few) != 1 or not others:
        return few
    second = next(place for place, one in enumerate(counts) if one == min(others))
    return [hide or place == second for place, hide in enumerate(few)]


def _count(value: int) -> int | None:
    return None if 0 < value < FEW else value


def _without_counts(one: Figures) -> dict[str, Any]:
    """Withhold the counts of a law change; its sentences tell none under five."""
    return {key: _count(value) if key.startswith("n_") else value for key, value in one.items()}


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")
