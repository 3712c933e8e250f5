"""What is the server made of? Routes, one gate for bodies, one family of errors, headers on everything."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from serve import pages, problems
from serve.addresses import AddressGate
from serve.api import api_router, health
from serve.bodies import BodyGate
from serve.dependencies import Assesses
from serve.rendering import STATIC
from serve.security import SecurityHeaders
from storage.engine import Engine


def create_app(assessor: Assesses | None, engine: Engine) -> FastAPI:
    """Return the application. Without an assessor it runs, says 503 and why, and ``/ready`` stays closed."""
    app = FastAPI(
        title="Sagstyngde",
        summary="Hvor kompleks er en sag, hvor mange timer tager den, og hvem bør have den? Beslutningsstøtte.",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # the interactive pages load scripts from elsewhere
        redoc_url=None,
    )
    app.state.assessor = assessor
    app.state.engine = engine
    problems.install(app)
    app.include_router(health)
    app.include_router(api_router(assessor.scheme if assessor else None))
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(BodyGate)
    app.add_middleware(AddressGate)
    app.add_middleware(SecurityHeaders)
    return app
