"""Which routes does the API have? Each subject's, under one address and one version."""

from fastapi import APIRouter

from features.scheme import Scheme
from serve.api import (
    alarms,
    assessments,
    case_reads,
    caseloads,
    cases,
    children,
    decisions,
    model,
    placements,
    plans,
    staff,
)
from serve.wire import case_model, facts_model
from serve.wire_patch import patch_model


def api_router(scheme: Scheme) -> APIRouter:
    """Return the API's routes; a case's facts are those of the scheme."""
    facts = facts_model(scheme)
    case_in = case_model(facts)
    router = APIRouter(prefix="/api/v1")
    router.include_router(children.router)
    router.include_router(cases.router(case_in, patch_model(facts)))
    router.include_router(assessments.router(case_in))
    router.include_router(model.router)
    for planning in (staff, plans, placements, caseloads, alarms, decisions):
        router.include_router(planning.router)
    router.include_router(case_reads.router)  # last: an id may hold slashes, so its route takes what is left
    return router
