"""How much of each month of a case did a diary show? Only what the case's own course cannot have decided.

Hours are registered inside stated windows, so a case is compared with the part of its course that lay in them. Counting
only the days on which something could be registered would leave out the days on which the case had long been closed,
and counting all of those (they are known to be empty) would drown the open days: either way the estimate is wrong by a
factor. A day therefore counts by what was known before it came:

    open day    (1 - others) x whether the case's caseworker registered + others x the team's coverage
    closed day  the team's coverage: the share of its open cases whose caseworker registered that day

so that on any day open and closed cases are seen equally much on average, and recorded hours over exposure is unbiased
(a ratio estimator; Särndal, Swensson and Wretman 1992, section 5.6). ``others`` is the share of the hours on cases that
somebody else than the case's caseworker registers, in her own windows. Days are working days: a window from a Monday to
the Friday of the week after holds ten of them, not twelve of fourteen days.

A case tells one caseworker, the last. Before her first sign of life (a case of hers that closed, a window, recorded
hours) another one had it; as nobody knows who, such days count with the team's coverage. Where rows do not tell who
worked, hours of those days are refused, and they are unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from features.catalogue import DAYS_PER_MONTH
from features.history import Floats, History, Integers, numbered

WORKING_DAYS_PER_WEEK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desks:
    """Cases side by side, their days counted from ``first``, the day of the oldest receipt; all (cases,).

    ``holder`` points into ``names`` and the rows of ``registers`` (holders x days; the last row is nobody's), ``team``
    into the rows of ``coverage`` (teams x days). From ``known`` on the holder surely had the case.
    """

    first: np.datetime64
    names: tuple[str, ...]
    received: Integers
    closed: Integers
    known: Integers
    holder: Integers
    team: Integers
    registers: Floats
    coverage: Floats

    def shown(self, case: int, days: slice, others: float) -> Floats:
        """Return how much the diary shows of a case on each day of a span, (days,)."""
        team = self.coverage[self.team[case], days]
        own = (1.0 - others) * self.registers[self.holder[case], days] + others * team
        day = np.arange(days.start, days.stop)
        return np.asarray(np.where((day >= self.known[case]) & (day < self.closed[case]), own, team))


def diary_exposure(history: History, months: int) -> Floats:
    """Return the share of each month's working days that the diary showed, (cases x months)."""
    exposure = np.zeros((len(history.cases), months))
    if not history.cases:
        return exposure
    desks = _desks(history)
    others = _share_of_others(history, desks)
    edges = np.asarray(np.arange(months + 1) * DAYS_PER_MONTH, dtype=np.float64)
    length, end = int(np.ceil(edges[-1])) + 1, desks.registers.shape[1]
    working = [_working_days(desks.first, start, length) for start in range(7)]
    for case, start in enumerate(desks.received.tolist()):
        stop = min(start + length, end)
        shown = np.zeros(length)
        shown[: stop - start] = desks.shown(case, slice(start, stop), others)
        is_working = working[start % 7]
        exposure[case] = np.diff(_before(edges, shown * is_working)) / np.diff(_before(edges, is_working))
    return np.asarray(np.clip(exposure, 0.0, 1.0))


def _desks(history: History) -> _Desks:
    """Lay the cases out by day: who had each, when each was open, and who registered when."""
    first = np.datetime64(history.cases[0].received_on)
    end = int(_since(first, [history.ends_on])[0])
    received = _since(first, [case.received_on for case in history.cases])
    closed = _since(first, [case.closed_on or history.ends_on for case in history.cases])
    names, holder = numbered([case.caseworker_id or "" for case in history.cases])
    team = numbered([case.team or "" for case in history.cases])[1]
    registers = _registers(history, names, first, end)
    is_closed = np.array([case.closed_on is not None for case in history.cases])
    known = _known_from(history, np.column_stack((holder, closed))[is_closed], names, registers)[holder]
    spans = np.column_stack((np.maximum(received, known), closed, holder, team))
    return _Desks(
        first=first,
        names=names,
        received=received,
        closed=closed,
        known=known,
        holder=holder,
        team=team,
        registers=registers,
        coverage=_coverage(spans[spans[:, 0] < spans[:, 1]], registers, int(team.max()) + 2),
    )


def _since(first: np.datetime64, days: Sequence[date]) -> Integers:
    return (np.array(days, dtype="datetime64[D]") - first).astype(np.intp)


def _registers(history: History, names: tuple[str, ...], first: np.datetime64, end: int) -> Floats:
    """Return 1 on the days each holder registered hours, (holders + 1, days); the last row, nobody's, is empty."""
    registers = np.zeros((len(names) + 1, end))
    for place, name in enumerate(names):
        for window in history.windows.get(name, ()):
            start, last = _since(first, [window.starts_on, window.ends_on])
            registers[place, max(start, 0) : max(last + 1, 0)] = 1.0
    return registers


def _known_from(history: History, closings: Integers, names: tuple[str, ...], registers: Floats) -> Integers:
    """Return each holder's first sign of life, (holders + 1,): a window, recorded work or a closing. Nobody gives one.

    ``closings`` holds holder and day of each closed case. Where rows do not tell who worked, only the holder's own
    windows count at all, and she counts from the start.
    """
    if history.scheme.columns.hours_caseworker is None:
        return np.zeros(len(registers), dtype=np.intp)
    never = registers.shape[1]
    known = np.where(registers.any(axis=1), registers.argmax(axis=1), never)
    work, first = history.work, np.datetime64(history.cases[0].received_on)
    np.minimum.at(known, _places(work.caseworkers, names)[work.caseworker], (work.day - first).astype(np.intp))
    np.minimum.at(known, closings[:, 0], closings[:, 1])
    known[-1] = never
    return np.asarray(known)


def _coverage(spans: Integers, registers: Floats, teams: int) -> Floats:
    """Return the share of each team's open cases whose holder registered that day, (teams x days); 0 without any.

    ``spans`` holds first and last open day (exclusive), holder and team of each case; the last team is of those without
    one.
    """
    days = registers.shape[1]
    covered, counted = np.zeros((teams, days)), np.zeros((teams, days))
    for holder, team in np.unique(spans[:, 2:], axis=0):
        mine = spans[(spans[:, 2] == holder) & (spans[:, 3] == team)]
        steps = np.bincount(mine[:, 0], minlength=days + 1) - np.bincount(mine[:, 1], minlength=days + 1)
        open_cases = np.cumsum(steps)[:days]
        covered[team] += open_cases * registers[holder]
        counted[team] += open_cases
    return np.asarray(np.divide(covered, counted, out=np.zeros_like(covered), where=counted > 0.0))


def _share_of_others(history: History, desks: _Desks) -> float:
    """Return the share of the hours on open cases that somebody else than the holder registered.

    On average over cases a day is covered equally for both (the coverage is the holders' own), so hours compare as
    they stand.
    """
    work = history.work
    case, day = work.case_index, (work.day - desks.first).astype(np.intp)
    inside = (day >= desks.known[case]) & (day < desks.closed[case])
    is_other = _places(work.caseworkers, desks.names)[work.caseworker] != desks.holder[case]
    total = float(work.hours[inside].sum())
    return float(work.hours[inside & is_other].sum()) / total if total > 0.0 else 0.0


def _places(caseworkers: tuple[str, ...], names: tuple[str, ...]) -> Integers:
    """Return each caseworker's place among the holders, -1 for one who holds no case; the last entry is nobody's."""
    places = {name: place for place, name in enumerate(names)}
    return np.array([*(places.get(name, -1) for name in caseworkers), -1], dtype=np.intp)


def _before(edges: Floats, a_day: Floats) -> Floats:
    """Return how much lies before each edge, in days since receipt; edges may fall within a day."""
    return np.asarray(np.interp(edges, np.arange(len(a_day) + 1), np.concatenate([[0.0], np.cumsum(a_day)])))


def _working_days(first: np.datetime64, start: int, length: int) -> Floats:
    """Return 1 from Monday to Friday and 0 at weekends, (length,)."""
    weekday = (int(first.astype(np.int64)) + 3 + start + np.arange(length)) % 7
    return np.asarray((weekday < WORKING_DAYS_PER_WEEK).astype(np.float64))
