"""A professional's word without a category: kept with its reason, counted as one, and no part of what came before."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from sagstyngde.case import CaseId
from sagstyngde.judgement import Basis, Judgement, NoCategoryReason, Unassessable, weight_of
from storage.engine import Engine, open_engine, reading, writing
from storage.migrate import downgrade, upgrade
from storage.tables.casework import judgements
from storage.told import tell
from storage.words import insert_judgement, judgements_of, last_words, word_count
from tests.answers import STAMP, a_case, an_assessment, store

CASE = CaseId("s1")
ON = date(2026, 11, 20)
CATEGORY = Judgement(case_id=CASE, category="B", judged_on=ON, judged_by="u1")
NONE = Unassessable(case_id=CASE, reason=NoCategoryReason.NONE_FITS, judged_on=ON, judged_by="u2", blind=True)


@pytest.fixture
def empty(empty_url: str) -> Iterator[Engine]:
    opened = open_engine(empty_url)
    upgrade(opened)
    yield opened
    opened.dispose()


def _said(engine: Engine) -> None:
    with writing(engine) as connection:
        store(connection, a_case("s1"), an_assessment("s1"))
        for name, word in (("j1", CATEGORY), ("j2", NONE)):
            insert_judgement(connection, name, word, STAMP)


def test_a_word_without_a_category_is_read_as_it_was_said_and_is_no_example_of_one(engine: Engine) -> None:
    _said(engine)

    with reading(engine) as connection:
        kept = [one.judgement for one in judgements_of(connection, [CASE])]
        last, told, counted = last_words(connection, [CASE])[CASE], tell(connection), word_count(connection, CASE)

    assert kept == [
        Judgement(case_id=CASE, category="B", judged_on=ON, judged_by=STAMP.by),
        Unassessable(case_id=CASE, reason=NoCategoryReason.NONE_FITS, judged_on=ON, judged_by=STAMP.by, blind=True),
    ]
    assert isinstance(last, Unassessable)
    assert [one.category for one in told.judgements] == ["B"]
    assert counted == 2
    weight = weight_of(CASE, an_assessment("s1"), last)
    assert (weight.category, weight.basis) == (None, Basis.JUDGEMENT)
    assert weight.monthly_hours == an_assessment("s1").effort.monthly_hours


@pytest.mark.parametrize(
    "told", [{}, {"category": "B", "reason": "for_lidt_er_oplyst"}, {"category": None, "reason": "andet"}]
)
def test_the_database_holds_a_category_or_a_known_reason(told: dict[str, Any], engine: Engine) -> None:
    row = {"judgement_id": "j", "case_id": "s1", "judged_on": ON, "is_blind": True} | STAMP.on("judged")
    with writing(engine) as connection:
        store(connection, a_case("s1"), an_assessment("s1"))

    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(judgements).values(**(row | told)))


def test_the_version_before_keeps_every_category_and_has_no_place_for_a_word_without(empty: Engine) -> None:
    _said(empty)

    downgrade(empty, "r0006")
    with reading(empty) as connection:
        before = connection.execute(text("SELECT judgement_id, category FROM judgements")).all()
    upgrade(empty)
    with writing(empty) as connection:
        insert_judgement(connection, "j3", CATEGORY, STAMP)
        after = connection.execute(text("SELECT judgement_id FROM judgements ORDER BY sequence")).scalars().all()

    assert [tuple(row) for row in before] == [("j1", "B")]
    assert after == ["j1", "j3"]
