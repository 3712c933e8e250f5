"""Which routes does the API have? Each subject's, under one address and one version."""

from fastapi import APIRouter

from features.scheme import Scheme
from serve.api import (
    access_log,
    alarms,
    assessments,
    batch,
    case_assessments,
    case_reads,
    caseloads,
    cases,
    children,
    decisions,
    diary,
    dissents,
    events,
    felt_loads,
    hand_overs,
    hours,
    judgements,
    mandate,
    milestones,
    model,
    placements,
    plans,
    policies,
    settlements,
    staff,
)
from serve.wire import case_model, facts_model
from serve.wire_patch import patch_model

_CASEWORK = (children, case_assessments, judgements, settlements, hours, events, model, access_log)
_PLANNING = (staff, plans, policies, placements, caseloads, alarms, decisions, mandate, milestones)
_OWN_DESK = (felt_loads, dissents, hand_overs, diary)


def api_router(scheme: Scheme) -> APIRouter:
    """Return the API's routes; a case's facts are those of the scheme."""
    facts = facts_model(scheme)
    case_in = case_model(facts)
    router = APIRouter(prefix="/api/v1")
    router.include_router(assessments.router(case_in))  # first: asked most, and routes are looked through in order
    router.include_router(cases.router(case_in, patch_model(facts)))
    router.include_router(batch.router(case_in))
    for subject in (*_CASEWORK, *_PLANNING, *_OWN_DESK):
        router.include_router(subject.router)
    router.include_router(case_reads.router)  # last: an id may hold slashes, so its route takes what is left
    return router
