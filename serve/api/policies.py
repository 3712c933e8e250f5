"""By which policy are cases placed? The one that holds, its versions, and the adoption of another."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from casework.policies import adopt, numbered, parsed_for_adoption
from casework.policy import HousePolicy
from sagstyngde.errors import Fault, PolicyRefused
from sagstyngde.operations import Operation
from serve.api.wire_policies import (
    PolicyAdoptionOut,
    PolicyAdoptionsOut,
    PolicyCheckedOut,
    PolicyFaultOut,
    PolicyIn,
    PolicyOut,
    PolicyTextIn,
)
from serve.dependencies import HouseRules
from serve.house import House
from serve.ledger import policy_of
from serve.preconditions import Expected, require
from serve.replies import etag, reply
from serve.visits import Visiting
from serve.work import Work, unseen
from storage.answered import Reply
from storage.policies import AdoptedPolicy, newest_policy, policy_versions

router = APIRouter(tags=["Fordeling"])
ORIGIN = "fra forespørgslen"
Number = Annotated[
    int | None,
    Query(ge=0, le=1_000_000, title="Udgave", description="Udeladt = den, der gælder; 0 = indstillingen."),
]


@router.get("/policies", summary="Se fordelingspolitikken", operation_id=Operation.POLICY_READ)
def read_policy(visit: Visiting, house: HouseRules, response: Response, version: Number = None) -> PolicyOut:
    """Return the policy that holds, or a version; 0 is the installation's setting.

    Its ETag is what the next adoption must name in If-Match; that of the setting is "0".
    """
    found = visit.do(lambda work: policy_of(work, house) if version is None else version_of(work, version, house))
    response.headers["ETag"] = etag(found.version)
    return PolicyOut.of(found)


@router.get("/policies/versions", summary="Se fordelingspolitikkens udgaver", operation_id=Operation.POLICY_VERSIONS)
def list_policies(visit: Visiting) -> PolicyAdoptionsOut:
    """Return every version that was adopted, without its text."""
    return visit.do(
        lambda work: PolicyAdoptionsOut(
            versions=[PolicyAdoptionOut.of(one) for one in policy_versions(work.connection)]
        )
    )


@router.post(
    "/policies/check", summary="Prøv en fordelingspolitik uden at vedtage den", operation_id=Operation.POLICY_CHECK
)
def check_policy(told: PolicyTextIn, visit: Visiting) -> PolicyCheckedOut:
    """Say what is wrong with a policy's text. Nothing is kept."""

    def act(_work: Work) -> PolicyCheckedOut:
        try:
            parsed_for_adoption(told.toml, ORIGIN)
        except PolicyRefused as refused:
            faults = refused.faults or (Fault(english=refused.english, danish=refused.danish),)
            return PolicyCheckedOut(faults=[PolicyFaultOut.of(one) for one in faults])
        return PolicyCheckedOut(faults=[])

    return visit.do(act)


@router.post(
    "/policies",
    status_code=201,
    summary="Vedtag en fordelingspolitik",
    operation_id=Operation.POLICY_ADOPT,
    response_model=PolicyAdoptionOut,
)
def adopt_policy(told: PolicyIn, *, visit: Visiting, expected: Expected) -> Response:
    """Let a policy hold from now on. Every earlier version stays; the newest one's own text makes no new one.

    It is about the whole municipality: only whoever is limited to no team may.
    """

    def act(work: Work) -> Reply:
        own = adopted_now(work, told.toml, note=told.note or None, expected=expected)
        address = f"/api/v1/policies?version={own.version}"
        return reply(PolicyAdoptionOut.of(own), status=201, etag=etag(own.version), location=address)

    return visit.effect(act)


def adopted_now(work: Work, toml: str, *, note: str | None, expected: int) -> AdoptedPolicy:
    """Let a policy hold, where it is based on the newest version; return the version it now is.

    Raises:
        NotAllowed: whoever asks is limited to some teams.
        PolicyRefused: the text cannot be used.
        VersionDiffers: another version has been adopted since.

    """
    work.whole_house()
    parsed_for_adoption(toml, ORIGIN)
    known = newest_policy(work.connection)
    require(0 if known is None else known.version, expected)
    work.noted()
    return adopt(work.connection, toml, after=known, note=note, stamp=work.stamp).adopted


def version_of(work: Work, version: int, house: House) -> HousePolicy:
    """Return a version, 0 being the setting's.

    Raises:
        Unseen: there is none with that number.

    """
    found = numbered(work.connection, version, house.policy)
    if found is None:
        raise unseen()
    return found
