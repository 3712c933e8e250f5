"""What is forecast, and what would be otherwise? History, staff and questions in; both sides of the answer out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from allocation.arrivals import Floats
from allocation.arrivals_check import ArrivalsCheck, check_arrivals
from allocation.capacity import CapacityRules
from allocation.outlook import Ahead, Outlook, ahead, draw_outlook
from allocation.sagstal import Caseload, caseload, contracts
from allocation.scenario import Scenario, check_scenario, factors_of, staff_under
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
from features.history import History
from models.assess import Assessor
from pipelines.forecast_bundle import said_by
from pipelines.forecast_cases import is_diary
from pipelines.forecast_inputs import Materials, materials, past_months
from pipelines.forecast_record import DIARY_LEVEL_SD, USUAL_LEVEL_SD, Record, earlier_forecasts, record_of
from sagstyngde.caseworker import Caseworker
from sagstyngde.errors import InputRefused

Progress = Callable[[str], None]

LONGEST_MONTHS = 36


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
    """The whole answer. ``what_if`` is ``None`` where nothing is asked beyond how things are."""

    question: Question
    materials: Materials
    has_bundle: bool
    arrivals: ArrivalsCheck
    record: Record
    full_time_hours: Floats
    base: Side
    what_if: Side | None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The base, and the what-if where there is one."""
        return (self.base,) if self.what_if is None else (self.base, self.what_if)


def forecast(
    history: History, staff: Sequence[Caseworker], question: Question, *, assessor: Assessor | None, tell: Progress
) -> Forecast:
    """Forecast a plan's months from what was known on its day. The same arguments give the same answer.

    Raises:
        InputRefused: the history cannot be forecast from, or the question cannot be meant.
        BundleRefused: the bundle knows other categories.
    """
    _check(question)
    check_scenario(question.scenario, staff, history.scheme.scale.codes, _period(question))
    past_months(history, question.on)
    tell("Læser sagernes forløb")
    said = None if assessor is None else said_by(assessor, history, question.on)
    now = materials(history, question.on, question.months, said)
    tell("Prøver prognosen for nye sager på tidligere måneder")
    arrivals = check_arrivals(now.past, question.months, question.seed)
    tell("Holder tidligere prognoser op mod det, der kom")
    usual = DIARY_LEVEL_SD if is_diary(history) else USUAL_LEVEL_SD
    record = record_of(earlier_forecasts(history, now, arrivals.method, question.seed), question.seed, usual)
    tell("Regner månederne ud")
    outlook = _outlook(now, arrivals, record, question)
    empty = question.scenario.is_empty
    return Forecast(
        question=question,
        materials=now,
        has_bundle=said is not None,
        arrivals=arrivals,
        record=record,
        full_time_hours=full_time_hours(_period(question)),
        base=_side(outlook, now, staff, question, scenario=Scenario()),
        what_if=None if empty else _side(outlook, now, staff, question, scenario=question.scenario),
    )


def _check(question: Question) -> None:
    """Refuse numbers that cannot be meant."""
    for name, value, low, high in (
        ("--months", question.months, 1, LONGEST_MONTHS),
        ("--limit", question.aim.limit, 0.1, 2.0),
        ("--probability", question.aim.probability, 0.5, 0.99),
        ("--absence", question.absence, 0.0, 0.9),
        ("--norm", question.norm if question.norm is not None else 1.0, 1.0, 1000.0),
    ):
        if not low <= value <= high:
            raise InputRefused(
                english=f"{name} lies between {low} and {high}", danish=f"{name} ligger mellem {low} og {high}"
            )


def _period(question: Question) -> Period:
    return Period(starts_on=question.on, months=question.months, rules=question.rules, absence=question.absence)


def _outlook(now: Materials, arrivals: ArrivalsCheck, record: Record, question: Question) -> Outlook:
    return draw_outlook(
        now.stock,
        now.new,
        now.courses.spread,
        starts_on=now.on,
        method=arrivals.method,
        past=now.past,
        past_mix=now.past_mix,
        level_sd=record.level_sd,
        seed=question.seed,
    )


def _side(
    outlook: Outlook, now: Materials, staff: Sequence[Caseworker], question: Question, *, scenario: Scenario
) -> Side:
    what = ahead(outlook, factors_of(scenario, now.codes, now.on, now.months))
    people, period, aim = staff_under(scenario, staff), _period(question), question.aim
    one = full_time_hours(period)
    open_cases = [float(now.stock.cases.sum()), *what.open.mean(axis=0).tolist()]
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
