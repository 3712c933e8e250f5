"""What did a training set look like? Counts by value, column by column, for the next one to be compared with.

No id and no name is kept, and values that fewer than five cases have are counted together: it lies beside a model.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from features.history import Floats, History
from models.told_figures import FEW
from pipelines.profile_series import Limits, Series, limits_of, series_of

FORMAT = 1
REST = "øvrige"
"""Values that few have, and those that nobody had before."""

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One column, or one option of it: how many have each value. ``""`` counts those without any."""

    column: str
    option: str
    unit: str
    counts: Counts

    @property
    def total(self) -> int:
        """How many were counted."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A training set in figures. ``limits`` part numbers into tenths; ``hours`` is the sum over all ``entries``."""

    scheme: str
    scheme_version: str
    ends_on: date
    cases: int
    entries: int
    hours: float
    hours_quantiles: tuple[float, ...]
    limits: Limits
    series: tuple[Counted, ...]


_SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.99)


def profile_of(history: History, limits: Limits | None = None) -> Profile:
    """Count a history; ``limits`` are an earlier profile's, so that tenths of the two can be laid side by side."""
    own = limits_of(history) if limits is None else limits
    hours = history.work.hours
    return Profile(
        scheme=history.scheme.name,
        scheme_version=history.scheme.version,
        ends_on=history.ends_on,
        cases=len(history.cases),
        entries=len(hours),
        hours=round(float(hours.sum()), 4),
        hours_quantiles=_quantiles(hours),
        limits=own,
        series=tuple(_counted(one) for one in series_of(history, own)),
    )


def _quantiles(hours: Floats) -> tuple[float, ...]:
    return tuple(round(float(one), 4) for one in np.quantile(hours, _SHARES)) if len(hours) else ()


def _counted(series: Series) -> Counted:
    counts = Counter(series.keys)
    kept = {key: count for key, count in sorted(counts.items()) if count >= FEW}
    if few := len(series.keys) - sum(kept.values()):
        kept[REST] = kept.get(REST, 0) + few
    return Counted(column=series.column, option=series.option, unit=series.unit, counts=kept)


def counted_as(keys: Sequence[str], known: Counts) -> dict[str, int]:
    """Count values under the names that an earlier count knew; all others together.

    >>> counted_as(["a", "b", "a", "ny"], {"a": 5, "b": 7})
    {'a': 2, 'b': 1, 'øvrige': 1}
    """
    counts = Counter(key if key in known else REST for key in keys)
    return {key: counts[key] for key in (*known, *([] if REST in known else [REST])) if key in known or counts[key]}


def to_json(profile: Profile) -> dict[str, Any]:
    """Return a profile as plain JSON values."""
    names = ("scheme", "scheme_version", "cases", "entries", "hours")
    return {
        "format": FORMAT,
        **{name: getattr(profile, name) for name in names},
        "ends_on": profile.ends_on.isoformat(),
        "hours_quantiles": list(profile.hours_quantiles),
        "limits": {column: list(limits) for column, limits in profile.limits.items()},
        "series": [
            {"column": one.column, "option": one.option, "unit": one.unit, "counts": dict(one.counts)}
            for one in profile.series
        ],
    }


def from_json(told: Mapping[str, Any]) -> Profile | None:
    """Read what ``to_json`` wrote; ``None`` where it is of another format, so that nothing is compared wrongly."""
    if told.get("format") != FORMAT:
        return None
    names = ("scheme", "scheme_version", "cases", "entries", "hours")
    return Profile(
        **{name: told[name] for name in names},
        ends_on=date.fromisoformat(told["ends_on"]),
        hours_quantiles=tuple(told["hours_quantiles"]),
        limits={column: tuple(limits) for column, limits in told["limits"].items()},
        series=tuple(Counted(**one) for one in told["series"]),
    )
