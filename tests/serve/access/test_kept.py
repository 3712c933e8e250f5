"""B49: a form that comes when its session is over, or from before a new log-in, is given back and not lost."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagstyngde.errors import NotReady
from serve.access.attempt import derived
from serve.access.forms import form_mark, page_mark
from serve.kept import MOST_BYTES
from storage.engine import Engine, reading, writing
from storage.sessions import IDLE
from storage.tables.casework import settlements
from storage.tables.identity import sessions
from tests.serve.access.browsers import Browser
from tests.serve.access.test_entrance import FORGERIES, OWN, chosen

CASE = "/sager/2026-0412"
NOTE = 'Talt med skolen.\r\n<script>"æøå"</script>'
_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def _opened(browser: Browser, path: str = CASE) -> dict[str, str]:
    """Return the hidden fields of the form that sets a suggestion aside, as a page shows them, and what was typed."""
    hidden = dict(_FIELD.findall(browser.get(path).text.partition("/tilsidesaet")[2]))
    return hidden | {"kategori": "D", "grund": "kendskab_til_familien", "bemaerkning": NOTE}


def _end_all(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(sessions.update().values(seen_at=datetime.now(UTC) - IDLE))


def _again(text: str) -> dict[str, str]:
    """Return what the button that sends again would send."""
    form = text.partition(f'<form method="post" action="{CASE}/tilsidesaet">')[2].partition("</form>")[0]
    return {name: unescape(value) for name, value in _FIELD.findall(form)}


def _notes(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return [row.note for row in connection.execute(settlements.select())]


def test_a_session_that_ended_while_somebody_wrote_costs_nothing(demo: Browser, engine: Engine) -> None:
    typed = _opened(chosen(demo, "leder"))
    _end_all(engine)

    refused = demo.submit(f"{CASE}/tilsidesaet", **typed)
    again = _again(refused.text)
    too_early = demo.submit(f"{CASE}/tilsidesaet", **again)
    chosen(demo, "leder")
    taken = [demo.submit(f"{CASE}/tilsidesaet", **again) for _ in range(2)]

    assert (refused.status_code, too_early.status_code) == (401, 401)
    assert "Du er blevet logget ud" in refused.text
    assert again == typed
    assert [one.status_code for one in taken] == [303, 303]
    assert len(_notes(engine)) == 1


def test_a_form_from_before_logging_out_and_in_is_sent_after_a_look(demo: Browser, engine: Engine) -> None:
    typed = _opened(chosen(demo, "leder"))
    demo.submit("/log-ud", maerke=typed["maerke"])
    chosen(demo, "leder")

    stale = demo.submit(f"{CASE}/tilsidesaet", **typed)
    again = _again(stale.text)
    taken = demo.submit(f"{CASE}/tilsidesaet", **again)

    assert (stale.status_code, taken.status_code) == (403, 303)
    assert "før du loggede ind igen" in stale.text
    assert again["maerke"] != typed["maerke"]
    assert len(_notes(engine)) == 1


def test_another_persons_form_is_neither_taken_nor_ready_to_be_sent(demo: Browser, engine: Engine) -> None:
    typed = _opened(chosen(demo, "leder"))
    demo.submit("/log-ud", maerke=typed["maerke"])
    chosen(demo, "konsulent")

    refused = demo.submit(f"{CASE}/tilsidesaet", **typed)

    assert (refused.status_code, _again(refused.text), _notes(engine)) == (403, {}, [])


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_a_page_elsewhere_makes_a_browser_send_is_never_given_back(
    forgery: str, demo: Browser, engine: Engine
) -> None:
    typed = _opened(chosen(demo, "leder"))
    _end_all(engine)

    answer = demo.post(f"{CASE}/tilsidesaet", data=typed, headers=FORGERIES[forgery])

    assert answer.status_code == 401
    assert "Talt med skolen" not in answer.text


def test_a_forged_form_of_our_own_page_holds_no_mark_that_sends_it(demo: Browser, engine: Engine) -> None:
    typed = _opened(chosen(demo, "leder")) | {"maerke": "x.y"}
    _end_all(engine)

    again = _again(demo.submit(f"{CASE}/tilsidesaet", **typed).text)
    chosen(demo, "leder")

    assert again["maerke"] == "x.y"
    assert demo.submit(f"{CASE}/tilsidesaet", **again).status_code == 403
    assert _notes(engine) == []


def test_a_refused_note_comes_back_without_the_number_in_it(demo: Browser) -> None:
    typed = _opened(chosen(demo, "leder")) | {"bemaerkning": "Mor, 010190-1234, har ringet."}

    refused = demo.submit(f"{CASE}/tilsidesaet", **typed)

    assert refused.status_code == 422
    assert "Mor, (CPR-lignende), har ringet." in refused.text
    assert "010190" not in refused.text
    assert "Send igen" not in refused.text


def test_a_form_sent_back_and_changed_is_told_that_it_was_sent(demo: Browser, engine: Engine) -> None:
    typed = _opened(chosen(demo, "leder"))
    demo.submit(f"{CASE}/tilsidesaet", **typed)

    changed = demo.submit(f"{CASE}/tilsidesaet", **(typed | {"bemaerkning": "Noget andet."}))

    assert changed.status_code == 409
    assert "Formularen er allerede sendt én gang" in changed.text
    assert "Noget andet." in changed.text
    assert len(_notes(engine)) == 1


def test_while_the_database_is_away_a_form_waits_in_the_browser(
    demo: Browser, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = _opened(chosen(demo, "leder"))
    with monkeypatch.context() as broken:
        broken.setattr("serve.visits.write", _away)
        refused = demo.submit(f"{CASE}/tilsidesaet", **typed)
    taken = demo.submit(f"{CASE}/tilsidesaet", **_again(refused.text))

    assert (refused.status_code, taken.status_code) == (503, 303)
    assert len(_notes(engine)) == 1


def _away(*_: object, **__: object) -> None:
    raise NotReady(english="the database cannot be reached", danish="databasen kan ikke nås")


def test_too_much_is_not_given_back(demo: Browser, engine: Engine) -> None:
    typed = _opened(chosen(demo, "leder")) | {"bemaerkning": "x" * MOST_BYTES}
    _end_all(engine)

    answer = demo.submit(f"{CASE}/tilsidesaet", **typed)

    assert (answer.status_code, "xxxx" in answer.text) == (401, False)


def test_a_log_in_that_was_refused_is_not_given_back(demo: Browser) -> None:
    answer = demo.submit("/log-ind/demo", person="direktør", til="/sager/x", maerke=demo.mark("/log-ind"))

    assert (answer.status_code, "direktør" in answer.text) == (401, False)


def test_a_part_of_a_page_says_where_it_stands_that_nothing_was_saved(demo: Browser, engine: Engine) -> None:
    typed = _opened(chosen(demo, "leder"))
    _end_all(engine)

    answer = demo.post(f"{CASE}/tilsidesaet", data=typed, headers=OWN | {"hx-request": "true"})

    assert answer.status_code == 401
    assert answer.text.startswith('<p class="form-error-message" role="alert">Ikke gemt: du er blevet logget ud.')


SECRETS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=43, max_size=43)
PEOPLE = st.text(min_size=1, max_size=40)
KEYS = st.binary(min_size=32, max_size=32)


@given(secret=SECRETS, other=SECRETS, person=PEOPLE, another=PEOPLE, key=KEYS)
def test_a_mark_is_one_browsers_and_one_persons(
    *, secret: str, other: str, person: str, another: str, key: bytes
) -> None:
    mark, _, whose = page_mark(secret, person, key).partition(".")

    assert mark == form_mark(secret, person) == derived(secret, f"form:{person}")
    assert (page_mark(other, person, key).partition(".")[0] == mark) == (other == secret)
    assert (page_mark(secret, another, key).partition(".")[2] == whose) == (another == person)
    assert secret not in mark + whose
