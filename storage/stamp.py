"""Who did it, and when? Every row that is added says so."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A user's id (a person's, a system's, or ``cli:<name>`` for a command) and a moment with its time zone."""

    by: str
    at: datetime

    def on(self, verb: str) -> dict[str, str | datetime]:
        """Return the columns ``<verb>_by`` and ``<verb>_at``."""
        return {f"{verb}_by": self.by, f"{verb}_at": self.at}
