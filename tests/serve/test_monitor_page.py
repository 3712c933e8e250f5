"""Those who answer for the model see what a look found and say what they did; nobody who judges is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from casework.model_watch import keep_look
from models.monitored import Disagreement, LawDate, Monitored, Month, Part, Statistic, Unit
from sagstyngde.access import Role
from sagstyngde.alarm import AlarmKind
from serve.dependencies import today
from storage.alarms import Asked, Within, alarms_of
from storage.engine import Engine, reading, writing
from storage.reach import NOTHING
from storage.stamp import Stamp
from tests.serve.desks import as_
from tests.serve.standin import StandIn

PAGE = "/model/drift"
TODAY = today(StandIn().scheme)
TOLD = "De nye sager er tungere end dem, modellen har lært af"


def a_statistic(code: str, part: Part, **changes: object) -> Statistic:
    fields: dict[str, object] = {
        "code": code,
        "part": part,
        "label": f"Mærke {code}",
        "n": 240,
        "unit": Unit.SHARE,
        "found": 0.31,
        "expected": 0.22,
        "low": 0.25,
        "high": 0.37,
        "sign": 0.3,
    }
    return Statistic(**(fields | changes))  # type: ignore[arg-type]


def a_look(on: date = TODAY, *, moved: bool = True) -> Monitored:
    """Return a look with something of every kind, the score at its limit if it has moved."""
    crossed = {"sign": 1.1, "crossed_on": on - timedelta(days=3)} if moved else {}
    return Monitored(
        bundle_hash=StandIn().bundle_hash,
        on=on,
        since=on - timedelta(days=300),
        cases=240,
        statistics=(
            a_statistic("score", Part.SCORE, unit=Unit.DEVIATIONS, found=0.52, expected=0.0, **crossed),
            a_statistic("fact:mobility:mobility", Part.FACTS, label="Mobilitet"),
            a_statistic("hours:3", Part.HOURS, unit=Unit.RATIO, found=1.12, expected=1.0, sign=0.6),
            a_statistic("changed", Part.CHANGED, n=0, found=0.0, expected=0.0, low=None, high=None, sign=0.0),
            a_statistic("silent", Part.SILENT),
            a_statistic("group:gender:pige:other", Part.GROUPS, n=3),
        ),
        months=tuple(
            Month(month=date(2026, place, 1), cases=20 + place, recorded=90.0, expected=100.0, low=0.7, high=1.2)
            for place in range(1, 9)
        ),
        hours_through=on,
        silence={"for_lidt_oplyst": 4},
        law=(LawDate(name="Ny lov om støtte.", on=on + timedelta(days=40), cases_after=0),),
        shadow=Disagreement(
            bundle_hash="b" * 12,
            since=on - timedelta(days=20),
            answers=50,
            other_category=10,
            silent=2,
            hours=30.0,
            shadow_hours=33.0,
        ),
    )


@pytest.fixture
def watched(engine: Engine) -> Engine:
    """A casebook in which the model was looked at yesterday, quietly, and today, when something had moved."""
    now = datetime.now(UTC)
    with writing(engine) as connection:
        keep_look(
            connection, a_look(TODAY - timedelta(days=1), moved=False), Stamp(by="nat", at=now - timedelta(days=1))
        )
        keep_look(connection, a_look(), Stamp(by="nat", at=now))
    return engine


def alarm_address(engine: Engine) -> str:
    with reading(engine) as connection:
        within = Within(cases=NOTHING, caseworkers=(), model=True)
        (alarm,), _ = alarms_of(connection, within, Asked(is_open=True, kind=AlarmKind.MODEL), limit=2)
    return f"/model/advarsler/{alarm.alarm_id}"


def text_of(client: TestClient, address: str = PAGE) -> str:
    answer = client.get(address, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return unescape(answer.text).replace("\u00a0", " ")


@pytest.mark.parametrize("role", [Role.ANALYST, Role.APPROVER, Role.LEADER])
def test_who_answers_for_the_model_sees_what_must_be_done_and_why(app: FastAPI, watched: Engine, role: Role) -> None:
    page = text_of(as_(app, role))

    assert TOLD in page
    assert "Ja. 1 ting har flyttet sig" in page
    assert "Tegn: 100 af 100" in page
    assert "Om 40 dage" in page
    assert "Kan ikke siges endnu." in page
    assert "en anden kategori i 20 % af 50 sager" in page
    assert "Registrerede timer for hver 100 ventede, måned for måned" in page
    assert "Mærke group:gender:pige:other" not in page


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.CONSULTANT])
def test_who_judges_cases_is_not_told_that_others_disagree_with_the_model(
    app: FastAPI, watched: Engine, role: Role
) -> None:
    client = as_(app, role)

    assert TOLD not in text_of(client)
    assert "Tegn:" not in text_of(client)
    assert client.get(alarm_address(watched), headers={"accept": "text/html"}).status_code in {403, 404}


def test_a_model_nobody_has_looked_at_says_so_and_an_old_look_is_called_old(app: FastAPI, engine: Engine) -> None:
    analyst = as_(app, Role.ANALYST)
    assert "Modellen er ikke set efter endnu." in text_of(analyst)

    earlier = TODAY - timedelta(days=9)
    with writing(engine) as connection:
        keep_look(connection, a_look(earlier, moved=False), Stamp(by="nat", at=datetime.now(UTC) - timedelta(days=9)))

    page = text_of(analyst)
    assert "Eftersynet er mere end tre dage gammelt." in page
    assert "Nej. Intet af det, der ses efter" in page


def test_an_alarm_is_closed_by_what_was_done(app: FastAPI, watched: Engine) -> None:
    analyst, address = as_(app, Role.ANALYST), alarm_address(watched)
    typed = {"noegle": "0" * 36, "handling": "investigated", "begrundelse": ""}
    html = {"accept": "text/html", "Idempotency-Key": ""}

    refused = analyst.post(address, data=typed, headers=html)
    assert refused.status_code == 422
    assert "Det kunne" in unescape(refused.text) or "felt skal rettes" in unescape(refused.text)

    done = analyst.post(address, data=typed | {"begrundelse": "Ny blanket."}, headers=html, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}?lukket=ja")
    assert TOLD not in text_of(analyst)
    assert "Undersøgt: årsagen er fundet" in text_of(analyst, address)


def test_a_leader_meets_it_among_what_waits(app: FastAPI, watched: Engine) -> None:
    page = text_of(as_(app, Role.LEADER), "/opfoelgning")

    assert "Modellen passer måske ikke længere" in page
    assert alarm_address(watched) in page


def test_gauges_tell_of_the_newest_look_and_of_nobody(app: FastAPI, watched: Engine) -> None:
    told = as_(app, Role.ANALYST).get("/metrics").text

    assert 'sagstyngde_model_sign{part="score"} 1.1' in told
    assert 'sagstyngde_model_hours_ratio{months="3"} 1.12' in told
    assert "sagstyngde_model_alarms 1.0" in told
    assert "sagstyngde_model_silent_share 0.31" in told


def test_a_course_of_a_year_is_drawn_and_the_page_reads_it_once(app: FastAPI, engine: Engine) -> None:
    now = datetime.now(UTC)
    with writing(engine) as connection:
        for back in range(60, -1, -1):
            look = replace(a_look(moved=False), on=TODAY - timedelta(days=back))
            keep_look(connection, look, Stamp(by="nat", at=now - timedelta(days=back)))

    page = text_of(as_(app, Role.ANALYST))

    assert page.count('<polyline class="course"') == 4
    assert "Tegn: 60 af 100 ved seneste eftersyn" in page
