"""What do people see of the register? The one in force as a table, whose it is, and every version there has been."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from casework.mandates import HouseRegister, numbered, read, to_show
from features.scheme import Scheme
from mandate.register_diff import RegisterChange, register_changes
from sagstyngde.allowed import may
from sagstyngde.errors import NotReady
from sagstyngde.operations import Operation
from serve.dependencies import CaseScheme, today
from serve.language import later
from serve.people import People
from serve.register_view import register_sheet
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work, unseen
from storage.registers import AdoptedRegister, find_register, register_versions

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = "/beslutningskompetence"
_LARGEST_VERSION = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version that was adopted, as the list of them tells it; ``when`` says whether it counts today."""

    number: int
    holds_from: date
    adopted_on: date
    adopted_by: str
    note: str | None
    when: str


@router.get(ADDRESS, operation_id=Operation.MANDATE_PAGE)
def register(request: Request, visit: Visiting, scheme: CaseScheme) -> HTMLResponse:
    """Show the register in force today; where none is yet, the one to come; where none was adopted, the example."""
    on = today(scheme)

    def act(work: Work) -> tuple[HouseRegister, tuple[Version, ...]]:
        return to_show(work.connection, on), _versions(work, scheme)

    house, versions = visit.do(act)
    context = _context(visit, house, versions, on=on) | {"is_newest": True, "changes": None}
    return page(request, "register.html", context)


@router.get(f"{ADDRESS}/udgaver/{{version}}", operation_id=Operation.MANDATE_VERSIONS)
def register_version(request: Request, version: int, visit: Visiting, scheme: CaseScheme) -> HTMLResponse:
    """Show a version whole, as it was while it counted, and what it changed."""

    def act(work: Work) -> tuple[HouseRegister, tuple[Version, ...], tuple[RegisterChange, ...] | None]:
        found = numbered(work.connection, version) if 0 < version < _LARGEST_VERSION else None
        if found is None:
            raise unseen()
        return found, _versions(work, scheme), _changes(work, found)

    house, versions, changes = visit.do(act)
    context = _context(visit, house, versions, on=_shown_on(house, versions, today(scheme)))
    return page(request, "register.html", context | {"is_newest": False, "changes": changes})


def _context(visit: Visit, house: HouseRegister, versions: tuple[Version, ...], *, on: date) -> dict[str, Any]:
    who = visit.principal
    return {
        "house_register": house,
        "sheet": register_sheet(house.register, house.shown_on(on)),
        "versions": versions,
        "version": next((one for one in versions if one.number == house.version), None),
        "may_edit": may(who, Operation.MANDATE_EDIT_PAGE),
        "may_see_own": who.caseworker_id is not None and may(who, Operation.MANDATE_MINE_PAGE),
        "may_see_all": may(who, Operation.MANDATE_MATRIX_PAGE),
        "may_see_evaluation": may(who, Operation.EVALUATION_PAGE),
    }


def _versions(work: Work, scheme: Scheme) -> tuple[Version, ...]:
    adopted = register_versions(work.connection)
    return versions_of(adopted, People.of(work.connection, [one.adopted.by for one in adopted]), scheme)


def versions_of(adopted: tuple[AdoptedRegister, ...], people: People, scheme: Scheme) -> tuple[Version, ...]:
    """Return the versions, the newest first, and which of them counts today."""
    on, zone = today(scheme), ZoneInfo(scheme.time_zone)
    in_force = next((one.version for one in adopted if one.holds_from <= on), 0)
    return tuple(
        Version(
            number=one.version,
            holds_from=one.holds_from,
            adopted_on=one.adopted.at.astimezone(zone).date(),
            adopted_by=people.name(one.adopted.by),
            note=one.note,
            when=_when(one.version, in_force),
        )
        for one in adopted
    )


def _when(version: int, in_force: int) -> str:
    if version == in_force:
        return later("gælder nu")
    return later("er vedtaget, men gælder ikke endnu") if version > in_force else later("er afløst")


def _shown_on(house: HouseRegister, versions: tuple[Version, ...], on: date) -> date:
    """Return the day a version is shown as of: today, or the last day it counted."""
    after = [one.holds_from for one in versions if one.number > house.version]
    return min([on, *(day - timedelta(days=1) for day in after)])


def _changes(work: Work, house: HouseRegister) -> tuple[RegisterChange, ...] | None:
    """Return what a version changed; ``None`` where there is none before it that can be read."""
    before = find_register(work.connection, house.version - 1)
    try:
        return None if before is None else register_changes(read(before).register, house.register)
    except NotReady:  # another version of the program took what this one does not
        return None
