import logging
import traceback
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagstyngde.cpr import MASK, Cpr, looks_like_cpr, mask_record, masked
from sagstyngde.errors import CprRefused

TODAY = date(2026, 3, 1)
WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def _is_modulus_11(digits: str) -> bool:
    return sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11 == 0


@pytest.mark.parametrize(
    "text",
    [
        "010190-1234",
        "0101901234",
        "010190 1234",
        "01 01 90 1234",
        "01.01.90-1234",
        "01-01-90-1234",
        "01/01/90 1234",
        "010190–1234",
        "010190−1234",
        "010190 - 1234",
        "010190\u00a01234",
        "010190_1234",
        "Mor: 311265-4321, se journal",
        "urn:oio:cpr-nr:0101901234",
        "/sager/010190%2D1234",
        "q=010190+1234",
        "2902001234",
        "610190-1234",
        "٠١٠١٩٠-١٢٣٤",
        "1012901234.0",
    ],
)
def test_ten_digits_that_start_with_a_birthday_are_found_and_struck_out(text: str) -> None:
    assert looks_like_cpr(text)
    assert not looks_like_cpr(masked(text))
    assert MASK in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "10009138",
        "3202901234",
        "0113901234",
        "310299123",
        "01019012345",
        "2014-07-18T00:00:00+02:00",
        "2026-11-22 10:15:00,123",
        "0.1012901234",
        "ab101234-5678-4abc-8def-0123456789ab",
        "a1012345678a1012345678a1012345678a1012345678",
        "",
    ],
)
def test_other_digits_are_left_alone(text: str) -> None:
    assert not looks_like_cpr(text)
    assert masked(text) == text


@pytest.mark.parametrize(
    "text", ["290204-5678", "2902045678", "290204 5678", " 29 02 04 5678 ", "29.02.04–5678", "２９０２０４-５６７８"]
)
def test_a_number_is_read_however_people_write_it(text: str) -> None:
    assert Cpr.parse(text, today=TODAY).digits == "2902045678"


@pytest.mark.parametrize("birthday", ["010165", "010185", "010190", "010166", "010160"])
def test_every_number_without_modulus_11_is_taken(birthday: str) -> None:
    """On 1 January of some years the ordinary numbers have run out (cpr.dk)."""
    written = [f"{birthday}{serial:04}" for serial in range(4_000)]
    without = [digits for digits in written if not _is_modulus_11(digits)]

    assert len(without) > 3_500
    assert [Cpr.parse(digits, today=TODAY).birth_day for digits in without] == [1] * len(without)


@given(
    day=st.dates(date(2000, 1, 1), TODAY),
    serial=st.integers(4000, 9999),
)
def test_every_number_of_a_living_child_is_taken_with_or_without_modulus_11(day: date, serial: int) -> None:
    number = Cpr.parse(f"{day:%d%m%y}-{serial}", today=TODAY)

    assert number.birth_day == day.day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("310204-5678", "31 February"),
        ("290203-5678", "29 February 2003"),
        ("290200-1234", "29 February 1900, by its seventh digit"),
        ("010327-5678", "born next year"),
        ("020326-5678", "born tomorrow"),
        ("010160-5678", "born in 1860"),
        ("000000-0000", "no day"),
        ("320190-1234", "no day, and no replacement's either"),
        ("921190-1234", "no replacement's day"),
        ("010190-123", "nine digits"),
        ("010190-12345", "eleven digits"),
        ("", "nothing"),
        ("01019O1234", "a letter"),
        ("010190-1234, 020290-1234", "two of them"),
    ],
)
def test_a_number_nobody_can_have_is_refused_without_being_repeated(text: str, why: str) -> None:
    with pytest.raises(CprRefused) as refused:
        Cpr.parse(text, today=TODAY)

    told = refused.value.danish + refused.value.english + "".join(traceback.format_exception_only(refused.value))
    assert not text.strip() or text.strip() not in told


def test_a_replacement_number_gives_its_day_and_asks_nothing_of_year_or_century() -> None:
    number = Cpr.parse("890200-1234", today=TODAY)

    assert number.is_replacement
    assert number.birth_day == 29


def test_a_number_shows_itself_to_nobody() -> None:
    number = Cpr.parse("290204-5678", today=TODAY)

    assert "2902045678" not in f"{number!r} {number} {[number]}"


@given(st.text(max_size=40))
def test_anything_is_either_read_or_refused(text: str) -> None:
    try:
        number = Cpr.parse(text, today=TODAY)
    except CprRefused:
        return

    assert looks_like_cpr(text)
    assert 1 <= number.birth_day <= 31


@given(st.dates(TODAY - timedelta(days=9_000), TODAY), st.sampled_from(["", "-", " ", "–", " - "]))
def test_what_is_a_number_also_looks_like_one(day: date, between: str) -> None:
    assert looks_like_cpr(f"se {day:%d%m%y}{between}4321.")


def test_a_log_record_is_struck_whatever_its_arguments_were(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("sagstyngde.test_cpr")
    log.addFilter(mask_record)

    log.warning("%s and %d", "010190-1234", 3112901234)

    assert caplog.messages == [f"{MASK} and {MASK}"]
