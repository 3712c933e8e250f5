"""What does one transaction of a visit look at, and what becomes of it? Every read checks the rule and is written down.

The log is part of the transaction, so nothing is returned that could not be logged.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from sagstyngde.allowed import reaches, reaches_caseworker, reaches_everybody, reaches_everything
from sagstyngde.assessment import Assessment
from sagstyngde.audit import Look, Outcome
from sagstyngde.case import Case, CaseId, CaseworkerId, ChildId, is_id
from sagstyngde.errors import NotAllowed, SagstyngdeError, Unseen
from sagstyngde.feed import Event
from serve.callers import Caller
from storage import audit, feed
from storage.answered import earlier_reply
from storage.cases import CaseRecord, find_record, in_ids, newest, records, records_of_child
from storage.engine import Connection
from storage.listing import children_within
from storage.reach import Condition, within
from storage.staff import StaffRecord, find_staff, lock_staff
from storage.stamp import Stamp

T = TypeVar("T")


class Work:
    """One transaction of a visit. Reads check the rule and are written down; ``close`` writes the log and the feed."""

    def __init__(self, visit: Caller, connection: Connection) -> None:
        self.visit = visit
        self.connection = connection
        self.stamp = Stamp(by=visit.principal.user_id, at=datetime.now(UTC))
        self._looks: list[Look] = []
        self._events: list[Event] = []
        self._given: list[tuple[Case, Assessment]] = []

    def case(self, case_id: CaseId, *, lock: bool = False) -> CaseRecord:
        """Return a case this visit may see; ``lock`` holds its row until the transaction ends.

        Raises:
            Unseen: there is no such case, or none that this visit may see.

        """
        record = find_record(self.connection, case_id, lock=lock) if is_id(case_id) else None
        if record is None:
            self._looks.append(self.visit.look(Outcome.UNKNOWN, case_id if is_id(case_id) else None))
            raise unseen()
        self.saw(record)
        return record

    def cases(self, case_ids: Iterable[CaseId]) -> dict[CaseId, CaseRecord]:
        """Return those of these cases that this visit may see; the others are written down as refused or unknown."""
        wanted = list(dict.fromkeys(case_ids))
        found = {one.case.case_id: one for one in records(self.connection, newest(in_ids(wanted)))} if wanted else {}
        for case_id in wanted:
            if case_id not in found:
                self._looks.append(self.visit.look(Outcome.UNKNOWN, case_id))
            elif self.may_see(found[case_id]):
                self.saw(found[case_id])
            else:
                self._looks.append(self.visit.look(Outcome.DENIED, case_id, found.pop(case_id).case.child_id))
        return found

    def looked_at(self, case_ids: Collection[CaseId]) -> None:
        """Write down that cases are looked at whose records need not be read; one that is gone is nobody's any longer.

        Raises:
            Unseen: this visit may not see one of them.

        """
        found = children_within(self.connection, self.reach(), case_ids)
        for one in found:
            outcome = Outcome.ALLOWED if one.is_within else Outcome.DENIED
            self._looks.append(self.visit.look(outcome, one.case_id, one.child_id))
            if not one.is_within:
                raise unseen()

    def saw(self, record: CaseRecord) -> None:
        """Write down that a case is looked at.

        Raises:
            Unseen: this visit may not see it.

        """
        if not self.may_see(record):
            self._looks.append(self.visit.look(Outcome.DENIED, record.case.case_id, record.case.child_id))
            raise unseen()
        self._looks.append(self.visit.look(Outcome.ALLOWED, record.case.case_id, record.case.child_id))

    def visible(self, records: Iterable[CaseRecord]) -> tuple[CaseRecord, ...]:
        """Return those of a list that this visit may see, and write down that they are looked at."""
        seen = tuple(record for record in records if self.may_see(record))
        for record in seen:
            self.saw(record)
        return seen

    def child(self, child_id: ChildId, *, wholly: bool = False) -> None:
        """Write down that a child is looked at, whom this visit may see where it may see a case about it.

        ``wholly``: only where it may see every case about it, for an answer that must leave nothing out.

        Raises:
            Unseen: no case is about such a child, or none that this visit may see.

        """
        found = records_of_child(self.connection, child_id)
        seen = [self.may_see(record) for record in found]
        is_seen = bool(seen) and (all(seen) if wholly else any(seen))
        outcome = Outcome.ALLOWED if is_seen else Outcome.DENIED if found else Outcome.UNKNOWN
        self._looks.append(self.visit.look(outcome, child_id=child_id))
        if not is_seen:
            raise unseen()

    def registered(self, child_id: ChildId) -> None:
        """Write down that who a child is has been kept; that shows nobody's record."""
        self._looks.append(self.visit.look(Outcome.ALLOWED, child_id=child_id))

    def noted(self, case_id: CaseId | None = None, child_id: ChildId | None = None) -> None:
        """Write down what no record was read for: a line of the log that tells of one, or what is about nobody."""
        self._looks.append(self.visit.look(Outcome.ALLOWED, case_id, child_id))

    def everything(self) -> None:
        """Go on only where the rule holds for every record there is.

        Raises:
            NotAllowed: every grant that would allow it is limited.

        """
        if not reaches_everything(self.visit.principal, self.visit.operation):
            raise NotAllowed(
                english="this is about all records, and your role is limited",
                danish="det gælder alle sager, og din rolle er afgrænset",
            )

    def caseworker(self, caseworker_id: CaseworkerId, *, lock: bool = False) -> StaffRecord:
        """Return a caseworker this visit may touch; ``lock`` holds her row until the transaction ends.

        Raises:
            Unseen: there is no such caseworker, or none within reach.

        """
        if lock:
            lock_staff(self.connection, [caseworker_id])
        found = find_staff(self.connection, caseworker_id) if is_id(CaseId(caseworker_id)) else None
        if found is None or not self.reaches_caseworker(found):
            self._looks.append(self.visit.look(Outcome.UNKNOWN if found is None else Outcome.DENIED))
            raise unseen()
        return found

    def reaches_caseworker(self, one: StaffRecord) -> bool:
        """Whether the rule lets this visit touch a caseworker, by the team she is in on the day."""
        return self.reaches_team(one.on(self.stamp.at.date()).team, one.caseworker_id)

    def reaches_team(self, team: str | None, caseworker_id: CaseworkerId) -> bool:
        """Whether the rule lets this visit touch a caseworker who is, or is to be, in a team."""
        return reaches_caseworker(self.visit.principal, self.visit.operation, caseworker_id, team=team)

    def whole_house(self) -> None:
        """Go on only where the rule holds without a limit to some teams: what follows is about everybody.

        Raises:
            NotAllowed: every grant that would allow it is limited to teams.

        """
        if not reaches_everybody(self.visit.principal, self.visit.operation):
            raise NotAllowed(
                english="this is about the whole municipality, and your role is limited to some teams",
                danish="det gælder hele kommunen, og din rolle er afgrænset til bestemte teams",
            )

    def is_answered(self) -> bool:
        """Whether this very request has been answered before, so that there is nothing left to reckon."""
        return earlier_reply(self.connection, self.visit.known_by()) is not None

    def reach(self) -> Condition:
        """Return the condition that a case is one this visit may touch, for lists: nothing else is ever read."""
        return within(self.visit.principal, self.visit.operation)

    def attempt(self, act: Callable[["Work"], T]) -> T:
        """Carry out a part that may be refused while the rest goes on: what it wrote and told is then taken back.

        Its looks stay, as looks that came to nothing.
        """
        looked, told, given = len(self._looks), len(self._events), len(self._given)
        try:
            with self.connection.begin_nested():
                return act(self)
        except SagstyngdeError:
            self._looks[looked:] = _came_to_nothing(self._looks[looked:])
            del self._events[told:]
            del self._given[given:]
            raise

    def may_see(self, record: CaseRecord) -> bool:
        """Whether the rule lets this visit touch a case."""
        return reaches(self.visit.principal, self.visit.operation, record.marks)

    def tell(self, event: Event) -> None:
        """Put an event into the feed, when and only when the transaction succeeds."""
        self._events.append(event)

    def gave(self, case: Case, assessment: Assessment) -> None:
        """Say that a case was answered, to whoever hears of it when the transaction has succeeded."""
        self._given.append((case, assessment))

    def hand_on(self) -> None:
        """Let it be heard what was answered. Comes after the transaction: what is heard of is kept."""
        if self.visit.hears is not None:
            for case, assessment in self._given:
                self.visit.hears(case, assessment)

    def close(self) -> None:
        """Write the log, then the feed. Comes last: it locks the chain's head until the transaction ends."""
        audit.append(self.connection, self._looks)
        feed.append(self.connection, self._events)

    def failed(self, error: Exception) -> tuple[Look, ...]:
        """Return what was looked at, as looks of a visit that came to nothing; also that nothing was there to see."""
        if not self._looks and isinstance(error, Unseen):
            return (self.visit.look(Outcome.UNKNOWN),)
        return _came_to_nothing(self._looks)


def _came_to_nothing(looks: Sequence[Look]) -> tuple[Look, ...]:
    allowed = Outcome.ALLOWED
    return tuple(replace(look, outcome=Outcome.FAILED) if look.outcome is allowed else look for look in looks)


def unseen() -> Unseen:
    """Return the one answer to what is not there and to what may not be seen."""
    return Unseen(
        english="there is no such record, or none that you may see",
        danish="der er ikke noget med det id, eller du har ikke adgang til det",
    )
