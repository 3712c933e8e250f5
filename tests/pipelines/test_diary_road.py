"""From a tap to a trained bundle: closed windows become a history that is checked and learned from."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from casework.diary_rules import Pen, write_entries
from casework.diary_windows import agree, close
from features.history_files import read_history
from features.scheme_toml import parse_scheme, read_scheme, scheme_text
from models.boosting import Boosting
from models.learn import Training
from pipelines import export_command
from pipelines.diary_export import as_diary, tell_diary
from pipelines.export_command import Wish
from pipelines.importers.casebook import brought_by, into_casebook
from pipelines.operators import Errand
from pipelines.staff import read_staff
from pipelines.synthetic import synthesise
from pipelines.synthetic_diary import Diary
from pipelines.train import train
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.diary import DayMark, DiaryEntry
from sagstyngde.errors import SchemeRefused
from sagstyngde.operations import Operation
from sagstyngde.work_kind import WorkKind
from storage.diary import agree_windows, close_window, windows_of
from storage.diary_entries import mark_days, record_entries
from storage.engine import Engine, writing
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, store
from tests.databases import SQLITE
from tests.pipelines.importers.taking import taken

MONDAY = date(2026, 11, 9)
SUNDAY = MONDAY + timedelta(days=13)
EXPORT = Errand(
    operation=Operation.HISTORY_EXPORT,
    purpose="udtræk til analyse",
    at=datetime(2026, 11, 22, 9, tzinfo=UTC),
    actor="cli:drift",
    request_id="r1",
)
INTAKE = replace(EXPORT, operation=Operation.HISTORY_IMPORT)
ANNA, BO = CaseworkerId("w1"), CaseworkerId("w2")


def _entry(whom: CaseworkerId, day: date, minutes: int, kind: WorkKind = WorkKind.DESK) -> DiaryEntry:
    case_id = CaseId("s1" if whom == ANNA else "s2")
    return DiaryEntry(case_id=case_id, caseworker_id=whom, worked_on=day, kind=kind, minutes=minutes)


def test_closed_windows_alone_go_out_without_the_days_left_out(engine: Engine) -> None:
    today = Pen(today=SUNDAY, stamp=STAMP)
    staff = [a_caseworker(whom, absences=()) for whom in (ANNA, BO)]
    with writing(engine) as connection:
        record_staff(connection, staff, STAMP)
        for case_id, whom in (("s1", ANNA), ("s2", BO)):
            store(connection, a_case(case_id, caseworker_id=whom))
        agree(connection, staff, Pen(today=MONDAY, stamp=STAMP), starts_on=MONDAY, weeks=2)
        for whom in (ANNA, BO):
            for kind in (WorkKind.DESK, WorkKind.FAMILY):
                write_entries(connection, [_entry(whom, MONDAY, 45, kind)], today)
        mark_days(connection, ANNA, [MONDAY + timedelta(days=1)], DayMark.LEFT_OUT, stamp=STAMP)
        (window,) = windows_of(connection, [ANNA])
        close(connection, window, staff[0], today, empty=DayMark.NOTHING)

        told = tell_diary(connection)

    assert dict(told.minutes) == {("s1", ANNA, MONDAY): 90}
    assert told.stretches == [(ANNA, MONDAY, MONDAY), (ANNA, MONDAY + timedelta(days=2), SUNDAY)]


@pytest.mark.parametrize("name", ["bornehandicap", "own"])
def test_a_scheme_of_hours_becomes_one_of_a_diary_in_one_line(name: str) -> None:
    text = scheme_text("bornehandicap")[1]
    given = text if name == "bornehandicap" else as_diary(text, "own")[1]

    scheme, changed = as_diary(given, name)

    assert scheme.effort.source == "diary"
    assert [line for line in changed.splitlines() if line not in text.splitlines()] == ['source = "diary"']
    assert parse_scheme(changed, name) == scheme


def test_a_scheme_that_learns_from_events_is_no_diarys() -> None:
    with pytest.raises(SchemeRefused, match="--diary"):
        as_diary(scheme_text("l231")[1], "l231")


@SQLITE
def test_a_kept_diary_is_exported_checked_and_trained_on(engine: Engine, tmp_path: Path) -> None:
    """What stands in the casebook's diary is what the invented municipality's held, and can be learned from."""
    invented = tmp_path / "kommune"
    synthesise(invented, cases=400, caseworkers=6, seed=3, diary=Diary(weeks=4, rounds=4))
    _enter(engine, invented)
    out = tmp_path / "ud"

    export_command.run(Wish(out=out, scheme="bornehandicap", diary=True), engine, EXPORT, Console(quiet=True))

    history, report = read_history(read_scheme(out / "scheme.toml"), out)
    before, _ = read_history(read_scheme(invented / "scheme.toml"), invented)
    assert report.refusals == ()
    assert sum(map(len, history.windows.values())) == sum(map(len, before.windows.values()))
    assert history.work.hours.sum() == pytest.approx(before.work.hours.sum(), rel=0.01)
    trained = train(str(out / "scheme.toml"), out, Training(largest=Boosting(trees=40)), lambda _: None)
    assert parse_scheme(trained.bundle.scheme_text, "learned").effort.source == "diary"
    assert "medarbejder-" in (out / "hours.csv").read_text("utf-8")
    assert set(pd.read_csv(out / "hours.csv").columns) == {"case_id", "worked_on", "hours", "caseworker_id"}


def _enter(engine: Engine, invented: Path) -> None:
    """Bring an invented municipality into a casebook, and its diary as if it had been kept there."""
    scheme = read_scheme(invented / "scheme.toml")
    files = [invented / name for name in ("cases.csv", "categories.csv", "hours.csv", "diary_windows.csv")]
    brought, _ = brought_by(taken(files, scheme), scheme, files)
    into_casebook(engine, brought, INTAKE, dry_run=False)
    with writing(engine) as connection:
        record_staff(connection, read_staff(invented / "staff.csv"), STAMP)
        for whom, first, last in pd.read_csv(invented / "diary_windows.csv").itertuples(index=False):
            days = date.fromisoformat(first), date.fromisoformat(last)
            (window,) = agree_windows(connection, [CaseworkerId(whom)], days, STAMP)
            close_window(connection, window, STAMP)
        record_entries(connection, list(_as_taps(invented)), STAMP)


def _as_taps(invented: Path) -> Iterator[DiaryEntry]:
    hours = pd.read_csv(invented / "hours.csv").dropna(subset=["case_id"])
    summed = hours.groupby(["case_id", "caseworker_id", "worked_on"], as_index=False)["hours"].sum()
    for row in summed.itertuples(index=False):
        yield DiaryEntry(
            case_id=CaseId(str(row.case_id)),
            caseworker_id=CaseworkerId(str(row.caseworker_id)),
            worked_on=date.fromisoformat(str(row.worked_on)),
            kind=WorkKind.DESK,
            minutes=round(60 * float(str(row.hours))),
        )
