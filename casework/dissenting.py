"""How does a caseworker object to having a case, and what can her leader do about it?

A dissent moves nothing and counts nowhere: it is told, and it is answered. Where the answer is that the case goes to
somebody else, or that somebody helps, that placement is made in the same transaction, by the rules of every placement.
"""

from dataclasses import dataclass
from datetime import date

from casework.placing import Order, stop_helping
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.dissent import Dissent, DissentAnswer, DissentId, DissentReason
from sagstyngde.errors import CaseRefused, StateRefused
from storage.cases import CaseRecord
from storage.dissents import NewDissent, answer_dissent, dissents_of, tell_dissent
from storage.engine import Connection
from storage.placements import Held, active
from storage.stamp import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a leader answers to which dissent, why, and who gets the case or helps on it, where that is done at once."""

    dissent: Dissent
    answer: DissentAnswer
    note: str
    caseworker_id: CaseworkerId | None = None


def object_to(connection: Connection, new: NewDissent, record: CaseRecord, stamp: Stamp) -> DissentId:
    """Tell that a caseworker disagrees with having a case. The caller holds the case's row.

    Raises:
        CaseRefused: *other* says nothing without her own words.
        StateRefused: she does not have the case, it is closed, or an earlier dissent of hers is still open.

    """
    if new.reason is DissentReason.OTHER and not new.note:
        raise CaseRefused(field="note", english="say in your own words why", danish="skriv med egne ord hvorfor")
    if record.case.closed_on is not None or new.caseworker_id not in record.caseworkers:
        raise StateRefused(
            english="there is no placement to object to: the case is closed or lies with others",
            danish="der er ingen tildeling at være uenig i: sagen er lukket eller ligger hos andre",
        )
    if open_dissent(connection, new.case_id, new.caseworker_id) is not None:
        raise StateRefused(
            english="an earlier dissent about this case has not been answered yet",
            danish="din tidligere indsigelse om sagen er ikke besvaret endnu",
        )
    return tell_dissent(connection, new, stamp)


def open_dissent(connection: Connection, case_id: CaseId, caseworker_id: CaseworkerId) -> Dissent | None:
    """Return a caseworker's dissent of a case that nobody has answered."""
    mine = (one for one in dissents_of(connection, [case_id]) if one.caseworker_id == caseworker_id)
    return next((one for one in mine if one.answer is None), None)


def order_of(connection: Connection, said: Answer) -> Order | None:
    """Return the placement that an answer asks for, if any. The caller holds the dissent's and the case's rows.

    Raises:
        CaseRefused: the answer lacks its reason, or names somebody where that makes no sense, or nobody where it must.
        StateRefused: the dissent is answered already.

    """
    if said.dissent.answer is not None:
        raise StateRefused(english="it is answered already", danish="indsigelsen er allerede besvaret")
    if not said.note:
        raise CaseRefused(field="note", english="say why", danish="skriv hvorfor: svaret går til sagsbehandleren")
    return _order(said, _held(connection, said.dissent))


def settle(connection: Connection, said: Answer, *, on: date, stamp: Stamp) -> None:
    """Store an answer whose placement is made; her own help on the case ends where the answer moves it."""
    mine = _held(connection, said.dissent)
    if said.answer is DissentAnswer.MOVED and mine is not None and not mine.is_primary:
        stop_helping(connection, said.dissent.case_id, mine.number, on=on, stamp=stamp)
    answer_dissent(connection, said.dissent.dissent_id, said.answer, note=said.note, stamp=stamp)


def _held(connection: Connection, dissent: Dissent) -> Held | None:
    """Return the placement that a dissent is about, as long as it is active."""
    held = active(connection, [dissent.case_id]).get(dissent.case_id, ())
    return next((one for one in held if one.caseworker_id == dissent.caseworker_id), None)


def _order(said: Answer, mine: Held | None) -> Order | None:
    """Return the placement that an answer asks for, if any."""
    moves = said.answer is DissentAnswer.MOVED and mine is not None and mine.is_primary
    if said.caseworker_id is None:
        if moves:
            raise _refused("say who gets the case", "vælg, hvem der får sagen")
        return None
    if not moves and said.answer is not DissentAnswer.HELPED:
        raise _refused("this answer names nobody", "der skal ikke vælges nogen ved dette svar")
    if said.caseworker_id == said.dissent.caseworker_id:
        raise _refused("that is who objects", "det er den, der har gjort indsigelse")
    return Order(
        case_id=said.dissent.case_id,
        caseworker_id=said.caseworker_id,
        is_primary=moves,
        reason=said.note,
    )


def _refused(english: str, danish: str) -> CaseRefused:
    return CaseRefused(field="caseworker_id", english=english, danish=danish)
