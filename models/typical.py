"""Which values of a column would a reader look up? Levels, yes and no, small counts, tenths of the earlier cases.

Each value stands with its Danish text and with the number of earlier cases behind it; not known is a value of its own,
always the last. Numpy only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from features.catalogue import CATALOGUE
from features.frame import Column, Frame
from features.scheme import LEVELS, Kind, Scale
from models.ordinal import Floats, Integers
from models.purified import Rows
from sagstyngde.danish import amount

_MOST_SINGLE = 9
"""More different values than this are grouped into tenths of the earlier cases."""
_TENTHS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Typical:
    """Values of a column, rising, and *not known* after the last; all are (values,) or one longer.

    A case belongs to the last value whose ``lows`` its own reaches.
    """

    values: Floats
    lows: Floats
    texts: tuple[str, ...]

    def places(self, column: Floats) -> Integers:
        """Return which value each case belongs to; the place after the last is *not known*."""
        found = np.maximum(np.searchsorted(self.lows, column, side="right") - 1, 0)
        return np.where(np.isnan(column), len(self.values), found)

    @property
    def with_missing(self) -> Floats:
        """The values, and NaN for *not known*."""
        return np.append(self.values, np.nan)


def typical_values(frame: Frame, rows: Rows) -> tuple[Typical, ...]:
    """Return each column's typical values among earlier cases (cases x columns)."""
    exact = np.asarray(rows, dtype=np.float64)
    return tuple(_typical(frame, column, exact[:, place]) for place, column in enumerate(frame.columns))


def kind_of(frame: Frame, source: str) -> Kind:
    """Return what kind of value a source fact or derived feature has."""
    derived = {feature.name: CATALOGUE[feature.function].gives for feature in frame.scheme.features}
    return derived[source] if source in derived else frame.scheme.fact(source).kind


def _typical(frame: Frame, column: Column, values: Floats) -> Typical:
    kind = kind_of(frame, column.source)
    if column.option is not None or kind is Kind.FLAG:
        return _fixed((0.0, 1.0), ("nej", "ja"), missing="ikke oplyst")
    if kind is Kind.LEVEL:
        return _fixed(tuple(range(len(LEVELS))), LEVELS, missing="ikke vurderet")
    known = values[~np.isnan(values)]
    single = np.unique(known)
    if len(single) <= _MOST_SINGLE:
        return _fixed(single, [_text(frame, column, value) for value in single], missing="ikke oplyst")
    return _tenths(frame, column, known)


def _fixed(values: Sequence[float] | Floats, texts: Sequence[str], *, missing: str) -> Typical:
    exact = np.asarray(values, dtype=np.float64)
    return Typical(values=exact, lows=exact, texts=(*texts, missing))


def _tenths(frame: Frame, column: Column, known: Floats) -> Typical:
    """Group by tenths of the cases; a group stands for its middle case."""
    lows = np.unique(np.quantile(known, np.arange(_TENTHS) / _TENTHS, method="higher"))
    groups = np.searchsorted(lows, known, side="right") - 1
    members = [known[groups == place] for place in range(len(lows))]
    values = np.array([np.quantile(mine, 0.5, method="lower") for mine in members])
    texts = [_range(_text(frame, column, mine.min()), _text(frame, column, mine.max())) for mine in members]
    return Typical(values=values, lows=lows, texts=(*texts, "ikke oplyst"))


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"


def _text(frame: Frame, column: Column, value: float) -> str:
    facts = {fact.name: fact for fact in frame.scheme.facts}
    is_log = column.source in facts and facts[column.source].scale is Scale.LOG
    return amount(round(float(np.expm1(value)) if is_log else float(value), 1))
