"""Open cases on file, as an operator makes them and allocates beside them."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from features.history_files import read_history
from models.assess import Assessor
from pipelines.allocate import allocate_files
from pipelines.caseload import open_cases
from pipelines.caseload_command import caseload_file
from pipelines.cases_to_place import read_cases_to_place
from pipelines.progress import Steps
from pipelines.staff import read_staff
from pipelines.train import Trained, write
from sagstyngde.errors import BundleRefused, InputRefused

STEPS = Steps(Console(quiet=True), None, None)


@pytest.fixture(scope="module")
def bundle(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "bundle"
    write(trained, folder, None)
    return folder


def test_the_file_holds_the_open_cases_and_is_what_allocate_starts_from(
    bundle: Path, municipality: Path, tmp_path: Path
) -> None:
    staff = municipality / "staff.csv"

    weighed = caseload_file(bundle, municipality, staff, tmp_path / "open.jsonl", on=None, steps=STEPS)

    cases = read_cases_to_place(tmp_path / "open.jsonl")
    history, _ = read_history(Assessor.load(bundle).scheme, municipality)
    at_work = {one.caseworker_id for one in read_staff(staff) if one.left_on is None}
    assert cases == open_cases(history, Assessor.load(bundle), history.ends_on, employed=at_work)
    assert (weighed.count, weighed.on) == (len(cases), history.ends_on)
    assert weighed.hours == pytest.approx(sum(sum(case.monthly_hours[:6]) for case in cases))
    plan = allocate_files(
        "standard",
        tmp_path / "open.jsonl",
        staff,
        tmp_path / "plan.json",
        explain=False,
        time_limit_s=None,
        on=history.ends_on,
        console=Console(quiet=True),
    )
    assert sum(load.count_before for load in plan.loads) == len(cases)


def test_nothing_of_later_days_is_used(bundle: Path, municipality: Path, tmp_path: Path) -> None:
    day = date(2026, 3, 1)

    weighed = caseload_file(bundle, municipality, municipality / "staff.csv", tmp_path / "a.jsonl", on=day, steps=STEPS)

    history, _ = read_history(Assessor.load(bundle).scheme, municipality)
    then_open = {
        case.case_id
        for case in history.cases
        if case.received_on < day and (case.closed_on is None or case.closed_on >= day)
    }
    written = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert {row["case_id"] for row in written} == then_open
    assert weighed.on == day
    assert all(row["held_since"] is None or row["held_since"] < day.isoformat() for row in written)
    assert history.ends_on - day > timedelta(days=100)


def test_an_unknown_bundle_is_refused(municipality: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleRefused, match="is not there"):
        caseload_file(
            tmp_path / "x", municipality, municipality / "staff.csv", tmp_path / "a.jsonl", on=None, steps=STEPS
        )


def test_a_day_before_the_history_is_refused_and_nothing_is_written(
    bundle: Path, municipality: Path, tmp_path: Path
) -> None:
    out = tmp_path / "open.jsonl"

    with pytest.raises(InputRefused, match="choose that day or a later one"):
        caseload_file(bundle, municipality, municipality / "staff.csv", out, on=date(1999, 1, 1), steps=STEPS)

    assert not out.exists()
