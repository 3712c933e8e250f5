"""Was a plan registered before the trial began, and before its figures were looked at?"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from mandate.trial_plan import TrialPlan
from sagstyngde.danish import day

_HERE = ZoneInfo("Europe/Copenhagen")


class Standing(StrEnum):
    """What a registration is worth to a reader, the best first."""

    BEFORE_START = "before_start"
    AFTER_START = "after_start"
    AFTER_LOOK = "after_look"
    """Figures had been seen: the margins may have been chosen to fit them."""
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """How a plan's registration stands, and the Danish sentence that a report quotes."""

    standing: Standing
    text: str


def registration_standing(
    plan: TrialPlan, registered_at: datetime | None, first_looked_at: datetime | None
) -> Registration:
    """Say how a plan's registration stands.

    Args:
        plan: the plan as it is evaluated.
        registered_at: when this version of it was stored; ``None``: it never was.
        first_looked_at: when this trial's outcomes were first evaluated, by this or an earlier version of its plan.

    """
    if registered_at is None:
        return _standing(
            Standing.NEVER, "Planen er ikke registreret: marginerne kan være sat, efter at tallene var kendt."
        )
    on = _day(registered_at)
    if first_looked_at is not None and first_looked_at < registered_at:
        looked = f"Data var set allerede {day(_day(first_looked_at))}."
        return _standing(Standing.AFTER_LOOK, f"Planen er registreret {day(on)}, efter at data var set. {looked}")
    if on >= plan.started_on:
        began = f"Det første team begyndte {day(plan.started_on)}."
        return _standing(
            Standing.AFTER_START, f"Planen er registreret {day(on)}, efter at forsøget var begyndt. {began}"
        )
    return _standing(Standing.BEFORE_START, f"Planen er registreret {day(on)}, før forsøget begyndte.")


def _day(moment: datetime) -> date:
    return moment.astimezone(_HERE).date()


def _standing(standing: Standing, text: str) -> Registration:
    return Registration(standing=standing, text=text)
