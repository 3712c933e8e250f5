"""Are there people enough, and what would be otherwise? Grounds, staff and a question in; both sides of the answer out.

The command asks from a history it has just read, the page from grounds that were kept: both ask here, so that the same
question has the same answer to the last bit.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from allocation.arrivals import Floats
from allocation.arrivals_check import ArrivalsCheck
from allocation.capacity import CapacityRules
from allocation.forecast_grounds import Grounds, Materials, Record
from allocation.outlook import Ahead, Outlook, ahead, draw_outlook, unchanged
from allocation.runoff import Stock
from allocation.sagstal import Caseload, caseload, contracts
from allocation.scenario import Scenario, factors_of, staff_under
from allocation.staffing import (
    USUAL_ABSENCE,
    Aim,
    Period,
    Staffing,
    full_time_hours,
    need_in_parts,
    staff_hours,
    staffing,
)
from sagstyngde.caseworker import Caseworker


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: how far ahead, within which load, by how many cases a caseworker, and what if.

    ``norm`` is a caseload to reckon with, if any; ``absence`` the usual share of working time away.
    """

    on: date
    months: int = 12
    aim: Aim = field(default_factory=Aim)
    norm: float | None = None
    absence: float = USUAL_ABSENCE
    scenario: Scenario = field(default_factory=Scenario)
    rules: CapacityRules = field(default_factory=CapacityRules)
    seed: int = 0

    @property
    def period(self) -> Period:
        """The months that are looked at."""
        return Period(starts_on=self.on, months=self.months, rules=self.rules, absence=self.absence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of the answer: as things are, or as the what-if has it.

    ``in_teams`` and ``as_one`` (months,) are the full-time equivalents needed when each team manages alone and when all
    are one; ``in_teams`` is ``None`` where there are not two teams. ``by_norm`` (months,) are those that the norm asks
    for, ``None`` without a norm.
    """

    ahead: Ahead
    staffing: Staffing
    caseload: Caseload
    as_one: Floats
    in_teams: Floats | None
    by_norm: Floats | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The whole answer. ``what_if`` is ``None`` where nothing is asked beyond how things are.

    ``question`` is what the base answers, ``asked`` what the what-if does: the same months, and the same premises too
    unless it asks for others.
    """

    question: Question
    asked: Question
    grounds: Grounds
    full_time_hours: Floats
    base: Side
    what_if: Side | None

    @property
    def materials(self) -> Materials:
        """What was read of the history."""
        return self.grounds.materials

    @property
    def arrivals(self) -> ArrivalsCheck:
        """Which forecast of new cases is used, and how each did."""
        return self.grounds.arrivals

    @property
    def record(self) -> Record:
        """How earlier forecasts did."""
        return self.grounds.record

    @property
    def has_bundle(self) -> bool:
        """Whether a bundle said what each case weighs."""
        return self.grounds.has_bundle

    @property
    def sides(self) -> tuple[Side, ...]:
        """The base, and the what-if where there is one."""
        return (self.base,) if self.what_if is None else (self.base, self.what_if)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What is drawn once and asked many times: the futures, and what they hold when nothing changes."""

    outlook: Outlook
    unchanged: Ahead


def drawn(grounds: Grounds) -> Drawn:
    """Draw the futures of a plan."""
    now = grounds.materials
    outlook = draw_outlook(
        now.stock,
        now.new,
        now.courses.spread,
        starts_on=now.on,
        method=grounds.arrivals.method,
        past=now.past,
        past_mix=now.past_mix,
        level_sd=grounds.record.level_sd,
        seed=grounds.seed,
    )
    return Drawn(outlook=outlook, unchanged=ahead(outlook, unchanged(len(now.codes), now.months)))


def drawn_part(futures: Drawn, share: float) -> Drawn:
    """Return the futures of a part of the house that has this share of its cases, on average as heavy as all.

    What all cases have in common moves the part as it moves the house; of chance a part has more for its size.
    """
    outlook = futures.outlook
    stock = _smaller(outlook.stock, share)
    part = replace(outlook, stock=stock, intensity=np.asarray(outlook.intensity * share))
    return Drawn(outlook=part, unchanged=ahead(part, unchanged(len(stock.cases), len(outlook.calendar))))


def _smaller(stock: Stock, share: float) -> Stock:
    return Stock(
        cases=stock.cases * share,
        hours=stock.hours * share,
        squares=stock.squares * share,
        open=stock.open * share,
        open_variance=stock.open_variance * share,
    )


def grounds_of_part(grounds: Grounds, teams: Collection[str]) -> tuple[Grounds, float]:
    """Return the grounds as some teams have them, and which share of the cases is theirs.

    Past months stay the house's: nobody counted them team by team.
    """
    now = grounds.materials
    own = {team: share for team, share in now.of_team.items() if team in teams}
    total = sum(own.values())
    shares = {team: share / total for team, share in own.items()} if total > 0.0 else {}
    part = replace(now, of_team=shares, stock=_smaller(now.stock, total), idle=None)
    return replace(grounds, materials=part), total


def answer(
    grounds: Grounds, futures: Drawn, staff: Sequence[Caseworker], question: Question, *, asked: Question | None = None
) -> Forecast:
    """Answer how things are, and what would be otherwise.

    ``asked`` are the what-if's own premises (limit, absence) and scenario, those of ``question`` where not given.
    """
    asked = question if asked is None else asked
    usual = replace(question, scenario=Scenario())
    return Forecast(
        question=question,
        asked=asked,
        grounds=grounds,
        full_time_hours=full_time_hours(question.period),
        base=side(grounds.materials, futures, staff, usual),
        what_if=None if asked == usual else side(grounds.materials, futures, staff, asked),
    )


def side(now: Materials, futures: Drawn, staff: Sequence[Caseworker], question: Question) -> Side:
    """Return one side of an answer: what the months hold under the question's scenario, against who is there."""
    scenario = question.scenario
    factors = factors_of(scenario, now.codes, now.on, now.months)
    what = ahead(futures.outlook, factors) if scenario.shifts else futures.unchanged
    people, period, aim = staff_under(scenario, staff), question.period, question.aim
    one = full_time_hours(period)
    open_cases = [float(futures.outlook.stock.cases.sum()), *what.open.mean(axis=0).tolist()]
    shares = _parts(now.of_team, scenario)
    alone, together = need_in_parts(what.expected, what.shared_sd, what.own_variance, shares=shares, aim=aim)
    by_norm = None if question.norm is None else np.quantile(what.open, aim.probability, axis=0) / question.norm
    return Side(
        ahead=what,
        staffing=staffing(what.load, what.expected, staff_hours(people, period), period=period, aim=aim),
        caseload=caseload(
            open_cases,
            what.expected.tolist(),
            full_time=contracts(people, now.on),
            affordable_hours=aim.limit * float(one.mean()),
        ),
        as_one=together / one,
        in_teams=alone / one if len(shares) > 1 else None,
        by_norm=by_norm,
    )


def _parts(of_team: Mapping[str, float], scenario: Scenario) -> Floats:
    """Return how the load is split between those who must manage alone, (parts,)."""
    merged: dict[object, float] = {}
    for team, share in of_team.items():
        one = next((merge for merge in scenario.merges if team in merge), team)
        merged[one] = merged.get(one, 0.0) + share
    return np.array(list(merged.values()) or [1.0])
