"""Who has looked at a child's records? What the child's family may be told, for whoever may export it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from sagstyngde.access_report import AccessReport, access_report, as_spreadsheet
from sagstyngde.case import ChildId
from sagstyngde.errors import InputRefused
from sagstyngde.operations import Operation
from serve.requests import DEFAULT_PURPOSE
from serve.visits import Visiting
from serve.work import Work
from storage.audit_report import kept_from, looks_at_child

router = APIRouter(tags=["Log"])


class Form(StrEnum):
    """What the log is written as."""

    JSON = "json"
    CSV = "csv"


class AccessLineOut(BaseModel):
    """One look."""

    at: datetime
    what: str = Field(description="Hvad der blev gjort.", examples=["Læste sagen"])
    purpose: str = Field(description="Hvorfor.", examples=["sagsbehandling"])
    role: str = Field(description="I hvilken rolle.", examples=["konsulent"])
    outcome: str = Field(description="Hvordan det endte.", examples=["gennemført"])
    employee: str = Field(description="Et nummer inden for oversigten, eller et id.", examples=["Medarbejder 1"])
    case_id: str | None = Field(description="Hvilken sag.", examples=["2026-0412"])


class AccessLogOut(BaseModel):
    """Every look at a child's records that is kept, the oldest first."""

    child_id: str
    made_at: datetime
    kept_from: datetime | None = Field(description="Opslag til og med dette tidspunkt er slettet efter reglerne.")
    looks: list[AccessLineOut]


@router.get(
    "/children/{child_id}/access-log",
    summary="Hvem har set oplysninger om et barn?",
    operation_id=Operation.ACCESS_LOG_EXPORT,
    response_model=AccessLogOut,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def read_access_log(
    child_id: str,
    visit: Visiting,
    form: Annotated[Form, Query(alias="format", description="json eller csv.")] = Form.JSON,
    named: Annotated[bool, Query(description="Med medarbejderes id; formålet skal da være oplyst.")] = False,
) -> AccessLogOut | Response:
    """Tell when and why the child's records were looked at, and in which role; employees have numbers.

    ``named`` gives their ids, for a stated reason: the header ``Sagstyngde-Purpose``. Whoever reaches only some of the
    child's cases gets nothing: a log that leaves something out would say what is not so.
    """
    if named and visit.purpose == DEFAULT_PURPOSE:
        raise InputRefused(
            english="say in Sagstyngde-Purpose why employees are to be named",
            danish="oplys i Sagstyngde-Purpose, hvorfor medarbejdere skal nævnes",
        )

    report = visit.do(lambda work: report_of(work, child_id, named=named))
    if form is Form.CSV:
        headers = {"Content-Disposition": 'attachment; filename="opslag.csv"'}
        return Response(f"\ufeff{as_spreadsheet(report)}", media_type="text/csv", headers=headers)
    return _out(child_id, report)


def report_of(work: Work, child_id: str, *, named: bool) -> AccessReport:
    """Return who has looked at a child's records; making the report is a look at them.

    Raises:
        Unseen: no case is about such a child, or not all that are lie within reach.

    """
    work.child(ChildId(child_id), wholly=True)
    looks = looks_at_child(work.connection, ChildId(child_id))
    return access_report(looks, made_at=work.stamp.at, kept_from=kept_from(work.connection), named=named)


def _out(child_id: str, report: AccessReport) -> AccessLogOut:
    looks = [AccessLineOut.model_validate(line, from_attributes=True) for line in report.lines]
    return AccessLogOut(child_id=child_id, made_at=report.made_at, kept_from=report.kept_from, looks=looks)
