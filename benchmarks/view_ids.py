"""What is there to be looked at in a casebook? One case, plan, alarm and so on of each kind that a view asks for."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select

from models import bundle as bundles
from pipelines.demo_drafts import DRAFT
from serve.access.demo import PEOPLE, invented_principal
from storage.engine import Connection, Engine, reading
from storage.tables.casework import assessments, cases, placements
from storage.tables.mandate import decisions
from storage.tables.models import models
from storage.tables.planning import alarms, plans
from storage.tables.working import diary_windows, dissents

_NEWEST_PLAN = select(plans.c.plan_id, plans.c.answer).order_by(plans.c.sequence.desc())
_IS_MODEL = alarms.c.kind == "model"
_OPEN_ALARM = select(alarms.c.alarm_id).where(alarms.c.closed_at.is_(None), ~_IS_MODEL)
_MODEL_ALARM = select(alarms.c.alarm_id).where(alarms.c.closed_at.is_(None), _IS_MODEL)
_CLOSED_ALARM = select(alarms.c.alarm_id).where(alarms.c.closed_at.is_not(None))
_OBJECTION = select(dissents.c.dissent_id).where(dissents.c.answered_at.is_(None))
_CHILD = select(cases.c.child_id).where(cases.c.child_id.is_not(None)).order_by(cases.c.case_id.desc())
_UNPLACED = ~cases.c.case_id.in_(select(placements.c.case_id))


def keep_earlier_model(bundle: Path, folder: Path) -> str:
    """Keep a bundle as one that answered earlier, under another slope, so that there is a change to look at."""
    newer = bundles.load(bundle)
    older = bundles.sealed(replace(newer, manifest=replace(newer.manifest, slope=newer.manifest.slope * 1.5)))
    bundles.save(older, folder / "foraar")
    return older.content_hash


def view_ids(engine: Engine, *, earlier_bundle: str) -> Mapping[str, str]:
    """Return the ids that views' addresses are filled in with.

    Raises:
        RuntimeError: the casebook lacks something that a view shows.

    """
    with reading(engine) as connection:
        plan_id, answer = _first(connection, _NEWEST_PLAN)
        own = invented_principal(connection, PEOPLE["sagsbehandler"]).caseworker_id
        placed = answer["placements"][0]
        return {
            "case_id": _waiting(connection, assessments.c.category.is_not(None), assessments.c.is_blind.is_(False)),
            "blind_id": _waiting(connection, assessments.c.is_blind.is_(True)),
            "withheld_id": _waiting(connection, assessments.c.category.is_(None), assessments.c.is_blind.is_(False)),
            "held_id": _one(connection, _held_by(str(own))),
            "decided_id": _one(connection, select(decisions.c.case_id).order_by(decisions.c.sequence)),
            "child_id": _one(connection, _CHILD),
            "plan_id": plan_id,
            "placed_id": placed["case_id"],
            "caseworker_id": str(own),
            "alarm_id": _one(connection, _OPEN_ALARM),
            "model_alarm_id": _one(connection, _MODEL_ALARM),
            "closed_alarm_id": _one(connection, _CLOSED_ALARM),
            "dissent_id": _one(connection, _OBJECTION),
            "window_id": _one(connection, _weeks_of(str(own))),
            "draft_id": DRAFT,
            "version": "1",
            "bundle_hash": earlier_bundle,
            "model_hash": _one(connection, select(models.c.bundle_hash).order_by(models.c.registered_at.desc())),
        }


def _waiting(connection: Connection, *conditions: Any) -> str:
    """Return the newest case without a caseworker whose answer is so."""
    joined = select(cases.c.case_id).join(assessments, assessments.c.case_id == cases.c.case_id)
    return _one(connection, joined.where(_UNPLACED, *conditions).order_by(cases.c.case_id))


def _held_by(caseworker_id: str) -> Select[Any]:
    own = placements.c.caseworker_id == caseworker_id
    return select(placements.c.case_id).where(own, placements.c.ended_on.is_(None), placements.c.is_primary.is_(True))


def _weeks_of(caseworker_id: str) -> Select[Any]:
    """Return the newest weeks that somebody has agreed on."""
    own = select(diary_windows.c.window_id).where(diary_windows.c.caseworker_id == caseworker_id)
    return own.order_by(diary_windows.c.starts_on.desc())


def _one(connection: Connection, asked: Select[Any]) -> str:
    return str(_first(connection, asked)[0])


def _first(connection: Connection, asked: Select[Any]) -> Any:
    found = connection.execute(asked).first()
    if found is None:
        raise RuntimeError(f"the casebook has none of what a view shows: {asked}")
    return found
