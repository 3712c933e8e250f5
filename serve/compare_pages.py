"""How would the six principles each place this week's cases? Side by side, on today's desks.

It takes seconds to reckon. The first page says so and goes on by itself to the one that reckons, which answers at once
where the same cases, desks and rules were compared before.
"""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from casework.comparing import Proposed, mark_of, under_each
from casework.policy import HousePolicy, named_policy
from casework.proposing import Asked, Gathered, Sees, gather
from sagstyngde.errors import NotReady
from sagstyngde.operations import Operation, may
from serve.api.reckoning import InTurn
from serve.compare_view import label_of, load_table, partings, sides
from serve.dependencies import CaseScheme, HouseRules, today
from serve.kept_answers import Kept
from serve.ledger import policy_of
from serve.policy_view import figures, nowhere
from serve.rendering import page
from serve.replayed import replayed
from serve.visits import Visit, Visiting, Work

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = "/fordeling/sammenlign"
SIX = ("ligelig_fordeling", "teams", "distrikt", "cpr_dag", "saerlige_kompetencer", "ledelsesmaessig_vurdering")
"""Socialstyrelsen's principles, each alone, in the order the source names them."""


@router.get(ADDRESS, operation_id=Operation.COMPARE_PAGE)
def compare(  # noqa: PLR0913  what a page needs
    request: Request,
    visit: Visiting,
    *,
    house: HouseRules,
    scheme: CaseScheme,
    in_turn: InTurn,
    reckon: Annotated[bool, Query(alias="regn")] = False,
) -> Response:
    """Show the principles side by side, or first that they are being reckoned."""
    if not reckon:
        return page(request, "policy_wait.html", {"address": f"{ADDRESS}?regn=1", "busy": ""})
    on = today(scheme)

    def read(work: Work) -> tuple[Gathered, tuple[HousePolicy, ...]]:
        own = policy_of(work, house)
        found = gather(
            work.connection,
            Asked(on=on, policy=own, weigher=house.weigher),
            Sees(case=work.may_see, caseworker=work.reaches_caseworker),
        )
        for record in found.seen:
            work.saw(record)
        others = [name for name in SIX if name != own.policy.name]
        return found, (own, *(named_policy(name, own) for name in others))

    found, policies = visit.do(read)
    kept: Kept[tuple[Proposed, ...]] = request.app.state.comparisons
    mark = mark_of(found.basis, policies)
    proposals = kept.find(mark)
    if proposals is None:
        try:
            proposals = in_turn(lambda: under_each(found.basis, policies))
        except NotReady as busy:
            return page(request, "policy_wait.html", {"address": f"{ADDRESS}?regn=1", "busy": busy.danish}, status=503)
        kept.keep(mark, proposals)
    context = _context(visit, found, proposals) | {"replayed": replayed(house.comparison), "on": on}
    return page(request, "policy_compare.html", context)


def _context(visit: Visit, found: Gathered, proposals: tuple[Proposed, ...]) -> dict[str, Any]:
    staff = found.basis.staff
    waiting = max(one.counts.placed + one.counts.unplaced for one in proposals)
    parted = partings(proposals, staff)
    return {
        "sides": sides(proposals, staff),
        "labels": [label_of(one) for one in proposals],
        "figures": figures([one.counts for one in proposals]),
        "nowhere": nowhere([one.counts for one in proposals]),
        "loads": load_table(proposals, staff),
        "parted": parted,
        "alike": waiting - len(parted),
        "waiting": waiting,
        "may_propose": may(visit.principal, Operation.PLAN_PROPOSE),
        "key": lambda: str(uuid4()),
    }
