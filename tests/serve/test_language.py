"""Pages are Danish until somebody asks for English, and one reader's choice is nobody else's."""

import asyncio
from datetime import UTC, date, datetime

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve import written
from serve.language import TRANSLATIONS, Catalogue, _, is_english, ngettext, said

COOKIE = "__Host-sagstyngde-language"
ENGLISH = {"cookie": f"{COOKIE}=en"}
PAGE = {"accept": "text/html"}


@pytest.fixture
def in_english():  # type: ignore[no-untyped-def]  # a generator of nothing
    token = TRANSLATIONS.set(Catalogue({"Fordeling": ("Allocation",), "sag": ("case", "cases")}))
    yield
    TRANSLATIONS.reset(token)


def test_a_page_is_danish_whatever_the_browser_says_of_itself(filled: TestClient) -> None:
    shown = filled.get("/", headers=PAGE | {"accept-language": "en-GB"})

    assert '<html lang="da">' in shown.text
    assert 'hreflang="en" lang="en">English</a>' in shown.text


def test_a_reader_chooses_english_and_comes_back_to_where_she_was(filled: TestClient) -> None:
    answer = filled.get("/sprog?sprog=en&til=/fordeling%3Fuge%3D2", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/fordeling?uge=2")
    assert f"{COOKIE}=en; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax; Secure" in answer.headers["set-cookie"]
    assert '<html lang="en">' in filled.get("/", headers=PAGE | ENGLISH).text
    assert 'hreflang="da" lang="da">Dansk</a>' in filled.get("/", headers=PAGE | ENGLISH).text


@pytest.mark.parametrize("elsewhere", ["//evil.dk", "https://evil.dk", "/\\evil.dk"])
def test_the_choice_leads_nowhere_else(elsewhere: str, client: TestClient) -> None:
    answer = client.get("/sprog", params={"sprog": "en", "til": elsewhere}, follow_redirects=False)

    assert answer.headers["location"] == "/"


def test_a_language_we_do_not_speak_is_refused_and_an_odd_cookie_is_danish(client: TestClient) -> None:
    assert client.get("/sprog?sprog=de").status_code == 422
    assert '<html lang="da">' in client.get("/nix", headers=PAGE | {"cookie": f"{COOKIE}=xx"}).text


def test_the_api_speaks_danish_to_every_system(filled: TestClient) -> None:
    assert filled.get("/api/v1/cases/nix", headers=ENGLISH).json() | {"instance": ""} == filled.get(
        "/api/v1/cases/nix"
    ).json() | {"instance": ""}


def test_readers_at_the_same_time_each_get_their_own_language(app: FastAPI) -> None:
    async def all_at_once() -> list[str]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://testserver") as browser:
            sent = [browser.get("/log-ind", headers=PAGE | (ENGLISH if turn % 2 else {})) for turn in range(60)]
            return [answer.text for answer in await asyncio.gather(*sent)]

    for turn, text in enumerate(asyncio.run(all_at_once())):
        assert f'<html lang="{"en" if turn % 2 else "da"}">' in text
        assert ('hreflang="da"' in text) is bool(turn % 2)
    assert not is_english()


@pytest.mark.usefixtures("in_english")
def test_numbers_and_days_are_written_as_the_british_do() -> None:
    assert (written.number(1234.56, 1), written.signed(-6), written.percent(0.876)) == ("1,234.6", "−6.0", "88%")
    assert (written.day(date(2026, 11, 3)), written.whole_day(date(2026, 5, 12))) == ("3 Nov 2026", "12 May 2026")
    assert written.day_of_year(date(2026, 11, 3)) == "3 Nov"
    assert written.clock(datetime(2026, 5, 12, 9, 5, tzinfo=UTC)) == "09:05"
    assert (written.hours(1.5), written.amount(14.06), written.in_words(5), written.in_words(2.5)) == (
        "1.5", "14.1", "five", "2.5"
    )  # fmt: skip
    assert written.listing(["a", "b", "c"]) == "a, b and c"
    assert (written.period(12), written.period(6)) == ("in the first year", "in the first 6 months")
    assert (written.month(10), written.short_month(5)) == ("October", "May")
    assert (written.count(1, "sag", "sager"), written.count(1200, "sag", "sager")) == ("1 case", "1,200 cases")


@pytest.mark.usefixtures("in_english")
def test_what_was_said_in_danish_is_marked_as_danish_on_an_english_page() -> None:
    assert said("<Klage>") == '<span lang="da">&lt;Klage&gt;</span>'
    assert said("") == ""
    assert (_("Fordeling"), _("Ikke oversat"), ngettext("ny", "nye", 2)) == ("Allocation", "Ikke oversat", "nye")
