import shutil
import stat
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId
from sagstyngde.errors import BackupRefused, NotReady
from storage.assessments import insert_assessment, newest_assessment
from storage.audit import append
from storage.audit_verify import verify
from storage.backup import back_up
from storage.cases import find_record
from storage.drill import drill
from storage.engine import Engine, open_engine, reading, writing
from storage.migrate import downgrade, head, revision_of
from storage.plans import PlanId, insert_plan
from storage.restore import restore
from storage.sqlite import DRIVER
from storage.staff import all_staff, record_staff
from storage.tables.identity import sessions
from storage.tally import tallies
from tests.answers import NOON, STAMP, a_case, a_caseworker, a_plan, an_assessment, store, stored_case
from tests.databases import POSTGRESQL, SQLITE, Postgres
from tests.storage.audit_logs import a_look, intrude

COUNT = 30


@pytest.fixture
def filled(engine: Engine) -> Engine:
    with writing(engine) as connection:
        for number in range(COUNT):
            case = a_case(f"sag {number}", district="Øst" if number % 2 else None)
            store(connection, case, an_assessment(f"sag {number}", points=number / 3))
        insert_plan(connection, PlanId("p"), a_plan(), STAMP)
        record_staff(connection, [a_caseworker("w1"), a_caseworker("w2")], STAMP)
        append(connection, [a_look(number) for number in range(COUNT)])
    return engine


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database to restore into, of either engine whatever the backup came from."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'elsewhere' / 'restored.sqlite'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.create()
    yield url
    server.drop(url)


def test_a_backup_brings_back_everything_on_either_engine(filled: Engine, elsewhere: str, tmp_path: Path) -> None:
    backup = back_up(filled, tmp_path / "b.sqlite")
    restored = restore(backup.file, elsewhere)

    opened = open_engine(elsewhere)
    with reading(filled) as before, reading(opened) as after:
        assert restored == backup.tables == tallies(before) == tallies(after)
        assert stored_case(after, CaseId("sag 7")) == stored_case(before, CaseId("sag 7"))
        assert newest_assessment(after, CaseId("sag 7")) == newest_assessment(before, CaseId("sag 7"))
        assert all_staff(after) == all_staff(before)
        assert verify(after) == verify(before)
    opened.dispose()
    assert backup.rows > 2 * COUNT


def test_a_restored_database_goes_on_where_the_old_one_stopped(filled: Engine, elsewhere: str, tmp_path: Path) -> None:
    restore(back_up(filled, tmp_path / "b.sqlite").file, elsewhere)
    newer = an_assessment("sag 1", assessment_id=AssessmentId("newer"))

    opened = open_engine(elsewhere)
    with writing(opened) as connection:
        record = find_record(connection, newer.case_id)
        assert record is not None
        insert_assessment(connection, record, newer, by="u1")
        append(connection, [a_look(COUNT)])

    with reading(opened) as connection:
        found = newest_assessment(connection, newer.case_id)
        assert (verify(connection).breaks, verify(connection).row_count) == ((), COUNT + 1)
    assert found is not None
    assert found.assessment == newer
    opened.dispose()


def test_a_backup_while_others_write_is_of_one_moment(filled: Engine, tmp_path: Path) -> None:
    """Each write stores a case and its assessment together: a backup of two moments would part some of them."""
    over = threading.Event()
    written: list[str] = []

    def write_on() -> None:
        while not over.is_set():
            name = f"ny {len(written)}"
            with writing(filled) as connection:
                store(connection, a_case(name), an_assessment(name))
            written.append(name)

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        drills = []
        for number in range(3):
            folder = tmp_path / str(number)
            folder.mkdir()
            drills.append(drill(filled, folder))
    finally:
        over.set()
        writer.join()

    for one in drills:
        rows = {table.table: table.rows for table in one.restored}
        assert one.passed
        assert rows["cases"] == rows["assessments"]
    assert len(written) > 10


def test_a_backup_is_one_file_for_its_owner_alone(filled: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    backup = back_up(filled, folder / "b.sqlite")

    assert [file.name for file in folder.iterdir()] == ["b.sqlite"]
    assert stat.S_IMODE(backup.file.stat().st_mode) == 0o600
    assert backup.size == backup.file.stat().st_size


def test_a_backup_overwrites_nothing(filled: Engine, tmp_path: Path) -> None:
    (tmp_path / "b.sqlite").write_text("yesterday's")

    with pytest.raises(BackupRefused, match="already"):
        back_up(filled, tmp_path / "b.sqlite")

    assert (tmp_path / "b.sqlite").read_text() == "yesterday's"
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".part")] == []


def test_a_backup_that_cannot_be_written_is_refused_and_leaves_nothing(filled: Engine, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="written"):
        back_up(filled, tmp_path / "no such folder" / "b.sqlite")


def test_tables_of_another_version_are_not_backed_up_as_if_they_were_ours(filled: Engine, tmp_path: Path) -> None:
    downgrade(filled, "r0001")

    with pytest.raises(NotReady, match="version"):
        back_up(filled, tmp_path / "b.sqlite")

    assert list(tmp_path.glob("*b.sqlite*")) == []


def test_a_restore_overwrites_nothing(filled: Engine, url: str, tmp_path: Path) -> None:
    backup = back_up(filled, tmp_path / "b.sqlite")
    with reading(filled) as connection:
        before = tallies(connection)

    with pytest.raises(BackupRefused, match=r"overwritten"):
        restore(backup.file, url)

    with reading(filled) as connection:
        assert tallies(connection) == before


def test_nobody_stays_logged_in_over_a_restore(filled: Engine, elsewhere: str, tmp_path: Path) -> None:
    times = dict.fromkeys(("started_at", "seen_at", "ends_at"), NOON)
    session = {"token_hash": "t", "user_id": "u", "principal": {}, "attempt": "a"}
    with writing(filled) as connection:
        connection.execute(insert(sessions).values(session | times))

    restore(back_up(filled, tmp_path / "b.sqlite").file, elsewhere)

    opened = open_engine(elsewhere)
    with reading(filled) as before, reading(opened) as after:
        assert [len(one.execute(select(sessions)).all()) for one in (before, after)] == [1, 0]
    opened.dispose()


@SQLITE
def test_a_backup_of_an_older_version_is_brought_to_this_one(filled: Engine, elsewhere: str, tmp_path: Path) -> None:
    downgrade(filled, "r0001")
    filled.dispose()
    old = tmp_path / "old.sqlite"
    shutil.copyfile(str(filled.url.database), old)

    restored = restore(old, elsewhere)

    opened = open_engine(elsewhere)
    with reading(opened) as connection:
        assert revision_of(connection) == head()
        assert {table.table: table.rows for table in restored}["cases"] == COUNT
    opened.dispose()


@SQLITE
@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "none", "newer", "orphan"])
def test_what_is_not_a_sound_backup_of_ours_is_refused(
    filled: Engine, elsewhere: str, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "b.sqlite"
    back_up(filled, file)
    _do(damage, file)

    with pytest.raises(BackupRefused):
        restore(file, elsewhere)

    if elsewhere.startswith("sqlite"):
        assert not (tmp_path / "elsewhere" / "restored.sqlite").exists()


@POSTGRESQL
def test_a_restore_that_breaks_off_leaves_an_empty_database(
    filled: Engine, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = back_up(filled, tmp_path / "b.sqlite")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("storage.restore.tallies", fail)
        with pytest.raises(KeyboardInterrupt):
            restore(backup.file, elsewhere)

    assert restore(backup.file, elsewhere) == backup.tables


def test_a_drill_finds_what_differs(filled: Engine, tmp_path: Path) -> None:
    done = drill(filled, tmp_path)
    (cases, *_) = (table for table in done.restored if table.table == "cases")
    one_less = tuple(replace(table, rows=29) if table is cases else table for table in done.restored)

    assert (done.passed, done.answers, done.differing_tables) == (True, COUNT, ())
    assert (done.log.row_count, done.log.breaks) == (COUNT, ())
    assert replace(done, restored=one_less).differing_tables == ("cases",)
    assert not replace(done, restored=one_less).passed
    assert not replace(done, differing_answers=(AssessmentId("x"),)).passed


def test_a_drill_follows_the_log_and_finds_where_it_breaks(filled: Engine, tmp_path: Path) -> None:
    intrude(filled, lambda connection: connection.execute(text("DELETE FROM audit_entries WHERE sequence = 7")))

    done = drill(filled, tmp_path)

    assert (done.passed, done.differing_tables) == (False, ())
    assert [broken.sequence for broken in done.log.breaks] == [7]


def test_one_changed_value_changes_a_tally(filled: Engine) -> None:
    with reading(filled) as connection:
        before = tallies(connection)
    with writing(filled) as connection:
        connection.execute(text("UPDATE cases SET district = 'Vest' WHERE case_id = 'sag 3'"))
    with reading(filled) as connection:
        after = tallies(connection)

    assert {table.table for table, other in zip(before, after, strict=True) if table != other} == {"cases"}


def _do(damage: str, file: Path) -> None:
    match damage:
        case "cut":
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        case "flipped":
            content = bytearray(file.read_bytes())
            content[4096 * 3 : 4096 * 3 + 64] = bytes(64)
            file.write_bytes(content)
        case "text":
            file.write_text("not a database" * 1000)
        case "none":
            file.unlink()
        case "newer":
            _execute(file, "UPDATE alembic_version SET version_num = 'r9999'")
        case "orphan":
            _execute(file, "UPDATE assessments SET case_id = 'nobody' WHERE sequence = 1")


def _execute(file: Path, statement: str) -> None:
    raw = DRIVER.connect(file)
    raw.execute(statement)
    raw.commit()
    raw.close()
