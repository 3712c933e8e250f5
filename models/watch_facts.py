"""Have the cases moved since the model was learned? Its score, each fact, and whether each is still told.

Every case counts in the order the cases came, one of a family: siblings that come together tell less than two children.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from features.scheme import Scheme
from models.abstain import missing_facts
from models.assess import Assessor
from models.e_detector import climb, log_limit
from models.monitored import SHARES, Part, Statistic, Unit
from models.moved import Watched, watched, watched_share
from models.ordinal import Floats, Integers
from sagstyngde.case import Case

ENOUGH, ENOUGH_SINCE_LAW = 500, 100
"""Earlier cases that new ones are laid beside: so many where there are, fewer after a change of the law."""
NEWEST = 200
"""A figure is told of so many of the newest: what has moved shows in those."""
_YES_NO = (0.0, 1.0)
_SEASONAL = frozenset({"received_month"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asked:
    """One column that is watched: its name, what is bet, and the new cases' values."""

    code: str
    part: Part
    label: str
    bets: Watched
    column: Floats


def watch_facts(assessor: Assessor, cases: Sequence[Case], X: Floats, score: Floats) -> list[Statistic]:
    """Ask of the score and every fact of new cases, in order of receipt; ``X`` is (cases x columns)."""
    rows = _one_of_a_family(cases)
    earlier = reference_rows(assessor)
    days = [cases[row].received_on for row in rows]
    asked = list(_asked(assessor, earlier, X[rows], score[rows]))
    a_year = cases_a_year(assessor)
    ways = sum(sum(one.bets.ways) for one in asked if one.part is Part.FACTS)
    found = []
    for one in asked:
        share = SHARES[one.part] / (2 if one.part is Part.SCORE else max(ways, 1))
        found.append(_statistic(one, days, log_limit(share, a_year), len(earlier)))
    return found


def cases_a_year(assessor: Assessor) -> float:
    """Return about how many cases come in a year: the middle of the earlier years, but for the first and the last.

    Where the bundle remembers fewer than three years it is the most of a year.
    """
    _, counts = np.unique(assessor.bundle.neighbours.earlier.year, return_counts=True)
    return float(np.median(counts[1:-1])) if len(counts) > 2 else float(counts.max(initial=1))


def reference_rows(assessor: Assessor) -> Floats:
    """Return the earlier cases that new ones are laid beside, (cases x columns): those of the newest years.

    What changed while the model's history lasted is known, and is no news: years are taken from the newest back until
    they are enough, and none from before the last change of the law where those after it are enough to tell.
    """
    earlier = assessor.bundle.neighbours.earlier
    years, counts = np.unique(earlier.year, return_counts=True)
    upto = np.cumsum(counts[::-1])[::-1]  # the cases of each year and those after it
    first = years[upto >= min(ENOUGH, len(earlier))].max(initial=0)
    through = assessor.manifest.trained_through
    changed = [change.on for change in assessor.scheme.law_changes if change.on < through]
    whole = max((on.year + ((on.month, on.day) != (1, 1)) for on in changed), default=0)
    if whole > first and (earlier.year >= whole).sum() >= ENOUGH_SINCE_LAW:
        first = whole
    return np.asarray(earlier.rows[earlier.year >= first], dtype=np.float64)


def seasonal(scheme: Scheme) -> frozenset[str]:
    """Return the features that tell the season alone: they move every month, and come back."""
    return frozenset(feature.name for feature in scheme.features if feature.function in _SEASONAL)


def _asked(assessor: Assessor, earlier: Floats, X: Floats, score: Floats) -> Iterator[_Asked]:
    frame = assessor.bundle.frame
    bets = watched(assessor.mosaic.read(earlier).score)
    if bets is not None:
        yield _Asked(code="score", part=Part.SCORE, label="Kompleksitet i alt", bets=bets, column=score)
    passing = seasonal(frame.scheme)
    for place, column in enumerate(frame.columns):
        if column.source in passing:
            continue
        label = frame.label(column.source)
        if column.option is not None:
            label = f"{label}: {frame.scheme.fact(column.source).options.get(column.option, column.option)}"
        bets = watched(earlier[:, place])
        if bets is not None:
            code = f"fact:{column.source}:{column.name}"
            yield _Asked(code=code, part=Part.FACTS, label=label, bets=bets, column=X[:, place])
    before, now = missing_facts(frame, earlier).astype(np.float64), missing_facts(frame, X).astype(np.float64)
    facts = {fact.name for fact in frame.scheme.facts}
    for place, source in enumerate(frame.sources):
        if source in facts:
            bets = watched_share(float(before[:, place].sum()), len(before))
            label = f"{frame.label(source)}: ikke oplyst"
            yield _Asked(code=f"untold:{source}", part=Part.FACTS, label=label, bets=bets, column=now[:, place])


def _statistic(one: _Asked, days: Sequence[date], limit: float, earlier: int) -> Statistic:
    risen = climb(one.bets.log_e(one.column), limit)
    places = risen.crossed[risen.crossed >= 0]
    known = one.column[~np.isnan(one.column)][-NEWEST:]
    is_share = tuple(one.bets.values) == _YES_NO
    if is_share:
        found, expected = float(known.mean()) if len(known) else 0.0, one.bets.mean
    else:
        found, expected = one.bets.mean_score(known), 0.0
    half = _noise(len(known), earlier) * (np.sqrt(expected * (1.0 - expected)) if is_share else 1.0)
    return Statistic(
        code=one.code,
        part=one.part,
        label=one.label,
        n=int((~np.isnan(one.column)).sum()),
        unit=Unit.SHARE if is_share else Unit.DEVIATIONS,
        found=found,
        expected=expected,
        low=float(max(expected - half, 0.0)) if is_share else float(expected - half),
        high=float(min(expected + half, 1.0)) if is_share else float(expected + half),
        sign=float(risen.highest.max(initial=0.0)) if len(places) else float(risen.sign.max(initial=0.0)),
        crossed_on=days[int(places.min())] if len(places) else None,
    )


def _noise(newest: int, earlier: int) -> float:
    """Return half the band, in deviations, that a mean of so many newest cases stays within in 95 of 100."""
    return float(1.96 * np.sqrt(1.0 / max(newest, 1) + 1.0 / max(earlier, 1)))


def _one_of_a_family(cases: Sequence[Case]) -> Integers:
    """Return the rows of the first case of each family, and of those without one."""
    seen: set[str] = set()
    rows = []
    for row, case in enumerate(cases):
        family = case.family_id
        if family is None or family not in seen:
            rows.append(row)
        if family is not None:
            seen.add(family)
    return np.array(rows, dtype=np.intp)
