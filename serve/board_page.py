"""What does the page of a proposal show, in whatever state it is? Looked up in one transaction, and rendered.

Every case a page names is written down as looked at. Of what waits only numbers and days are told.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse

from allocation.policy_toml import embedded_policies
from allocation.wording import GOALS_NOTE, unmoved
from casework.policy import HousePolicy
from casework.staleness import Since
from features.scheme import Scheme
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker, is_employed
from serve import board_words, wording
from serve.board_charts import slack_chart
from serve.board_view import BoardView, anchor, board_view, named_in
from serve.dependencies import today
from serve.form_reading import BLANK, Filling
from serve.house import House
from serve.language import _
from serve.ledger import policy_of
from serve.people import People
from serve.planning import reached
from serve.rendering import page
from serve.work import Work, unseen
from storage.assessments import Answered, awaiting_judgement, newest_answers
from storage.cases import in_ids, newest, records
from storage.listing import waiting_of
from storage.plans import (
    PlanEdit,
    PlanHead,
    PlanId,
    PlanRecord,
    PlanState,
    find_plan_head,
    find_plan_record,
    not_undone,
    plan_edits_of,
    plan_heads,
)
from storage.staff import all_staff

LOOKED_AT = 10
"""So many of the newest proposals are listed."""
HOME = "/fordeling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All that a page of proposals is made of."""

    ready: board_words.Ready
    policy: HousePolicy
    staff: tuple[Caseworker, ...]
    earlier: tuple[PlanHead, ...]
    record: PlanRecord | None = None
    edits: tuple[PlanEdit, ...] = ()
    weights: Mapping[CaseId, str] = field(default_factory=dict)
    people: People = field(default_factory=lambda: People(names={}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a page says besides: a case being worked on, a form that came back, what was just done or could not be.

    ``working`` is what a case's own corner of the board shows: ``template`` and its context. ``explained`` is a case
    whose reasons are unfolded.
    """

    about: CaseId | None = None
    working: Mapping[str, Any] = field(default_factory=dict)
    explained: CaseId | None = None
    committing: Filling = BLANK
    proposing: Filling = BLANK
    notice: str = ""
    stale: tuple[str, ...] = ()
    saved: str = ""
    status: int = 200


NOTHING = Said()


def find(work: Work, house: House, scheme: Scheme, plan_id: str | None = None) -> Found:
    """Look up a proposal (``None``: the newest that has not been withdrawn), and all that stands around it.

    Raises:
        Unseen: there is no such proposal within reach.

    """
    asked = None if plan_id is None else find_plan_head(work.connection, PlanId(plan_id))
    heads = reached(work, _with(plan_heads(work.connection, limit=LOOKED_AT), asked))
    if plan_id is not None and asked not in heads:
        raise unseen()
    shown = asked or next((one for one in heads if one.state is not PlanState.WITHDRAWN), None)
    record = None if shown is None else find_plan_record(work.connection, shown.plan_id)
    edits = () if record is None else plan_edits_of(work.connection, record.plan_id)
    named = () if record is None else named_in(record.plan, edits)
    seen = work.visible(records(work.connection, newest(in_ids(named)))) if named else ()
    answers = newest_answers(work.connection, [one.case.case_id for one in seen])
    acted = [one.edited.by for one in edits] + [one.created.by for one in heads]
    acted += [record.settled.by] if record is not None and record.settled is not None else []
    staff = all_staff(work.connection)
    return Found(
        ready=_ready(work, record, [one.caseworker_id for one in staff if is_employed(one.left_on, today(scheme))]),
        policy=policy_of(work, house),
        staff=staff,
        earlier=tuple(one for one in heads if record is None or one.plan_id != record.plan_id),
        record=record,
        edits=edits,
        weights={case_id: weight(answers, scheme, case_id) for case_id in named},
        people=People.of(work.connection, acted, reader=work.visit.principal.user_id),
    )


def _with(heads: tuple[PlanHead, ...], asked: PlanHead | None) -> tuple[PlanHead, ...]:
    return heads if asked is None or asked in heads else (*heads, asked)


def weight(answers: Mapping[CaseId, Answered], scheme: Scheme, case_id: CaseId) -> str:
    """Say in few words what a case weighs, as far as it may be told."""
    if case_id not in answers:
        return _("uden vurdering")
    if answers[case_id].awaits_judgement:
        return "afventer vurdering"
    return wording.weight_text(answers[case_id].assessment, scheme)


def shown_page(request: Request, found: Found, scheme: Scheme, said: Said = NOTHING) -> HTMLResponse:
    """Show a proposal and what stands around it."""
    record = found.record
    context = {
        "ready": found.ready,
        "ready_line": board_words.ready_sentence(found.ready),
        "policies": _policies(found.policy),
        "words": board_words,
        "earlier": found.earlier,
        "zone": scheme.time_zone,
        "people": found.people,
        "said": said,
        "form_key": str(uuid4()),
        "plan_id": None if record is None else record.plan_id,
        "record": record,
        "plan": None if record is None else record.plan,
        "lead": wording.plan_sentence(record.plan) if record else "",
        "anchor": anchor,
    }
    return page(request, "plan.html", context | board_context(found), status=said.status)


def board_context(found: Found) -> dict[str, Any]:
    """Return what the board itself is drawn from."""
    record = found.record
    if record is None:
        return {"board": None}
    plan = record.plan
    board = board_view(plan, found.staff, found.weights, found.edits)
    stands = not_undone(found.edits)
    left_out = {goal.goal for goal in unmoved(plan.slack)}
    return {
        "board": board,
        "may_edit": record.state is PlanState.PROPOSED and record.has_basis,
        "edits": tuple(reversed(found.edits)),
        "undoable": stands[-1] if stands and stands[-1].before is not None else None,
        "held_fast": len(stands),
        "slack": slack_chart(plan.slack, left_out) if plan.slack else None,
        "slack_heads": [goal.label for goal in plan.slack[0].goals if goal.goal not in left_out] if plan.slack else [],
        "slack_rows": _slack_rows(record, left_out),
        "goals_note": GOALS_NOTE,
        "evenness": _(wording.EVENNESS),
        "set_aside": sorted({one.principle for one in board.breaches}),
        "reason_length": reason_length(board),
    }


def reason_length(board: BoardView) -> int:
    """Return how long each reason for a condition set aside may be: together they are one note of 200 characters."""
    names = {board_words.label(one.principle) for one in board.breaches}
    return max(20, (200 - sum(len(name) + 4 for name in names)) // max(1, len(names)))


def _ready(work: Work, record: PlanRecord | None, employed: Collection[CaseworkerId]) -> board_words.Ready:
    waiting = waiting_of(work.connection, work.reach(), employed).received
    case_ids = [case_id for case_id, _day in waiting]
    known = set(record.case_ids) if record is not None else set(case_ids)
    return board_words.Ready(
        count=len(waiting),
        since=min((day for _case, day in waiting), default=None),
        awaiting=awaiting_judgement(work.connection, case_ids),
        newer=len(set(case_ids) - known) if record is None or record.state is PlanState.PROPOSED else 0,
    )


def _policies(own: HousePolicy) -> list[str]:
    return list(dict.fromkeys([own.policy.name, *embedded_policies()]))


def _slack_rows(record: PlanRecord, left_out: set[str]) -> list[tuple[str, list[str]]]:
    return [
        (
            wording.share_text(one.tolerance),
            [wording.share_text(one.peak_share), *(goal.text for goal in one.goals if goal.goal not in left_out)],
        )
        for one in record.plan.slack
    ]


def stale_lines(since: Since, found: Found) -> tuple[str, ...]:
    """Say what has happened since a proposal was made, by people's names."""
    return tuple(board_words.since_lines(since, {one.caseworker_id: one.name for one in found.staff}))
