"""Can the log's oldest part be let go so that what is left still verifies, and can nothing else pass for that?"""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from sagstyngde.errors import InputRefused
from storage.audit import append, head
from storage.audit_anchors import AnchorKind, anchor
from storage.audit_chain import ChainLink, Fault
from storage.audit_seals import LEAST_KEPT, Seal, let_go, seal, seals
from storage.audit_verify import Witness, verify
from storage.engine import Connection, Engine, reading, writing
from storage.signing_keys import SigningKey, new_key
from storage.tables.audit import audit_entries, audit_seals
from tests.answers import NOON
from tests.storage.audit_logs import a_look, disarm, fill, intrude, stored

LATER = NOON + LEAST_KEPT + timedelta(days=1)
OLD = 30


@pytest.fixture
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return new_key(tmp_path_factory.mktemp("key") / "audit.key")


@pytest.fixture
def log(engine: Engine) -> Engine:
    """Thirty old rows and ten new ones."""
    fill(engine, OLD)
    with writing(engine) as connection:
        append(connection, [a_look(number, at=LATER) for number in range(10)])
    return engine


def seal_all_old(engine: Engine, key: SigningKey | None) -> Seal:
    with writing(engine) as connection:
        made = seal(connection, NOON + timedelta(days=1), at=LATER, by="cli:drift", key=key)
    assert made is not None
    return made


def test_the_chain_goes_on_across_what_was_let_go(log: Engine, key: SigningKey) -> None:
    made = seal_all_old(log, key)
    with writing(log) as connection:
        gone = let_go(connection)
        append(connection, [a_look(99, at=LATER)])

    with reading(log) as connection:
        rows, verdict = stored(connection), verify(connection, Witness(key=key))
        assert (gone, let_go(connection)) == (OLD, 0)
    assert (made.last.sequence, made.first_at, made.last_at) == (OLD, a_look(1).at, a_look(OLD).at)
    assert [row["sequence"] for row in rows] == list(range(OLD + 1, OLD + 12))
    assert (verdict.breaks, verdict.row_count, verdict.seal_count) == ((), 11, 1)


def test_a_sealed_log_holds_before_the_rows_are_gone_and_after_some_are(log: Engine, key: SigningKey) -> None:
    seal_all_old(log, key)

    with writing(log) as connection:
        before = verify(connection, Witness(key=key)).breaks
        connection.execute(delete(audit_entries).where(audit_entries.c.sequence < 5))

        assert (before, verify(connection, Witness(key=key)).breaks) == ((), ())


def test_no_row_younger_than_six_months_is_sealed(log: Engine) -> None:
    with pytest.raises(InputRefused, match="184 days"), writing(log) as connection:
        seal(connection, LATER - LEAST_KEPT + timedelta(seconds=1), at=LATER, by="cli:drift", key=None)


def test_a_young_row_among_old_ones_keeps_those_after_it(engine: Engine) -> None:
    """A clock that was wrong for an hour must not let younger rows go."""
    fill(engine, 5)
    with writing(engine) as connection:
        append(connection, [a_look(6, at=LATER), a_look(7)])
        made = seal(connection, NOON + timedelta(days=1), at=LATER, by="cli:drift", key=None)

    assert made is not None
    assert made.last.sequence == 5


def test_nothing_old_is_nothing_to_seal(log: Engine) -> None:
    with writing(log) as connection:
        assert seal(connection, NOON - timedelta(days=1), at=LATER, by="cli:drift", key=None) is None


def test_seals_follow_each_other(log: Engine, key: SigningKey) -> None:
    seal_all_old(log, key)
    year_later = LATER + timedelta(days=365)
    with writing(log) as connection:
        seal(connection, LATER + timedelta(days=1), at=year_later, by="cli:drift", key=key)
        let_go(connection)

    with reading(log) as connection:
        verdict = verify(connection, Witness(key=key))

        assert [one.last.sequence for one in seals(connection)] == [OLD, OLD + 10]
        assert (verdict.breaks, verdict.row_count, verdict.end) == ((), 0, head(connection))


def test_what_no_seal_covers_cannot_be_deleted(log: Engine, key: SigningKey) -> None:
    seal_all_old(log, key)

    with pytest.raises(IntegrityError), writing(log) as connection:
        connection.execute(delete(audit_entries).where(audit_entries.c.sequence == OLD + 1))


def test_a_seal_made_without_the_key_is_found(
    log: Engine, key: SigningKey, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whoever owns the database can delete rows and seal the gap, but not sign."""
    own = new_key(tmp_path_factory.mktemp("intruder") / "audit.key")
    seal_all_old(log, own)

    with reading(log) as connection:
        breaks = verify(connection, Witness(key=key)).breaks

    assert [(one.fault, one.sequence) for one in breaks] == [(Fault.SEAL_ALTERED, OLD)]


def test_without_a_key_the_anchors_vouch_for_a_seal(log: Engine) -> None:
    made = seal_all_old(log, None)
    at_seal = anchor(AnchorKind.SEAL, ChainLink(made.last.sequence, made.hash), at=LATER, key=None)
    at_head = anchor(AnchorKind.HEAD, made.last, at=LATER, key=None)

    with reading(log) as connection:
        vouched = verify(connection, Witness(anchors=[at_seal, at_head])).breaks
        unknown = verify(connection, Witness(anchors=[at_head])).breaks

    assert (vouched, [one.fault for one in unknown]) == ((), [Fault.SEAL_ALTERED])


@pytest.mark.parametrize("values", [{"sealed_by": "en anden"}, {"last_hash": "a" * 64}, {"first_at": LATER}])
def test_an_altered_seal_is_found(log: Engine, key: SigningKey, values: dict[str, object]) -> None:
    seal_all_old(log, key)
    intrude(log, lambda connection: connection.execute(update(audit_seals).values(values)))

    with reading(log) as connection:
        assert Fault.SEAL_ALTERED in {one.fault for one in verify(connection, Witness(key=key)).breaks}


def test_a_seal_taken_away_leaves_a_gap(log: Engine, key: SigningKey) -> None:
    seal_all_old(log, key)

    def lose_the_seal(connection: Connection) -> None:
        let_go(connection)
        connection.execute(delete(audit_seals))

    intrude(log, lose_the_seal)

    with reading(log) as connection:
        assert verify(connection, Witness(key=key)).breaks[0].fault is Fault.DELETED


def test_rows_slipped_in_under_a_seal_are_not_the_logs(log: Engine, key: SigningKey) -> None:
    made = seal_all_old(log, key)
    with writing(log) as connection:
        row = stored(connection)[0]
        let_go(connection)
        disarm(connection)
        connection.execute(insert(audit_entries).values(row | {"actor": "en anden"}))

        assert let_go(connection) == 1
        assert verify(connection, Witness(key=key)).start == made.last
