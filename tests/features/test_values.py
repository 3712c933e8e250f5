from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.scheme import Kind
from features.values import LARGEST_NUMBER, check_value, parse_number, parse_value
from sagstyngde.errors import CaseRefused
from tests.factories import a_fact

COLOURS = {"bl_86": "BL § 86", "blå": "Blå"}


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.LEVEL, "4", 4),
        (Kind.LEVEL, "3.0", 3),
        (Kind.LEVEL, " Fuldstændig ", 4),
        (Kind.LEVEL, "FULDSTÆNDIG", 4),
        (Kind.LEVEL, "Ikke vurderet", None),
        (Kind.LEVEL, "", None),
        (Kind.FLAG, "ja", True),
        (Kind.FLAG, "N", False),
        (Kind.FLAG, "TRUE", True),
        (Kind.FLAG, "0", False),
        (Kind.COUNT, "12", 12),
        (Kind.COUNT, "12.0", 12),
        (Kind.NUMBER, "-2.5", -2.5),
        (Kind.NUMBER, "1e3", 1000.0),
        (Kind.DATE, "2025-02-28", date(2025, 2, 28)),
        (Kind.DATE, "28-02-2025", date(2025, 2, 28)),
        (Kind.CHOICE, "a\u030arhus", "århus"),
        (Kind.CHOICES, "PPR; skole;;", frozenset({"PPR", "skole"})),
        (Kind.CHOICES, " ; ", None),
    ],
)
def test_a_cell_is_read_as_its_kind(kind: Kind, raw: str, value: object) -> None:
    read = parse_value(a_fact(kind=kind), raw, decimal_comma=False)

    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (Kind.LEVEL, "5"),
        (Kind.LEVEL, "1.5"),
        (Kind.LEVEL, "-1"),
        (Kind.LEVEL, "meget"),
        (Kind.FLAG, "måske"),
        (Kind.FLAG, "2"),
        (Kind.COUNT, "-1"),
        (Kind.COUNT, "1.5"),
        (Kind.NUMBER, "nan"),
        (Kind.NUMBER, "inf"),
        (Kind.NUMBER, "1e400"),
        (Kind.NUMBER, "3,5"),
        (Kind.NUMBER, "٣"),
        (Kind.DATE, "2025-02-29"),
        (Kind.DATE, "1900-02-29"),
        (Kind.DATE, "31-02-2025"),
        (Kind.DATE, "03/04/2025"),
        (Kind.DATE, "20250228"),
        (Kind.CHOICE, "x" * 101),
        (Kind.CHOICE, "a\u202eb"),
        (Kind.CHOICE, "a\x00b"),
        (Kind.CHOICES, "skole;\ud800"),
    ],
)
def test_an_unreadable_cell_is_refused_by_field(kind: Kind, raw: str) -> None:
    with pytest.raises(CaseRefused) as refused:
        parse_value(a_fact("tema", kind), raw, decimal_comma=False)

    assert refused.value.field == "tema"


@pytest.mark.parametrize("kind", Kind)
def test_a_refusal_never_repeats_the_value(kind: Kind) -> None:
    with pytest.raises(CaseRefused) as refused:
        parse_value(a_fact(kind=kind), "kanariefugl\t7391", decimal_comma=False)

    assert "kanariefugl" not in refused.value.danish + refused.value.english


def test_a_declared_option_is_matched_however_it_was_typed() -> None:
    fact = a_fact(kind=Kind.CHOICE, options=COLOURS)

    assert [parse_value(fact, raw, decimal_comma=False) for raw in ("BL_86", " Bla\u030a ")] == ["bl_86", "blå"]


def test_an_undeclared_option_is_refused_with_the_declared_ones() -> None:
    with pytest.raises(CaseRefused, match="bl_86, blå"):
        parse_value(a_fact(kind=Kind.CHOICE, options=COLOURS), "zzz", decimal_comma=False)


def test_a_timestamp_is_the_day_in_the_schemes_time_zone() -> None:
    fact = a_fact(kind=Kind.DATE)

    day = parse_value(fact, "2026-03-28T23:30:00Z", decimal_comma=False, zone=ZoneInfo("Europe/Copenhagen"))

    assert day == date(2026, 3, 29)


@pytest.mark.parametrize(("raw", "is_taken"), [("0", True), ("18", True), ("18.5", False), ("-0.1", False)])
def test_a_number_stays_within_its_bounds(raw: str, is_taken: bool) -> None:
    fact = a_fact(kind=Kind.NUMBER, minimum=0, maximum=18)

    if is_taken:
        assert parse_value(fact, raw, decimal_comma=False) == float(raw)
    else:
        with pytest.raises(CaseRefused, match="≥ 0 ≤ 18"):
            parse_value(fact, raw, decimal_comma=False)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_number_means_the_same_with_point_and_with_comma(number: Any) -> None:
    text = str(number)

    assert parse_number(text, decimal_comma=False) == parse_number(text.replace(".", ","), decimal_comma=True)


@pytest.mark.parametrize(
    ("kind", "value", "checked"),
    [
        (Kind.LEVEL, 0, 0),
        (Kind.FLAG, False, False),
        (Kind.COUNT, 7, 7),
        (Kind.NUMBER, 7, 7.0),
        (Kind.NUMBER, -0.5, -0.5),
        (Kind.DATE, "2026-03-31", date(2026, 3, 31)),
        (Kind.CHOICE, " skole ", "skole"),
        (Kind.CHOICES, ["PPR", "PPR", "skole"], frozenset({"PPR", "skole"})),
        (Kind.CHOICES, [], frozenset()),
        (Kind.CHOICE, None, None),
    ],
)
def test_a_typed_value_is_checked_as_its_kind(kind: Kind, value: object, checked: object) -> None:
    assert check_value(a_fact(kind=kind), value) == checked


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.LEVEL, True),
        (Kind.LEVEL, 5),
        (Kind.LEVEL, 3.0),
        (Kind.LEVEL, "3"),
        (Kind.FLAG, 1),
        (Kind.FLAG, "ja"),
        (Kind.COUNT, -1),
        (Kind.COUNT, 1.0),
        (Kind.COUNT, 10**400),
        (Kind.NUMBER, float("nan")),
        (Kind.NUMBER, float("inf")),
        (Kind.NUMBER, True),
        (Kind.NUMBER, 1.797e308),
        (Kind.NUMBER, "3,5"),
        (Kind.DATE, "31-03-2026"),
        (Kind.DATE, "2026-02-30"),
        (Kind.DATE, 20260331),
        (Kind.CHOICE, ""),
        (Kind.CHOICE, ["skole"]),
        (Kind.CHOICE, "\ud800"),
        (Kind.CHOICE, "a\nb"),
        (Kind.CHOICES, "skole"),
        (Kind.CHOICES, [1]),
        (Kind.CHOICES, ["x"] * 101),
        (Kind.CHOICES, {"a": 1}),
    ],
)
def test_a_typed_value_of_another_kind_is_refused(kind: Kind, value: object) -> None:
    with pytest.raises(CaseRefused):
        check_value(a_fact(kind=kind), value)


@given(
    st.sampled_from(Kind), st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists)
)
def test_any_json_value_is_taken_or_refused_and_nothing_else(kind: Kind, value: object) -> None:
    try:
        checked = check_value(a_fact(kind=kind), value)
    except CaseRefused:
        return

    assert not isinstance(checked, float) or abs(checked) <= LARGEST_NUMBER
