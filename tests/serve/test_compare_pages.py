"""The six principles side by side: reckoned once and kept, waited for, and nothing of it out of one's reach."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role, Scope
from serve.kept_answers import Kept
from storage.engine import Engine, writing
from storage.staff import record_staff
from tests.answers import STAMP, a_caseworker
from tests.casework.casebook import add_case
from tests.serve.test_policy_pages import COMPARE, as_role, text_of


@pytest.fixture
def divided(client: TestClient, engine: Engine) -> TestClient:
    """Two caseworkers, each with a district, and cases of one district that the six part over."""
    with writing(engine) as connection:
        people = [a_caseworker(f"w{n}", name=f"W {n}", districts=frozenset({one})) for n, one in enumerate(("N", "S"))]
        record_staff(connection, people, STAMP)
        for number in range(4):
            add_case(connection, f"c{number}", district="N")
    return client


def test_principles_stand_side_by_side_and_the_cases_they_part_over_are_named(divided: TestClient) -> None:
    text = text_of(divided.get(COMPARE).text)

    assert "4 sager venter på en sagsbehandler." in text
    assert "Sager, de placerer forskelligt" in text
    assert re.search(r"Uden for distrikt \(nye sager\) \d \d \d 0", text)
    assert text.count("Lav forslag efter denne") == 7


class Counting(Kept[Any]):
    """Kept answers that know how many were reckoned."""

    reckoned = 0

    def keep(self, mark: str, answer: Any) -> None:
        self.reckoned += 1
        super().keep(mark, answer)


def test_what_was_reckoned_is_kept_until_something_changes(app: FastAPI, divided: TestClient, engine: Engine) -> None:
    app.state.comparisons = kept = Counting()

    divided.get(COMPARE)
    divided.get(COMPARE)
    with writing(engine) as connection:
        add_case(connection, "c9", district="S")
    divided.get(COMPARE)

    assert kept.reckoned == 2


def test_a_process_that_another_has_reckoned_for_reckons_it_itself(app: FastAPI, divided: TestClient) -> None:
    reckoned = divided.get(COMPARE, follow_redirects=False).headers["location"]
    app.state.comparisons = Kept()  # what another process has

    again = divided.get(reckoned, follow_redirects=False)

    assert (again.status_code, again.headers["location"]) == (303, reckoned)
    assert "Sager, de placerer forskelligt" in divided.get(reckoned).text


def test_what_is_being_reckoned_is_waited_for_and_not_begun_twice(app: FastAPI, divided: TestClient) -> None:
    where = divided.get(COMPARE, follow_redirects=False).headers["location"]
    app.state.comparisons = kept = _Coming()

    waiting = divided.get(where)

    assert "Regner på ugens sager efter hvert princip." in text_of(waiting.text)
    assert kept.begin("andet") is False


class _Coming(Kept[Any]):
    """Kept answers of which all are on their way."""

    def is_coming(self, mark: str) -> bool:  # noqa: ARG002  all of them
        return True

    def begin(self, mark: str) -> bool:  # noqa: ARG002  all of them
        return False


def test_the_first_page_says_that_it_takes_a_moment_and_goes_on_by_itself(client: TestClient) -> None:
    answer = client.get("/fordeling/sammenlign")

    assert 'content="0; url=/fordeling/sammenlign?regn=1"' in answer.text


def test_without_cases_there_is_nothing_to_compare(client: TestClient) -> None:
    assert "intet at sammenligne i dag" in text_of(client.get(COMPARE).text)


def test_a_case_outside_ones_reach_is_in_no_comparison(app: FastAPI, divided: TestClient, engine: Engine) -> None:
    with writing(engine) as connection:
        add_case(connection, "hemmelig", team="Syd", district="N")
    leader = as_role(app, Role.LEADER, scope=Scope(teams=frozenset({"Nord"})))

    assert "hemmelig" in divided.get(COMPARE).text
    assert "hemmelig" not in leader.get(COMPARE).text
