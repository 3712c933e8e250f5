"""What stands in the demo's log of looks? Invented: weeks of ordinary looks, and some attempts that were refused."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from sagstyngde.access import Role
from sagstyngde.audit import Look, Outcome
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.operations import Operation
from storage.audit import append
from storage.engine import Connection, open_engine, writing
from storage.placements import open_with
from storage.staff import all_staff

LOOKS = 60
PURPOSE = "opdigtet opslag"
_DAILY = (Operation.CASE_PAGE, Operation.WHY_PAGE, Operation.DECISIONS_PAGE, Operation.CASE_UPDATE)
_CURIOUS = "demo:nysgerrig"


def fill_log(database_url: str, *, seed: int, now: datetime | None = None) -> None:
    """Write invented looks at cases that are on desks, the oldest first."""
    at = now or datetime.now(UTC)
    with writing(open_engine(database_url)) as connection:
        cases = _cases(connection)
        if cases:
            looks = _looks(cases, Random(seed), at)  # noqa: S311  invented, and the same each time
            append(connection, sorted(looks, key=lambda look: look.at))


def _cases(connection: Connection) -> list[tuple[CaseworkerId, CaseId]]:
    staff = [one.caseworker_id for one in all_staff(connection)]
    return [(caseworker_id, CaseId(case_id)) for caseworker_id, case_id in open_with(connection, staff)][:LOOKS]


def _looks(cases: list[tuple[CaseworkerId, CaseId]], random: Random, at: datetime) -> Iterator[Look]:
    for number in range(LOOKS):
        whose, case_id = random.choice(cases)
        when = at - timedelta(days=random.randrange(1, 40), minutes=random.randrange(540))
        yield _look(random, when, f"demo:{whose}", (random.choice(_DAILY), Outcome.ALLOWED), case_id=case_id)
        if number % 20 == 0:
            yield _look(random, when, _CURIOUS, (Operation.CASE_PAGE, Outcome.DENIED), case_id=case_id)


def _look(random: Random, when: datetime, actor: str, done: tuple[Operation, Outcome], *, case_id: CaseId) -> Look:
    return Look(
        at=when,
        actor=actor,
        operation=done[0],
        outcome=done[1],
        purpose=PURPOSE,
        request_id=str(UUID(int=random.getrandbits(128), version=4)),
        roles=frozenset({Role.CASEWORKER}),
        case_id=case_id,
    )
