"""Which routes does the API have? Each subject's, under one address and one version."""

from fastapi import APIRouter

from features.scheme import Scheme
from serve.api import assessments, children, model


def api_router(scheme: Scheme | None) -> APIRouter:
    """Return the API's routes; with a scheme, a case's facts are those of the scheme."""
    router = APIRouter(prefix="/api/v1")
    router.include_router(assessments.router(scheme))
    router.include_router(children.router)
    router.include_router(model.router)
    return router
