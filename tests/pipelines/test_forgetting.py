"""The vault's keys, erasure and retention, as an operator meets them at the command line."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from pipelines.cli import app
from sagstyngde.access import Principal
from sagstyngde.case import CaseworkerId
from sagstyngde.errors import InputRefused, RetentionRefused, VaultClosed
from sagstyngde.felt import Felt
from sagstyngde.months import add_months
from sagstyngde.weeks import monday_of
from storage.drafts import DraftId, begin_draft
from storage.engine import Connection, Engine, open_engine, reading, writing
from storage.felt_loads import felt_by_week, tell_felt
from storage.migrate import upgrade
from storage.people import remember_name
from storage.staff import record_staff
from storage.stamp import Stamp
from storage.tables.audit import audit_entries
from storage.tables.casework import cases
from storage.tables.identity import answered_requests, events
from storage.vault import count, enter, identity_of
from storage.vault_key_file import read_keys
from tests.answers import STAMP, a_case, a_caseworker, store
from tests.storage.planted import GONE, KEPT, MARK, plant, rows_with
from tests.storage.test_vault import ASE, BO

RULES = 'decided_by = "Chefen"\ndecided_on = 2026-11-01\n'


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("SAGSTYNGDE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    opened = open_engine(f"sqlite:///{tmp_path / 'var' / 'sagstyngde.sqlite'}")
    upgrade(opened)
    yield opened
    opened.dispose()


def run(*arguments: str, typed: str | None = None) -> str:
    result = CliRunner().invoke(app, arguments, input=typed, catch_exceptions=True)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_keys_are_made_once(engine: Engine, tmp_path: Path) -> None:
    assert "vault.keys" in run("vault", "key", "new")
    keys = read_keys(tmp_path / "var" / "vault.keys")

    with pytest.raises(VaultClosed):
        run("vault", "key", "new")
    assert read_keys(tmp_path / "var" / "vault.keys") == keys


def test_rotation_encrypts_every_row_anew_and_old_keys_go_when_told_to(engine: Engine, tmp_path: Path) -> None:
    run("vault", "key", "new")
    path = tmp_path / "var" / "vault.keys"
    with writing(engine) as connection:
        child_id = enter(connection, read_keys(path), ASE, STAMP)

    assert "1 række blev" in run("vault", "key", "rotate")
    assert [key.key_id for key in read_keys(path).encryption] == ["1", "2"]
    run("vault", "key", "rotate", "--forget-older")

    assert [key.key_id for key in read_keys(path).encryption] == ["3"]
    assert "alt i boksen: 1 række" in run("vault", "check")
    with reading(engine) as connection:
        assert identity_of(connection, read_keys(path), child_id) == ASE


def test_a_number_typed_unseen_gives_its_pseudonym(engine: Engine, tmp_path: Path) -> None:
    run("vault", "key", "new")

    told = run("vault", "child", typed="290204-5678\n")

    assert read_keys(tmp_path / "var" / "vault.keys").pseudonym_of(ASE.cpr) in told
    assert "290204" not in told


def test_an_erased_case_is_gone_and_the_log_says_who_and_why(engine: Engine) -> None:
    plant(engine)

    told = run("erase", "--case", GONE, "--reason", "anmodning 2026-7", "--yes")

    assert "assessments" in told
    assert "modelpakken" in told
    assert rows_with(engine, MARK) == {}
    with reading(engine) as connection:
        erasing = select(audit_entries).where(audit_entries.c.operation == "case.erase")
        looks = connection.execute(erasing.order_by(audit_entries.c.sequence)).all()
    assert [(look.case_id, look.purpose) for look in looks] == [(GONE, "anmodning 2026-7"), (None, "anmodning 2026-7")]
    assert all(look.actor.startswith("cli:") for look in looks)


def test_a_child_is_erased_with_its_cases(engine: Engine) -> None:
    child_id = plant(engine)[GONE]

    run("erase", "--child", child_id, "--reason", "anmodning", "--yes")

    assert rows_with(engine, MARK) == {}
    assert rows_with(engine, KEPT)


def test_nothing_is_erased_unasked_or_unknown_or_for_a_reason_the_log_must_not_hold(engine: Engine) -> None:
    plant(engine)
    before = rows_with(engine, GONE)

    assert CliRunner().invoke(app, ["erase", "--case", GONE, "--reason", "x"], input="n\n").exit_code == 1
    assert CliRunner().invoke(app, ["erase", "--reason", "x", "--yes"]).exit_code == 2
    for case_id, reason in ((GONE, "barn 290204-5678"), (GONE, " "), (GONE, "x" * 101), ("ukendt", "anmodning")):
        with pytest.raises(InputRefused) as refused:
            run("erase", "--case", case_id, "--reason", reason, "--yes")
        assert "290204" not in refused.value.danish

    assert rows_with(engine, GONE) == before


def test_without_rules_nothing_goes(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(RetentionRefused, match="name the municipality's rules"):
        run("retention")
    with pytest.raises(RetentionRefused, match="is not there"):
        run("retention", "--rules", str(tmp_path / "regler.toml"))


def test_what_the_rules_let_go_is_told_first_and_then_goes(engine: Engine, tmp_path: Path) -> None:
    rules = tmp_path / "regler.toml"
    rules.write_text(
        RULES + '[cases]\nyears_after_closing = 5\nnot_before_age = 23\nborn_fact = "born_on"\n'
        "[children]\ndays_without_case = 90\n[drafts]\ndays = 30\n[people]\ndays = 30\n"
        "[events]\ndays = 30\n[replies]\nhours = 72\n",
        "utf-8",
    )
    run("vault", "key", "new")
    keys = read_keys(tmp_path / "var" / "vault.keys")
    long_ago = datetime.now(UTC) - timedelta(days=100)
    _fill(engine, long_ago)
    with writing(engine) as connection:
        enter(connection, keys, BO, Stamp(by="test", at=long_ago))
        begin_draft(connection, DraftId("gammel-kladde"), {}, Stamp(by="test", at=long_ago))
        _tell_of_weeks(connection)
        remember_name(connection, Principal(user_id="u1", name="Bo Holm", grants=()), at=long_ago)

    planned = run("retention", "--rules", str(rules), "--dry-run")
    with reading(engine) as connection:
        assert count(connection) == 3
    done = run("retention", "--rules", str(rules))

    assert "Ville blive slettet" in planned
    assert "Chefen, 2026-11-01" in done
    numbers = [[line.split("│")[2].strip() for line in told.splitlines() if "│" in line] for told in (planned, done)]
    assert numbers == [["1"] * 8] * 2
    with reading(engine) as connection:
        assert set(connection.execute(select(cases.c.case_id)).scalars()) == {GONE, KEPT, "ung", "åben", "ukendt-alder"}
        assert count(connection) == 2
        assert [one.felt for one in felt_by_week(connection, date(2000, 1, 1))] == [Felt.LOW]
    assert rows_with(engine, '"gammel"') == {"audit_entries": 1}


def _tell_of_weeks(connection: Connection) -> None:
    """Let a caseworker tell of a week that is a little more than 24 months old, and of one that is a little less."""
    record_staff(connection, [a_caseworker("svarer")], STAMP)
    limit = add_months(datetime.now(UTC).date(), -24)
    before, after = (monday_of(limit) + timedelta(weeks=weeks) for weeks in (-1, 1))
    for week_of, felt in ((before, Felt.HIGH), (after, Felt.LOW)):
        tell_felt(connection, CaseworkerId("svarer"), felt, week_of=week_of, stamp=STAMP)


def _fill(engine: Engine, long_ago: datetime) -> None:
    """Store an old closed case among others that stay, and of two events and two replies let one be old."""
    plant(engine)
    now = datetime.now(UTC)
    closed = {"received_on": date(2015, 1, 1), "closed_on": date(2016, 1, 1)}
    with writing(engine) as connection:
        for case_id, born_on in (("gammel", date(2000, 1, 1)), ("ung", date(2020, 1, 1)), ("ukendt-alder", None)):
            store(connection, a_case(case_id, facts={"born_on": born_on} if born_on else {}, **closed))
        store(connection, a_case("åben", received_on=date(2015, 1, 1)))
        for key, at in ((GONE, long_ago), (KEPT, now)):
            connection.execute(update(events).where(events.c.case_id == key).values(at=at))
            replies = update(answered_requests).where(answered_requests.c.key == f"k-{key}")
            connection.execute(replies.values(answered_at=at))
