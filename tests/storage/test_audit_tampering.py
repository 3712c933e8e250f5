"""Is every alteration of the log found, and where? An intruder who may do everything in the database, a thousand times.

Each attempt draws from a generator of its own, whose seed a failing test prints.
"""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from sqlalchemy import Connection, delete, update

from storage.audit import head
from storage.audit_anchors import Anchor, AnchorKind, anchor
from storage.audit_chain import Break, ChainLink, Fault, Row, linked, written_moment
from storage.audit_verify import Witness, verify
from storage.engine import Engine, open_engine, reading, writing
from storage.migrate import upgrade
from storage.signing_keys import SigningKey, new_key
from storage.tables.audit import audit_entries, audit_head
from tests.answers import NOON
from tests.storage.audit_logs import disarm, fill, move_head, replace_all, stored

ROWS = 60
ANCHORED = (20, 40)
ATTEMPTS = 1_000
SEED = 20_261_122

Rows: TypeAlias = list[dict[str, Any]]
Found: TypeAlias = tuple[Fault, int]
Attempt: TypeAlias = Callable[[Connection, random.Random], Found]

OTHER_VALUES: dict[str, Any] = {
    "at": NOON - timedelta(days=9),
    "actor": "en anden",
    "roles": "revisor",
    "operation": "case.list",
    "outcome": "denied",
    "purpose": "nysgerrighed",
    "request_id": "r-0",
    "case_id": "sag-0",
    "child_id": None,
    "hash": "f" * 64,
}


def edit(connection: Connection, draw: random.Random) -> Found:
    """Change one value of one row, its hash among them."""
    sequence, column = draw.randint(1, ROWS), draw.choice(sorted(OTHER_VALUES))
    chosen = audit_entries.c.sequence == sequence
    connection.execute(update(audit_entries).where(chosen).values({column: OTHER_VALUES[column]}))
    return Fault.EDITED, sequence


def delete_some(connection: Connection, draw: random.Random) -> Found:
    """Take out some rows, though not the last."""
    sequence = draw.randint(1, ROWS - 1)
    last = draw.randint(sequence, min(ROWS - 1, sequence + 3))
    connection.execute(delete(audit_entries).where(audit_entries.c.sequence.between(sequence, last)))
    return Fault.DELETED, sequence


def delete_and_close_up(connection: Connection, draw: random.Random) -> Found:
    """Take out one row and number those after it anew, so that no number is missing."""
    rows, sequence = stored(connection), draw.randint(1, ROWS - 2)
    del rows[sequence - 1]
    replace_all(connection, _numbered(rows))
    move_head(connection, sequence=ROWS - 1)
    return Fault.DELETED, sequence


def insert_one(connection: Connection, draw: random.Random) -> Found:
    """Put in a row as the chain would have it, and number those after it anew."""
    rows, sequence = stored(connection), draw.randint(2, ROWS - 1)
    made = rows[sequence - 1] | {"actor": "indsat", "sequence": sequence}
    made["hash"] = linked(rows[sequence - 2]["hash"], _row(made))
    replace_all(connection, _numbered([*rows[: sequence - 1], made, *rows[sequence - 1 :]]))
    move_head(connection, sequence=ROWS + 1)
    return Fault.INSERTED, sequence + 1  # itself it follows; what was here before does not follow from it


def insert_anyhow(connection: Connection, draw: random.Random) -> Found:
    """Put in a row with a hash of no meaning."""
    rows, sequence = stored(connection), draw.randint(1, ROWS - 1)
    made = rows[sequence - 1] | {"actor": "indsat", "hash": "a" * 64}
    replace_all(connection, _numbered([*rows[: sequence - 1], made, *rows[sequence - 1 :]]))
    move_head(connection, sequence=ROWS + 1)
    return Fault.INSERTED, sequence


def append_beyond_the_head(connection: Connection, draw: random.Random) -> Found:
    """Write rows after the last without telling the head."""
    rows = stored(connection)
    for sequence in range(ROWS + 1, ROWS + 1 + draw.randint(1, 3)):
        made = rows[-1] | {"actor": "indsat", "sequence": sequence}
        rows.append(made | {"hash": linked(rows[-1]["hash"], _row(made))})
    replace_all(connection, rows)
    return Fault.INSERTED, ROWS + 1


def swap(connection: Connection, draw: random.Random) -> Found:
    """Let two rows change places, with their hashes or without."""
    rows = stored(connection)
    first, second = sorted(draw.sample(range(ROWS), 2))
    rows[first], rows[second] = rows[second], rows[first]
    if draw.random() < 0.5:
        rows[first]["hash"], rows[second]["hash"] = rows[second]["hash"], rows[first]["hash"]
    replace_all(connection, _numbered(rows))
    return Fault.SWAPPED, first + 1


def truncate(connection: Connection, draw: random.Random) -> Found:
    """Cut off the end, or all."""
    sequence = draw.randint(1, ROWS)
    connection.execute(delete(audit_entries).where(audit_entries.c.sequence >= sequence))
    return Fault.TRUNCATED, sequence


def alter_the_head(connection: Connection, draw: random.Random) -> Found:
    """Change the head's hash, or take it away."""
    if draw.random() < 0.5:
        connection.execute(delete(audit_head))
    else:
        move_head(connection, hash="e" * 64)
    return Fault.HEAD_ALTERED, ROWS


def truncate_and_rewind(connection: Connection, draw: random.Random) -> Found:
    """Cut off the end and set the head back to what is left: the chain holds."""
    sequence = draw.randint(1, max(ANCHORED))
    connection.execute(delete(audit_entries).where(audit_entries.c.sequence >= sequence))
    left = stored(connection)
    move_head(connection, sequence=sequence - 1, hash=left[-1]["hash"] if left else "0" * 64)
    return Fault.TRUNCATED, sequence


def rewrite(connection: Connection, draw: random.Random) -> Found:
    """Change a row and link everything after it anew, head and all: the chain holds."""
    rows, sequence = stored(connection), draw.randint(1, max(ANCHORED))
    rows[sequence - 1]["actor"] = "en anden"
    _relink(rows, sequence)
    replace_all(connection, rows)
    move_head(connection, hash=rows[-1]["hash"])
    return Fault.REWRITTEN, min(number for number in ANCHORED if number >= sequence)


def rewrite_and_stop(connection: Connection, draw: random.Random) -> Found:
    """Change a row, link some after it anew, and leave the rest."""
    rows, sequence = stored(connection), draw.randint(max(ANCHORED) + 1, ROWS - 2)
    upto = draw.randint(sequence, ROWS - 2)
    rows[sequence - 1]["actor"] = "en anden"
    _relink(rows[:upto], sequence)
    replace_all(connection, rows)
    return Fault.EDITED, upto + 1


SEEN_BY_THE_CHAIN: tuple[Attempt, ...] = (
    edit, delete_some, delete_and_close_up, insert_one, insert_anyhow, append_beyond_the_head, swap, truncate,
    alter_the_head, rewrite_and_stop,
)  # fmt: skip
SEEN_BY_ANCHORS: tuple[Attempt, ...] = (truncate_and_rewind, rewrite)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A log of sixty rows whose guards are gone. Every attempt is rolled back, so that the next meets it whole."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('audit') / 'log.sqlite'}")
    upgrade(engine)
    fill(engine, ROWS)
    with writing(engine) as connection:
        disarm(connection)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return new_key(tmp_path_factory.mktemp("key") / "audit.key")


@pytest.fixture(scope="module")
def witness(log: Engine, key: SigningKey) -> Witness:
    with reading(log) as connection:
        rows = stored(connection)
    return Witness(anchors=[_anchor(rows, number, key) for number in ANCHORED], key=key)


def test_a_thousand_alterations_are_found_each_with_its_place_and_kind(log: Engine, witness: Witness) -> None:
    missed = [
        (SEED + number, attempt.__name__, expected, found)
        for number in range(ATTEMPTS)
        for attempt, expected, found in [_attempted(log, witness, random.Random(SEED + number))]  # noqa: S311
        if expected not in found
    ]

    assert missed == []


def _attempted(log: Engine, witness: Witness, draw: random.Random) -> tuple[Attempt, Found, list[Found]]:
    attempt = draw.choice((*SEEN_BY_THE_CHAIN, *SEEN_BY_ANCHORS))
    with reading(log) as connection:
        expected = attempt(connection, draw)
        alone = verify(connection).breaks
        breaks = verify(connection, witness).breaks if attempt in SEEN_BY_ANCHORS else alone
    assert bool(alone) is (attempt in SEEN_BY_THE_CHAIN)
    return attempt, expected, [(one.fault, one.sequence) for one in breaks]


@pytest.mark.parametrize("attempt", [*SEEN_BY_THE_CHAIN, *SEEN_BY_ANCHORS], ids=lambda attempt: attempt.__name__)
@pytest.mark.parametrize("seed", range(3))
def test_each_kind_of_alteration_is_found_on_either_engine(
    engine: Engine, key: SigningKey, attempt: Attempt, seed: int
) -> None:
    fill(engine, ROWS)
    with reading(engine) as connection:
        rows = stored(connection)
    with writing(engine) as connection:
        disarm(connection)
        expected = attempt(connection, random.Random(SEED + seed))  # noqa: S311

    with reading(engine) as connection:
        witness = Witness(anchors=[_anchor(rows, number, key) for number in ANCHORED], key=key)
        found = verify(connection, witness if attempt in SEEN_BY_ANCHORS else None).breaks

    assert expected in [(one.fault, one.sequence) for one in found]


def test_a_rewrite_lies_after_the_last_anchor_that_agrees(log: Engine, witness: Witness) -> None:
    with reading(log) as connection:
        rows = stored(connection)
        rows[29]["purpose"] = "noget andet"
        _relink(rows, 30)
        replace_all(connection, rows)
        move_head(connection, hash=rows[-1]["hash"])

        assert verify(connection, witness).breaks == (Break(sequence=40, fault=Fault.REWRITTEN, after=20),)


def test_many_rows_taken_out_and_the_others_renumbered_are_told_from_an_edit(log: Engine) -> None:
    with reading(log) as connection:
        rows = stored(connection)
        replace_all(connection, _numbered([*rows[:9], *rows[19:]]))

        assert verify(connection).breaks[0] == Break(sequence=10, fault=Fault.DELETED)


def test_a_value_that_is_no_text_is_found_too(log: Engine) -> None:
    with reading(log) as connection:
        connection.exec_driver_sql("UPDATE audit_entries SET actor = x'00ff', at = 'i går' WHERE sequence = 7")

        assert verify(connection).breaks == (Break(sequence=7, fault=Fault.EDITED),)


def test_a_whole_log_is_not_accused(log: Engine, witness: Witness) -> None:
    with reading(log) as connection:
        verdict = verify(connection, witness)

        assert (verdict.breaks, verdict.end) == ((), head(connection))


def _anchor(rows: Rows, sequence: int, key: SigningKey) -> Anchor:
    row = rows[sequence - 1]
    return anchor(AnchorKind.HEAD, ChainLink(row["sequence"], row["hash"]), at=NOON, key=key)


def _row(values: dict[str, Any]) -> Row:
    return Row(**(values | {"at": written_moment(values["at"])}))


def _relink(rows: Rows, start: int) -> None:
    """ChainLink rows anew from a number on."""
    for index in range(start - 1, len(rows)):
        previous = rows[index - 1]["hash"] if index else "0" * 64
        rows[index]["hash"] = linked(previous, _row(rows[index]))


def _numbered(rows: Rows) -> Rows:
    return [row | {"sequence": number} for number, row in enumerate(rows, 1)]
