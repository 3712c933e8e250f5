"""By which policy are cases placed, and by which were they? The list in words, and every version there has been."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from allocation.policy_changes import PolicyChange, policy_changes
from casework.policies import numbered
from casework.policy import HousePolicy
from features.scheme import Scheme
from sagstyngde.allowed import may, reaches_everybody
from sagstyngde.errors import NotReady
from sagstyngde.operations import Operation
from serve.api.policies import version_of
from serve.dependencies import CaseScheme, HouseRules
from serve.house import House
from serve.ledger import policy_of
from serve.people import People
from serve.policy_draft import draft_of
from serve.policy_view import Version, rows_of, rule_fields, versions_of, whole_fields
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work
from storage.policies import policy_versions

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = "/fordeling/politik"
_LARGEST_VERSION = 10**9


@router.get(ADDRESS, operation_id=Operation.POLICY_PAGE)
def policy(request: Request, visit: Visiting, house: HouseRules, scheme: CaseScheme) -> HTMLResponse:
    """Show the policy that holds: its principles in order, what each means and costs, and the versions before it."""

    def act(work: Work) -> tuple[HousePolicy, tuple[Version, ...]]:
        return policy_of(work, house), _versions(work, scheme)

    own, adopted = visit.do(act)
    return page(request, "policy.html", _context(visit, own, adopted))


@router.get(f"{ADDRESS}/udgaver/{{version}}", operation_id=Operation.POLICY_VERSIONS)
def policy_version(
    request: Request, version: int, *, visit: Visiting, house: HouseRules, scheme: CaseScheme
) -> HTMLResponse:
    """Show a version whole, and what it changed; 0 is the installation's setting."""

    def act(work: Work) -> tuple[HousePolicy, tuple[Version, ...], tuple[PolicyChange, ...] | None]:
        own = version_of(work, min(version, _LARGEST_VERSION), house)
        return own, _versions(work, scheme), _changed(work, own, house)

    own, adopted, changes = visit.do(act)
    context = _context(visit, own, adopted) | {"changes": changes}
    return page(request, "policy.html", context)


@router.get(f"{ADDRESS}/udgaver/{{version}}/politik.toml", operation_id=Operation.POLICY_READ)
def policy_file(version: int, visit: Visiting, house: HouseRules) -> Response:
    """Return a version's text as a file."""
    own = visit.do(lambda work: version_of(work, min(version, _LARGEST_VERSION), house))
    name = {"Content-Disposition": f'attachment; filename="politik-{own.version}.toml"'}
    return Response(own.text, media_type="application/toml", headers=name)


def _versions(work: Work, scheme: Scheme) -> tuple[Version, ...]:
    adopted = policy_versions(work.connection)
    people = People.of(work.connection, [one.adopted.by for one in adopted])
    return versions_of(adopted, people, scheme)


def _context(visit: Visit, own: HousePolicy, versions: tuple[Version, ...]) -> dict[str, Any]:
    draft = draft_of(own.policy)
    newest = max((one.number for one in versions), default=0)
    return {
        "own": own,
        "rows": rows_of(draft),
        "rules": rule_fields(draft),
        "whole": whole_fields(draft),
        "versions": versions,
        "version": next((one for one in versions if one.number == own.version), None),
        "holds": own.version == newest,
        "changes": None,
        "may_edit": may(visit.principal, Operation.POLICY_EDIT_PAGE)
        and reaches_everybody(visit.principal, Operation.POLICY_ADOPT),
        "may_plan": may(visit.principal, Operation.PLAN_PAGE),
        "may_compare": may(visit.principal, Operation.COMPARE_PAGE),
    }


def _changed(work: Work, own: HousePolicy, house: House) -> tuple[PolicyChange, ...] | None:
    """Return what a version changed; ``None`` where there is none before it that can be read."""
    try:
        before = numbered(work.connection, own.version - 1, house.policy) if own.version else None
    except NotReady:  # another version of the program took what this one does not
        return None
    return None if before is None else policy_changes(before.policy, own.policy)
