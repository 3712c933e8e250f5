"""Who may decide what? The register, its versions, its adoption, and what a caseworker may decide alone."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from casework.deciders import decider_of
from casework.mandates import HouseRegister, Proposed, adopt, in_force, newest, numbered, parsed_for_adoption
from mandate.matrix import who_may
from sagstyngde.case import CaseworkerId
from sagstyngde.errors import InputRefused, RegisterRefused
from sagstyngde.operations import Operation
from serve.api.wire_mandate import MineOut, ReachOut
from serve.api.wire_register import (
    AdoptionOut,
    AdoptionsOut,
    CheckedOut,
    FaultOut,
    NamedRegisterOut,
    RegisterIn,
    RegisterOut,
    RegisterTextIn,
)
from serve.dependencies import CaseScheme, today
from serve.preconditions import Expected, require
from serve.replies import etag, reply
from serve.visits import Visiting
from serve.wire import CaseworkerKey, Day
from serve.work import Work, unseen
from storage.answered import Reply
from storage.registers import AdoptedRegister, newest_register, register_versions

router = APIRouter(tags=["Beslutningskompetence"])
ORIGIN = "fra forespørgslen"
On = Annotated[Day | None, Query(title="Dag", description="Den, der gælder den dag.")]
Number = Annotated[int | None, Query(ge=1, le=1_000_000, title="Udgave", description="Udeladt = den nyeste.")]


@router.get("/mandate/register", summary="Se kompetenceplanen", operation_id=Operation.MANDATE_READ)
def read_register(visit: Visiting, response: Response, on: On = None, version: Number = None) -> RegisterOut:
    """Return the register adopted last, the one in force on a day, or a version; until one is adopted, the example.

    Its ETag is what the next adoption must name in If-Match; that of the example is "0".
    """
    found = visit.do(lambda work: _found(work, on, version))
    response.headers["ETag"] = etag(found.version)
    return RegisterOut.of(found)


@router.get(
    "/mandate/register/versions", summary="Se kompetenceplanens udgaver", operation_id=Operation.MANDATE_VERSIONS
)
def list_versions(visit: Visiting) -> AdoptionsOut:
    """Return every version that was adopted, without its text."""
    return visit.do(
        lambda work: AdoptionsOut(versions=[AdoptionOut.of(one) for one in register_versions(work.connection)])
    )


@router.post(
    "/mandate/register/check",
    summary="Prøv en kompetenceplan uden at vedtage den",
    operation_id=Operation.MANDATE_CHECK,
)
def check_register(told: RegisterTextIn, visit: Visiting) -> CheckedOut:
    """Say all that is wrong with a register's text. Nothing is kept."""

    def act(_work: Work) -> CheckedOut:
        try:
            parsed_for_adoption(told.toml, ORIGIN)
        except RegisterRefused as refused:
            return CheckedOut(faults=[FaultOut.of(one) for one in refused.faults])
        return CheckedOut(faults=[])

    return visit.do(act)


@router.post(
    "/mandate/register",
    status_code=201,
    summary="Vedtag en kompetenceplan",
    operation_id=Operation.MANDATE_ADOPT,
    response_model=AdoptionOut,
)
def adopt_register(told: RegisterIn, *, visit: Visiting, expected: Expected, scheme: CaseScheme) -> Response:
    """Let a register be in force from a day on. Every earlier version stays; a text that stands already makes none.

    It is about the whole municipality: only whoever is limited to no team may.
    """
    on = today(scheme)

    def act(work: Work) -> Reply:
        own = adopted_now(work, told, expected=expected, on=on)
        version = own.version
        return reply(
            AdoptionOut.of(own),
            status=201,
            etag=etag(version),
            location=f"/api/v1/mandate/register?version={version}",
        )

    return visit.effect(act)


def adopted_now(work: Work, told: RegisterIn, *, expected: int, on: date) -> AdoptedRegister:
    """Let a register be in force, where it is based on the newest version; return the version it now is.

    Raises:
        NotAllowed: whoever asks is limited to some teams.
        RegisterRefused: the text cannot be used.
        VersionDiffers: another version has been adopted since.

    """
    work.whole_house()
    parsed_for_adoption(told.toml, ORIGIN)
    known = newest_register(work.connection)
    require(0 if known is None else known.version, expected)
    work.noted()
    proposed = Proposed(toml=told.toml, holds_from=told.holds_from, note=told.note or None)
    return adopt(work.connection, proposed, after=known, on=on, stamp=work.stamp).adopted


@router.get("/mandate/mine", summary="Hvad må jeg selv afgøre?", operation_id=Operation.MANDATE_MINE)
def read_mine(
    visit: Visiting,
    scheme: CaseScheme,
    on: Annotated[Day | None, Query(title="Dag", description="Udeladt = i dag.")] = None,
    caseworker_id: Annotated[
        CaseworkerKey | None, Query(title="Sagsbehandler", description="Udeladt = dig selv.")
    ] = None,
) -> MineOut:
    """Return under which provisions a caseworker may decide alone on a day, up to how much, or from when she may."""
    day = on or today(scheme)
    return visit.do(lambda work: _mine(work, caseworker_id or work.visit.principal.caseworker_id, day))


def _found(work: Work, on: date | None, version: int | None) -> HouseRegister:
    if on is not None and version is not None:
        raise InputRefused(
            english="ask for a day or for a version, not for both", danish="angiv en dag eller en udgave, ikke begge"
        )
    if version is None:
        return newest(work.connection) if on is None else in_force(work.connection, on)
    found = numbered(work.connection, version)
    if found is None:
        raise unseen()
    return found


def _mine(work: Work, caseworker_id: CaseworkerId | None, on: date) -> MineOut:
    if caseworker_id is None:
        raise InputRefused(
            english="say which caseworker: you are none yourself",
            danish="angiv caseworker_id: du er ikke selv sagsbehandler",
        )
    record = work.caseworker(caseworker_id)
    house = in_force(work.connection, on)
    reaches = who_may(house.register, [decider_of(record)], on)[caseworker_id]
    return MineOut(
        caseworker_id=caseworker_id,
        on=on,
        register_used=NamedRegisterOut.named(house),
        provisions=[ReachOut.of(one) for one in reaches],
    )
