"""What does recorded work look like on the wire, and what is told of each entry that is not taken?"""

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sagstyngde.hours import EntryFault, HoursEntry
from serve.wire import CaseKey, CaseworkerKey, Day, EntryKey, Strict
from serve.wire_out import Out


def _hours(value: object) -> object:
    if type(value) in {int, float} and 0.0 <= float(str(value)) <= 24.0:
        return float(str(value))
    raise PydanticCustomError("hours", "skal være timer mellem 0 og 24")


Hours = Annotated[float, Field(ge=0, le=24), BeforeValidator(_hours)]


class EntryIn(Strict):
    """Hours on a case on one day."""

    source: EntryKey = Field(title="Kilde", description="Systemet, registreringen kommer fra.", examples=["tid"])
    entry_id: EntryKey = Field(title="Registrerings-id", description="Registreringens id i kilden.", examples=["t-1"])
    case_id: CaseKey = Field(title="Sags-id", examples=["27.24.00-G01-412-26"])
    worked_on: Day = Field(title="Dag")
    hours: Hours = Field(title="Timer", description="Timer, ikke minutter.", examples=[1.5])
    caseworker_id: CaseworkerKey | None = Field(
        None, title="Sagsbehandler", description="Udeladt = ikke oplyst.", examples=["w1"]
    )

    def entry(self) -> HoursEntry:
        """Return the entry in the words of the domain."""
        return HoursEntry(
            source=self.source,
            entry_id=self.entry_id,
            case_id=self.case_id,
            worked_on=self.worked_on,
            hours=self.hours,
            caseworker_id=self.caseworker_id,
        )


class HoursIn(Strict):
    """Entries to take in."""

    entries: list[EntryIn] = Field(min_length=1, max_length=1_000, title="Registreringer")


class EntryRefusedOut(Out):
    """Why one entry is not taken."""

    line: int = Field(title="Linje", description="Registreringens plads i forespørgslen; 1 er den første.")
    code: str = Field(title="Kode")
    field: str | None = Field(title="Felt")
    message: str = Field(title="Grund")


class HoursOut(Out):
    """What came of an import."""

    taken: int = Field(title="Taget ind")
    known: int = Field(title="Kendt i forvejen", description="Ens registreringer, som allerede er taget ind.")
    refused: list[EntryRefusedOut] = Field(title="Afvist")
    kept: bool = Field(title="Gemt", description="false = intet er gemt: prøvekørsel, eller alt eller intet.")


MESSAGES: dict[EntryFault, str] = {
    EntryFault.UNKNOWN_CASE: "sagen findes ikke, eller du har ikke adgang til den",
    EntryFault.DIFFERS: "registreringen er taget ind før med andre oplysninger",
    EntryFault.TOO_EARLY: "arbejdet ligger mere end 31 dage før sagens modtagelse",
    EntryFault.IN_FUTURE: "dagen ligger i fremtiden",
}
FIELDS: dict[EntryFault, str] = {
    EntryFault.UNKNOWN_CASE: "case_id",
    EntryFault.DIFFERS: "entry_id",
    EntryFault.TOO_EARLY: "worked_on",
    EntryFault.IN_FUTURE: "worked_on",
}


def refused(line: int, fault: EntryFault) -> EntryRefusedOut:
    """Say why an entry is not taken."""
    return EntryRefusedOut(line=line, code=fault.value, field=FIELDS[fault], message=MESSAGES[fault])
