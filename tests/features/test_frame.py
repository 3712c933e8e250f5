import math
from datetime import date

import numpy as np
import pytest

from features.frame import LEAST_CASES_PER_OPTION, Frame
from features.scheme import Direction, Fact, Feature, Kind, Known, Scale, Use
from features.scheme_toml import read_scheme
from sagstyngde.case import Case, FactValue
from tests.factories import a_case, a_fact, a_scheme

UP = Direction.NEVER_FALLS
FACTS = (
    a_fact(direction=UP),
    a_fact("tolk", Kind.FLAG),
    a_fact("børn", Kind.COUNT, direction=Direction.NEVER_RISES),
    a_fact("beløb", Kind.NUMBER, scale=Scale.LOG),
    a_fact("henvist", Kind.CHOICE, direction=UP),
    a_fact("indsatser", Kind.CHOICES, direction=UP),
    a_fact("born_on", Kind.DATE),
)
AGE = Feature(name="alder", function="age_years", of=("born_on",), label="Alder", direction=UP)
OPTIONS = {"henvist": ("læge", "skole"), "indsatser": ("aflastning", "støtte")}
FRAME = Frame.of(a_scheme(facts=FACTS, features=(AGE,)), OPTIONS)
KNOWN = a_case(
    facts={
        "kommunikation": 3,
        "tolk": True,
        "børn": 2,
        "beløb": math.e - 1.0,
        "henvist": "skole",
        "indsatser": frozenset({"aflastning"}),
        "born_on": date(2016, 3, 2),
    }
)


def test_a_case_becomes_a_row_in_the_schemes_order() -> None:
    assert [column.name for column in FRAME.columns] == [
        "kommunikation", "tolk", "børn", "beløb", "henvist=læge", "henvist=skole",
        "indsatser=aflastning", "indsatser=støtte", "alder",
    ]  # fmt: skip
    assert FRAME.row(KNOWN) == pytest.approx([3.0, 1.0, 2.0, 1.0, 0.0, 1.0, 1.0, 0.0, 3652 / 365.25])


def test_what_is_not_known_is_missing_in_every_column_of_the_fact() -> None:
    assert np.isnan(FRAME.row(a_case())).all()


def test_none_of_the_options_is_an_answer() -> None:
    row = FRAME.row(a_case(facts={"indsatser": frozenset()}))

    assert row[6:8].tolist() == [0.0, 0.0]


def test_directions_travel_with_the_columns_and_exclusive_options_have_none() -> None:
    assert FRAME.signs.tolist() == [1, 0, -1, 0, 0, 0, 1, 1, 1]


def test_an_amount_below_zero_has_no_logarithm_of_its_own() -> None:
    assert FRAME.row(a_case(facts={"beløb": -5.0}))[3] == 0.0


def test_rows_are_the_rows_of_their_cases() -> None:
    rows = FRAME.rows([KNOWN, a_case()])

    assert np.array_equal(rows, np.vstack([FRAME.row(KNOWN), FRAME.row(a_case())]), equal_nan=True)
    assert FRAME.rows([]).shape == (0, 9)


def test_the_points_of_columns_are_summed_back_onto_their_facts() -> None:
    points = np.arange(18.0).reshape(2, 9)

    by_source = FRAME.by_source(points)

    assert FRAME.sources == ("kommunikation", "tolk", "børn", "beløb", "henvist", "indsatser", "alder")
    assert by_source.tolist() == [[0, 1, 2, 3, 9, 13, 8], [9, 10, 11, 12, 27, 31, 17]]
    assert FRAME.by_source(points[0]).tolist() == by_source[0].tolist()


@pytest.mark.parametrize(
    "fact",
    [
        a_fact(use=Use.AUDIT),
        a_fact(known=Known.LATER),
        a_fact(kind=Kind.DATE),
    ],
)
def test_what_a_model_may_not_know_gets_no_column(fact: Fact) -> None:
    frame = Frame.of(a_scheme(facts=(fact, a_fact("tolk", Kind.FLAG))), {})

    assert [column.name for column in frame.columns] == ["tolk"]


def cases(value: FactValue, count: int) -> list[Case]:
    return [a_case(facts={"henvist": value, "indsatser": frozenset({str(value), "støtte"})}) for _ in range(count)]


def test_an_option_gets_a_column_once_enough_cases_have_it() -> None:
    few, enough = LEAST_CASES_PER_OPTION - 1, LEAST_CASES_PER_OPTION

    frame = Frame.learn(FRAME.scheme, [*cases("skole", enough), *cases("læge", few)])

    assert frame.options == {"henvist": ("skole",), "indsatser": ("skole", "støtte")}


def test_a_rare_option_is_known_again_but_cannot_be_read() -> None:
    frame = Frame.learn(FRAME.scheme, [*cases("skole", 12), *cases("Bo fra Skibby", 1)])

    assert frame.unknown_options(a_case(facts={"henvist": "Bo fra Skibby"})) == ()
    assert frame.unknown_options(a_case(facts={"henvist": "Bo fra Skive"})) == ("henvist",)
    assert "Skibby" not in repr(frame)
    row = dict(zip(frame.columns, frame.row(a_case(facts={"henvist": "Bo fra Skibby"})), strict=True))
    assert [value for column, value in row.items() if column.source == "henvist"] == [0.0]


def test_options_do_not_depend_on_the_order_of_the_cases() -> None:
    some = [*cases("skole", 12), *cases("læge", 12), *cases("nabo", 12)]

    assert Frame.learn(FRAME.scheme, some) == Frame.learn(FRAME.scheme, some[::-1])


@pytest.mark.parametrize(
    ("facts", "unknown"),
    [
        ({"henvist": "nabo"}, ("henvist",)),
        ({"indsatser": frozenset({"støtte", "ny"})}, ("indsatser",)),
        ({"henvist": "skole", "indsatser": frozenset()}, ()),
        ({}, ()),
    ],
)
def test_a_choice_no_column_stands_for_is_named(facts: dict[str, FactValue], unknown: tuple[str, ...]) -> None:
    assert FRAME.unknown_options(a_case(facts=facts)) == unknown


def test_labels_are_found_for_facts_and_derived_features() -> None:
    assert (FRAME.label("tolk"), FRAME.label("alder")) == ("Tolk", "Alder")


def test_the_embedded_scheme_lays_out_every_feature_with_a_label() -> None:
    scheme = read_scheme("bornehandicap")
    options = {fact.name: tuple(sorted(fact.options)) for fact in scheme.facts if fact.options}

    frame = Frame.of(scheme, options)

    assert all(frame.label(source) for source in frame.sources)
    assert len({column.name for column in frame.columns}) == len(frame.columns)
