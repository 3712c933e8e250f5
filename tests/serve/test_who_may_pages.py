"""Who may decide what, where there are too many caseworkers to stand side by side."""

import re

from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role
from serve.who_may_pages import MOST_TOGETHER
from storage.engine import Engine, writing
from storage.staff import record_staff
from tests.answers import STAMP, a_caseworker
from tests.serve.visitors import HEADER, Visitor, a_principal

PAGE = "/beslutningskompetence/hvem"


def _leader(app: FastAPI) -> TestClient:
    return Visitor(app, headers={HEADER: app.state.door.add(a_principal(Role.LEADER, user_id="mange")).user_id})


def _employ(engine: Engine, teams: dict[str | None, int]) -> None:
    people = [
        a_caseworker(f"{team}-{number:02}", name=f"{team} {number:02}", team=team)
        for team, many in teams.items()
        for number in range(many)
    ]
    with writing(engine) as connection:
        record_staff(connection, people, STAMP)


def _columns(html: str) -> list[str]:
    return re.findall(r'<th scope="col"><a href="[^"]+">([^<]+)</a>', html)


def _groups(html: str) -> list[str]:
    return re.findall(r'<option value="\d+"[^>]*>([^<]+)</option>', html)


def test_as_many_as_can_be_read_stand_together(app: FastAPI, engine: Engine) -> None:
    _employ(engine, {"Nord": 3, "Syd": MOST_TOGETHER - 3})

    html = _leader(app).get(PAGE).text

    assert (len(_columns(html)), _groups(html)) == (MOST_TOGETHER, [])


def test_of_more_a_team_is_shown_at_a_time_and_a_large_one_in_parts(app: FastAPI, engine: Engine) -> None:
    _employ(engine, {"Nord": 3, "Syd": MOST_TOGETHER + 2, None: 1})
    client = _leader(app)

    pages = [client.get(f"{PAGE}?gruppe={number}").text for number in (1, 2, 3, 4, 99)]

    parts = [f"Syd: Syd 00 til Syd {MOST_TOGETHER - 1:02}", f"Syd: Syd {MOST_TOGETHER:02} til Syd {MOST_TOGETHER + 1}"]
    assert _groups(pages[0]) == ["Nord", *parts, "Uden team"]
    assert [len(_columns(page)) for page in pages] == [3, MOST_TOGETHER, 2, 1, 1]
    assert len({name for page in pages for name in _columns(page)}) == MOST_TOGETHER + 6
