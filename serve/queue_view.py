"""What does the queue show, and in which order? What has to be done first on top; a page of it at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.clock_rules import ClockRules
from casework.clocks import clocks_of
from features.scheme import Scheme
from sagstyngde.case import Case, CaseId
from sagstyngde.clock import Clock, ClockState
from sagstyngde.judgement import Basis, Weight
from serve import wording
from serve.language import _
from serve.queue_words import lead_of, waited, why_here
from serve.settled_wording import settled_sentence
from serve.weights import shown_of
from serve.work import Work
from storage.assessments import Answered, newest_answers
from storage.cases import CaseRecord, in_ids, newest, records
from storage.queue import Stage, Waiting, waiting

ON_A_PAGE = 50
MOST = 1_000
"""So many waiting cases are put in order; where more wait, those that have waited longest."""


class View(StrEnum):
    """Which of the waiting cases are shown."""

    ALL = "alle"
    URGENT = "haster"
    BLIND = "udtrukne"
    UNANSWERED = "mangler"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the queue is asked for, on which day and by whose rules."""

    scheme: Scheme
    rules: ClockRules
    on: date
    view: View = View.ALL
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A waiting case as the queue shows it. ``answered`` is ``None`` where no model has seen it."""

    record: CaseRecord
    why_here: str
    waited: str
    clock: Clock | None
    answered: Answered | None
    reason: str
    settled: str

    @property
    def is_open(self) -> bool:
        """Whether the suggestion may be shown."""
        return self.answered is not None and not self.answered.awaits_judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to look at the queue, and how many cases it shows."""

    view: View
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A page of the queue."""

    rows: tuple[Row, ...]
    lead: str
    view: View
    choices: tuple[Choice, ...]
    waiting: int
    shown: int
    page: int
    pages: int
    is_cut: bool


_NO_HURRY = (ClockState.AHEAD.rank, True, date.max, "")
"""Where a case without an urgent clock stands among those with one: after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A waiting case and its clocks, before it is its turn to be shown."""

    waiting: Waiting
    clocks: tuple[Clock, ...]

    @property
    def urgent(self) -> Clock | None:
        """The most urgent of its clocks, where it has run out or will soon."""
        return self.clocks[0] if self.clocks and self.clocks[0].is_urgent else None

    @property
    def order(self) -> tuple[tuple[int, bool, date, str], Stage, date, CaseId]:
        """What has run out or will soon first, then blind judgements, then what the model is silent on.

        Of the same urgency those that have waited longest: a clock binds by law, a blind judgement can wait a day.
        """
        own = self.waiting
        return (self.urgent.urgency if self.urgent else _NO_HURRY, own.stage, own.received_on, own.case_id)


_FILTERS: Mapping[View, Callable[[Placed], bool]] = {
    View.ALL: lambda _: True,
    View.URGENT: lambda one: one.urgent is not None,
    View.BLIND: lambda one: one.waiting.stage is Stage.BLIND,
    View.UNANSWERED: lambda one: one.waiting.stage is not Stage.SETTLED,
}


def queue_of(work: Work, asking: Asking) -> Queue:
    """Return a page of what waits within reach; only the cases shown are written down as looked at."""
    found = waiting(work.connection, work.reach(), limit=MOST + 1)
    placed = _placed(work, found[:MOST], asking)
    chosen = [one for one in placed if _FILTERS[asking.view](one)]
    pages = max(1, -(-len(chosen) // ON_A_PAGE))
    page = min(asking.page, pages)
    return Queue(
        rows=_rows(work, chosen[(page - 1) * ON_A_PAGE : page * ON_A_PAGE], asking),
        lead=lead_of([one.waiting for one in placed], sum(one.urgent is not None for one in placed)),
        view=asking.view,
        choices=tuple(Choice(view=one, label=_label(one), count=sum(map(_FILTERS[one], placed))) for one in View),
        waiting=len(placed),
        shown=len(chosen),
        page=page,
        pages=pages,
        is_cut=len(found) > MOST,
    )


def first_unanswered(work: Work, asking: Asking, *, after: CaseId) -> CaseRecord | None:
    """Return the next case that waits for somebody's word, in the queue's order, and write down that it is shown."""
    found = _placed(work, waiting(work.connection, work.reach(), limit=MOST), asking)
    for one in found:
        if one.waiting.stage is not Stage.SETTLED and one.waiting.case_id != after:
            shown = work.visible(records(work.connection, newest(in_ids([one.waiting.case_id]))))
            return shown[0] if shown else None
    return None


def _label(view: View) -> str:
    return {
        View.ALL: _("Alle"),
        View.URGENT: _("Haster"),
        View.BLIND: _("Udtrukne"),
        View.UNANSWERED: _("Ubesvarede"),
    }[view]


def _placed(work: Work, found: Sequence[Waiting], asking: Asking) -> list[Placed]:
    cases: list[Case] = [one.case for one in records(work.connection, newest(in_ids([one.case_id for one in found])))]
    clocks = clocks_of(work.connection, cases, asking.on, rules=asking.rules)
    return sorted((Placed(waiting=one, clocks=clocks.get(one.case_id, ())) for one in found), key=lambda one: one.order)


def _rows(work: Work, chosen: Sequence[Placed], asking: Asking) -> tuple[Row, ...]:
    scheme = asking.scheme
    ids = [one.waiting.case_id for one in chosen]
    seen = {one.case.case_id: one for one in work.visible(records(work.connection, newest(in_ids(ids))))}
    answers, weights = newest_answers(work.connection, ids), shown_of(work.connection, ids)
    return tuple(
        Row(
            record=seen[case_id],
            why_here=why_here(one.waiting.stage, one.urgent),
            waited=waited(one.waiting.received_on, asking.on),
            clock=_nearest(one.clocks),
            answered=answers.get(case_id),
            reason=_main_reason(answers.get(case_id), scheme),
            settled=_settled(weights[case_id].weight, scheme),
        )
        for one in chosen
        if (case_id := one.waiting.case_id) in seen
    )


def _nearest(clocks: Sequence[Clock]) -> Clock | None:
    return next((one for one in clocks if one.state is not ClockState.MET), None)


def _settled(weight: Weight, scheme: Scheme) -> str:
    return "" if weight.basis in {Basis.NOBODY, Basis.SUGGESTION} else settled_sentence(weight, scheme)


def _main_reason(answered: Answered | None, scheme: Scheme) -> str:
    if answered is None:
        return _(wording.NOT_ASSESSED)
    if answered.awaits_judgement:
        return _(wording.AWAITS_JUDGEMENT)
    reason = wording.main_reason(answered.assessment)
    return wording.reason_sentence(reason, _(scheme.effort.unit)) if reason else _("Som gennemsnitssagen.")
