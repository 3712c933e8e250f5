from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from sagstyngde.case import ChildId
from sagstyngde.retention import Retention
from storage.drafts import (
    DraftId,
    begin_draft,
    count_drafts,
    delete_draft,
    find_draft,
    own_drafts,
    save_draft,
)
from storage.engine import Engine, reading, writing
from storage.erasure import erase_child
from storage.retention import forget_old, overdue
from tests.answers import NOON, STAMP

D1, D2 = DraftId("d1"), DraftId("d2")
OTHER = replace(STAMP, by="another")


def test_a_draft_keeps_what_was_typed_as_it_was_typed(engine: Engine) -> None:
    with writing(engine) as connection:
        known = begin_draft(connection, D1, {"sags_id": ""}, STAMP)
        save_draft(connection, known, {"sags_id": "æøå <b>", "o_count": "to"}, replace(STAMP, at=NOON), tab="fane-1")

    with reading(engine) as connection:
        found = find_draft(connection, D1, STAMP.by)

    assert found is not None
    assert (found.version, found.tab, dict(found.values)) == (2, "fane-1", {"sags_id": "æøå <b>", "o_count": "to"})


def test_a_draft_is_its_writers_alone(engine: Engine) -> None:
    with writing(engine) as connection:
        begin_draft(connection, D1, {}, STAMP)
        begin_draft(connection, D2, {}, OTHER)

    with writing(engine) as connection:
        assert find_draft(connection, D1, OTHER.by, lock=True) is None
        assert not delete_draft(connection, D1, OTHER.by)
        assert [one.draft_id for one in own_drafts(connection, STAMP.by)] == [D1]
        assert count_drafts(connection, STAMP.by) == 1
        assert delete_draft(connection, D1, STAMP.by)
        assert not delete_draft(connection, D1, STAMP.by)


def test_an_id_that_is_taken_begins_no_second_draft(engine: Engine) -> None:
    with writing(engine) as connection:
        begin_draft(connection, D1, {"sags_id": "s1"}, STAMP)

    with pytest.raises(IntegrityError), writing(engine) as connection:
        begin_draft(connection, D1, {}, OTHER)


def test_the_one_saved_last_comes_first(engine: Engine) -> None:
    later = replace(STAMP, at=NOON + timedelta(hours=1))
    with writing(engine) as connection:
        first = begin_draft(connection, D1, {}, STAMP)
        begin_draft(connection, D2, {}, replace(STAMP, at=NOON + timedelta(minutes=1)))
        assert [one.draft_id for one in own_drafts(connection, STAMP.by)] == [D2, D1]
        save_draft(connection, first, {}, later, tab="")

        assert [one.draft_id for one in own_drafts(connection, STAMP.by)] == [D1, D2]


def test_drafts_go_by_the_rule_that_somebody_has_decided_and_no_sooner(engine: Engine) -> None:
    rules = Retention(decided_by="chefen", decided_on=date(2026, 1, 1), draft_days=30)
    now = datetime.now(UTC)
    with writing(engine) as connection:
        for draft_id, days in ((D1, 31), (D2, 29)):
            begin_draft(connection, draft_id, {}, replace(STAMP, at=now - timedelta(days=days)))

        assert overdue(connection, rules, now=now).drafts == 1
        assert overdue(connection, replace(rules, draft_days=None), now=now).drafts == 0
        forget_old(connection, rules, now=now)

        assert [one.draft_id for one in own_drafts(connection, STAMP.by)] == [D2]


def test_a_child_that_is_erased_is_in_no_draft_either(engine: Engine) -> None:
    child, other = ChildId("barn-" + "b" * 32), ChildId("barn-" + "c" * 32)
    with writing(engine) as connection:
        begin_draft(connection, D1, {"barn": child}, STAMP)
        begin_draft(connection, D2, {"barn": other}, OTHER)

        erased = erase_child(connection, child)

        assert erased.rows == {"drafts": 1}
        assert own_drafts(connection, STAMP.by) == ()
        assert len(own_drafts(connection, OTHER.by)) == 1
