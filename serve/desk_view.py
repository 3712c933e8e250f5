"""What lies on a caseworker's desk? What she must do next, her cases against her time, and how it is reckoned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from allocation.capacity import CapacityRules
from casework.caseload import Caseload, caseloads
from casework.deciders import decider_of
from casework.mandates import to_show
from casework.net_hours import Step, StepKind, steps
from casework.own_decisions import OwnDecision, own_decisions
from features.scheme import Scheme
from sagstyngde.case import CaseworkerId
from sagstyngde.felt import Felt, FeltLoad, asked_week, last_day_to_tell
from sagstyngde.months import add_months
from sagstyngde.weeks import monday_of
from serve.desk_cases import OwnCase, OwnCases, own_cases
from serve.desk_charts import stacked
from serve.desk_todo import Errands, Todo, to_do
from serve.desk_wording import felt_words, heaviest_sentence, load_sentence, reckoned_sentence, short_day, step_names
from serve.dissents_seen import SeenDissent, seen_dissents
from serve.house import House
from serve.ledger import board, policy_of
from serve.mine_pages import Asked, asked_of
from serve.work import Work
from serve.written import hours, percent
from storage.diary import windows_of
from storage.dissents import dissents_by
from storage.felt_loads import felt_by_week
from storage.staff import StaffRecord

FELT_WEEKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """How the hours for cases came about: a sentence on the first month, and every step in every month."""

    sentence: str
    rows: tuple[tuple[str, tuple[str, ...], bool], ...]
    share: str
    ramp_months: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeltBox:
    """The week that is asked about, what is answered, until when it may be changed, and the weeks before it."""

    week_of: date
    chosen: Felt | None
    last_day: date
    words: tuple[tuple[int, str], ...]
    earlier: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that the page shows. ``is_self``: the reader is the caseworker; otherwise her leader looks on."""

    whom: StaffRecord
    name: str
    is_self: bool
    on: date
    months: tuple[str, ...]
    lead: str
    todos: tuple[Todo, ...]
    later: tuple[Todo, ...]
    load_text: str
    fullest: str
    chart: Markup | None
    cases: OwnCases
    reckoned: Reckoned
    felt: FeltBox
    asked: Asked
    decisions: tuple[OwnDecision, ...]
    dissents: tuple[SeenDissent, ...]

    @property
    def may_object_to(self) -> tuple[OwnCase, ...]:
        """Her cases that she has no open dissent about."""
        waiting = {one.dissent.case_id for one in self.dissents if one.dissent.answer is None}
        return tuple(one for one in self.cases.cases if one.held is not None and one.case_id not in waiting)

    @property
    def has_passed(self) -> bool:
        """Whether the next day of any case has been passed, as far as is recorded."""
        return any(one.next_clock is not None and one.next_clock.is_overdue for one in self.cases.cases)

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The same as a form offers them."""
        return tuple((one.case_id, f"{one.case_id} ({one.category.lower()})") for one in self.may_object_to)


def desk(work: Work, house: House, scheme: Scheme, *, whom: CaseworkerId, on: date) -> Desk:
    """Return a caseworker's desk as this visit may see it."""
    record, is_self = work.caseworker(whom), whom == work.visit.principal.caseworker_id
    policy, table = policy_of(work, house).policy, board(work, house, on)
    found = caseloads(table, {whom})
    load = found[0] if found else Caseload.empty(record.on(on), policy.horizon_months)
    own = own_cases(work, house, scheme, load=load, board=table)
    months = tuple(short_day(add_months(on, place)) for place in range(policy.horizon_months))
    dissents = tuple(one for one in seen_dissents(work, dissents_by(work.connection, whom)) if _is_shown(one, on))
    told = felt_by_week(work.connection, monday_of(on) - timedelta(weeks=FELT_WEEKS), whom=[whom])
    felt = _felt(told, on)
    register = to_show(work.connection, on)
    errands = Errands(
        own=own,
        dissents=dissents,
        felt_is_told=felt.chosen is not None,
        windows=windows_of(work.connection, [whom], since=on),
        whom=whom,
        on=on,
    )
    waiting = to_do(work, errands, is_self=is_self)
    fullest = heaviest_sentence(load.load, months)
    load_text = load_sentence(load.load, policy.horizon_months)
    return Desk(
        whom=record,
        name=record.employment.name or whom,
        is_self=is_self,
        on=on,
        months=months,
        lead=waiting.lead,
        todos=waiting.first,
        later=waiting.later,
        load_text=load_text,
        fullest=fullest,
        chart=stacked(own, load.load, months, scheme, point=f"{load_text} {fullest}") if load.cases else None,
        cases=own,
        reckoned=_reckoned(steps(load.caseworker, on, len(months), policy.capacity), policy.capacity, months),
        felt=felt,
        asked=asked_of(work, record, on, is_self=is_self),
        decisions=own_decisions(register.register, decider_of(record), [one.case for one in own.records.values()], on),
        dissents=dissents,
    )


def _is_shown(one: SeenDissent, on: date) -> bool:
    """Whether a dissent still says something: it is open, or was answered within the last three months."""
    answered = one.dissent.answered_at
    return answered is None or (on - answered.date()).days <= 92


def _felt(told: Sequence[FeltLoad], on: date) -> FeltBox:
    week, words = asked_week(on), felt_words()
    return FeltBox(
        week_of=week,
        chosen=next((one.felt for one in told if one.week_of == week), None),
        last_day=last_day_to_tell(week),
        words=tuple((felt.value, text) for felt, text in words.items()),
        earlier=tuple((one.week_of, words[one.felt]) for one in reversed(told) if one.week_of < week),
    )


def _reckoned(taken: Sequence[Step], rules: CapacityRules, months: Sequence[str]) -> Reckoned:
    names = step_names()
    return Reckoned(
        sentence=reckoned_sentence(taken, months[0]),
        rows=tuple(
            (names[step.kind], tuple(_signed(one) for one in step.hours), step.kind is StepKind.NET)
            for step in taken
            if not step.is_nothing or step.kind in {StepKind.GROSS, StepKind.NET}
        ),
        share=percent(rules.casework_share),
        ramp_months=hours(rules.ramp_months),
    )


def _signed(value: float) -> str:
    return f"−{hours(-value)}" if value < -0.05 else hours(abs(value))
