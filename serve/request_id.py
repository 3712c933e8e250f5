"""By which id is a request known again: in its answer, in the log's lines, and in the log of looks?"""

from contextvars import ContextVar
from uuid import uuid4

_current: ContextVar[str] = ContextVar("request_id")


def new_request_id() -> str:
    """Begin a request, and return its id. The client has no say in it: an id that can be chosen can be forged."""
    request_id = str(uuid4())
    _current.set(request_id)
    return request_id


def request_id() -> str:
    """Return the id of the request this code runs for; a new one where it runs for none."""
    return _current.get(None) or str(uuid4())
