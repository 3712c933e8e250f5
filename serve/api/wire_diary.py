"""What does the diary look like on the wire? Windows, whether they are closed, and minutes by day and kind of work."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from casework.diary_rules import FAULTS, DiaryFault
from casework.diary_windows import WEEKS
from sagstyngde.diary import MINUTES_OF_A_DAY, DayMark, DiaryEntry, DiaryWindow
from sagstyngde.work_kind import WorkKind
from serve.wire import CaseKey, CaseworkerKey, Day, Strict
from serve.wire_out import Out

MOST = 1_000


def _minutes(value: object) -> object:
    if type(value) is int and 0 <= value <= MINUTES_OF_A_DAY:
        return value
    raise PydanticCustomError("minutes", "skal være hele minutter mellem 0 og 1440")


def _kind(value: object) -> object:
    if isinstance(value, str) and value in set(WorkKind):
        return WorkKind(value)
    raise PydanticCustomError("choice", "skal være en af de fire slags arbejde")


def _empty(value: object) -> object:
    if isinstance(value, str) and value in {DayMark.NOTHING, DayMark.LEFT_OUT}:
        return DayMark(value)
    raise PydanticCustomError("choice", "skal være nothing eller left_out")


def _weeks(value: object) -> object:
    if type(value) is int and value in WEEKS:
        return value
    raise PydanticCustomError("choice", "skal være 2, 3 eller 4")


Minutes = Annotated[int, Field(ge=0, le=MINUTES_OF_A_DAY), BeforeValidator(_minutes)]


class WeeksIn(Strict):
    """Weeks to agree on with some caseworkers."""

    caseworkers: list[CaseworkerKey] = Field(min_length=1, max_length=MOST, title="Sagsbehandlere", examples=[["w1"]])
    starts_on: Day = Field(title="Fra", description="En mandag: i denne uge eller inden for et år.")
    weeks: Annotated[int, Field(ge=2, le=4), BeforeValidator(_weeks)] = Field(title="Uger", examples=[2])


class WindowOut(Out):
    """A period in which one caseworker writes her hours on cases down."""

    window_id: str = Field(title="Periode")
    caseworker_id: str = Field(title="Sagsbehandler")
    starts_on: str = Field(title="Fra", examples=["2026-11-09"])
    ends_on: str = Field(title="Til", description="Den sidste dag, der er med.", examples=["2026-11-22"])
    closed_at: datetime | None = Field(title="Afsluttet", description="null = ikke afsluttet endnu.")

    @classmethod
    def of(cls, window: DiaryWindow) -> "WindowOut":
        """Return a window as it is told."""
        return cls(
            window_id=window.window_id,
            caseworker_id=window.caseworker_id,
            starts_on=window.starts_on.isoformat(),
            ends_on=window.ends_on.isoformat(),
            closed_at=window.closed_at,
        )


class WindowsOut(Out):
    """Windows, oldest first."""

    windows: list[WindowOut] = Field(title="Perioder")


class WithoutOut(Out):
    """Who got no window, and why."""

    caseworker_id: str = Field(title="Sagsbehandler")
    message: str = Field(title="Grund")


class AgreedOut(Out):
    """What came of agreeing on weeks."""

    window_ids: list[str] = Field(title="Perioder")
    without: list[WithoutOut] = Field(title="Uden periode")


class DiaryClosingIn(Strict):
    """What the working days mean that stand empty; left out where none does."""

    empty_days: Annotated[DayMark, BeforeValidator(_empty)] | None = Field(
        None, title="Tomme dage", description="nothing = intet på sager; left_out = tæller ikke med."
    )


class DiaryEntryIn(Strict):
    """All minutes of one day on one case, of one kind of work."""

    case_id: CaseKey = Field(title="Sags-id", examples=["27.24.00-G01-412-26"])
    caseworker_id: CaseworkerKey = Field(title="Sagsbehandler", examples=["w1"])
    worked_on: Day = Field(title="Dag")
    kind: Annotated[WorkKind, BeforeValidator(_kind)] = Field(title="Slags arbejde", examples=["desk"])
    minutes: Minutes = Field(title="Minutter", description="Alle dagens minutter, ikke flere til.", examples=[45])

    def entry(self) -> DiaryEntry:
        """Return the entry in the words of the domain."""
        return DiaryEntry(
            case_id=self.case_id,
            caseworker_id=self.caseworker_id,
            worked_on=self.worked_on,
            kind=self.kind,
            minutes=self.minutes,
        )


class DiaryIn(Strict):
    """Entries to write down."""

    entries: list[DiaryEntryIn] = Field(min_length=1, max_length=MOST, title="Registreringer")


class DiaryRefusedOut(Out):
    """Why one entry is not written down."""

    line: int = Field(title="Linje", description="Registreringens plads i forespørgslen; 1 er den første.")
    code: str = Field(title="Kode")
    message: str = Field(title="Grund")

    @classmethod
    def of(cls, place: int, fault: DiaryFault) -> "DiaryRefusedOut":
        """Say why the entry at a place was refused."""
        return cls(line=place + 1, code=fault.value, message=FAULTS[fault])


class WrittenOut(Out):
    """What came of some entries."""

    taken: int = Field(title="Skrevet", description="Registreringer, der kan skrives, også hvis intet er ændret.")
    refused: list[DiaryRefusedOut] = Field(title="Afvist")
    kept: bool = Field(title="Gemt", description="false = intet er gemt: prøvekørsel, eller alt eller intet.")


class DiaryEntryOut(Out):
    """What stands of one day on one case, of one kind of work."""

    case_id: str = Field(title="Sags-id")
    worked_on: str = Field(title="Dag")
    kind: str = Field(title="Slags arbejde")
    minutes: int = Field(title="Minutter")


class DiaryOut(Out):
    """A caseworker's entries between two days, on the cases she reaches."""

    entries: list[DiaryEntryOut] = Field(title="Registreringer")
