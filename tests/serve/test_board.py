"""Fordeling as a leader works with it over HTTP: the page does what the API does, once, and says what happened."""

import html
import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from sagstyngde.access import Role, Scope
from sagstyngde.case import CaseId, FamilyId
from serve.app import create_app
from serve.board_view import anchor
from serve.house import House
from storage.assessments import insert_assessment
from storage.engine import Engine, reading, writing
from tests.answers import a_case, an_assessment, store
from tests.casework.casebook import add_case, fill
from tests.serve.standin import StandIn
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor, a_principal

CASES = 6
WORKERS = ("w0", "w1", "w2")
Json = dict[str, Any]
REASON = "kender familien"
KEY = "00000000-0000-4000-8000-00000000000"


@pytest.fixture
def leader(client: TestClient, engine: Engine) -> TestClient:
    """A client in every role over a small casebook: three caseworkers, six cases that wait."""
    with writing(engine) as connection:
        fill(connection, cases=CASES, caseworkers=3)
    return client


def _send(client: TestClient, address: str, key: int = 1, **fields: Any) -> Any:
    told = {"noegle": f"{KEY}{key}"} | fields
    return client.post(address, data=told, headers={"accept": "text/html"}, follow_redirects=False)


def _proposed(client: TestClient, key: int = 0, **fields: Any) -> Json:
    """Ask for a proposal on the page, wait for it, and return it as the API has it."""
    sent = _send(client, "/fordeling/forslag", key=key, **fields)
    assert sent.status_code == 303, sent.text
    arrived = client.get(sent.headers["location"], follow_redirects=False)
    assert arrived.status_code == 303
    plan: Json = client.get(f"/api/v1/plans/{arrived.headers['location'].rpartition('/')[2]}").json()
    return plan


def _now(client: TestClient, plan: Json) -> Json:
    found: Json = client.get(f"/api/v1/plans/{plan['plan_id']}").json()
    return found


def _address(plan: Json, what: str = "") -> str:
    return f"/fordeling/forslag/{plan['plan_id']}{what}"


def _text(answer: Any) -> str:
    body = answer.text.partition("<main")[2].partition("</main>")[0] or answer.text
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body))).replace("\xa0", " ")


def _another(plan: Json, case_id: str) -> str:
    held = next((one["caseworker_id"] for one in plan["placements"] if one["case_id"] == case_id), None)
    return next(one for one in WORKERS if one != held)


def _edit(
    client: TestClient, plan: Json, case_id: str, to: str, *, key: int = 5, reason: str = "kender familien"
) -> Any:
    fields = {"sag": case_id, "til": to, "udgave": plan["version"], "begrundelse": reason}
    return _send(client, _address(plan, "/ret"), key=key, **fields)


def _holders(client: TestClient, case_id: str) -> list[str]:
    found = client.get(f"/api/v1/cases/{case_id}/placements").json()["placements"]
    return [one["caseworker_id"] for one in found if one["ended_on"] is None]


def test_a_leader_asks_for_a_proposal_waits_and_sees_it(leader: TestClient) -> None:
    before = _text(leader.get("/fordeling"))
    plan = _proposed(leader)
    shown = _text(leader.get("/fordeling"))

    assert "6 sager venter på en sagsbehandler, den ældste siden 2. nov. 2026." in before
    assert "6 sager er foreslået fordelt." in shown
    assert all(f"Sag c{number}" in shown for number in range(CASES))
    assert plan["state"] == "proposed"


def test_while_it_is_reckoned_the_page_says_so_and_gives_up_in_the_end(leader: TestClient) -> None:
    waiting = leader.get("/fordeling/forslag/endnu-ikke?afventer=99999999999")
    late = leader.get("/fordeling/forslag/endnu-ikke?afventer=1")

    assert "Forslaget beregnes" in _text(waiting)
    assert 'http-equiv="refresh"' in waiting.text
    assert "Der kom intet forslag" in _text(late)
    assert leader.get("/fordeling/forslag/endnu-ikke").status_code == 404


def test_a_click_too_many_reckons_no_second_proposal(leader: TestClient) -> None:
    first, again = _proposed(leader, key=1), _proposed(leader, key=1)

    assert first["plan_id"] == again["plan_id"]
    assert len(leader.get("/api/v1/plans").json()["plans"]) == 1


def test_the_menu_names_everybody_with_what_she_would_then_carry_and_why_not(
    leader: TestClient, engine: Engine
) -> None:
    with writing(engine) as connection:
        add_case(connection, "punkt", required_competences=frozenset({"punktskrift"}))
    plan = _proposed(leader)
    leader.post("/api/v1/cases/c0/disqualifications", json={"caseworker_id": "w1", "reason": "slægtning"})

    easy = leader.get(_address(plan, "/flyt?sag=c0"), headers={"hx-request": "true"})
    hard = _text(leader.get(_address(plan, "/flyt?sag=punkt")))

    assert "<html" not in easy.text
    assert len(re.findall(r'name="til" value="w\d"', easy.text)) == len(WORKERS)
    assert len(re.findall(r"\d+ % → \d+ %", _text(easy))) == len(WORKERS)
    assert "3 opfylder ikke betingelserne" in hard
    assert "mangler kompetencen punktskrift" in hard


def test_a_menu_and_a_trial_log_the_case_they_tell_of_and_its_siblings_alone(
    leader: TestClient, engine: Engine
) -> None:
    with writing(engine) as connection:
        for name in ("bror", "søster"):
            add_case(connection, name, family_id=FamilyId("f"))
    plan = _proposed(leader)
    addresses = ("/flyt?sag=c0", f"/proev?sag=c0&til={_another(plan, 'c0')}&udgave=1", "/flyt?sag=bror")

    answers = [leader.get(_address(plan, address), headers={"hx-request": "true"}) for address in addresses]

    assert [_looked_at(engine, answer) for answer in answers] == [{"c0"}, {"c0"}, {"bror", "søster"}]


def _looked_at(engine: Engine, answer: Any) -> set[str]:
    query = text("SELECT case_id FROM audit_entries WHERE request_id = :of AND outcome = 'allowed'")
    with reading(engine) as connection:
        return set(connection.execute(query, {"of": answer.headers["x-request-id"]}).scalars())


def test_the_impact_shown_is_the_apis(leader: TestClient) -> None:
    plan = _proposed(leader)
    to = _another(plan, "c0")
    edit = {"edits": [{"case_id": "c0", "caseworker_id": to}]}
    said = leader.post(f"/api/v1/plans/{plan['plan_id']}/impact", json=edit).json()

    shown = _text(leader.get(_address(plan, f"/proev?sag=c0&til={to}&udgave=1")))

    assert len(said["loads"]) == 2
    for load in said["loads"]:
        before, after = (f"{100 * load[name]:.0f} %" for name in ("share_before", "share_after"))
        assert f"W {load['caseworker_id'][1]}: belastning {before} → {after}" in shown
    assert _now(leader, plan) == plan


def test_a_move_is_kept_with_its_reason_told_and_taken_back(leader: TestClient) -> None:
    plan = _proposed(leader)
    to = _another(plan, "c0")
    kept = _edit(leader, plan, "c0", to)
    changed = _now(leader, plan)
    shown = _text(leader.get(kept.headers["location"]))
    undone = _send(leader, _address(plan, "/fortryd"), key=6, udgave=changed["version"])
    after = _now(leader, plan)

    assert kept.status_code == undone.status_code == 303
    assert next(one["caseworker_id"] for one in changed["placements"] if one["case_id"] == "c0") == to
    assert f"Gemt. Sag c0 er givet til W {to[1]}." in shown
    assert "»kender familien«" in shown
    assert after["version"] == 3
    assert {**after, "version": 1} == plan  # with its reasons and proofs, as it was
    assert "Ændringen er fortrudt." in _text(leader.get(undone.headers["location"]))


def test_a_form_sent_twice_changes_once(leader: TestClient) -> None:
    plan = _proposed(leader)
    to = _another(plan, "c0")

    answers = [_edit(leader, plan, "c0", to) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert _now(leader, plan)["version"] == 2


def test_a_move_without_a_reason_comes_back_with_what_was_chosen(leader: TestClient) -> None:
    plan = _proposed(leader)
    to = _another(plan, "c0")

    answer = _edit(leader, plan, "c0", to, reason="")

    assert answer.status_code == 422
    assert f'name="til" value="{to}"' in answer.text
    assert "Begrundelsen mangler." in _text(answer)
    assert _now(leader, plan)["version"] == 1


def test_the_second_of_two_tabs_is_told_and_overwrites_nothing(leader: TestClient) -> None:
    plan = _proposed(leader)
    _edit(leader, plan, "c0", _another(plan, "c0"))

    late = _edit(leader, plan, "c1", _another(plan, "c1"), key=7)
    tried = leader.get(_address(plan, f"/proev?sag=c1&til={_another(plan, 'c1')}&udgave=1"))
    committed = _send(leader, _address(plan, "/godkend"), key=8, udgave=1)

    assert [answer.status_code for answer in (late, tried, committed)] == [409, 409, 409]
    for answer in (late, tried, committed):
        assert "Forslaget er ændret, siden du åbnede siden." in _text(answer)
    assert _now(leader, plan)["version"] == 2
    assert _holders(leader, "c1") == []


def test_a_commit_sent_twice_places_once_and_says_who_got_what(leader: TestClient) -> None:
    plan = _proposed(leader)

    answers = [_send(leader, _address(plan, "/godkend"), udgave=1, begrundelse="uge 45") for _ in range(2)]
    shown, lists = _text(leader.get("/fordeling")), _text(leader.get(_address(plan, "/lister")))

    assert [answer.status_code for answer in answers] == [303, 303]
    assert all(len(_holders(leader, f"c{number}")) == 1 for number in range(CASES))
    assert "6 sager er tildelt. Nedenfor står, hvem der fik hvad." in shown
    assert "Ingen sager venter på en sagsbehandler." in shown
    assert all(f"Sag c{number}" in lists for number in range(CASES))
    assert "tildelt" in lists


def test_a_condition_is_set_aside_only_by_its_name_and_with_a_reason(leader: TestClient, engine: Engine) -> None:
    with writing(engine) as connection:
        add_case(connection, "punkt", required_competences=frozenset({"punktskrift"}))
    plan = _proposed(leader)
    _edit(leader, plan, "punkt", "w0", reason="ingen andre")
    name = "saerlige_kompetencer"

    bare = _send(leader, _address(plan, "/godkend"), key=6, udgave=2)
    unsaid = _send(leader, _address(plan, "/godkend"), key=7, udgave=2, **{f"fravig_{name}": "ja"})
    said = {f"fravig_{name}": "ja", f"grund_{name}": "tolk er bestilt"}
    done = _send(leader, _address(plan, "/godkend"), key=8, udgave=2, **said)

    assert [answer.status_code for answer in (bare, unsaid, done)] == [422, 422, 303]
    assert "2 felter skal rettes" in _text(bare)
    assert "1 felt skal rettes" in _text(unsaid)
    assert 'name="fravig_saerlige_kompetencer" value="ja" checked' in unsaid.text
    placed = leader.get("/api/v1/cases/punkt/placements").json()["placements"][0]
    assert (placed["caseworker_id"], placed["set_aside"]) == ("w0", [name])
    assert placed["reason"].endswith("tolk er bestilt")


def test_what_has_changed_since_is_told_case_by_case_and_desk_by_desk(leader: TestClient) -> None:
    plan = _proposed(leader)
    version = leader.get("/api/v1/cases/c3").headers["etag"]
    leader.patch("/api/v1/cases/c3", json={"facts": {"mobility": 1}}, headers={"If-Match": version})
    whom = plan["placements"][0]["caseworker_id"]
    leader.post(f"/api/v1/staff/{whom}/absences", json={"starts_on": "2027-01-01", "ends_on": "2027-01-05"})

    answer = _send(leader, _address(plan, "/godkend"), udgave=1)

    assert answer.status_code == 409
    assert "Sag c3: oplysningerne er ændret." in _text(answer)
    assert f"W {whom[1]} har fået ændret sine vilkår eller sit fravær." in _text(answer)
    assert "Lav nyt forslag" in _text(answer)
    assert _holders(leader, "c0") == []


def test_what_the_leader_changed_is_held_fast_in_the_next_proposal(leader: TestClient) -> None:
    plan = _proposed(leader)
    to = _another(plan, "c0")
    _edit(leader, plan, "c0", to, key=5)
    _edit(leader, plan | {"version": 2}, "c1", "-", key=6, reason="venter på journal")

    then = _proposed(leader, key=7, holdt_fra=plan["plan_id"])

    placed = {one["case_id"]: one["caseworker_id"] for one in then["placements"]}
    assert placed["c0"] == to
    assert "c1" not in placed | {one["case_id"]: None for one in then["unplaced"]}


def test_a_proposal_laid_aside_places_nothing_and_stands_among_the_earlier(leader: TestClient) -> None:
    first = _proposed(leader, key=0)
    _send(leader, _address(first, "/traek-tilbage"), key=1, udgave=1)
    second = _proposed(leader, key=2)

    late = _send(leader, _address(first, "/godkend"), key=3, udgave=2)

    assert late.status_code == 409
    assert "trukket tilbage" in _text(late)
    assert second["plan_id"] in leader.get("/fordeling").text
    assert "trukket tilbage" in _text(leader.get("/fordeling"))


def test_what_awaits_a_judgement_is_counted_and_its_weight_not_told(engine: Engine) -> None:
    app = create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=House(blind_share=1.0))
    client = Visitor(app, headers={HEADER: EVERYTHING.user_id})
    with writing(engine) as connection:
        fill(connection, cases=2, caseworkers=2)
        record = store(connection, a_case("blind"))
        insert_assessment(connection, record, an_assessment("blind"), by="t", is_blind=True)
    _proposed(client)

    shown = _text(client.get("/fordeling"))

    assert "1 af dem afventer en faglig vurdering" in shown
    assert "Sag blind afventer vurdering" in re.sub(r"Flyt Sag \S+ ", "", shown)


def test_a_leader_of_one_team_neither_sees_nor_touches_anothers_proposal(app: FastAPI, leader: TestClient) -> None:
    app.state.door.add(a_principal(Role.LEADER, user_id="east", scope=Scope(teams=frozenset({"Øst"}))))
    east = Visitor(app, headers={HEADER: "east"})
    plan = _proposed(leader)

    asked = [
        east.get(_address(plan)),
        east.get(_address(plan, "/flyt?sag=c0")),
        east.get(_address(plan, "/proev?sag=c0&til=w0&udgave=1")),
        east.get(_address(plan, "/lister")),
        _send(east, _address(plan, "/ret"), sag="c0", til="w0", udgave=1, begrundelse="x"),
        _send(east, _address(plan, "/godkend"), udgave=1),
        _send(east, _address(plan, "/traek-tilbage"), udgave=1),
    ]

    assert [answer.status_code for answer in asked] == [404] * len(asked)
    own = _text(east.get("/fordeling"))
    assert "Sag c" not in own
    assert "Tidligere forslag" not in own
    assert "Ingen sager venter på en sagsbehandler." in own


def test_cases_out_of_reach_are_neither_named_nor_drawn(app: FastAPI, leader: TestClient, engine: Engine) -> None:
    app.state.door.add(a_principal(Role.LEADER, user_id="east", scope=Scope(teams=frozenset({"Øst"}))))
    east = Visitor(app, headers={HEADER: "east"})
    known = leader.get("/api/v1/staff/w0").json()
    terms = {name: known[name] for name in ("name", "employed_on", "left_on", "contracts", "competences")}
    terms["teams"] = [{"name": "Øst", "starts_on": "2020-01-01"}]
    leader.put("/api/v1/staff/w0", json=terms, headers={"If-Match": f'"{known["version"]}"'})
    with writing(engine) as connection:
        add_case(connection, "øst-1", team="Øst")
        add_case(connection, "vest-1", team="Vest")
    leader.post("/api/v1/cases/vest-1/placements", json={"caseworker_id": "w0"})

    plan = _proposed(east)
    pages = [east.get("/fordeling").text, east.get(_address(plan, "/flyt?sag=øst-1")).text]

    assert all("vest-1" not in one and "W 1" not in one for one in pages)
    assert "øst-1" in pages[0]
    assert "1 → 2 sager" in pages[0]
    assert east.get(_address(plan, "/flyt?sag=skjult-0")).status_code == 409
    assert "skjult" not in pages[0]


def test_an_anchor_is_a_name_a_page_can_have() -> None:
    assert re.fullmatch(r"sag-[0-9a-f]{8}", anchor(CaseId('2026/"æ 1')))
