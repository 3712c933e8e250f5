import gzip
import random
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.export_names import Columns, Tables
from features.history import History
from features.history_files import read_history
from features.quality import QualityReport
from features.refusals import ValueClass
from features.scheme import Kind
from sagstyngde.errors import HistoryRefused, SchemeRefused
from tests.factories import CASES, CATEGORIES, HOURS, a_fact, a_history_folder, a_long_history_folder, a_scheme

HEADER = CASES.splitlines()[0]


def read(folder: Path, **changes: Any) -> tuple[History, QualityReport]:
    return read_history(a_scheme(**changes), folder)


def test_a_history_is_read_whole(tmp_path: Path) -> None:
    history, report = read(a_history_folder(tmp_path))

    assert [case.case_id for case in history.cases] == ["s1", "s2", "s3"]
    assert history.cases[0].facts == {"kommunikation": 3, "tolk": True}
    assert history.cases[1].facts == {"tolk": False}
    assert history.cases[1].closed_on is None
    assert [judgement.category for judgement in history.judgements] == ["C", "A", "B"]
    assert history.ends_on == date(2025, 5, 1)
    assert report.refusals == ()


@pytest.mark.parametrize(
    ("table", "row", "fault"),
    [
        ("cases", "s9,2025-01-10,,k1,5,ja", ("kommunikation", "funktionsevneniveau")),
        ("cases", "s9,2025-01-10,,k1,3,måske", ("tolk", "ja eller nej")),
        ("cases", "s9,2025-13-10,,k1,3,ja", ("received_on", "dato")),
        ("cases", "s9,,,k1,3,ja", ("received_on", "mangler")),
        ("cases", "s9,1900-01-01,,k1,3,ja", ("received_on", "udfyldningsdato")),
        ("cases", "s9,2025-01-10,2025-01-09,k1,3,ja", ("closed_on", "lukket, før")),
        ("cases", ",2025-01-10,,k1,3,ja", ("case_id", "mangler")),
        ("cases", "s9,2025-01-10", ("", "felter")),
        ("hours", "s1,2025-01-12,-1", ("hours", "negativt")),
        ("hours", "s1,2025-01-12,en time", ("hours", "tal")),
        ("hours", "s1,2025-01-12,", ("hours", "tal")),
        ("hours", "s1,,1", ("worked_on", "mangler")),
        ("hours", "s1,2025-01-12,90", ("hours", "24 timer")),
        ("hours", "s9,2025-01-12,1", ("case_id", "findes ikke")),
        ("hours", "s1,2024-12-01,1", ("worked_on", "før sagens modtagelse")),
        ("categories", "s1,E,2025-01-12", ("category", "skalaen (A, B, C, D)")),
        ("categories", "s9,A,2025-01-12", ("case_id", "findes ikke")),
        ("categories", "s1,A,i går", ("assessed_on", "dato")),
    ],
)
def test_a_bad_row_is_refused_by_file_row_and_column(
    tmp_path: Path, table: str, row: str, fault: tuple[str, str]
) -> None:
    column, words = fault
    good = {"cases": CASES, "hours": HOURS, "categories": CATEGORIES}[table]

    _, report = read(a_history_folder(tmp_path, **{table: f"{good}{row}\n"}))

    (refused,) = report.refusals
    assert (refused.file, refused.row, refused.column) == (f"{table}.csv", len(good.splitlines()) + 1, column)
    assert words in refused.reason_da


ASKED = Columns(caseworker_id="caseworker_id", language="sprog", birth_day="dag", decision_on="afgoerelse")


def test_what_only_allocation_asks_is_read_where_the_scheme_names_it(tmp_path: Path) -> None:
    rows = [f"{CASES.splitlines()[0]},sprog,dag,afgoerelse"]
    asked = (",,", "farsi,31,2025-06-01", ",7,")
    rows += [f"{row},{cells}" for row, cells in zip(CASES.splitlines()[1:], asked, strict=True)]

    history, _ = read(a_history_folder(tmp_path, cases="\n".join(rows) + "\n"), columns=ASKED)

    assert [(case.language, case.birth_day, case.decision_on) for case in history.cases] == [
        (None, None, None),
        ("farsi", 31, date(2025, 6, 1)),
        (None, 7, None),
    ]


@pytest.mark.parametrize("day", ["0", "32", "7.5", "2016-03-07", "syvende"])
def test_a_day_of_birth_is_a_day_of_the_month_and_no_more(tmp_path: Path, day: str) -> None:
    rows = [f"{row},,{asked}," for row, asked in zip(CASES.splitlines(), ("", "1", day, "2"), strict=True)]
    rows[0] = f"{CASES.splitlines()[0]},sprog,dag,afgoerelse"

    _, report = read(a_history_folder(tmp_path, cases="\n".join(rows) + "\n"), columns=ASKED)

    refused = report.refusals[0]
    assert (refused.row, refused.column) == (3, "dag")
    assert "dag i måneden, 1 til 31, og ikke mere af datoen" in refused.reason_da


def test_the_class_of_a_refused_value_is_told_and_not_the_value(tmp_path: Path) -> None:
    _, report = read(a_history_folder(tmp_path, cases=f"{CASES}s9,2025-01-10,,k1,kanariefugl,ja\n"))

    assert report.refusals[0].value_class is ValueClass.TEXT
    assert "kanariefugl" not in str(report)


def test_work_on_a_refused_case_is_refused_for_that_reason(tmp_path: Path) -> None:
    cases = f"{HEADER}\ns1,2025-01-10,,k1,3,ja\ns2,2025-02-01,,k1,9,ja\ns3,2025-03-05,,k1,3,ja\n"

    _, report = read(a_history_folder(tmp_path, cases=cases))

    assert [(item.file, item.reason_en) for item in report.refusals[1:]] == [
        ("categories.csv", "the case's own row was refused"),
        ("hours.csv", "the case's own row was refused"),
    ]


def test_differing_rows_of_one_case_are_all_refused_and_equal_ones_count_once(tmp_path: Path) -> None:
    extra = "s1,2025-01-10,2025-02-10,k1,2,ja\ns2,2025-02-01,,k1,ikke vurderet,nej\n"

    history, report = read(a_history_folder(tmp_path, cases=CASES + extra))

    assert [case.case_id for case in history.cases] == ["s2", "s3"]
    assert [item.row for item in report.refusals if item.file == "cases.csv"] == [2, 5, 6]


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"cases": None}, "cases.csv: filen findes ikke"),
        ({"hours": ""}, "hours.csv: filen er tom"),
        ({"categories": "case_id,category,assessed_on\n"}, "categories.csv: har en overskrift"),
        ({"cases": CASES.replace("received_on", "recieved_on")}, "det nærmeste er recieved_on"),
        ({"cases": CASES.replace("tolk", "tolke")}, "ret fact tolk i skemaet"),
        ({"cases": CASES.replace("k1,3,", "010190-1234,3,")}, "cases.csv, række 2, kolonne caseworker_id"),
        ({"cases": CASES.replace("s1,", "0101901234,")}, "kolonne case_id"),
        ({"hours": "case_id,worked_on,hours\ns1,2025-01-12,90\ns1,2025-01-20,120\n"}, "minutter i stedet for timer?"),
        ({"cases": f"{HEADER}\ns1,,,k1,3,ja\n"}, "ingen af de 1 sager kunne læses; række 2"),
    ],
)
def test_an_unusable_export_stops_the_reading(tmp_path: Path, tables: dict[str, str | None], words: str) -> None:
    with pytest.raises(HistoryRefused) as refused:
        read(a_history_folder(tmp_path, **tables))

    assert words in refused.value.danish


def test_latin_1_semicolons_and_decimal_commas_are_detected_and_said(tmp_path: Path) -> None:
    cases = f"{CASES.replace('ikke vurderet', 'svær')}".replace(",", ";").encode("latin-1")
    hours = HOURS.replace(",", ";").replace(".", ",")

    history, report = read(a_history_folder(tmp_path, cases=cases, hours=hours))

    assert history.cases[1].facts["kommunikation"] == 3
    assert history.work.hours.tolist() == [1.5, 2.0, 0.5, 4.0, 0.25]
    assert [(table.format.encoding, table.format.delimiter) for table in report.tables[:2]] == [
        ("cp1252", ";"),
        ("utf-8", ";"),
    ]
    assert report.tables[1].format.decimal_comma


def test_gzip_and_parquet_say_the_same_as_csv(tmp_path: Path) -> None:
    a_history_folder(tmp_path)
    (tmp_path / "hours.csv.gz").write_bytes(gzip.compress(HOURS.encode()))
    columns = {
        "case_id": ["s1", "s2", "s3"],
        "received_on": [date(2025, 1, 10), date(2025, 2, 1), date(2025, 3, 5)],
        "closed_on": [date(2025, 2, 10), None, date(2025, 4, 1)],
        "caseworker_id": ["k1", "k1", "k2"],
        "kommunikation": [3.0, None, 1.0],
        "tolk": [True, False, None],
    }
    pq.write_table(pa.table(columns), tmp_path / "cases.parquet")

    typed, _ = read(tmp_path, tables=Tables(cases="cases.parquet", hours="hours.csv.gz"))

    assert typed.cases == read(tmp_path)[0].cases


def test_a_parquet_list_is_several_choices(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"case_id": ["s1"], "received_on": ["2025-01-10"], "partnere": [["PPR", "skole; SFO"]]}),
        tmp_path / "cases.parquet",
    )
    a_history_folder(tmp_path, hours="case_id,worked_on,hours\ns1,2025-01-12,1\n")
    facts = (a_fact("partnere", Kind.CHOICES),)

    history, _ = read(tmp_path, facts=facts, columns=Columns(), tables=Tables(cases="cases.parquet"))

    assert history.cases[0].facts == {"partnere": frozenset({"PPR", "skole; SFO"})}


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    (a_history_folder(tmp_path) / "cases.parquet").write_bytes(b"PAR1 and no more")

    with pytest.raises(HistoryRefused, match="Parquet"):
        read(tmp_path, tables=Tables(cases="cases.parquet"))


def test_a_date_far_after_the_export_is_refused_and_does_not_stretch_it(tmp_path: Path) -> None:
    folder = a_long_history_folder(tmp_path)
    good = (folder / "hours.csv").read_text()
    (folder / "hours.csv").write_text(f"{good}\ns5,2032-01-01,1\n")

    history, report = read(folder)

    assert history.ends_on == date(2024, 5, 1)
    assert [(item.column, item.reason_en) for item in report.refusals] == [
        ("worked_on", "the date lies after the end of the export")
    ]


def test_a_planned_closing_has_not_happened(tmp_path: Path) -> None:
    history, report = read(a_history_folder(tmp_path, cases=CASES.replace("2025-04-01", "9999-12-31")))

    assert history.cases[2].closed_on is None
    assert "planned_closings" in {notice.code for notice in report.warnings}


def test_blind_judgements_and_danish_category_names_are_read(tmp_path: Path) -> None:
    categories = "case_id,category,assessed_on,by,blind\ns1,særligt kompleks,2025-01-12,k2,ja\ns1,d,2025-01-11,k1,\n"
    columns = Columns(assessed_by="by", blind="blind")

    history, _ = read(a_history_folder(tmp_path, categories=categories), columns=columns)

    assert [(item.category, item.judged_by, item.blind) for item in history.judgements] == [
        ("D", "k1", False),
        ("D", "k2", True),
    ]


def test_dated_work_needs_a_date_of_receipt(tmp_path: Path) -> None:
    with pytest.raises(SchemeRefused, match=r"columns\.received_on"):
        read(a_history_folder(tmp_path), columns=Columns(received_on=None))


def test_the_files_are_told_as_they_are_read(tmp_path: Path) -> None:
    told: list[str] = []

    read_history(a_scheme(), a_history_folder(tmp_path), told.append)

    assert told == ["cases.csv", "hours.csv", "categories.csv"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers())
def test_the_order_of_the_rows_never_matters(tmp_path: Path, seed: int) -> None:
    folder = a_long_history_folder(tmp_path, 30)
    expected, _ = read(folder)

    for file in folder.glob("*.csv"):
        header, *rows = file.read_text().splitlines()
        random.Random(seed).shuffle(rows)  # noqa: S311  a shuffle for a test
        file.write_text("\n".join([header, *rows]))
    shuffled, _ = read(folder)

    assert (shuffled.cases, shuffled.judgements, shuffled.ends_on) == (
        expected.cases,
        expected.judgements,
        expected.ends_on,
    )
    assert shuffled.work.hours.tobytes() == expected.work.hours.tobytes()
    assert shuffled.work.day.tobytes() == expected.work.day.tobytes()
