"""Which kinds of work does the diary tell apart? Four, as many as are filled in in under a minute a day."""

from enum import StrEnum


class WorkKind(StrEnum):
    """What hours on a case went to."""

    FAMILY = "family"
    """Talks and meetings with the child and the family."""
    PARTNERS = "partners"
    """Talks and meetings with school, health care and others."""
    DESK = "desk"
    """Records, examinations, decisions and what is read for them."""
    TRAVEL = "travel"
    """On the way to or from any of it."""
