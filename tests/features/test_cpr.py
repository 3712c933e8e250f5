import pytest

from features.cpr import looks_like_cpr


@pytest.mark.parametrize(
    "text",
    [
        "010190-1234",
        "0101901234",
        "010190 1234",
        "01 01 90 1234",
        "010190–1234",
        "Mor: 311265-4321, se journal",
        "2902001234",
        "610190-1234",
        "٠١٠١٩٠-١٢٣٤",
        "1012901234.0",
    ],
)
def test_ten_digits_that_start_with_a_birthday_are_found(text: str) -> None:
    assert looks_like_cpr(text)


@pytest.mark.parametrize(
    "text",
    [
        "10009138",
        "3202901234",
        "0113901234",
        "310299123",
        "01019012345",
        "2014-07-18T00:00:00+02:00",
        "0.1012901234",
        "",
    ],
)
def test_other_digits_are_left_alone(text: str) -> None:
    assert not looks_like_cpr(text)
