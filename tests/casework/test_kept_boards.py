"""A board is laid out once, and never told again after anything it rests on has changed."""

import subprocess
import sys
import weakref
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, update

from allocation.board import Board
from casework.caseload import board_of
from casework.kept_boards import kept_board
from casework.weighing import BY_COURSES, Weigher
from sagstyngde.case import CaseId, FamilyId
from sagstyngde.hours import HoursEntry
from sagstyngde.judgement import Judgement, Override, OverrideReason
from storage.cases import change_case, find_record
from storage.disqualifications import disqualify, requalify
from storage.engine import Connection, Engine, open_engine, writing
from storage.erasure import erase_cases
from storage.hours import insert_entries
from storage.migrations.board_marks import RESTED_ON
from storage.placements import NewPlacement, active, end_placement, insert_placement
from storage.staff import add_term, record_staff, touch, withdraw_term
from storage.tables import METADATA
from storage.tables.casework import assessments, hours
from storage.tables.staff import TermKind
from storage.terms import Term
from storage.words import insert_judgement, insert_settlement
from tests.answers import NOON, STAMP, a_caseworker, an_assessment, store
from tests.casework.casebook import TODAY, a_policy, add_case, fill, worker

OWN, OTHER = CaseId("c0"), CaseId("c1")
POLICY = a_policy().policy
Changes = Callable[[Connection], Any]


@pytest.fixture
def held(engine: Engine) -> Engine:
    """Two cases on one desk, another desk empty; the board has been laid out."""
    with writing(engine) as connection:
        fill(connection, cases=2, caseworkers=2)
        for case_id in (OWN, OTHER):
            insert_placement(connection, NewPlacement(case_id=case_id, caseworker_id=worker(0), starts_on=TODAY), STAMP)
    board(engine)
    return engine


def board(engine: Engine) -> Board:
    with writing(engine) as connection:
        return kept_board(connection, POLICY, TODAY, BY_COURSES)


def fresh(engine: Engine) -> Board:
    with writing(engine) as connection:
        return board_of(connection, POLICY, TODAY, BY_COURSES)


def _ended(connection: Connection) -> None:
    (own,) = active(connection, [OWN])[OWN]
    end_placement(connection, own, TODAY, STAMP)


def _moved(connection: Connection) -> None:
    _ended(connection)
    insert_placement(connection, NewPlacement(case_id=OWN, caseworker_id=worker(1), starts_on=TODAY), STAMP)


def _changed(connection: Connection, **changes: Any) -> None:
    known = find_record(connection, OWN, lock=True)
    assert known is not None
    change_case(connection, known, replace(known, case=replace(known.case, **changes)), STAMP)


def _assessed(connection: Connection) -> None:
    known, effort = find_record(connection, OWN), an_assessment().effort
    assert known is not None
    heavy = replace(effort, hours=2 * effort.hours, monthly_hours=tuple(2 * hours for hours in effort.monthly_hours))
    store(connection, known.case, an_assessment(OWN, assessment_id="heavy", effort=heavy))


def _judged(connection: Connection) -> None:
    insert_judgement(connection, "j1", Judgement(case_id=OWN, category="A", judged_on=TODAY), STAMP)


def _overridden(connection: Connection) -> None:
    said = {"reason": OverrideReason.OTHER, "note": "x", "overridden_by": "k", "overridden_at": NOON}
    insert_settlement(connection, Override(assessment_id=an_assessment(OWN).assessment_id, category="A", **said))  # type: ignore[arg-type]


def _worked(connection: Connection) -> None:
    entry = HoursEntry(source="t", entry_id="1", case_id=OWN, worked_on=TODAY, hours=20.0, caseworker_id=worker(1))
    insert_entries(connection, [entry], STAMP)


def _away(connection: Connection) -> None:
    half = Term(TermKind.ABSENCE, None, 1.0, TODAY, TODAY + timedelta(days=40))
    withdraw_term(connection, worker(0), add_term(connection, worker(0), half, STAMP), STAMP)
    add_term(connection, worker(0), half, STAMP)


def _barred(connection: Connection) -> None:
    disqualify(connection, OWN, worker(1), reason="x", stamp=STAMP)


def _straight_in_the_database(connection: Connection) -> None:
    connection.execute(update(assessments).values(is_blind=True))


CHANGES: dict[str, Changes] = {
    "a case comes, placed": lambda connection: (
        add_case(connection, "c9"),
        insert_placement(
            connection, NewPlacement(case_id=CaseId("c9"), caseworker_id=worker(1), starts_on=TODAY), STAMP
        ),
    ),
    "a case changes": lambda connection: _changed(connection, family_id=FamilyId("f9")),
    "a case is closed": lambda connection: _changed(connection, closed_on=TODAY),
    "a case is erased": lambda connection: erase_cases(connection, [OWN]),
    "a placement ends": _ended,
    "a case moves": _moved,
    "a case is assessed anew": _assessed,
    "a case is judged": _judged,
    "a suggestion is overridden": _overridden,
    "somebody else works on it": _worked,
    "somebody comes": lambda connection: record_staff(connection, [a_caseworker("w9", name="W 9")], STAMP),
    "somebody leaves": lambda connection: touch(connection, worker(1), left_on=TODAY - timedelta(days=1)),
    "somebody is away": _away,
    "somebody is disqualified": _barred,
    "a row is changed by hand": _straight_in_the_database,
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_is_seen_at_once(held: Engine, what: str) -> None:
    before = board(held)

    with writing(held) as connection:
        CHANGES[what](connection)

    assert board(held) == fresh(held)
    assert board(held) != before, "a change that shows nothing tests nothing"


def test_what_is_taken_back_is_seen_too(held: Engine) -> None:
    before = board(held)
    with writing(held) as connection:
        number = disqualify(connection, OWN, worker(1), reason="x", stamp=STAMP)
    board(held)

    with writing(held) as connection:
        requalify(connection, number, STAMP)

    assert board(held) == before


def test_as_long_as_nothing_changes_it_is_laid_out_once(held: Engine) -> None:
    first = board(held)

    assert board(held) is first
    with writing(held) as connection:
        other_day = kept_board(connection, POLICY, TODAY + timedelta(days=1), BY_COURSES)
        other_policy = kept_board(connection, replace(POLICY, name="anden"), TODAY, BY_COURSES)
    assert other_day.on != first.on
    assert other_policy.policy.name == "anden"
    assert board(held) is first


def test_a_board_is_the_weighers_it_was_laid_out_by_and_holds_no_model_in_memory(held: Engine) -> None:
    weigher = Weigher()
    with writing(held) as connection:
        by_it = kept_board(connection, POLICY, TODAY, weigher)
        again = kept_board(connection, POLICY, TODAY, weigher)
        by_another = kept_board(connection, POLICY, TODAY, Weigher())
    gone = weakref.ref(weigher)
    del weigher

    assert again is by_it
    assert by_another is not by_it
    assert gone() is None


def test_another_process_is_seen_at_once(held: Engine, url: str) -> None:
    before = board(held)
    code = (
        "import sys\n"
        "from tests.casework.test_kept_boards import CHANGES\n"
        "from storage.engine import open_engine, writing\n"
        "with writing(open_engine(sys.argv[1])) as connection: CHANGES['a case moves'](connection)\n"
    )

    subprocess.run([sys.executable, "-c", code, url], check=True)

    assert board(held) == fresh(held) != before


def test_a_transaction_sees_its_own_changes_and_what_is_undone_leaves_no_trace(held: Engine) -> None:
    before = board(held)

    with held.connect() as connection:
        _moved(connection)
        inside = kept_board(connection, POLICY, TODAY, BY_COURSES)
        assert inside == board_of(connection, POLICY, TODAY, BY_COURSES) != before
        connection.rollback()

    assert board(held) == before
    with writing(held) as connection:
        _ended(connection)
    assert board(held) == fresh(held)


def test_two_databases_are_not_mistaken_for_each_other(held: Engine, url: str) -> None:
    again = open_engine(url)

    assert board(again) == board(held)
    assert board(again) is not board(held)
    again.dispose()


def test_every_table_that_a_board_reads_renews_its_mark(held: Engine) -> None:
    asked: list[str] = []
    with writing(held) as connection:
        connection.execute(delete(hours))
        connection.execute(
            insert(hours).values(
                entry_id="1",
                source="t",
                case_id=OWN,
                caseworker_id=None,
                worked_on=TODAY,
                hours=1.0,
                **STAMP.on("recorded"),
            )
        )
        event.listen(held, "before_cursor_execute", lambda *told: asked.append(told[2]))
        board_of(connection, POLICY, TODAY, BY_COURSES)

    words = set(" ".join(asked).replace(",", " ").replace(".", " ").replace("(", " ").split())
    assert words & set(METADATA.tables) == set(RESTED_ON)
