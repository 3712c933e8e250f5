"""Are there people enough, as a leader reads it: the command's own figures, only her own team's, and what if."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from allocation.forecast import Question, answer, drawn, drawn_part, grounds_of_part
from allocation.forecast_grounds import Grounds
from allocation.scenario import Hire, Scenario, Shift, Shifted
from allocation.staffing import Aim
from casework.forecast_sections import months_grid
from casework.forecasts import keep_forecast
from casework.policy import house_policy
from sagstyngde.access import Role, Scope
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.danish import number
from sagstyngde.months import add_months
from serve.api.reckoning import Reckoning
from serve.capacity_shelf import Shelf
from storage.engine import Engine, writing
from storage.staff import record_staff
from tests.answers import STAMP
from tests.forecasts import some_grounds
from tests.serve.standin import SCHEME, TODAY
from tests.serve.visitors import HEADER, Visitor, a_principal

PAGE = "/kapacitet"
ON = TODAY.replace(day=1)
LATER = add_months(ON, 3)
STAFF = [
    Caseworker(caseworker_id=CaseworkerId(f"k{place}"), employed_on=date(2020, 1, 1), name=name, team=team)
    for place, (name, team) in enumerate(
        [("A. Lund", "Nord"), ("B. Holm", "Nord"), ("C. Krogh", "Syd"), ("D. Dam", "Syd"), ("E. Friis", "Syd")]
    )
]


SHELF = Shelf()
"""Shared, as drawing takes a while: what lies on it is known by what it was drawn from."""


@pytest.fixture(autouse=True)
def _shelf(app: FastAPI) -> None:
    app.state.capacity = SHELF


def grounds(**changes: Any) -> Grounds:
    plain: dict[str, Any] = {"on": ON, "codes": SCHEME.scale.codes}
    return some_grounds(**(plain | changes))


def keep(engine: Engine, kept: Grounds, *, staff: list[Caseworker] = STAFF, **asked: Any) -> Question:
    question = Question(on=kept.materials.on, seed=kept.seed, rules=house_policy("standard").policy.capacity, **asked)
    with writing(engine) as connection:
        record_staff(connection, staff, STAMP)
        keep_forecast(connection, kept, question, STAMP)
    return question


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xad", "").split())


def cells(html: str, caption: str) -> list[list[str]]:
    """The rows of the table with a caption, as texts."""
    table = html.split(f'<caption class="sr-only">{caption}</caption>')[1].split("</table>", maxsplit=1)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1], re.DOTALL)
    return [
        [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row)]
        for row in rows
    ]


def leader_of(app: FastAPI, *teams: str) -> TestClient:
    door: Any = app.state.door
    scope = Scope(teams=frozenset(teams)) if teams else Scope()
    return Visitor(app, headers={HEADER: door.add(a_principal(Role.LEADER, user_id="leder", scope=scope)).user_id})


def test_without_a_forecast_the_page_says_how_one_is_made(client: TestClient) -> None:
    told = text(client.get(PAGE).text)

    assert "Der er ikke lavet nogen prognose endnu." in told
    assert "sagstyngde forecast" in told


def test_the_page_tells_the_commands_own_figures(client: TestClient, engine: Engine) -> None:
    kept = grounds()
    question = keep(engine, kept)
    told = answer(kept, drawn(kept), STAFF, question)

    html = client.get(PAGE).text

    assert cells(html, "Timer måned for måned") == [list(row) for row in months_grid(told, told.base, SCHEME).rows]
    held = told.base.staffing
    assert f"Der er {number(held.period_have, 1)} årsværk til sager" in text(html)
    assert f"skal der {number(held.period_need, 1)} til" in text(html)
    assert "35–45" in text(html)


def test_a_what_if_has_the_figures_of_the_same_question_asked_of_the_command(
    client: TestClient, engine: Engine
) -> None:
    kept = grounds()
    question = keep(engine, kept)
    scenario = Scenario(
        hires=(Hire(count=2, starts_on=LATER, weekly_hours=30.0),),
        shifts=(
            Shift(starts_on=ON, shifted=Shifted.INFLOW, factor=1.1),
            Shift(starts_on=LATER, shifted=Shifted.HOURS, factor=1.3, categories=frozenset({SCHEME.scale.codes[2]})),
        ),
    )
    asked = replace(question, scenario=scenario, aim=Aim(limit=0.95), absence=0.25)
    told = answer(kept, drawn(kept), STAFF, question, asked=asked)
    assert told.what_if is not None
    address = {
        "nye1": "2", "nye1_fra": LATER, "nye1_timer": "30", "flere": "10", "lov1": "timer", "lov1_pct": "30",
        "lov1_fra": LATER, "lov1_kategori": SCHEME.scale.codes[2], "graense": "95 %", "fravaer": "25",
    }  # fmt: skip

    html = client.get(f"{PAGE}?{urlencode(address)}").text

    rows = cells(html, "Forskellen måned for måned: årsværk")
    assert [row[2] for row in rows] == [number(value, 1) for value in told.what_if.staffing.have.tolist()]
    assert [row[5] for row in rows] == [number(value, 1) for value in told.what_if.staffing.need.tolist()]
    said = text(html)
    assert "2 nyansatte à 30 timer begynder" in said
    assert "belastningen højst må være 95 %" in said
    assert "25 % af tiden går til fravær" in said


def test_a_form_without_an_answer_in_it_leads_to_the_plain_address(client: TestClient, engine: Engine) -> None:
    keep(engine, grounds())

    empty = client.get(f"{PAGE}?flere=&nye1=", follow_redirects=False)
    some = client.get(f"{PAGE}?flere=10&nye1=&graense=", follow_redirects=False)

    assert (empty.status_code, empty.headers["location"]) == (303, PAGE)
    assert (some.status_code, some.headers["location"]) == (303, f"{PAGE}?flere=10#hvad-nu-hvis")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("vaek1", "k9", "Hvem er væk : skal vælges på listen"),
        ("vaek1_fra", str(add_months(ON, 1)), "Hvem er væk : skal vælges på listen"),
        ("nye1", "to", "Antal ansatte : skal være et tal mellem 1 og 100"),
        ("nye1", "1,5", "Antal ansatte : skal være et helt antal"),
        ("nye1_fra", "2020-01-01", "Ansat fra : skal ligge mellem"),
        ("nye1_fra", "i morgen", "Ansat fra : skal være en dato"),
        ("nye1_timer", "61", "Timer om ugen : skal være et tal mellem 1 og 60"),
        ("flere", "-101", "Nye sager : skal være et tal mellem −100 og 300"),
        ("lov1", "alt", "Hvad ændres : skal vælges på listen"),
        ("lov2_pct", "nan", "Ændring i procent : skal være et tal mellem −100 og 300"),
        ("lov2_kategori", "Q", "Kategori : skal vælges på listen"),
        ("saml", "Nord", "Teams : vælg mindst to teams"),
        ("graense", "0", "Grænse : skal være et tal mellem 10 og 200"),
        ("fravaer", "1e1", "Fravær : skal være et tal mellem 0 og 90"),
    ],
)
def test_what_cannot_be_meant_is_said_by_its_field_and_kept(
    field: str, value: str, said: str, *, client: TestClient, engine: Engine
) -> None:
    keep(engine, grounds())
    beside = {"lov2": "timer", "lov2_fra": LATER} if field == "lov2_kategori" else {}

    answered = client.get(f"{PAGE}?{urlencode({field: value} | beside)}")

    assert answered.status_code == 422
    assert said in text(answered.text)
    assert "Er I nok?" in answered.text
    if field not in {"vaek1", "lov1", "lov2_kategori", "saml"}:
        assert f'name="{field}" value="{value}"' in answered.text


def test_somebody_who_leaves_earlier_cannot_leave_later(client: TestClient, engine: Engine) -> None:
    keep(engine, grounds(), staff=[replace(STAFF[0], left_on=add_months(TODAY, 1)), *STAFF[1:]])

    answered = client.get(f"{PAGE}?vaek1=k0&vaek1_fra={LATER}")

    assert answered.status_code == 422
    assert "vedkommende fratræder allerede" in text(answered.text)


def test_a_leader_of_one_team_sees_her_own_team_alone(app: FastAPI, engine: Engine) -> None:
    kept = grounds()
    question = keep(engine, kept)
    part, share = grounds_of_part(kept, {"Syd"})
    own = [one for one in STAFF if one.team == "Syd"]
    told = answer(part, drawn_part(drawn(kept), share), own, question)

    html = leader_of(app, "Syd").get(PAGE).text

    assert cells(html, "Timer måned for måned") == [list(row) for row in months_grid(told, told.base, SCHEME).rows]
    assert "Nord" not in html
    assert "A. Lund" not in html
    assert "C. Krogh" in html
    assert "De seneste 12 måneder kom der" not in html


def test_a_leader_of_one_team_cannot_ask_about_anybody_elses(app: FastAPI, engine: Engine) -> None:
    keep(engine, grounds())

    answered = leader_of(app, "Syd").get(f"{PAGE}?vaek1=k0&vaek1_fra={LATER}&saml=Nord&saml=Syd")

    assert answered.status_code == 422
    assert "Hvem er væk : skal vælges på listen" in text(answered.text)
    assert "Teams : skal vælges på listen" in text(answered.text)


def test_where_the_forecast_tells_no_teams_apart_it_says_so_and_names_only_within_reach(
    app: FastAPI, engine: Engine
) -> None:
    kept = grounds(teams={})
    told = answer(kept, drawn(kept), STAFF, keep(engine, kept))

    html = leader_of(app, "Syd").get(PAGE).text

    assert "Prognosen kan ikke skelne mellem teams" in html
    assert cells(html, "Timer måned for måned") == [list(row) for row in months_grid(told, told.base, SCHEME).rows]
    assert "A. Lund" not in html
    assert "C. Krogh" in html


def test_each_team_stands_beside_the_house_for_who_leads_them_all(app: FastAPI, engine: Engine) -> None:
    keep(engine, grounds())

    rows = cells(leader_of(app).get(PAGE).text, "Er der nok i hvert team?")

    assert [row[0] for row in rows] == ["Nord", "Syd"]
    assert all(row[1] in {"Ja", "Måske", "Nej"} for row in rows)


@pytest.mark.parametrize(("days", "is_old"), [(20, False), (40, True)])
def test_a_forecast_that_is_out_of_date_says_so_first(
    days: int, is_old: bool, client: TestClient, engine: Engine
) -> None:
    keep(engine, grounds(on=TODAY - timedelta(days=days)))

    html = client.get(PAGE).text

    assert ("mere end en måned gammel" in html) is is_old
    if is_old:
        assert html.index("mere end en måned gammel") < html.index("Er I nok?")


def test_the_newest_forecast_is_shown_and_the_same_one_is_kept_once(client: TestClient, engine: Engine) -> None:
    keep(engine, grounds())
    keep(engine, grounds(on=add_months(ON, -1), cases=20))
    before = client.get(PAGE).text
    keep(engine, grounds(cases=160))

    after = client.get(PAGE).text

    with writing(engine) as connection:
        assert not keep_forecast(connection, grounds(), Question(on=ON, seed=3), STAMP)
    assert cells(before, "Timer måned for måned") != cells(after, "Timer måned for måned")
    assert client.get(PAGE).text == after


def test_a_forecast_under_other_categories_is_not_shown(client: TestClient, engine: Engine) -> None:
    keep(engine, grounds(codes=("X", "Y")))

    assert "andre kategorier end dem, der gælder nu" in client.get(PAGE).text


def test_an_empty_house_is_told_and_asked_without_failing(client: TestClient, engine: Engine) -> None:
    keep(engine, grounds(), staff=[])

    plain, asked = client.get(PAGE), client.get(f"{PAGE}?flere=-100&fravaer=90&nye1=3&nye1_fra={LATER}")

    assert (plain.status_code, asked.status_code) == (200, 200)
    assert "ingen timer" in plain.text


def test_a_leader_of_a_team_without_history_is_told_that_and_names_no_other(app: FastAPI, engine: Engine) -> None:
    keep(engine, grounds())

    told = text(leader_of(app, "Vest").get(PAGE).text)

    assert "Dit team har ingen sager i historikken" in told
    assert "kan ikke skelne mellem teams" not in told
    assert "A. Lund" not in told


def test_a_team_without_anybody_in_it_has_no_hours_and_is_told_so(app: FastAPI, engine: Engine) -> None:
    keep(engine, grounds(), staff=[one for one in STAFF if one.team != "Syd"])

    own, house = (leader_of(app, *teams).get(PAGE).text for teams in (("Syd",), ()))

    assert "ingen timer" in text(own)
    assert {row[0]: row[2] for row in cells(house, "Er der nok i hvert team?")}["Syd"] == "0,0"


def test_where_many_ask_at_once_the_question_is_kept_and_how_things_are_is_shown(
    app: FastAPI, client: TestClient, engine: Engine
) -> None:
    keep(engine, grounds())
    app.state.reckoning = Reckoning(at_once=1, in_line=0)
    waiting = app.state.reckoning.later(lambda: None)  # somebody is at it

    asked, plain = client.get(f"{PAGE}?flere=10"), client.get(PAGE)
    waiting()
    later = client.get(f"{PAGE}?flere=10")

    assert (asked.status_code, plain.status_code, later.status_code) == (503, 200, 200)
    assert "Andre regner lige nu. Dit spørgsmål står her stadig" in text(asked.text)
    assert 'name="flere" value="10"' in asked.text
    assert cells(asked.text, "Timer måned for måned") == cells(plain.text, "Timer måned for måned")
