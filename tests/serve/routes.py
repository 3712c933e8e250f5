"""Which routes has an application? All of them, with their whole path, also those of routers within routers."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one address; ``path`` has its parameters in braces."""

    method: str
    path: str
    operation_id: str | None


def all_routes(app: FastAPI) -> Iterator[Route]:
    """Yield every route that FastAPI answers; what is under ``/static`` is files."""
    for included in app.routes:
        contexts = getattr(included, "effective_route_contexts", None)  # FastAPI includes routers as they are
        for route in contexts() if contexts else ():
            for method in sorted(route.methods):
                yield Route(method=method, path=route.path, operation_id=route.operation_id)
