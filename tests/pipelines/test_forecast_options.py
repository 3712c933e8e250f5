"""What-ifs are read as they are written, and whatever else is written is refused with an example."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.scenario import Hire, Shift, Shifted, Vacancy
from pipelines.forecast_options import EXAMPLES, parse_scenario
from sagstyngde.case import CaseworkerId
from sagstyngde.errors import InputRefused

ON = date(2026, 11, 1)
DAYS = st.dates(ON, ON + timedelta(days=1000))
FACTORS = st.integers(0, 1000).map(lambda hundredths: hundredths / 100.0)
NAMES = st.text("abcÆØÅ0123456789-. ", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(NAMES, DAYS)
def test_a_vacancy_is_read_back(name: str, day: date) -> None:
    scenario = parse_scenario(on=ON, vacancy=[f"{name}={day}"])

    assert scenario.vacancies == (Vacancy(caseworker_id=CaseworkerId(name), starts_on=day),)


@given(st.integers(1, 500), DAYS, st.integers(0, 600))
def test_a_hire_is_read_back(count: int, day: date, tenths: int) -> None:
    with_hours = parse_scenario(on=ON, hire=[f"{count}={day}:{tenths / 10:g}"]).hires
    full_time = parse_scenario(on=ON, hire=[f"{count}={day}"]).hires

    assert with_hours == (Hire(count=count, starts_on=day, weekly_hours=tenths / 10),)
    assert full_time == (Hire(count=count, starts_on=day),)


@given(DAYS, st.sampled_from(list(Shifted)), FACTORS, st.lists(st.sampled_from("ABCD"), unique=True))
def test_a_law_is_read_back(day: date, what: Shifted, factor: float, codes: list[str]) -> None:
    of = f":{','.join(codes)}" if codes else ""

    scenario = parse_scenario(on=ON, law=[f"{day}={what.value}*{factor:g}{of}"])

    assert scenario.shifts == (Shift(starts_on=day, shifted=what, factor=factor, categories=frozenset(codes)),)


def test_a_decimal_comma_is_read_as_danes_write_it() -> None:
    assert parse_scenario(on=ON, law=["2027-01-01=hours*1,1"]).shifts[0].factor == 1.1


def test_less_inflow_counts_from_the_first_day() -> None:
    assert parse_scenario(on=ON, inflow=0.9).shifts == (Shift(starts_on=ON, shifted=Shifted.INFLOW, factor=0.9),)


def test_teams_are_joined_by_a_plus() -> None:
    assert parse_scenario(on=ON, merge=["Team Nord + Team Syd"]).merges == (frozenset({"Team Nord", "Team Syd"}),)


def test_nothing_asked_is_nothing() -> None:
    assert parse_scenario(on=ON).is_empty


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("vacancy", "K07"),
        ("vacancy", "=2027-01-01"),
        ("vacancy", "K07=2027-02-30"),
        ("vacancy", "K07=i morgen"),
        ("hire", "0=2027-01-01"),
        ("hire", "501=2027-01-01"),
        ("hire", "3=2027-01-01:61"),
        ("hire", "3=2027-01-01:1.2.3"),
        ("hire", "-1=2027-01-01"),
        ("hire", "½=2027-01-01"),
        ("law", "2027-01-01=timer*1.1"),
        ("law", "2027-01-01=hours*11"),
        ("law", "2027-01-01=hours*-1"),
        ("law", "2027-01-01=hours*1.1:"),
        ("law", "2027-01-01=hours*1.1:,"),
        ("law", "2027-01-01=hours*."),
        ("merge", "Nord"),
        ("merge", "Nord+"),
    ],
)
def test_anything_else_is_refused_with_an_example(option: str, text: str) -> None:
    with pytest.raises(InputRefused) as caught:
        parse_scenario(on=ON, **{option: [text]})  # type: ignore[arg-type]  # each is a list of texts

    assert caught.value.danish == f"--{option} skrives sådan: {EXAMPLES['--' + option]}"


@pytest.mark.parametrize("factor", [-0.1, 10.1, float("inf"), float("nan")])
def test_inflow_is_a_factor_that_can_be(factor: float) -> None:
    with pytest.raises(InputRefused, match="--inflow"):
        parse_scenario(on=ON, inflow=factor)


@given(st.text(max_size=30))
def test_no_text_is_a_crash(text: str) -> None:
    for option in ("vacancy", "hire", "law", "merge"):
        with suppress(InputRefused):
            parse_scenario(on=ON, **{option: [text]})  # type: ignore[arg-type]  # each is a list of texts
