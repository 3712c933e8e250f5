"""What does a leader see of the months ahead? The team's or the house's, by what the reader's role reaches."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from allocation.capacity import CapacityRules
from allocation.forecast import Drawn, Forecast, Question, answer
from allocation.forecast_grounds import Grounds
from allocation.staffing import Staffing, staff_hours, staffing
from sagstyngde.allowed import reaches_everybody
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker
from serve.capacity_shelf import Part, Shelf, Shown
from serve.work import Work
from storage.staff import StaffRecord, staff_records


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Whose months are shown, and with whom they are reckoned.

    ``teams`` are the reader's where she sees no more than these; empty: the whole house. ``is_undivided``: she should
    see hers alone, and the forecast does not tell them apart. ``staff`` count in the hours there are, ``named`` may be
    named.
    """

    teams: tuple[str, ...]
    is_undivided: bool
    staff: tuple[Caseworker, ...]
    named: tuple[Caseworker, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """A team that manages alone: who is there, and whether that is enough."""

    name: str
    staffing: Staffing


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """What an answer is reckoned from, for one reader."""

    shown: Shown
    sight: Sight
    grounds: Grounds
    futures: Drawn
    usual: Question

    @property
    def merging(self) -> tuple[str, ...]:
        """The teams that can be asked to become one."""
        return tuple(self.grounds.materials.of_team) if len(self.grounds.materials.of_team) > 1 else ()

    def answer(self, asked: Question | None = None) -> Forecast:
        """Answer as the command does: how things are, and what would be otherwise."""
        return answer(self.grounds, self.futures, self.sight.staff, self.usual, asked=asked)

    def teams(self) -> tuple[TeamRow, ...]:
        """Return each of the reader's teams by itself; none where there are not two."""
        return tuple(self._team(name) for name in self.merging)

    def _team(self, name: str) -> TeamRow:
        load, period = self.shown.teams[name], self.usual.period
        hours = staff_hours([one for one in self.sight.staff if one.team == name], period)
        return TeamRow(name=name, staffing=staffing(load.load, load.expected, hours, period=period, aim=self.usual.aim))


def reckoned(work: Work, shelf: Shelf, rules: CapacityRules, on: date) -> Reckoned | None:
    """Return what the reader's answers are reckoned from, or ``None`` where no forecast has been kept.

    Raises:
        NotReady: another version of the program kept the forecast.
    """
    shown = shelf.newest(work.connection)
    if shown is None:
        return None
    known = tuple(shown.kept.grounds.materials.of_team)
    sight = _sight(work, staff_records(work.connection), known, on)
    whole = Part(grounds=shown.kept.grounds, futures=shown.futures)
    part = shelf.part(shown, sight.teams) if sight.teams else whole
    return Reckoned(
        shown=shown, sight=sight, grounds=part.grounds, futures=part.futures, usual=shown.kept.question(rules)
    )


def _sight(work: Work, records: Sequence[StaffRecord], known: Collection[str], on: date) -> Sight:
    within = [one.on(on) for one in records if work.reaches_caseworker(one)]
    if reaches_everybody(work.visit.principal, work.visit.operation):
        return Sight(teams=(), is_undivided=False, staff=tuple(within), named=_there(within, on))
    teams = tuple(team for team in known if work.reaches_team(team, CaseworkerId("")))
    own = tuple(within) if teams else tuple(one.on(on) for one in records)
    return Sight(teams=teams, is_undivided=not teams, staff=own, named=_there(within, on))


def _there(staff: Sequence[Caseworker], on: date) -> tuple[Caseworker, ...]:
    """Return those who have not left, in the order of their names."""
    there = [one for one in staff if one.left_on is None or one.left_on >= on]
    return tuple(sorted(there, key=lambda one: (one.name or one.caseworker_id, one.caseworker_id)))
