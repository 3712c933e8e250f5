"""What has happened at the demo's caseworkers' desks? Invented: weeks they felt, a case handed over, objections."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from casework.placing import Order, seat
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.dissent import DissentAnswer, DissentReason
from sagstyngde.felt import Felt, asked_week
from sagstyngde.hand_over import Heading
from storage.dissents import NewDissent, answer_dissent, tell_dissent
from storage.engine import Connection, open_engine, writing
from storage.felt_loads import tell_felt
from storage.hand_overs import write_hand_over
from storage.placements import open_with
from storage.staff import all_staff
from storage.stamp import Stamp

WEEKS = 11
NOTE = {
    Heading.STATUS: "Opdigtet: Undersøgelsen er i gang. PPR og skolen er hørt; vi mangler sygehusets udtalelse.",
    Heading.NEXT: "Opdigtet: Ring til sygehuset, og indkald til møde, når udtalelsen er kommet.",
    Heading.AGREEMENTS: "Opdigtet: Familien ringes op, før der skrives. Mor er hjemme efter kl. 15.",
    Heading.DEADLINES: "Opdigtet: Opfølgningen er aftalt inden jul.",
    Heading.COOPERATION: "Opdigtet: Far vil gerne have dagsordenen på skrift inden møder.",
}


def fill_desks(database_url: str, *, seed: int, now: datetime | None = None) -> None:
    """Store invented weeks, a hand-over and objections; the first of the staff list is who the demo logs in as."""
    at = now or datetime.now(UTC)
    with writing(open_engine(database_url)) as connection:
        staff = [one.caseworker_id for one in all_staff(connection, on=at.date())]
        _feel(connection, staff, Random(seed), at)  # noqa: S311  invented, and the same each time
        if len(staff) > 1:
            _hand_over(connection, staff[0], staff[1], at)
            _object(connection, staff[0], at, reason=DissentReason.DISTANCE, note="Opdigtet: En time hver vej.")
            _object(connection, staff[1], at, reason=DissentReason.LOAD, note="Opdigtet: Den tredje tunge sag i år.")


def _feel(connection: Connection, staff: list[CaseworkerId], random: Random, at: datetime) -> None:
    """Store a walk over the five words for each, up to the week before the one that is asked about."""
    week = asked_week(at.date())
    for whom in staff:
        felt = random.choice((Felt.FITTING, Felt.HIGH))
        for back in range(WEEKS, 0, -1):
            felt = Felt(min(max(felt + random.choice((-1, 0, 0, 1)), Felt.LOW), Felt.VERY_HIGH))
            stamp = Stamp(by=f"demo:{whom}", at=at - timedelta(weeks=back))
            tell_felt(connection, whom, felt, week_of=week - timedelta(weeks=back), stamp=stamp)


def _hand_over(connection: Connection, to: CaseworkerId, by: CaseworkerId, at: datetime) -> None:
    """Give one of a colleague's cases over with a note that is still to be read, and have her help on another."""
    cases = [case_id for _, case_id in open_with(connection, [by])]
    if len(cases) < 2:
        return
    early = Stamp(by="demo:leder", at=at - timedelta(days=3))
    write_hand_over(connection, cases[0], by, notes=NOTE, stamp=replace(early, by=f"demo:{by}"))
    moved = Order(case_id=cases[0], caseworker_id=to, reason="Kender skolen, og kollegaen går ned i tid (opdigtet).")
    seat(connection, moved, on=early.at.date(), stamp=early)
    helping = Order(case_id=cases[1], caseworker_id=to, is_primary=False, reason="Hjælper med møderne (opdigtet).")
    seat(connection, helping, on=early.at.date(), stamp=early)


def _object(connection: Connection, whom: CaseworkerId, at: datetime, *, reason: DissentReason, note: str) -> None:
    """Have a caseworker object to two of her cases; the leader has answered the first."""
    cases = [CaseId(case_id) for _, case_id in open_with(connection, [whom])][-2:]
    for place, case_id in enumerate(cases):
        told = Stamp(by=f"demo:{whom}", at=at - timedelta(days=12 - 6 * place))
        new = NewDissent(case_id=case_id, caseworker_id=whom, reason=reason, note=note)
        dissent_id = tell_dissent(connection, new, told)
        if place == 0 and len(cases) > 1:
            said = Stamp(by="demo:leder", at=at - timedelta(days=9))
            answer = DissentAnswer.RELIEVED
            note_back = "Opdigtet: Du får ingen nye sager før nytår."
            answer_dissent(connection, dissent_id, answer, note=note_back, stamp=said)
