"""Whom could a case go to, and what would it mean? What a case's corner of the board shows before anything is kept."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from allocation.impact import Edit
from casework.basis import PlanBasis
from casework.choosing import choices
from casework.proposing import impact
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.errors import PlacementRefused
from sagstyngde.plan import Placement
from serve import board_words
from serve.board_page import Said
from serve.board_view import anchor, shown_names
from serve.board_words import TAKEN_OUT
from serve.form_reading import BLANK, Filling
from serve.language import _
from serve.planning import unfolded
from serve.work import Work, unseen
from storage.plans import PlanRecord, PlanState


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A move of one case that is looked at: ``to`` is a caseworker's id or ``TAKEN_OUT``, ``version`` what was read."""

    case_id: CaseId
    to: str
    version: int
    form: Filling = BLANK


def move_context(work: Work, plan_id: str, case_id: CaseId) -> dict[str, Any]:
    """Return what a case's menu is made of."""
    return _menu(work, unfolded(work, plan_id), case_id)


def _menu(work: Work, reckoned: tuple[PlanRecord, PlanBasis], case_id: CaseId) -> dict[str, Any]:
    record, basis = reckoned
    found = choices(basis, record.plan, case_id)
    work.looked_at(basis.kin_of([case_id]))
    return {
        "template": "plan_move.html",
        "plan_id": record.plan_id,
        "version": record.version,
        "case_id": case_id,
        "anchor": anchor(case_id),
        "allowed": [one for one in found if one.is_allowed],
        "others": [one for one in found if not one.is_allowed],
        "is_out": not any(one.has_it for one in found),
        "taken_out": TAKEN_OUT,
        "words": board_words,
    }


def explained(work: Work, plan_id: str, case_id: CaseId) -> Placement:
    """Return a case's placement with its reasons and alternatives; they tell of the case and its siblings.

    Raises:
        Unseen: the proposal is out of reach, or gives nobody the case.
        PlanStale: the proposal was made from files.

    """
    record, basis = unfolded(work, plan_id)
    found = next((one for one in record.plan.placements if one.case_id == case_id), None)
    if found is None:
        raise unseen()
    work.looked_at(basis.kin_of([case_id]))
    return found


def trial(work: Work, plan_id: str, tried: Tried) -> Said:
    """Return what a move would mean, as the case's corner of the board shows it.

    Raises:
        PlanStale: the proposal was made from files.
        PlacementRefused: the case or the caseworker is none that the proposal was reckoned with.

    """
    (record, basis), case_id, to = unfolded(work, plan_id), tried.case_id, tried.to
    if record.state is not PlanState.PROPOSED:
        raise PlacementRefused(
            english="the plan is settled; nothing in it can be moved",
            danish="forslaget er afsluttet; intet i det kan flyttes",
        )
    if record.version != tried.version:
        return Said(
            about=case_id, working=_menu(work, (record, basis), case_id), notice=changed_meanwhile(), status=409
        )
    edit = Edit(case_id=case_id, caseworker_id=None if to == TAKEN_OUT else CaseworkerId(to))
    then = impact(basis, record.plan, [edit])
    told = [each for one in (*then.appearing, *then.vanishing) for each in one.case_ids]
    work.looked_at(basis.kin_of([case_id, *told]))
    names = shown_names(basis.staff)
    holder = next((one.caseworker_id for one in record.plan.placements if one.case_id == case_id), None)
    stays = holder is not None and holder == edit.caseworker_id
    heading = board_words.trial_heading(
        case_id, None if edit.caseworker_id is None else names[edit.caseworker_id], stays=stays
    )
    lines = [board_words.stays_line()] if stays else board_words.load_lines(then, names)
    gaps = [] if stays else board_words.gap_lines(record.plan, then)
    breaches = [one for one in then.appearing if one.hard]
    working = {
        "template": "plan_try.html",
        "plan_id": plan_id,
        "version": tried.version,
        "case_id": case_id,
        "anchor": anchor(case_id),
        "to": to,
        "heading": heading,
        "loads": lines,
        "gaps": gaps,
        "goals": board_words.goal_lines(then),
        "breaches": breaches,
        "remarks": [one for one in then.appearing if not one.hard],
        "solved": list(then.vanishing),
        "announced": board_words.announcement(heading, [*lines, *gaps], breaches),
        "form": tried.form,
        "form_key": str(uuid4()),
    }
    return Said(about=case_id, working=working)


def changed_meanwhile() -> str:
    """Say that somebody else was first."""
    return _(
        "Forslaget er ændret, siden du åbnede siden. Din ændring er ikke gemt. Her er forslaget, som det står nu: "
        "se på det, og prøv igen."
    )
