"""How does a route take a body whose fields only the scheme knows? Its annotation is set when the route is made."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel

F = TypeVar("F", bound=Callable[..., Any])


def typed(route: F, **bodies: type[BaseModel]) -> F:
    """Return the route with these arguments' types: FastAPI reads them for OpenAPI and for checking.

    No type checker can know the scheme's facts; the routes are written against the models these are made from.
    """
    route.__annotations__ |= bodies
    return route
