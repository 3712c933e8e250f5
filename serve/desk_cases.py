"""What does a caseworker's page tell of each of her cases? Its hours ahead and how they came about, its next day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from allocation.board import Board
from casework.caseload import CaseHours, Caseload
from casework.clocks import clocks_of
from features.scheme import Scheme
from sagstyngde.case import CaseId
from sagstyngde.clock import Clock, ClockState
from serve.form_once import case_address
from serve.house import House
from serve.language import _
from serve.wording import category_name
from serve.work import Work
from serve.written import day, hours, percent, period
from storage.assessments import Answered, newest_answers
from storage.cases import CaseRecord, in_ids, newest, records
from storage.placements import Held, held_by

NEW_DAYS = 14
"""For so long a case counts as newly given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCase:
    """A case on her desk. ``months`` are her hours on it in each month, ``how`` says how they came about."""

    case_id: CaseId
    address: str
    code: str | None
    category: str
    is_own: bool
    share: str
    months: tuple[float, ...]
    clocks: tuple[Clock, ...]
    held: Held | None
    how: str

    @property
    def hours(self) -> float:
        """Her hours on it over the horizon."""
        return sum(self.months)

    @property
    def next_clock(self) -> Clock | None:
        """The day that comes next, or that has been passed."""
        return next((clock for clock in self.clocks if clock.state is not ClockState.MET), None)

    def is_new(self, on: date) -> bool:
        """Whether it was given to her a short while ago."""
        return self.held is not None and (on - self.held.starts_on).days <= NEW_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCases:
    """Her cases that the reader may see, the heaviest first; ``unseen`` are the hours of the others, by month."""

    cases: tuple[OwnCase, ...]
    records: Mapping[CaseId, CaseRecord]
    unseen: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What is looked up of all her cases at once."""

    answers: Mapping[CaseId, Answered]
    clocks: Mapping[CaseId, tuple[Clock, ...]]
    held: Mapping[CaseId, Held]


def own_cases(work: Work, house: House, scheme: Scheme, *, load: Caseload, board: Board) -> OwnCases:
    """Return what is told of the cases of a caseload, in a handful of queries however many there are."""
    held = {one.case_id: one for one in held_by(work.connection, load.caseworker.caseworker_id)}
    counted = (*load.cases, *_uncounted(load, held))
    ids = [case.case_id for case in counted]
    shown = work.visible(records(work.connection, newest(in_ids(ids)))) if ids else ()
    seen = {record.case.case_id: record for record in shown}
    around = _Around(
        answers=newest_answers(work.connection, list(seen)),
        clocks=clocks_of(work.connection, [record.case for record in shown], board.on, rules=house.clocks),
        held=held,
    )
    told = [_told(one, board, scheme, around) for one in counted if one.case_id in seen]
    hidden = [one.monthly_hours for one in load.cases if one.case_id not in seen]
    return OwnCases(
        cases=tuple(sorted(told, key=lambda one: (-one.hours, one.case_id))),
        records=seen,
        unseen=tuple(sum(month) for month in zip(*hidden, strict=True)),
    )


def _uncounted(load: Caseload, held: Mapping[CaseId, Held]) -> Iterator[CaseHours]:
    """Yield the cases she is to help on and that nobody has recorded her hours on yet: they weigh nothing so far."""
    counted, none = {one.case_id for one in load.cases}, (0.0,) * len(load.load.hours_after)
    for case_id, placement in held.items():
        if case_id not in counted:
            yield CaseHours(case_id=case_id, is_own=placement.is_primary, share=0.0, monthly_hours=none, norm=None)


def _told(one: CaseHours, board: Board, scheme: Scheme, around: _Around) -> OwnCase:
    code = board.cases[one.case_id].category if one.case_id in board.cases else None
    return OwnCase(
        case_id=one.case_id,
        address=case_address(one.case_id),
        code=code,
        category=_("Ikke vurderet") if code is None else category_name(scheme.scale, code),
        is_own=one.is_own,
        share="" if not one.share or (one.is_own and one.share >= 1.0) else percent(one.share),
        months=one.monthly_hours,
        clocks=around.clocks.get(one.case_id, ()),
        held=around.held.get(one.case_id),
        how=_how(one, around.answers.get(one.case_id)),
    )


def _how(one: CaseHours, answered: Answered | None) -> str:
    """Say whether a case's hours are an estimate or a norm, from when, and what part of them is hers."""
    if not one.share:
        return _("Medhjælper. Sagen tæller først, når der er skrevet timer på den.")
    parts = [_estimate(answered) if one.norm is None else _("Intet skøn: {norm}.").format(norm=one.norm)]
    if not one.is_own:
        parts.append(_("Du hjælper med {share} af sagen.").format(share=percent(one.share)))
    elif one.share < 1.0:
        parts.append(
            _("{share} af sagen er regnet hos dig; andre har skrevet timer på resten.").format(share=percent(one.share))
        )
    return " ".join(parts)


def _estimate(answered: Answered | None) -> str:
    if answered is None or answered.awaits_judgement:
        return _("Skøn.")
    effort = answered.assessment.effort
    return _("Skøn {day}: {hours} timer {period} ({low}–{high}).").format(
        day=day(answered.assessment.assessed_at.date()),
        hours=hours(effort.hours),
        period=period(effort.horizon_months),
        low=hours(effort.interval.low),
        high=hours(effort.interval.high),
    )
