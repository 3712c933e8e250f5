from datetime import date
from pathlib import Path

import pytest

from pipelines.staff import read_staff
from sagstyngde.errors import StaffRefused

HEADER = "caseworker_id,name,team,districts,competences,weekly_hours,fixed_monthly_hours,employed_on,left_on"
HOLM = "sb1,M. Holm,Team Fjord,Nord;Syd,autisme; tegnsprog,32,6,2020-03-01,"
AWAY = "caseworker_id,starts_on,ends_on,share"


def staff_file(folder: Path, *rows: str, header: str = HEADER, absences: str | None = None) -> Path:
    path = folder / "staff.csv"
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    if absences is not None:
        (folder / "absences.csv").write_text(f"{AWAY}\n{absences}\n", "utf-8")
    return path


def test_a_caseworker_is_read_with_contract_competences_and_absences(tmp_path: Path) -> None:
    path = staff_file(tmp_path, HOLM, absences="sb1,2026-12-23,2027-01-03,\nsb1,2026-07-06,2026-07-26,0.5")

    (worker,) = read_staff(path)

    assert (worker.caseworker_id, worker.name, worker.team) == ("sb1", "M. Holm", "Team Fjord")
    assert worker.districts == {"Nord", "Syd"}
    assert worker.competences == {"autisme", "tegnsprog"}
    assert (worker.weekly_hours, worker.fixed_monthly_hours, worker.left_on) == (32.0, 6.0, None)
    assert [(absence.starts_on, absence.share) for absence in worker.absences] == [
        (date(2026, 7, 6), 0.5),
        (date(2026, 12, 23), 1.0),
    ]


def test_two_columns_are_enough_and_full_time_is_the_default(tmp_path: Path) -> None:
    (worker,) = read_staff(staff_file(tmp_path, "sb1,2020-03-01", header="caseworker_id,employed_on"))

    assert (worker.weekly_hours, worker.fixed_monthly_hours, worker.team) == (37.0, 0.0, None)


def test_a_danish_spreadsheets_file_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(
        "caseworker_id;employed_on;weekly_hours;districts\nsb1;2020-03-01;29,6;'Sønder;Øst'\n".replace("'", '"'),
        "cp1252",
    )

    (worker,) = read_staff(path)

    assert worker.weekly_hours == 29.6
    assert worker.districts == {"Sønder", "Øst"}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",2020-03-01,37,0,", "caseworker_id"),
        ("sb2,,37,0,", "employed_on"),
        ("sb2,1. marts,37,0,", "employed_on"),
        ("sb2,2020-02-30,37,0,", "employed_on"),
        ("sb2,2020-03-01,-5,0,", "weekly_hours"),
        ("sb2,2020-03-01,160,0,", "weekly_hours"),
        ("sb2,2020-03-01,nan,0,", "weekly_hours"),
        ("sb2,2020-03-01,inf,0,", "weekly_hours"),
        ("sb2,2020-03-01,fuld tid,0,", "weekly_hours"),
        ("sb2,2020-03-01,37,-1,", "fixed_monthly_hours"),
        ("sb2,2020-03-01,37,0,2019-01-01", "left_on"),
        ("sb1,2020-03-01,37,0,", "caseworker_id"),
        ("010190-1234,2020-03-01,37,0,", "caseworker_id"),
    ],
)
def test_a_bad_row_is_refused_with_its_place_and_without_its_value(tmp_path: Path, row: str, column: str) -> None:
    header = "caseworker_id,employed_on,weekly_hours,fixed_monthly_hours,left_on"
    path = staff_file(tmp_path, "sb1,2020-03-01,37,0,", row, header=header)

    with pytest.raises(StaffRefused) as refused:
        read_staff(path)

    assert f"staff.csv, række 3, kolonne {column}: " in refused.value.danish
    assert "010190" not in refused.value.english + refused.value.danish


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("sb9,2026-07-06,2026-07-26,1", "caseworker_id"),
        ("sb1,2026-07-06,,1", "ends_on"),
        ("sb1,2026-07-06,2026-07-05,1", "ends_on"),
        ("sb1,2026-07-06,2026-07-26,0", "share"),
        ("sb1,2026-07-06,2026-07-26,1.5", "share"),
        ("sb1,uge 28,2026-07-26,1", "starts_on"),
    ],
)
def test_a_bad_absence_is_refused_with_its_place(tmp_path: Path, row: str, column: str) -> None:
    with pytest.raises(StaffRefused, match=f"absences.csv, row 2, column {column}: "):
        read_staff(staff_file(tmp_path, HOLM, absences=row))


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("", "the file is empty"),
        (HEADER + "\n", "no caseworker"),
        ("caseworker_id,name\nsb1,M. Holm\n", "column employed_on is missing"),
        ("caseworker_id,employed_on,speed\nsb1,2020-03-01,1.2\n", "column number 3 is unknown"),
        ("caseworker_id,employed_on,employed_on\nsb1,2020-03-01,2020-03-01\n", "stands twice"),
        ("caseworker_id,employed_on\nsb1,2020-03-01,37\n", "row 2: 3 cells"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path, text: str, english: str) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(text, "utf-8")

    with pytest.raises(StaffRefused, match=english) as refused:
        read_staff(path)

    assert "staff.csv" in refused.value.danish


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(StaffRefused, match=r"staff\.csv"):
        read_staff(tmp_path / "staff.csv")
