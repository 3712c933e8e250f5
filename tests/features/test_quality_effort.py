from datetime import date

import pytest

from features.quality_effort import Amount, unit_stops
from tests.factories import a_case

USUAL = (0.25, 0.5, 0.5, 1.0, 2.0)


def amounts(team: str, *, times: float = 1.0, month: int = 1, person: str = "k1", count: int = 50) -> list[Amount]:
    case = a_case(team=team)
    return [Amount(case, date(2026, month, 2), times * USUAL[index % 5], person) for index in range(count)]


def test_a_team_in_minutes_is_named() -> None:
    (stop,) = unit_stops([*amounts("Nord"), *amounts("Syd", times=60.0), *amounts("Vest")])

    assert "(team: Syd)" in stop.text_da
    assert "(team: Syd)" in stop.text_en


def test_a_quarter_in_minutes_is_named() -> None:
    (stop,) = unit_stops([*amounts("Nord"), *amounts("Nord", month=5, times=60.0), *amounts("Nord", month=12)])

    assert "(kvartal: 2026K2)" in stop.text_da


def test_a_person_in_minutes_is_counted_and_not_named() -> None:
    (stop,) = unit_stops([*amounts("Nord", count=200), *amounts("Nord", person="anne", times=60.0)])

    assert "(sagsbehandlere: 1)" in stop.text_da
    assert "anne" not in stop.text_da + stop.text_en


@pytest.mark.parametrize("times", [0.2, 5.0, 10.0])
def test_a_slow_or_thorough_team_is_not_suspected(times: float) -> None:
    assert list(unit_stops([*amounts("Nord"), *amounts("Syd", times=times)])) == []


def test_few_amounts_say_nothing_of_a_unit() -> None:
    assert list(unit_stops([*amounts("Nord"), *amounts("Syd", times=60.0, count=20)])) == []
