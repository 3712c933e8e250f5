"""Which caseworker is it that asks? A log-in is tied to one on the staff list, or to none."""

from sagstyngde.errors import StateRefused
from serve.work import Work
from storage.staff import StaffRecord


def own_record(work: Work) -> StaffRecord:
    """Return the caseworker who asks, by the rule of what she asks for.

    Raises:
        StateRefused: the log-in is tied to nobody on the staff list.
        Unseen: it is tied to somebody beyond its own reach.

    """
    own = work.visit.principal.caseworker_id
    if own is None:
        raise StateRefused(
            english="this log-in is not tied to a caseworker on the staff list",
            danish="dit log-ind er ikke knyttet til en sagsbehandler på medarbejderlisten",
        )
    return work.caseworker(own)
