"""Who has been at work in the demo before anybody logs in? Those whom the log-in page of the demo offers."""

from datetime import datetime

from sagstyngde.access import Principal
from storage.engine import Connection
from storage.people import remember_name

NAMES = {
    "demo:konsulent": "Karen Opdigtet",
    "demo:leder": "Lars Opdigtet",
    "demo:sagsbehandler": "Sanne Opdigtet",
    "demo:analytiker": "Anders Opdigtet",
    "demo:godkender": "Grete Opdigtet",
    "demo:revisor": "Rolf Opdigtet",
}


def name_invented(connection: Connection, *, at: datetime) -> None:
    """Keep their names, as if each had logged in."""
    for user_id, name in NAMES.items():
        remember_name(connection, Principal(user_id=user_id, name=name, grants=()), at=at)
