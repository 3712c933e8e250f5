"""Which looks does an auditor ask for? The fields of the search, what in them cannot be used, and their address."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Query

from sagstyngde.access_report import LONGEST_REASON
from sagstyngde.audit import Outcome
from sagstyngde.case import CaseId, ChildId
from sagstyngde.operations import Operation
from serve.form_reading import Filling
from serve.language import _
from storage.audit_browse import Sought

OF_THE_LOG = frozenset({Operation.TRACE_PAGE, Operation.TRACE_FILE})
"""Looks at the log itself: where nothing is sought they would soon be all there is to see."""
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The search as it was typed; ``som`` is the number of a look whose employee is meant, without saying who."""

    barn: str = ""
    sag: str = ""
    medarbejder: str = ""
    som: str = ""
    hvad: str = ""
    udfald: str = ""
    fra: str = ""
    til: str = ""
    navne: str = ""
    grund: str = ""

    @property
    def query(self) -> str:
        """The search as the query of an address: what is empty is left out."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    @property
    def is_empty(self) -> bool:
        """Whether nothing narrows the search."""
        return not any(value for name, value in asdict(self).items() if name not in {"navne", "grund"})

    @property
    def names_employees(self) -> bool:
        """Whether ids of employees are shown or asked by: that takes a reason."""
        return bool(self.navne or self.medarbejder)

    def filling(self, faults: dict[str, str]) -> Filling:
        """Return the form as it was filled in, with its faults."""
        return Filling(values=asdict(self), faults=faults)


_Field = Annotated[str, Query(max_length=_LONGEST)]


def asked(  # noqa: PLR0913, PLR0917  each is a field of the form
    barn: _Field = "",
    sag: _Field = "",
    medarbejder: _Field = "",
    som: _Field = "",
    hvad: _Field = "",
    udfald: _Field = "",
    fra: _Field = "",
    til: _Field = "",
    navne: _Field = "",
    grund: _Field = "",
) -> Asked:
    """Return the fields as they stand in the address."""
    given = (barn, sag, medarbejder, som, hvad, udfald, fra, til, navne, grund)
    names = (one.name for one in fields(Asked))
    return Asked(**{name: value.strip() for name, value in zip(names, given, strict=True)})


Asking = Annotated[Asked, Depends(asked)]


def read_asked(typed: Asked, actor: str | None, zone: ZoneInfo) -> tuple[Sought, dict[str, str]]:
    """Read the search. ``actor`` is who made the look that ``som`` names. What cannot be used is told of by field."""
    faults: dict[str, str] = {}
    since, until = _day(typed.fra, "fra", faults), _day(typed.til, "til", faults)
    if since and until and until < since:
        faults["til"] = _("skal være samme dag som »Fra« eller senere")
    if typed.names_employees and not typed.grund:
        faults["grund"] = _("skal udfyldes, når medarbejdere skal nævnes; den bliver skrevet ned")
    if len(typed.grund) > LONGEST_REASON:
        faults["grund"] = _("må højst fylde {n} tegn").format(n=LONGEST_REASON)
    if typed.hvad and typed.hvad not in set(Operation):
        faults["hvad"] = _("skal vælges på listen")
    if typed.udfald and typed.udfald not in set(Outcome):
        faults["udfald"] = _("skal vælges på listen")
    if typed.som and actor is None:
        faults["medarbejder"] = _("findes ikke; søg igen fra listen")
    if faults:
        return Sought(), faults
    return Sought(
        child_id=ChildId(typed.barn) if typed.barn else None,
        case_id=CaseId(typed.sag) if typed.sag else None,
        actor=typed.medarbejder or actor,
        operation=Operation(typed.hvad) if typed.hvad else None,
        outcome=Outcome(typed.udfald) if typed.udfald else None,
        since=_moment(since, zone),
        leaves_out=OF_THE_LOG if typed.is_empty else frozenset(),
        until=_moment(until + timedelta(days=1) if until else None, zone),
    ), {}


def _day(text: str, name: str, faults: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        faults[name] = _("skal være en dato")
        return None


def _moment(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=zone)
