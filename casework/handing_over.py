"""Who writes what for the one who takes a case on, who is to read it, and may two write at once?

She who has the case writes; who is its primary caseworker afterwards reads, and says so. Who no longer has the case no
longer reads what she wrote: it is part of the case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.errors import CaseRefused, StateRefused, VersionDiffers
from sagstyngde.hand_over import HandOver, HandOverId, Heading
from storage.cases import CaseRecord
from storage.engine import Connection
from storage.hand_overs import newest_hand_overs, receive_hand_over, write_hand_over
from storage.stamp import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What she has written, under its headings, after which version of hers (``None``: it is the first)."""

    notes: Mapping[Heading, str]
    after: HandOverId | None


def hand_over(
    connection: Connection, record: CaseRecord, whom: CaseworkerId, written: Written, *, stamp: Stamp
) -> HandOverId:
    """Store a caseworker's note as a new version and return its id; one that says the same makes none.

    The caller holds the case's row.

    Raises:
        CaseRefused: nothing is written.
        StateRefused: the case is closed, or lies with others.
        VersionDiffers: she has written a newer version in the meantime, in another window.

    """
    notes = {heading: text for heading, text in written.notes.items() if text}
    if not notes:
        raise CaseRefused(
            field="notes", english="write under one heading at least", danish="skriv under mindst én overskrift"
        )
    if record.case.closed_on is not None or whom not in record.caseworkers:
        raise StateRefused(
            english="the case is closed or lies with others", danish="sagen er lukket eller ligger hos andre"
        )
    newest = own_newest(hand_overs(connection, record.case.case_id), whom)
    if newest is not None and newest.notes == notes:
        return newest.hand_over_id
    if (None if newest is None else newest.hand_over_id) != written.after:
        raise VersionDiffers(
            english="a newer version was saved in the meantime; read it, and save again",
            danish="notatet er gemt i en nyere udgave, siden du åbnede siden; læs den, og gem igen",
        )
    return write_hand_over(connection, record.case.case_id, whom, notes=notes, stamp=stamp)


def receive(
    connection: Connection, record: CaseRecord, hand_over_id: HandOverId, *, whom: CaseworkerId, stamp: Stamp
) -> HandOver | None:
    """Write down that who has the case now has read a note. The caller holds the case's row.

    ``None`` where it is no note for her: another case's, her own, or one that a newer version has taken the place of.
    """
    found = hand_overs(connection, record.case.case_id)
    known = next((one for one in found if one.hand_over_id == hand_over_id), None)
    if known is None or known.from_id == whom or whom != record.case.caseworker_id:
        return None
    receive_hand_over(connection, hand_over_id, whom, stamp)
    return known


def hand_overs(connection: Connection, case_id: CaseId) -> tuple[HandOver, ...]:
    """Return the newest version of each who has written about a case; the newest of them last."""
    return newest_hand_overs(connection, [case_id]).get(case_id, ())


def own_newest(found: Sequence[HandOver], whom: CaseworkerId) -> HandOver | None:
    """Return what a caseworker herself has written last."""
    return next((one for one in reversed(found) if one.from_id == whom), None)


def to_read(found: Sequence[HandOver], record: CaseRecord) -> tuple[HandOver, ...]:
    """Return what a case's primary caseworker has not yet said that she has read."""
    primary = record.case.caseworker_id
    return tuple(one for one in found if one.received_at is None and primary is not None and one.from_id != primary)


def to_read_by(
    connection: Connection, records: Sequence[CaseRecord], whom: CaseworkerId
) -> dict[CaseId, tuple[HandOver, ...]]:
    """Return, by case, what a caseworker has to read; in one query."""
    mine = [record for record in records if record.case.caseworker_id == whom]
    found = newest_hand_overs(connection, [record.case.case_id for record in mine])
    waiting = {record.case.case_id: to_read(found.get(record.case.case_id, ()), record) for record in mine}
    return {case_id: several for case_id, several in waiting.items() if several}
