"""Which routes has somebody who knows the law written down? A decision table, one file a subject.

Each case is by the shipped register, with another ``seniority`` where it says so. Days are written ``2026-01-01/`` or
``2026-01-01/2026-01-31``, both included. ``employed`` is ``null`` where the case has no caseworker yet.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from mandate.register import Leave, Reemployment, Register
from mandate.register_toml import example_register
from sagstyngde.case import CaseworkerId
from sagstyngde.decision import Amount, Competence, Decider, Level, Unit
from sagstyngde.provision import Provision
from tests.mandate.factories import days

FOLDER = Path(__file__).parents[1] / "vignettes" / "mandate"


class Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HowMuch(Written):
    value: float
    unit: Unit


class Trained(Written):
    name: str
    days: str


class Counted(Written):
    """What a municipality counts otherwise than the shipped register."""

    leave: Leave = Leave.COUNTS
    reemployment: Reemployment = Reemployment.STARTS_OVER
    gap_months: int = 0


class Vignette(Written):
    """One row of the table. Either a route or, where the question is put wrongly, a refusal."""

    id: str
    title: str
    employed: tuple[str, ...] | None
    leave: tuple[str, ...] = ()
    competences: tuple[Trained, ...] = ()
    seniority: Counted | None = None
    on: date
    provision: str
    amount: HowMuch | None = None
    level: Level | Literal["refused"] = "refused"
    rule: str | None = None
    own_from: date | None = None
    says: str = ""
    refused: str = ""
    why: str

    def register(self) -> Register:
        register = example_register()
        if self.seniority is None:
            return register
        return replace(register, seniority=replace(register.seniority, **self.seniority.model_dump()))

    def question(self) -> tuple[Provision, Amount | None, Decider | None, date]:
        amount = None if self.amount is None else Amount(value=self.amount.value, unit=self.amount.unit)
        return Provision.parse(self.provision), amount, self._decider(), self.on

    def _decider(self) -> Decider | None:
        if self.employed is None:
            return None
        return Decider(
            caseworker_id=CaseworkerId("k1"),
            employments=tuple(map(days, self.employed)),
            leaves=tuple(map(days, self.leave)),
            competences=tuple(Competence(name=one.name, span=days(one.days)) for one in self.competences),
        )


class Subject(Written):
    title: str
    about: str
    cases: tuple[Vignette, ...]


def subjects() -> tuple[Subject, ...]:
    """Read every file, in the order of the names."""
    read = TypeAdapter(Subject).validate_json
    return tuple(read(path.read_bytes()) for path in sorted(FOLDER.glob("*.json")))
