"""How would the hours read, had one average caseworker recorded them all? Pace is removed before learning, never kept.

Complex cases go to particular people, and people differ in how many hours they record for the same work. Who learns
from the hours as they stand takes pace for complexity. Here each person's factor on hours is estimated beside
everything that tells how heavy the case is, shrunk towards her team's and towards none, and divided out.

The factors live inside ``at_average_pace`` and end with it. What leaves is the histories, with hours as the average
caseworker would have recorded them, and one figure for all: how much of the spread lay between people. A system that
weighs people's behaviour at work is high-risk (AI Act, Annex III, 4 b); this one must not even be able to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from features.history import History
from features.panel import panel
from features.scheme import EffortSource
from models.heaviness import heaviness
from models.line_errors import line_covariance
from models.linear import EffortRows, fit_tweedie_line
from models.ordinal import Floats
from models.shrunken import Shrunken, shrunken
from sagstyngde.danish import percent

FEWEST_PEOPLE = 5
"""Among fewer people even a spread says something of one of them."""
FEWEST_CASES = 20
FEWEST_OF_TEAM = 3
RECORDED = frozenset({EffortSource.HOURS, EffortSource.TOTAL})
"""Sources in which people write all their hours down. Events and touch-days count the same for all: there is no pace in
them. A diary shows each person so few hours that her pace cannot be told from her cases' luck (docs/adr/0024)."""

_POWER = 1.5
_LEAST_SEEN = 0.1
_FREE = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceNote:
    """What may be told of the removal: whether it was done and why not, over how many people, and one spread for all.

    ``share_of_variance`` is the share of what the facts leave of a case's hours (relative variance) that lay between
    people. Both figures are ``None`` where nothing was removed.
    """

    text: str
    people: int | None = None
    share_of_variance: float | None = None

    @property
    def is_removed(self) -> bool:
        """Whether hours were rewritten."""
        return self.people is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recorded:
    """Who recorded what of each case: ``share`` (cases x people), those with too few cases together in ``others``.

    ``team`` (people,) is the team of most of a person's cases, -1 where the cases name none.
    """

    ids: tuple[str, ...]
    share: Floats
    others: Floats
    team: NDArray[np.intp]


def at_average_pace(known: History, *later: History) -> tuple[tuple[History, ...], PaceNote]:
    """Return histories with hours as the average caseworker would have recorded them, ``known`` first.

    Everything is learned from ``known``; ``later`` are read by the same measure. Work of a person who is not among the
    people learned from stands as it is.
    """
    if (why := _why_not(known)) is not None:
        return (known, *later), PaceNote(text=why)
    recorded = _recorded(known)
    if len(recorded.ids) < FEWEST_PEOPLE:
        return (known, *later), PaceNote(text=_TOO_FEW)
    with threadpool_limits(limits=1, user_api="blas"):
        found, left = _log_pace(known, recorded)
    # Expected factors, not those of the expected pace: without the half variances the sum of all hours would fall.
    # People count by their cases, however heavy: who takes one case in three is a third of the average.
    average = np.average(np.exp(found.effect + 0.5 * found.unsure), weights=recorded.share.sum(axis=0))
    factors = dict(zip(recorded.ids, (average * np.exp(0.5 * found.unsure - found.effect)).tolist(), strict=True))
    share = found.variance / (found.variance + left)
    note = PaceNote(text=_told(len(factors), share), people=len(factors), share_of_variance=share)
    return tuple(_rewritten(history, factors) for history in (known, *later)), note


def _why_not(known: History) -> str | None:
    if known.scheme.effort.source is EffortSource.DIARY:
        return "Tempo er ikke regnet ud af timerne: en registrering i perioder viser for få timer pr. sagsbehandler."
    if known.scheme.effort.source not in RECORDED:
        return "Tempo er ikke regnet ud af timerne: de er talt op med faste satser, som er ens for alle."
    if not known.has_dates:
        return "Tempo er ikke regnet ud af timerne: historikken er uden datoer."
    if all(person is None for person in _people(known)):
        return "Tempo er ikke regnet ud af timerne: historikken siger ikke, hvem der har registreret dem."
    return None


_TOO_FEW = (
    f"Tempo er ikke regnet ud af timerne: det kræver mindst {FEWEST_PEOPLE} sagsbehandlere "
    f"med mindst {FEWEST_CASES} sager hver."
)


def _told(people: int, share: float) -> str:
    return (
        f"Timerne er regnet om til den gennemsnitlige sagsbehandlers, før modellen lærte af dem ({people} personer). "
        f"{percent(share)} af den forskel mellem sagers timer, som oplysningerne ikke forklarer, lå mellem personer. "
        "Den enkeltes tempo er hverken gemt, vist eller brugt til andet."
    )


def _people(history: History) -> list[str | None]:
    """Return who recorded each entry of work; ``None`` where nobody is named."""
    names = (*history.work.caseworkers, None)
    return [names[place] for place in history.work.caseworker.tolist()]


def _recorded(history: History) -> _Recorded:
    """Lay out who recorded which share of each case; a case without hours is its caseworker's."""
    work, owners = history.work, [case.caseworker_id for case in history.cases]
    people = _people(history)
    # In the order of the history, not of the ids: other names for the same people change no number.
    names = [name for name in dict.fromkeys([*owners, *people]) if name is not None]
    place = {name: index for index, name in enumerate(names)} | {None: len(names)}
    hours = np.zeros((len(owners), len(names) + 1))
    recorder = np.array([place[name] for name in people], dtype=np.intp)
    np.add.at(hours, (work.case_index, recorder), work.hours)
    is_empty = np.flatnonzero(hours.sum(axis=1) <= 0.0)
    hours[is_empty, [place[owners[row]] for row in is_empty]] = 1.0
    share = hours / hours.sum(axis=1, keepdims=True)
    enough = np.flatnonzero(share[:, :-1].sum(axis=0) >= FEWEST_CASES)
    return _Recorded(
        ids=tuple(names[index] for index in enough),
        share=share[:, enough],
        others=1.0 - share[:, enough].sum(axis=1),
        team=_teams(history, share[:, enough]),
    )


def _teams(history: History, share: Floats) -> NDArray[np.intp]:
    names = list(dict.fromkeys(case.team for case in history.cases if case.team is not None))
    if not names:
        return np.full(share.shape[1], -1)
    belongs = np.array([[case.team == name for name in names] for case in history.cases], dtype=np.float64)
    return np.asarray(np.argmax(share.T @ belongs, axis=1))


def _rewritten(history: History, factors: Mapping[str, float]) -> History:
    factor = np.array([1.0 if one is None else factors.get(one, 1.0) for one in _people(history)], dtype=np.float64)
    return replace(history, work=replace(history.work, hours=history.work.hours * factor))


def _log_pace(history: History, recorded: _Recorded) -> tuple[Shrunken, float]:
    """Return the people's log factors on hours, and the relative variance of hours that they and the facts leave."""
    known = panel(history)
    heavy = heaviness(history, known)
    rows = np.flatnonzero(heavy.seen >= _LEAST_SEEN)
    people = np.column_stack([recorded.others, recorded.share])
    # Around their means, so that the line takes them as they are: a column of amounts would get a curve as well.
    people = people - people.mean(axis=0)
    data = EffortRows(
        X=np.column_stack([heavy.X, people])[rows],
        hours=known.totals[rows],
        exposure=heavy.seen[rows],
        weight=np.ones(len(rows)),
    )
    signs = np.append(heavy.signs, np.zeros(people.shape[1], dtype=np.int8))
    penalties = np.append(heavy.penalties, np.full(people.shape[1], _FREE))
    line = fit_tweedie_line(data, signs, penalties, _POWER)
    expected = data.exposure * np.exp(line.points.contributions(data.X).sum(axis=1) + line.intercept)
    mine = slice(-len(recorded.ids), None)
    error = line_covariance(data, expected, penalties, _POWER)[mine, mine]
    found = shrunken(line.points.weights[mine], error, _teammates(recorded.team))
    return found, _left(data.hours, expected)


def _left(hours: Floats, expected: Floats) -> float:
    """Return the relative variance of hours around what was expected of cases, persons and all."""
    weight = expected ** (2.0 - _POWER)
    return float(np.average((hours / expected - 1.0) ** 2, weights=weight))


def _teammates(team: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return who shares a team that is large enough to have a pace of its own, (people x people)."""
    size = np.bincount(team + 1, minlength=1)[team + 1]
    counts = (team >= 0) & (size >= FEWEST_OF_TEAM)
    return np.asarray((team[:, None] == team) & counts[:, None])
