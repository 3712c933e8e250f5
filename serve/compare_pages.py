"""How would the six principles each place this week's cases? Side by side, on today's desks.

It takes seconds to reckon. The first page says so and goes on by itself to the one
that has it begun, and that one to where the answer will be. What was compared before is there at once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.background import BackgroundTask

from casework.comparing import Proposed, mark_of, under_each
from casework.policy import HousePolicy, named_policy
from casework.proposing import Asked, Gathered, Sees, gather
from sagstyngde.allowed import may
from sagstyngde.case import CaseId
from sagstyngde.caseworker import Caseworker
from sagstyngde.errors import NotReady
from sagstyngde.operations import Operation
from serve.api.reckoning import InTurn, Reckoning
from serve.compare_view import label_of, load_table, partings, sides
from serve.current import Current, current_of
from serve.dependencies import CaseScheme, HouseRules, today
from serve.kept_answers import Kept
from serve.language import _
from serve.ledger import policy_of
from serve.policy_view import figures, nowhere
from serve.rendering import page
from serve.replayed import replayed
from serve.visits import Visit, Visiting
from serve.work import Work

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = "/fordeling/sammenlign"
SIX = ("ligelig_fordeling", "teams", "distrikt", "cpr_dag", "saerlige_kompetencer", "ledelsesmaessig_vurdering")
"""Socialstyrelsen's principles, each alone, in the order the source names them."""
PATIENCE_S = 120.0
"""So long a comparison is waited for; then it is said that none came."""
MOST_SHOWN = 100
"""Cases that are named one by one: more are not read, and a page is to be light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What was reckoned on a day: each policy's proposal, and the people it was reckoned with."""

    proposals: tuple[Proposed, ...]
    staff: tuple[Caseworker, ...]
    on: date

    @property
    def case_ids(self) -> tuple[CaseId, ...]:
        """Every case that a proposal names."""
        return tuple(sorted({case_id for one in self.proposals for case_id in one.case_ids}))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """One request to compare."""

    visit: Visit
    current: Current
    on: date
    kept: Kept[Compared]

    def known(self, mark: str) -> Compared | None:
        """Return what was reckoned, where all the cases in it are still within reach."""
        found = self.kept.find(self._key(mark))
        if found is None:
            return None
        seen = self.visit.do(lambda work: work.cases(found.case_ids))
        return found if len(seen) == len(found.case_ids) else None

    def begun(self, in_turn: Reckoning) -> tuple[str, Callable[[], object] | None]:
        """Read what lies on the table; return its mark, and what compares it unless that is done or being done.

        Raises:
            NotReady: too many proposals are being reckoned.

        """
        found, policies = self.visit.do(self._read)
        mark = mark_of(found.basis, policies)
        key = self._key(mark)

        if self.kept.find(key) is not None or not self.kept.begin(key):
            return mark, None

        def compare_them() -> None:
            proposals = under_each(found.basis, policies)
            self.kept.keep(key, Compared(proposals=proposals, staff=found.basis.staff, on=self.on))

        def in_turn_over(turn: Callable[[], object]) -> None:
            try:
                turn()
            finally:
                self.kept.over(key)

        try:
            turn = in_turn.later(compare_them)
        except NotReady:
            self.kept.over(key)
            raise
        return mark, lambda: in_turn_over(turn)

    def is_coming(self, mark: str) -> bool:
        """Whether this process is reckoning it."""
        return self.kept.is_coming(self._key(mark))

    def _read(self, work: Work) -> tuple[Gathered, tuple[HousePolicy, ...]]:
        own = policy_of(work, self.current.house)
        asked = Asked(on=self.on, policy=own, weigher=self.current.house.weigher)
        found = gather(work.connection, asked, Sees(case=work.may_see, caseworker=work.reaches_caseworker))
        for record in found.seen:
            work.saw(record)
        others = [name for name in SIX if name != own.policy.name]
        return found, (own, *(named_policy(name, own) for name in others))

    def _key(self, mark: str) -> str:
        return f"{self.visit.principal.user_id} {self.current.bundle_hash} {mark}"


@router.get(ADDRESS, operation_id=Operation.COMPARE_PAGE)
def compare(  # noqa: PLR0913  what a page needs
    request: Request,
    visit: Visiting,
    *,
    house: HouseRules,
    scheme: CaseScheme,
    in_turn: InTurn,
    reckon: Annotated[bool, Query(alias="regn")] = False,
    mark: Annotated[str, Query(alias="resultat", max_length=64)] = "",
    since: Annotated[int | None, Query(alias="afventer", ge=0, le=99_999_999_999)] = None,
) -> Response:
    """Show the principles side by side, or first that they are being reckoned.

    What was reckoned has an address of its own: asked for again it is neither read nor reckoned anew. ``since`` is when
    it was asked for: nobody's request waits while it is reckoned. A process that neither has an answer nor is reckoning
    it, another having been asked, reckons it itself: seconds of work, and nothing about anybody is kept for the others.
    """
    if not (reckon or mark):
        return _wait(request, f"{ADDRESS}?regn=1")
    asking = _Asking(visit=visit, current=current_of(request), on=today(scheme), kept=request.app.state.comparisons)
    found = asking.known(mark) if mark else None
    if found is not None:
        return page(request, "policy_compare.html", _context(visit, found) | {"replayed": replayed(house.comparison)})
    if since is not None and time.time() - since > PATIENCE_S:
        return _busy(request, _("det tog for længe"))
    if since is not None and asking.is_coming(mark):
        return _wait(request, _address(mark, since), seconds=2)
    try:
        mark, compare_them = asking.begun(in_turn)
    except NotReady as busy:
        return _busy(request, busy.danish)
    background = None if compare_them is None else BackgroundTask(compare_them)
    return RedirectResponse(_address(mark, since or int(time.time())), status_code=303, background=background)


def _address(mark: str, since: int) -> str:
    return f"{ADDRESS}?resultat={quote(mark)}&afventer={since}"


def _wait(request: Request, address: str, *, seconds: int = 0) -> Response:
    return page(request, "policy_wait.html", {"address": address, "busy": "", "seconds": seconds})


def _busy(request: Request, told: str) -> Response:
    context = {"address": f"{ADDRESS}?regn=1", "busy": told, "seconds": 0}
    return page(request, "policy_wait.html", context, status=503)


def _context(visit: Visit, found: Compared) -> dict[str, Any]:
    proposals, staff = found.proposals, found.staff
    waiting = max(one.counts.placed + one.counts.unplaced for one in proposals)
    parted = partings(proposals, staff)
    return {
        "on": found.on,
        "sides": sides(proposals, staff),
        "labels": [label_of(one) for one in proposals],
        "figures": figures([one.counts for one in proposals]),
        "nowhere": nowhere([one.counts for one in proposals]),
        "loads": load_table(proposals, staff),
        "parted": parted,
        "shown": parted[:MOST_SHOWN],
        "alike": waiting - len(parted),
        "waiting": waiting,
        "may_propose": may(visit.principal, Operation.PLAN_PROPOSE),
        "key": lambda: str(uuid4()),
    }
