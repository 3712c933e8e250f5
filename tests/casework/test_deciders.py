from datetime import date, timedelta

import pytest

from casework.deciders import decider_of, primary_on
from sagstyngde.case import CaseId
from sagstyngde.caseworker import Absence
from sagstyngde.decision import Competence, Span
from sagstyngde.errors import StaffRefused
from storage.engine import Connection, Engine, writing
from storage.placements import NewPlacement, active, end_placement, insert_placement
from storage.staff import add_term, find_staff, record_staff
from storage.tables.staff import TermKind
from storage.terms import Term
from tests.answers import STAMP, a_caseworker
from tests.casework.casebook import TODAY, fill, worker


def _spells(connection: Connection) -> list[tuple[date, date | None]]:
    known = find_staff(connection, worker(0))
    assert known is not None
    return [(span.starts_on, span.ends_on) for span in decider_of(known).employments]


def test_a_decider_has_her_employments_her_leaves_and_her_competences_by_their_days(engine: Engine) -> None:
    leave = Absence(starts_on=date(2026, 2, 1), ends_on=date(2026, 8, 31))
    away_some = Absence(starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30), share=0.5)
    course = Term(TermKind.COMPETENCE, "myndighedsuddannelse", None, date(2026, 3, 1), date(2028, 2, 29))
    with writing(engine) as connection:
        record_staff(
            connection, [a_caseworker("w0", competences=frozenset({"tegnsprog"}), absences=(leave, away_some))], STAMP
        )
        add_term(connection, worker(0), course, STAMP)
        known = find_staff(connection, worker(0))

    assert known is not None
    found = decider_of(known)
    since = Span(starts_on=date(2020, 1, 1))
    assert (found.caseworker_id, found.employments) == (worker(0), (since,))
    assert found.leaves == (Span(starts_on=leave.starts_on, ends_on=leave.ends_on),)
    assert found.competences == (
        Competence(name="tegnsprog", span=since),
        Competence(name="myndighedsuddannelse", span=Span(starts_on=date(2026, 3, 1), ends_on=date(2028, 2, 29))),
    )


def test_who_left_and_comes_back_keeps_the_employment_she_left(engine: Engine) -> None:
    with writing(engine) as connection:
        for employed_on, left_on in ((2019, 2020), (2022, 2023), (2025, None)):
            left = None if left_on is None else date(left_on, 6, 30)
            one = a_caseworker("w0", employed_on=date(employed_on, 1, 1), left_on=left)
            record_staff(connection, [one], STAMP, keeps_absences=True)
            record_staff(connection, [one], STAMP)  # the same list again tells nothing new

        assert _spells(connection) == [
            (date(2019, 1, 1), date(2020, 6, 30)),
            (date(2022, 1, 1), date(2023, 6, 30)),
            (date(2025, 1, 1), None),
        ]


def test_a_corrected_day_of_somebody_who_never_left_is_no_earlier_employment(engine: Engine) -> None:
    with writing(engine) as connection:
        for employed_on in (date(2020, 1, 1), date(2021, 1, 1)):
            record_staff(connection, [a_caseworker("w0", employed_on=employed_on)], STAMP)

        assert _spells(connection) == [(date(2021, 1, 1), None)]


def test_an_employment_that_begins_before_an_earlier_one_ended_is_refused(engine: Engine) -> None:
    before = Term(TermKind.EMPLOYMENT, None, None, date(2018, 1, 1), date(2019, 12, 31))
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w0")], STAMP)
        add_term(connection, worker(0), before, STAMP)

        with pytest.raises(StaffRefused, match="w0: two employments"):
            record_staff(connection, [a_caseworker("w0", employed_on=date(2019, 12, 31))], STAMP)


def test_who_had_a_case_on_a_day_is_told_by_its_placements(engine: Engine) -> None:
    case_id, begun = CaseId("c0"), TODAY - timedelta(days=1)
    with writing(engine) as connection:
        fill(connection, cases=1, caseworkers=3)
        for number, (starts_on, is_primary) in enumerate([(begun, True), (begun, False), (TODAY, True)]):
            if number == 2:
                first = next(held for held in active(connection, [case_id])[case_id] if held.is_primary)
                end_placement(connection, first, TODAY, STAMP)
            new = NewPlacement(
                case_id=case_id, caseworker_id=worker(number), starts_on=starts_on, is_primary=is_primary
            )
            insert_placement(connection, new, STAMP)

        found = [primary_on(connection, case_id, TODAY + timedelta(days=days)) for days in (-2, -1, 0, 9)]

    assert found == [None, worker(0), worker(2), worker(2)]
