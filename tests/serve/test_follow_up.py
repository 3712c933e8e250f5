"""Alarms that wait, closed by an action and remembered; loads over weeks; ten considerations; last year's answer."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import false

from casework.placing import Order, seat
from sagstyngde.access import Role, Scope
from sagstyngde.alarm import Alarm, AlarmKind, Finding
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.dissent import DissentReason
from sagstyngde.felt import Felt
from sagstyngde.weekly_load import WeeklyLoad
from sagstyngde.weeks import monday_of
from serve.dependencies import today
from storage.alarms import Asked, Within, alarms_of, raise_alarms
from storage.dissents import NewDissent, tell_dissent
from storage.engine import Connection, Engine, reading, writing
from storage.felt_loads import tell_felt
from storage.staff import record_staff
from storage.stamp import Stamp
from storage.weekly_loads import record_weekly_loads
from tests.answers import STAMP, a_case, a_caseworker, store
from tests.casework.casebook import worker
from tests.serve.standin import StandIn
from tests.serve.visitors import HEADER, Visitor, a_principal

PAGE = "/opfoelgning"
HTML = {"accept": "text/html", "Idempotency-Key": ""}
KEYS = ["0" * 36, "1" * 36]
TODAY = today(StandIn().scheme)
HEADINGS = [
    "Borgeren", "Sammenhæng med det politiske styringsgrundlag", "Fokus på borgeren", "Eksterne samarbejdspartnere",
    "Krav til faglighed (konkrete faglige opgaver i en sag)", "Mængden af sager for hver sagsbehandler",
    "Sagernes kompleksitet", "Ledelsens indsigt i sagerne", "Organisationens evne til at handle hurtigt",
    "Behovet for tværfaglig indsats",
]  # fmt: skip


def a_finding(who: str = "w0", **changes: Any) -> Finding:
    fields: dict[str, Any] = {
        "kind": AlarmKind.OVERLOAD,
        "subject": f"overload:{who}",
        "text": f"{who.upper()} har været over 100 % i mindst 4 uger i træk.",
        "caseworker_id": CaseworkerId(who),
        "content": {"since": (TODAY - timedelta(days=30)).isoformat()},
    }
    return Finding(**(fields | changes))


def weeks(connection: Connection, who: str, *hours: float, team: str = "Øst") -> None:
    """Record a caseworker's weeks up to this one, the last figure's."""
    this = monday_of(TODAY)
    record_weekly_loads(
        connection,
        [
            WeeklyLoad(
                week_of=this - timedelta(weeks=len(hours) - 1 - place),
                caseworker_id=CaseworkerId(who),
                team=team,
                hours=of_week,
                capacity_hours=100.0,
                case_count=20,
                counts={"category.C": 12, "partners_known": 20, "partners_many": 7, "told": 20, "silent": 2},
            )
            for place, of_week in enumerate(hours)
        ],
        STAMP,
    )


@pytest.fixture
def led(client: TestClient, engine: Engine) -> TestClient:
    """Two teams: four caseworkers in Øst, of whom one is over the limit and one was, and one in Vest."""
    with writing(engine) as connection:
        east = [a_caseworker(f"w{number}", name=f"W{number} Holm", team="Øst") for number in range(4)]
        record_staff(connection, [*east, a_caseworker("v0", name="V0 Vest", team="Vest")], STAMP)
        weeks(connection, "w0", *[90.0] * 10, *[112.0] * 6)
        weeks(connection, "w1", *[90.0] * 4, *[115.0] * 5, 90.0, 90.0)
        weeks(connection, "v0", *[130.0] * 8, team="Vest")
        store(connection, a_case("s1", team="Øst"))
        raise_alarms(connection, [a_finding(), a_finding("v0")], STAMP)
        raise_alarms(connection, [_about_case("s1")], STAMP)
    return client


def _about_case(case_id: str) -> Finding:
    return a_finding(
        kind=AlarmKind.NO_CASEWORKER,
        subject=f"no_caseworker:{case_id}",
        text=f"Sag {case_id} har ingen sagsbehandler.",
        case_id=CaseId(case_id),
        caseworker_id=None,
    )


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _send(client: TestClient, path: str, **fields: str) -> Any:
    return client.post(path, data={"noegle": KEYS[0]} | fields, headers=HTML, follow_redirects=False)


def _alarm(engine: Engine, subject: str = "overload:w0") -> Alarm:
    within = Within(cases=false(), caseworkers=[worker(number) for number in range(4)])
    with reading(engine) as connection:
        found = alarms_of(connection, within, Asked(), limit=9)[0]
    return next(one for one in found if one.finding.subject == subject)


def test_the_page_says_first_how_many_alarms_wait_and_then_since_when_about_whom(led: TestClient) -> None:
    text = _text(led.get(PAGE).text)

    assert text.index("3 advarsler venter på handling.") < text.index("Belastning uge for uge")
    assert "W0 har været over 100 % i mindst 4 uger i træk." in text
    assert "(30 dage) · W0 Holm" in text
    assert "Over grænsen (2)" in text


def test_one_kind_can_be_picked_and_an_unknown_one_is_all(led: TestClient) -> None:
    picked = _text(led.get(f"{PAGE}?slags=no_caseworker").text)
    unknown = _text(led.get(f"{PAGE}?slags=vejret").text)

    assert "Sag s1 har ingen sagsbehandler." in picked
    assert "W0 har været over" not in picked
    assert "W0 har været over" in unknown


def test_an_alarm_is_closed_once_by_an_action_and_the_next_one_tells_of_it(led: TestClient, engine: Engine) -> None:
    alarm = _alarm(engine)
    address = f"{PAGE}/advarsler/{alarm.alarm_id}"
    sent = {"handling": "moved", "begrundelse": "To sager til kollega"}

    answers = [_send(led, address, **sent) for _ in range(2)]
    with writing(engine) as connection:
        raise_alarms(connection, [a_finding()], Stamp(by="test", at=datetime.now(UTC) + timedelta(days=31)))

    assert [(one.status_code, one.headers["location"]) for one in answers] == [(303, f"{PAGE}?lukket=ja")] * 2
    assert "Sager er flyttet" in _text(led.get(address).text)
    assert "Sidst: Sager er flyttet" in _text(led.get(PAGE).text)
    assert "»To sager til kollega«" in _text(led.get(PAGE).text)


@pytest.mark.parametrize(
    ("sent", "field", "told"),
    [
        ({}, "handling", "Mangler"),
        ({"handling": "intet"}, "handling", "Skal være en af handlingerne"),
        ({"handling": "discussed"}, "begrundelse", "Mangler: skriv, hvorfor der ikke ændres noget"),
        ({"handling": "accepted", "begrundelse": "vikar"}, "til_og_med", "Mangler: skriv, til og med hvilken dag"),
        ({"handling": "accepted", "begrundelse": "vikar", "til_og_med": "snart"}, "til_og_med", "Skal være en dato"),
    ],
)
def test_what_is_missing_is_told_beside_its_field_and_what_was_typed_stays(
    sent: dict[str, str], field: str, told: str, *, led: TestClient, engine: Engine
) -> None:
    answer = _send(led, f"{PAGE}/advarsler/{_alarm(engine).alarm_id}", **sent)

    assert answer.status_code == 422
    assert f'id="fejl-{field}"' in answer.text
    assert told in _text(answer.text)
    assert all(typed in answer.text for typed in sent.values() if typed != "intet")
    assert _alarm(engine).action is None


def test_a_day_typed_beside_another_action_is_no_fault(led: TestClient, engine: Engine) -> None:
    answer = _send(led, f"{PAGE}/advarsler/{_alarm(engine).alarm_id}", handling="moved", til_og_med="2027-01-01")

    assert answer.status_code == 303
    assert _alarm(engine).until is None


def test_two_that_close_the_same_alarm_are_told_of_each_other(led: TestClient, engine: Engine) -> None:
    address = f"{PAGE}/advarsler/{_alarm(engine).alarm_id}"
    _send(led, address, handling="moved")

    second = _send(led, address, noegle=KEYS[1], handling="relieved")

    assert second.status_code == 409
    assert "Advarslen er allerede lukket" in _text(second.text)
    assert "Sager er flyttet" in _text(second.text)


def test_a_leader_of_one_team_sees_and_counts_her_own_alone(led: TestClient, app: FastAPI, engine: Engine) -> None:
    app.state.door.add(a_principal(Role.LEADER, user_id="vest", scope=Scope(teams=frozenset({"Vest"}))))
    west = Visitor(app, headers={HEADER: "vest"})
    pages = [_text(west.get(path).text) for path in (PAGE, f"{PAGE}/hensyn", f"{PAGE}/historik")]
    stolen = west.get(f"{PAGE}/advarsler/{_alarm(engine).alarm_id}", headers=HTML)
    csv = west.get(f"{PAGE}/historik.csv?hvad=advarsler").text

    assert "1 advarsel venter på handling." in pages[0]
    assert stolen.status_code == 404
    assert not any("Holm" in told or "W0" in told or "s1" in told for told in (*pages, csv))
    assert "V0 Vest" in pages[2]


def test_felt_load_is_a_mean_of_enough_answers_and_never_one_persons(led: TestClient, engine: Engine) -> None:
    week = monday_of(TODAY)
    with writing(engine) as connection:
        for number in range(4):
            tell_felt(connection, worker(number), Felt.HIGH, week_of=week - timedelta(weeks=1), stamp=STAMP)
        for number in range(3):
            tell_felt(connection, worker(number), Felt.VERY_HIGH, week_of=week, stamp=STAMP)
        weeks(connection, "w2", 80.0, 80.0)
        weeks(connection, "w3", 80.0, 80.0)

    text = _text(led.get(f"{PAGE}?team=Øst").text)

    assert "4,0 4" in text
    assert "5,0" not in text


def test_people_stand_in_the_order_of_their_names_whatever_they_carry(led: TestClient) -> None:
    text = led.get(f"{PAGE}?team=Øst").text
    rows = re.findall(r'sagsbehandler=(w\d)">', text.split("people-weeks")[1].split("</table>")[0])

    assert rows == ["w0", "w1"]


def test_the_year_answers_who_was_over_110_per_cent_for_more_than_four_weeks(led: TestClient) -> None:
    answer = led.get(f"{PAGE}/historik?graense=110&uger=5")
    none = led.get(f"{PAGE}/historik?graense=140&uger=5")
    sheet = led.get(f"{PAGE}/historik.csv?graense=110&uger=6")

    rows = re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a></th>', answer.text.split("alarms-heading")[0])
    assert rows == ["V0 Vest", "W0 Holm", "W1 Holm"]
    assert "Ingen har været over 140" in _text(none.text)
    assert [line.split(";")[0] for line in sheet.text.splitlines()[1:]] == ["V0 Vest", "W0 Holm"]
    assert sheet.text.startswith("\ufeffSagsbehandler;")


@pytest.mark.parametrize("asked", ["graense=alt", "uger=0", "fra=i+fjor", "fra=2026-02-01&til=2026-01-01"])
def test_a_filter_that_cannot_be_is_told_of_and_the_year_is_shown(asked: str, led: TestClient) -> None:
    answer = led.get(f"{PAGE}/historik?{asked}", headers=HTML)

    assert answer.status_code == 422
    assert "1 felt skal rettes" in _text(answer.text)


def test_the_ten_considerations_stand_word_for_word_as_in_the_guidance_and_in_its_order(led: TestClient) -> None:
    html = led.get(f"{PAGE}/hensyn").text

    assert [_text(found) for found in re.findall(r"</span> <span>(.*?)</span></h2>", html)] == HEADINGS
    text = _text(html)
    assert "Sager, der venter på en sagsbehandler 1" in text
    assert "21 af 60" in text
    assert "35–45 sager pr. fuldtidsstilling (ca. 2015–16; Dansk Socialrådgiverforening, vejledende sagstal)" in text
    assert "kan systemet ikke se" in text
    assert "En ligelig fordeling af en umulig belastning er stadig umulig: samlet 111 %." in text.replace("\xa0", " ")


def test_a_case_that_came_with_a_caseworker_and_changes_hands_has_not_waited(led: TestClient, engine: Engine) -> None:
    with writing(engine) as connection:
        for case_id, whom in (("kom-med", "w0"), ("ventede", None)):
            came = TODAY - timedelta(days=400 if whom else 20)
            store(connection, a_case(case_id, caseworker_id=whom, received_on=came))
            moved = Order(case_id=CaseId(case_id), caseworker_id=worker(1), reason="byttet")
            seat(connection, moved, on=TODAY - timedelta(days=10), stamp=STAMP)

    text = _text(led.get(f"{PAGE}/hensyn").text).replace("\xa0", " ")

    assert "Typisk tid fra modtaget til tildelt (seneste tre måneder) 10 dage Længste 10 dage" in text


def test_before_any_night_the_pages_say_what_is_missing(client: TestClient) -> None:
    texts = [_text(client.get(path).text) for path in (PAGE, f"{PAGE}/hensyn", f"{PAGE}/historik")]

    assert "Ingen advarsler venter på handling." in texts[0]
    assert "Ugens belastning er ikke opgjort endnu" in texts[0]
    assert "Ugens belastning er ikke opgjort endnu" in texts[1]
    assert "Der er ikke rejst advarsler i perioden." in texts[2]


def test_open_dissents_lead_to_where_they_are_answered(led: TestClient, engine: Engine) -> None:
    with writing(engine) as connection:
        new = NewDissent(case_id=CaseId("s1"), caseworker_id=worker(0), reason=DissentReason.LOAD)
        dissent = tell_dissent(connection, new, STAMP)

    html = led.get(PAGE).text

    assert "W0 Holm er uenig i at have sag s1" in _text(html)
    assert f'href="/opfoelgning/indsigelser/{dissent}"' in html


def test_alarms_come_page_by_page_over_the_api_too(led: TestClient) -> None:
    first = led.get("/api/v1/alarms?limit=2").json()
    second = led.get(f"/api/v1/alarms?limit=2&after={first['next']}").json()

    assert (len(first["alarms"]), len(second["alarms"]), second["next"]) == (2, 1, None)
    assert len({one["alarm_id"] for one in first["alarms"] + second["alarms"]}) == 3


def test_every_text_of_the_templates_goes_through_the_catalogue() -> None:
    """Danish letters outside of what is looked up would stay Danish on an English page."""
    folder = Path(__file__).parents[2] / "serve" / "templates"
    for name in ("follow_up", "follow_up_alarm", "follow_up_history", "follow_up_parts", "considerations"):
        text = (folder / f"{name}.html").read_text("utf-8")
        bare = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<[^>]+>", "", text, flags=re.DOTALL)
        assert re.findall(r"\w*[æøåÆØÅ]\w*", bare) == []
