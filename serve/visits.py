"""On which road is everything read and changed? One: who, may they, do it, write it down - in one transaction.

A visit is one request of one principal. Whatever it reads of a child's record, it reads through ``serve.work.Work``,
which checks the rule and writes the look down.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from sagstyngde.access import Principal
from sagstyngde.allowed import may
from sagstyngde.audit import Outcome
from sagstyngde.errors import NotAllowed, NotSignedIn
from sagstyngde.operations import Operation
from sagstyngde.rules import RULES
from serve.callers import Caller
from serve.door import Door
from serve.request_id import request_id
from serve.requests import fingerprint, idempotency_key, purpose
from serve.work import Work
from storage.answered import Reply, earlier_reply, keep_reply
from storage.engine import Connection
from storage.transactions import write

T = TypeVar("T")
_NOBODY = Principal(user_id="nobody", name="", grants=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Caller):
    """One request of one principal, and how what it asks for is carried out."""

    def do(self, act: Callable[[Work], T]) -> T:
        """Carry out a function in one transaction, with every look it took written down.

        Where it fails, what it looked at is written down as failed, and what was refused as refused.

        Raises:
            NotReady: the database cannot be reached, or the log cannot be written; nothing was read or done.

        """
        works: list[Work] = []

        def whole(connection: Connection) -> T:
            work = Work(self, connection)
            works.append(work)
            result = act(work)
            work.close()
            return result

        try:
            done = write(self.engine, whole, computed_key=True)  # two may store the same new case at once
        except Exception as error:
            if works:
                self.log(works[-1].failed(error))
            raise
        works[-1].hand_on()
        return done

    def effect(self, act: Callable[[Work], Reply]) -> Response:
        """Carry out what changes something, once: the same request sent again gets the same bytes and changes nothing.

        Raises:
            KeyMissing: the request carries no Idempotency-Key.
            KeyReused: its key was used for another request.

        """
        reply = self.once(act)
        return Response(reply.body, reply.status, headers=dict(reply.headers), media_type="application/json")

    def once(self, act: Callable[[Work], Reply], *, part: str = "") -> Reply:
        """As ``effect``, for one part of a request that is answered in several; a part is known again by its name."""
        once = self.known_by(part)

        def whole(work: Work) -> Reply:
            earlier = earlier_reply(work.connection, once)
            if earlier is not None:
                for case_id in earlier.case_ids:
                    work.case(case_id)
                return earlier
            reply = act(work)
            keep_reply(work.connection, once, reply, at=work.stamp.at)
            return reply

        return self.do(whole)


async def visiting(request: Request) -> Visit:
    """Return the visit a request is, if its sender may carry out the route's operation at all.

    A route whose operation has no rule is closed to everybody.

    Raises:
        NotSignedIn: nobody is signed in.
        NotAllowed: the principal's roles do not include the operation.

    """
    operation = _operation(request)
    door: Door = request.app.state.door
    principal = None if RULES[operation].is_public else await door.principal(request)
    request.state.principal = principal
    visit = Visit(
        principal=principal or _NOBODY,
        operation=operation,
        request_id=request_id(),
        purpose=purpose(request),
        key=idempotency_key(request),
        fingerprint=fingerprint(request),
        engine=request.app.state.engine,
        hears=request.app.state.hears,
    )
    if principal is None and not RULES[operation].is_public:
        raise NotSignedIn(english="sign in first", danish="log ind først")
    if not may(visit.principal, operation):
        await run_in_threadpool(visit.log, (visit.look(Outcome.DENIED),))
        raise NotAllowed(english="your role does not include this", danish="din rolle giver ikke adgang til dette")
    return visit


def _operation(request: Request) -> Operation:
    try:
        return Operation(request.scope["route"].operation_id)
    except ValueError:
        raise NotAllowed(english="this route has no rule", danish="siden har ingen adgangsregel") from None


Visiting = Annotated[Visit, Depends(visiting)]
