"""What is asked of a register? How much is to be decided, by whom, and on which day."""

from dataclasses import dataclass
from datetime import date

from mandate.eligibility import Eligibility
from mandate.register import Rule
from sagstyngde.decision import Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An amount, ``None`` where it is not known, a caseworker and the day of the decision.

    ``at_best`` asks what she may decide up to each rule's limit, whatever that is.
    """

    amount: Amount | None
    eligibility: Eligibility
    on: date
    at_best: bool = False

    def within(self, rule: Rule) -> bool:
        """Whether a rule's limit, in the amount's own unit, covers it."""
        if rule.limit is None or self.at_best:
            return True
        return self.amount is not None and self.amount.value <= rule.limit.value
