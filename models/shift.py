"""Are the newest cases still like those the model learned from? Fact by fact, beyond what chance alone moves.

A fact's values are those of the point table (``models.typical``). Two groups of cases are laid side by side by the
chi-square test of homogeneity (Pearson 1900), values with too few cases counted together, its tail by Wilson and
Hilferty (1931). There is no fixed limit such as 0.1 or 0.25: how much chance moves depends on how many cases there are.
All facts are tried at once, so each must be rarer by as many as are tried (Bonferroni): where nothing has moved, one
look in a hundred names a fact. Numpy only.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from features.frame import Frame
from models.ordinal import Floats, Integers
from models.purified import Rows
from models.typical import Typical, typical_values

FALSE_ALARM = 0.01
"""So rarely may a look at all facts name one, where none has moved."""
FEWEST = 50
"""Under so many newest cases nothing is tried."""
_LEAST_EXPECTED = 5.0
_SCORE_PARTS = 5
_WEIGHT = "Kompleksitet i alt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A fact whose values have moved beyond chance: the value that moved most, as a share then and now."""

    label: str
    value: str
    before: float
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifts:
    """What was found: how many earlier and newest cases, how many facts were tried, and those that moved, most first.

    ``untried``: there were too few newest cases to try any.
    """

    earlier: int
    newest: int
    tried: int
    moved: tuple[Shift, ...]

    @property
    def untried(self) -> bool:
        """Whether there were too few newest cases."""
        return self.newest < FEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The cases a model learned from, counted: for each column its values, and how many cases had each."""

    frame: Frame
    typical: tuple[Typical, ...]
    counts: tuple[Integers, ...]
    score_limits: Floats
    score_counts: Integers
    cases: int

    @classmethod
    def of(cls, frame: Frame, rows: Rows, score: Floats) -> "Reference":
        """Count earlier cases (cases x columns) and their scores (cases,)."""
        typical = typical_values(frame, rows)
        limits = np.quantile(score, np.arange(1, _SCORE_PARTS) / _SCORE_PARTS)
        return cls(
            frame=frame,
            typical=typical,
            counts=tuple(_counted(one, np.asarray(rows[:, place])) for place, one in enumerate(typical)),
            score_limits=limits,
            score_counts=_parts(limits, score),
            cases=len(rows),
        )

    def shifts(self, rows: Rows, score: Floats) -> Shifts:
        """Lay newest cases (cases x columns) and their scores beside the earlier ones."""
        if len(rows) < FEWEST:
            return Shifts(earlier=self.cases, newest=len(rows), tried=0, moved=())
        found = list(self._tried(rows, score))
        limit = FALSE_ALARM / max(len(found), 1)
        moved = sorted(((chance, shift) for chance, shift in found if chance < limit), key=lambda one: one[0])
        return Shifts(
            earlier=self.cases,
            newest=len(rows),
            tried=len(found),
            moved=tuple({shift.label: shift for _, shift in reversed(moved)}.values())[::-1],
        )

    def _tried(self, rows: Rows, score: Floats) -> Iterator[tuple[float, Shift]]:
        """Yield each column's chance and its greatest move; the whole score first."""
        names = ("laveste femtedel", "næstlaveste femtedel", "midterste femtedel", "næsthøjeste femtedel")
        yield from self._one(_WEIGHT, (*names, "højeste femtedel"), self.score_counts, _parts(self.score_limits, score))
        for place, (column, one) in enumerate(zip(self.frame.columns, self.typical, strict=True)):
            label = self.frame.label(column.source)
            if column.option is not None:
                options = self.frame.scheme.fact(column.source).options
                label = f"{label}: {options.get(column.option, column.option)}"
            now = _counted(one, np.asarray(rows[:, place]))
            yield from self._one(label, one.texts, self.counts[place], now)

    def _one(self, label: str, texts: Sequence[str], before: Integers, now: Integers) -> Iterator[tuple[float, Shift]]:
        chance = homogeneity(before, now)
        if chance is None:
            return
        then, later = before / before.sum(), now / now.sum()
        most = int(np.abs(later - then).argmax())
        if most == 0 and texts[:2] == ("nej", "ja"):
            most = 1  # more of one is less of the other, and people read a yes
        yield chance, Shift(label=label, value=texts[most], before=float(then[most]), now=float(later[most]))


def homogeneity(before: Integers, now: Integers) -> float | None:
    """Return how often two samples of one population differ as much as these counts; ``None`` where they cannot tell.

    >>> homogeneity(np.array([500, 500]), np.array([100, 100])) > 0.9
    True
    >>> homogeneity(np.array([500, 500]), np.array([150, 50])) < 1e-6
    True
    >>> homogeneity(np.array([500, 0]), np.array([200, 0])) is None
    True
    """
    pooled = _pooled(np.stack([before, now]).astype(np.float64))
    freedom = pooled.shape[1] - 1
    if freedom < 1:
        return None
    expected = pooled.sum(axis=1, keepdims=True) * pooled.sum(axis=0) / pooled.sum()
    statistic = float(((pooled - expected) ** 2 / expected).sum())
    return _tail(statistic, freedom)


def _pooled(counts: Floats) -> Floats:
    """Count the rarest values together until enough of each are expected in the smaller sample."""
    order = np.argsort(counts.sum(axis=0), kind="stable")
    share = counts.sum(axis=1).min() / counts.sum()
    kept, together = [], np.zeros(2)
    for place in order:
        together = together + counts[:, place]
        if together.sum() * share >= _LEAST_EXPECTED:
            kept.append(together)
            together = np.zeros(2)
    if together.sum():
        kept = [kept[0] + together, *kept[1:]] if kept else [together]
    return np.array(kept).T


def _tail(statistic: float, freedom: int) -> float:
    """Return how often chi-square of so many degrees of freedom is larger."""
    spread = 2.0 / (9.0 * freedom)
    standard = ((statistic / freedom) ** (1.0 / 3.0) - (1.0 - spread)) / math.sqrt(spread)
    return 0.5 * math.erfc(standard / math.sqrt(2.0))


def _counted(one: Typical, column: Floats) -> Integers:
    return np.bincount(one.places(column), minlength=len(one.texts))


def _parts(limits: Floats, score: Floats) -> Integers:
    return np.bincount(np.searchsorted(limits, score, side="right"), minlength=len(limits) + 1)
