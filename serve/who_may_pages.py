"""Who may decide what? The register's provisions down, the caseworkers within reach across, a team at a time.

Hundreds of columns are read by nobody and are slow to send: those of many caseworkers are shown in groups.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from casework.deciders import decider_of
from casework.mandates import HouseRegister, to_show
from mandate.matrix import Reach, who_may
from sagstyngde.operations import Operation
from serve.dependencies import CaseScheme, today
from serve.language import _
from serve.mine_pages import Answer, answer_of
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work
from serve.written import first
from storage.staff import StaffRecord, staff_records

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = "/beslutningskompetence/hvem"
MOST_TOGETHER = 40
"""So many caseworkers stand side by side; of more than that a team is shown at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A caseworker's column: who she is, and the team she is in on the day."""

    record: StaffRecord
    team: str

    @property
    def name(self) -> str:
        """What she is called."""
        return self.record.employment.name or self.record.caseworker_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Caseworkers who are shown together."""

    label: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A provision of the matrix: what each caseworker may, in the order of the columns."""

    provision: str
    title: str
    cells: tuple[Answer, ...]


@router.get(ADDRESS, operation_id=Operation.MANDATE_MATRIX_PAGE)
def matrix(
    request: Request,
    visit: Visiting,
    scheme: CaseScheme,
    *,
    number: Annotated[int, Query(alias="gruppe", ge=1, le=9_999)] = 1,
) -> HTMLResponse:
    """Show who may decide what, of the group that is asked for; ``number`` counts from 1."""
    on = today(scheme)

    def act(work: Work) -> tuple[HouseRegister, tuple[StaffRecord, ...]]:
        house = to_show(work.connection, on)
        return house, tuple(one for one in staff_records(work.connection) if work.reaches_caseworker(one))

    house, staff = visit.do(act)
    day = house.shown_on(on)
    here = [one for one in staff if one.employment.left_on is None or one.employment.left_on >= day]
    groups = groups_of([Person(record=one, team=one.on(day).team or "") for one in here])
    shown = groups[min(number, len(groups)) - 1] if groups else Group(label="", people=())
    found = who_may(house.register, [decider_of(one.record) for one in shown.people], day)
    columns = [found[one.record.caseworker_id] for one in shown.people]
    rows = [_row(reaches) for reaches in zip(*columns, strict=True)]
    context = {
        "house_register": house,
        "on": day,
        "is_to_come": day > on,
        "people": [(one.record.caseworker_id, one.name) for one in shown.people],
        "total": len(here),
        "groups": groups if len(groups) > 1 else (),
        "shown": shown,
        "rows": [row for row in rows if any(cell.order < 2 for cell in row.cells)],
        "nobody": [row for row in rows if all(cell.order == 2 for cell in row.cells)],
    }
    return page(request, "mandate_matrix.html", context)


def groups_of(people: Sequence[Person]) -> tuple[Group, ...]:
    """Return everybody by name in one group or, where they are too many, those of each team in groups of their own."""
    by_name = sorted(people, key=lambda one: (one.name, one.record.caseworker_id))
    if len(by_name) <= MOST_TOGETHER:
        return (Group(label="", people=tuple(by_name)),) if by_name else ()
    by_team = groupby(sorted(by_name, key=lambda one: (not one.team, one.team)), key=lambda one: one.team)
    return tuple(group for team, own in by_team for group in _team(team or _("Uden team"), tuple(own)))


def _team(label: str, people: Sequence[Person]) -> Iterator[Group]:
    """Yield a team, in several groups that say from whom to whom where it is a large one."""
    if len(people) <= MOST_TOGETHER:
        yield Group(label=label, people=tuple(people))
        return
    for start in range(0, len(people), MOST_TOGETHER):
        some = tuple(people[start : start + MOST_TOGETHER])
        told = _("{team}: {first} til {last}").format(team=label, first=some[0].name, last=some[-1].name)
        yield Group(label=told, people=some)


def _row(reaches: Sequence[Reach]) -> Row:
    one = reaches[0].provision
    return Row(provision=first(one.provision.text), title=one.title, cells=tuple(map(answer_of, reaches)))
