"""How long may the database keep somebody waiting before she is told to try again?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Limits in seconds: of one statement, of waiting for a lock, of a transaction in which nothing happens."""

    statement: float
    lock: float = 5.0
    idle: float = 30.0

    @property
    def lock_ms(self) -> int:
        """Whole milliseconds, as databases count."""
        return round(self.lock * 1_000)


PAGE = Patience(statement=10.0)
"""Somebody waits at a screen."""

JOB = Patience(statement=900.0, idle=900.0)
"""A command that an operator started: backup, import, migration."""
