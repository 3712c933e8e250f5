"""Read column by column, cases are the same floats, and refused rows the same refusals, as read row by row."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.case_rows import read_cases, wanted_of_cases
from features.columns import has_unknown_option, rows_of
from features.export_names import Columns, Tables
from features.frame import Frame
from features.scheme import Feature, Kind, Scale, Scheme
from features.tables import read_table
from models.ordinal import Floats
from pipelines.parquet_cases import Batch, CaseReader
from sagstyngde.errors import HistoryRefused
from tests.factories import a_fact, a_scheme

FACTS = (
    a_fact(),
    a_fact("daglig", Kind.LEVEL),
    a_fact("tolk", Kind.FLAG),
    a_fact("hastende", Kind.FLAG),
    a_fact("børn", Kind.COUNT, maximum=20.0),
    a_fact("afstand", Kind.NUMBER),
    a_fact("beløb", Kind.NUMBER, scale=Scale.LOG),
    a_fact("henvist", Kind.CHOICE, options={"læge": "Læge", "skole": "Skole"}),
    a_fact("sprog", Kind.CHOICE),
    a_fact("indsatser", Kind.CHOICES),
    a_fact("hjælp", Kind.CHOICES, options={"aflastning": "Aflastning", "støtte": "Støtte"}),
    a_fact("born_on", Kind.DATE),
    a_fact("faldt", Kind.DATE),
)


def a_feature(function: str, *of: str) -> Feature:
    return Feature(name=function + "_", function=function, of=of, label=function)


FEATURES = (
    a_feature("age_years", "born_on"),
    a_feature("months_to_18", "born_on"),
    a_feature("days_before_receipt", "faldt"),
    a_feature("severe_theme_count", "kommunikation", "daglig"),
    a_feature("highest_level", "kommunikation", "daglig"),
    a_feature("unassessed_count", "kommunikation", "daglig"),
    a_feature("option_count", "indsatser", "hjælp"),
    a_feature("flag_count", "tolk", "hastende"),
    a_feature("received_month"),
)
SCHEME = a_scheme(
    facts=FACTS,
    features=FEATURES,
    tables=Tables(cases="del.parquet"),
    columns=Columns(closed_on="closed_on", child_id="child_id", team="henvist"),
)
FRAME = Frame.of(
    SCHEME,
    {"henvist": ("læge", "skole"), "sprog": ("dansk", "tyrkisk"), "indsatser": ("a", "b"), "hjælp": ("aflastning",)},
)

NUMBERS = st.one_of(
    st.none(), st.integers(-2, 30).map(float), st.floats(-1e3, 1e13), st.sampled_from([0.0, -0.0, np.inf, np.nan])
)
DAYS = st.one_of(st.none(), st.dates(date(1975, 1, 1), date(2026, 12, 31)))
OPTIONS = st.sampled_from(["a", "b", " b ", "c", "støtte", "aflastning", "AFLASTNING", "", "e\u0301", "\t", "x" * 101])
TEXTS: dict[str, st.SearchStrategy[object]] = {
    "case_id": st.sampled_from(["s1", "s2", " s2", "s3", "s4", "s5", "s6", "", "\u200e", "å", "a" * 101]),
    "child_id": st.sampled_from(["b1", "b2", " b3", "", "\u0007", "é"]),
    "received_on": st.sampled_from(
        ["2026-03-02", "02.03.2026", "1900-01-01", "", "03/04/2026", "2014-07-17T22:30:00Z", "2024-02-29"]
    ),
    "closed_on": st.sampled_from(["", "", "2026-03-02", "2020-01-01", "i går"]),
    "kommunikation": st.sampled_from(["0", "4", "Svær", "ikke vurderet", "", "5", "2.0", "1,0"]),
    "daglig": st.sampled_from(["1", "3", "let", "", ""]),
    "tolk": st.sampled_from(["ja", "nej", "J", "0", "1.0", "", "måske"]),
    "hastende": st.sampled_from(["true", "false", ""]),
    "børn": st.sampled_from(["0", "3", "20", "21", "-1", "2.5", ""]),
    "afstand": st.one_of(st.floats(-1e6, 1e6).map(str), st.sampled_from(["", "1e400", "12,5", "-0.0"])),
    "beløb": st.one_of(st.floats(-1.0, 1e9).map(str), st.just("")),
    "henvist": st.sampled_from(["læge", "SKOLE", " skole", "", "andet", "la\u0308ge"]),
    "sprog": st.sampled_from(["dansk", "tyrkisk", "urdu", "", "\u202edansk"]),
    "indsatser": st.lists(OPTIONS, max_size=3).map(";".join),
    "hjælp": st.sampled_from(["", "aflastning", "støtte;aflastning", "andet"]),
    "born_on": st.one_of(DAYS.map(lambda day: "" if day is None else day.isoformat()), st.just("ukendt")),
    "faldt": DAYS.map(lambda day: "" if day is None else day.isoformat()),
}
TYPED: dict[str, tuple[st.SearchStrategy[object], pa.DataType]] = {
    "kommunikation": (st.one_of(st.none(), st.integers(-1, 5)), pa.int8()),
    "tolk": (st.one_of(st.none(), st.booleans()), pa.bool_()),
    "børn": (NUMBERS, pa.float64()),
    "afstand": (NUMBERS, pa.float64()),
    "beløb": (NUMBERS, pa.float32()),
    "indsatser": (st.one_of(st.none(), st.lists(OPTIONS, max_size=3)), pa.list_(pa.string())),
    "henvist": (st.sampled_from([None, "læge", "skole", "andet"]), pa.dictionary(pa.int8(), pa.string())),
    "born_on": (DAYS, pa.date32()),
    "received_on": (DAYS, pa.date32()),
    "case_id": (st.integers(1, 8), pa.int64()),
}


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    """Draw a table of cells as exports have them: text, or types of Parquet's own; some of them wrong."""
    rows = draw(st.integers(1, 8))
    typed = draw(st.sets(st.sampled_from(sorted(TYPED))))
    columns = {}
    for name, texts in TEXTS.items():
        values, kind = TYPED[name] if name in typed else (texts, pa.string())
        columns[name] = pa.array(draw(st.lists(values, min_size=rows, max_size=rows)), type=kind)
    return pa.table(columns)


def read_by_column(scheme: Scheme, table: pa.Table, repeated: frozenset[str] = frozenset()) -> Batch:
    return CaseReader(scheme, "del.parquet", repeated).batch(table.combine_chunks().to_batches()[0], 2)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_columns_are_read_as_rows_are(table: pa.Table) -> None:
    with TemporaryDirectory() as folder:
        pq.write_table(table, Path(folder) / "del.parquet")
        by_row = read_cases(SCHEME, read_table(Path(folder), wanted_of_cases(SCHEME)))
    batch = read_by_column(SCHEME, table)
    cases = {item.row.number: item.case for item in by_row.kept}
    among = [place for place, number in enumerate(batch.row_numbers.tolist()) if number in cases]

    # Who reads a batch is told of repeated ids by who has seen the whole file.
    assert set(batch.refusals) == {refusal for refusal in by_row.refusals if "række" not in refusal.reason_da}
    assert set(cases) <= set(batch.row_numbers.tolist())
    assert bits(rows_of(FRAME, batch.cases)[among]) == bits(FRAME.rows(cases.values()))
    assert [batch.case_ids[place].as_py() for place in among] == [case.case_id for case in cases.values()]
    unknown = has_unknown_option(FRAME, batch.cases)[among].tolist()
    assert unknown == [bool(FRAME.unknown_options(case)) for case in cases.values()]


def bits(rows: Floats) -> bytes:
    """Return floats as they lie in memory, with one sort of missing."""
    return np.where(np.isnan(rows), np.nan, rows).tobytes()


def a_table(**changes: list[str]) -> pa.Table:
    columns = {name: ["", ""] for name in TEXTS} | {
        "case_id": ["s1", "s2"],
        "received_on": ["2026-03-02", "2026-03-03"],
    }
    return pa.table(columns | changes)


def test_a_repeated_id_is_nobodys() -> None:
    batch = read_by_column(SCHEME, a_table(), frozenset({"s2"}))

    assert batch.case_ids.to_pylist() == ["s1"]
    assert [(refusal.row, refusal.column) for refusal in batch.refusals] == [(3, "case_id")]


@pytest.mark.parametrize("column", ["case_id", "child_id", "sprog", "henvist"])
def test_a_number_like_a_cpr_number_stops_the_file_and_is_not_repeated(column: str) -> None:
    with pytest.raises(HistoryRefused, match=column) as refused:
        read_by_column(SCHEME, a_table(**{column: ["x", "010190-1234"]}))

    assert "1234" not in refused.value.english + refused.value.danish
