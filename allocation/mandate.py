"""Who may decide alone when the decision falls? Beslutningskompetence, by the register where there is one.

Without a register, or where nobody has said under which provisions a decision is expected, the rule of Copenhagen's
trial stands alone: half a year's employment on the day, and the competence that the policy names.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar

from allocation.filters import STRICT
from allocation.roll import Roll
from allocation.seat import Option, Seat
from allocation.wording import day, only
from sagstyngde.caseworker import Caseworker
from sagstyngde.decision import Authority
from sagstyngde.months import add_months
from sagstyngde.plan import CaseToPlace

LONGEST_MONTHS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """*Beslutningskompetence*: a case that awaits a decision preferably goes to someone who may make it alone.

    With the municipality's register (``authorised``) that is who may decide under the case's provisions on the day. A
    provision that nobody may decide alone prefers nobody. Without one it is who has then been employed for ``months``
    calendar months (six in Copenhagen's trial) and not left, and has the ``competence``, where one is named. Employed
    on the 31st of August she may from the 28th of February, or the 29th. Never a hard condition: the newly employed
    would get no decisions to learn from (``allocation.first_decisions`` sees to it that they do).
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "beslutningskompetence"
    label: ClassVar[str] = "Beslutningskompetence"
    hard: ClassVar[bool] = False
    tolerance: float = 0.0
    months: int = 6
    competence: str | None = None

    def faults(self) -> Iterable[tuple[str, str]]:
        """Refuse months that are none."""
        if not 0 <= self.months <= LONGEST_MONTHS:
            yield f"months lies between 0 and {LONGEST_MONTHS}", f"months ligger mellem 0 og {LONGEST_MONTHS}"

    def authorised(self, authority: Authority) -> "Mandate":
        """Ask the register, too."""
        settings = {setting.name: getattr(self, setting.name) for setting in fields(Mandate)}
        return _Authorised(**settings, authority=authority)

    def strangers(self, roll: Roll) -> Iterable[str]:
        """Return the competence, where nobody has it and no case requires it."""
        known = {one for seat in roll.seats.values() for one in seat.caseworker.competences}
        known |= {one for case in roll.cases for one in case.required_competences}
        return {self.competence} - known if self.competence is not None else ()

    def asks(self, case: CaseToPlace) -> Hashable:
        """When the decision falls."""
        return case.decision_on

    def offers(self, seat: Seat) -> Hashable:
        """Since when and until when she is employed, and whether she has the competence."""
        return seat.caseworker.employed_on, seat.caseworker.left_on, self._is_trained(seat.caseworker)

    def burden(self, option: Option) -> float:
        """One where she may not decide alone."""
        return float(self.objection(option) is not None)

    def objection(self, option: Option) -> str | None:
        """Say from when she may, or why she may not at all."""
        on, caseworker = option.case.decision_on, option.seat.caseworker
        if on is None:
            return None
        if not self._is_trained(caseworker):
            return f"mangler kompetencen {self.competence} og kan ikke afgøre sagen alene"
        if caseworker.left_on is not None and caseworker.left_on < on:
            return f"er ikke ansat, når sagen skal afgøres den {day(on)}"
        since = self._since(caseworker)
        return f"kan først afgøre sager alene fra den {day(since)}" if since > on else None

    def merit(self, option: Option) -> str | None:
        """Say that she may."""
        on = option.case.decision_on
        if on is None or self.objection(option) is not None:
            return None
        return f"kan selv afgøre sagen den {day(on)}"

    def demand(self, options: Sequence[Option], passing: Sequence[str]) -> str:  # noqa: ARG002  as its siblings
        """Name who may."""
        return f"skal afgøres af én, der kan gøre det alene, og det kan {only(passing)}"

    def way_out(self, option: Option) -> str | None:  # noqa: ARG002  same signature as its siblings
        """Let others decide."""
        return "lad lederen eller visitationsudvalget træffe afgørelsen"

    def _is_trained(self, caseworker: Caseworker) -> bool:
        return self.competence is None or self.competence in caseworker.competences

    def _since(self, caseworker: Caseworker) -> date:
        return add_months(caseworker.employed_on, self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Authorised(Mandate):
    """The same, by the municipality's register wherever a case's provisions are known."""

    authority: Authority

    def strangers(self, roll: Roll) -> Iterable[str]:
        """The competence, as long as a case may still be judged by it."""
        return Mandate.strangers(self, roll) if any(_is_open(case) for case in roll.cases) else ()

    def asks(self, case: CaseToPlace) -> Hashable:
        """Under what, and when."""
        return case.decision_on, case.decision_under

    def offers(self, seat: Seat) -> Hashable:
        """Who she is: only the register knows what it asks of her."""
        return seat.caseworker_id

    def objection(self, option: Option) -> str | None:
        """Say why not, as the register has it."""
        if not option.case.awaits:
            return Mandate.objection(self, option)
        return self.authority.objection(option.case.awaits, option.seat.caseworker_id)

    def merit(self, option: Option) -> str | None:
        """Say what she may, as the register has it."""
        if not option.case.awaits:
            return Mandate.merit(self, option)
        if self.objection(option) is not None:
            return None
        return self.authority.merit(option.case.awaits, option.seat.caseworker_id)


def _is_open(case: CaseToPlace) -> bool:
    """Whether a decision is expected under nobody knows what."""
    return case.decision_on is not None and not case.decision_under
