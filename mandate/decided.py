"""What does the evaluation know of a decision? What was applied for, when, who decided what: nothing of a person."""

from dataclasses import dataclass
from datetime import date

from sagstyngde.decision import Amount, AppealResult, Level, Outcome
from sagstyngde.provision import Provision


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision that was made. ``appeal`` is ``None`` where nobody appealed, or the appeal is not settled."""

    team: str
    provision: Provision
    applied_on: date
    decided_on: date
    level: Level
    outcome: Outcome
    amount: Amount | None = None
    appeal: AppealResult | None = None

    def __post_init__(self) -> None:
        """Refuse what was decided before it was applied for."""
        if self.decided_on < self.applied_on:
            raise ValueError("nothing is decided before it is applied for")

    @property
    def days(self) -> int:
        """Days from application to decision; 0 on the same day."""
        return (self.decided_on - self.applied_on).days

    @property
    def is_granted(self) -> bool:
        """Whether it grants what was applied for, wholly or partly."""
        return self.outcome is not Outcome.REFUSED
