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
from serve.language import _, ngettext
from serve.settled_wording import settled_sentence
from serve.visits import Work
from serve.weights import shown_of
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
    stage: Stage
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A waiting case and its clocks, before it is its turn to be shown."""

    waiting: Waiting
    clocks: tuple[Clock, ...]

    @property
    def is_urgent(self) -> bool:
        """Whether one of its clocks has run out, or will soon."""
        return bool(self.clocks) and self.clocks[0].is_urgent

    @property
    def order(self) -> tuple[int, int, int, date, CaseId]:
        """Blind judgements first, then clocks, then what the model is silent on; of these the longest waiting."""
        own = self.waiting
        clock = self.clocks[0].state.rank if self.is_urgent else ClockState.AHEAD.rank
        return (int(own.stage is not Stage.BLIND), clock, own.stage, own.received_on, own.case_id)


_FILTERS: Mapping[View, Callable[[Placed], bool]] = {
    View.ALL: lambda _: True,
    View.URGENT: lambda one: one.is_urgent,
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
        lead=lead_of([one.waiting for one in placed], sum(one.is_urgent for one in placed)),
        view=asking.view,
        choices=tuple(Choice(view=one, label=_label(one), count=sum(map(_FILTERS[one], placed))) for one in View),
        waiting=len(placed),
        shown=len(chosen),
        page=page,
        pages=pages,
        is_cut=len(found) > MOST,
    )


def first_unanswered(work: Work, *, after: CaseId) -> CaseRecord | None:
    """Return the next case that waits for somebody's word, drawn ones first, and write down that it is looked at."""
    found = [one for one in waiting(work.connection, work.reach(), limit=MOST) if one.stage is not Stage.SETTLED]
    others = sorted((one for one in found if one.case_id != after), key=lambda one: (one.stage, one.received_on))
    if not others:
        return None
    shown = work.visible(records(work.connection, newest(in_ids([others[0].case_id]))))
    return shown[0] if shown else None


def lead_of(found: Sequence[Waiting], urgent: int) -> str:
    """Say what to do next: one sentence for each thing that comes before the rest."""
    if not found:
        return _("Ingen sager venter på en sagsbehandler.")
    blind, silent = (sum(one.stage is stage for one in found) for stage in (Stage.BLIND, Stage.SILENT))
    told = [
        ngettext("{n} sag venter på en sagsbehandler.", "{n} sager venter på en sagsbehandler.", len(found)).format(
            n=len(found)
        )
    ]
    if blind:
        told.append(
            ngettext(
                "Begynd med den, der er udtrukket til din egen vurdering.",
                "Begynd med de {n}, der er udtrukket til din egen vurdering.",
                blind,
            ).format(n=blind)
        )
    if urgent:
        told.append(_("{n} har en frist, der er overskredet eller nær.").format(n=urgent))
    if silent:
        told.append(
            ngettext(
                "{n} sag kan modellen ikke målgruppevurdere: den kræver din egen vurdering.",
                "{n} sager kan modellen ikke målgruppevurdere: de kræver din egen vurdering.",
                silent,
            ).format(n=silent)
        )
    return " ".join(told if len(told) > 1 else (*told, _("Læs forslagene, og giv din egen vurdering.")))


def waited(received_on: date, on: date) -> str:
    """Say how long a case has waited.

    >>> waited(date(2026, 11, 3), date(2026, 11, 4)), waited(date(2026, 11, 3), date(2026, 11, 3))
    ('har ventet 1 dag', 'modtaget i dag')
    """
    days = (on - received_on).days
    if days < 1:
        return _("modtaget i dag")
    return ngettext("har ventet {n} dag", "har ventet {n} dage", days).format(n=days)


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
            stage=one.waiting.stage,
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
