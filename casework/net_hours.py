"""How does a contract become hours for cases? Step by step, as a caseworker can follow it with a pencil.

    net hours = the contract's hours × casework share − ramp − absence − fixed duties

Each step is what ``allocation.capacity`` takes off there; they add up to its answer whatever the caseworker's terms.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from allocation.capacity import CapacityRules, capacity
from casework.caseload import gross_hours
from sagstyngde.caseworker import Caseworker

Months = tuple[float, ...]


class StepKind(StrEnum):
    """What is counted at a step."""

    GROSS = "gross"
    OTHER_WORK = "other_work"
    RAMP = "ramp"
    ABSENCE = "absence"
    DUTIES = "duties"
    NET = "net"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: hours in each month, those that are taken off below zero."""

    kind: StepKind
    hours: Months

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is taken off: such a step need not be shown."""
        return all(abs(one) < 0.05 for one in self.hours)


def steps(caseworker: Caseworker, on: date, months: int, rules: CapacityRules) -> tuple[Step, ...]:
    """Return the steps from the contract's hours to the net hours, in the order they are taken.

    >>> from sagstyngde.case import CaseworkerId
    >>> holm = Caseworker(caseworker_id=CaseworkerId("k1"), employed_on=date(2015, 1, 1), fixed_monthly_hours=10.0)
    >>> [(step.kind.value, round(step.hours[0], 2)) for step in steps(holm, date(2026, 2, 1), 1, CapacityRules())]
    [('gross', 148.0), ('other_work', -47.36), ('ramp', 0.0), ('absence', 0.0), ('duties', -10.0), ('net', 90.64)]
    """
    present = replace(caseworker, absences=(), fixed_monthly_hours=0.0)
    free = replace(caseworker, fixed_monthly_hours=0.0)
    gross = gross_hours(caseworker, on, months)
    share = capacity(present, on, months, replace(rules, ramp=(1.0, 1.0)))
    ramped, there = capacity(present, on, months, rules), capacity(free, on, months, rules)
    net = capacity(caseworker, on, months, rules)
    return (
        Step(kind=StepKind.GROSS, hours=gross),
        Step(kind=StepKind.OTHER_WORK, hours=_taken(gross, share)),
        Step(kind=StepKind.RAMP, hours=_taken(share, ramped)),
        Step(kind=StepKind.ABSENCE, hours=_taken(ramped, there)),
        Step(kind=StepKind.DUTIES, hours=_taken(there, net)),
        Step(kind=StepKind.NET, hours=net),
    )


def _taken(before: Months, after: Months) -> Months:
    return tuple(new - old for old, new in zip(before, after, strict=True))
