"""Fordeling as a leader first meets it: a proposal, whom a case could go to, what a move would mean."""

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from sagstyngde.case import CaseId, FamilyId
from serve.app import create_app
from serve.board_view import anchor
from serve.house import House
from storage.assessments import insert_assessment
from storage.engine import Engine, reading, writing
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, an_assessment, store
from tests.casework.casebook import TODAY, add_case, fill
from tests.serve.at_board import (
    CASES,
    WORKERS,
    address,
    another,
    now,
    proposed,
    text_of,
)
from tests.serve.standin import StandIn
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor


def test_a_leader_asks_for_a_proposal_waits_and_sees_it(leader: TestClient) -> None:
    before = text_of(leader.get("/fordeling"))
    plan = proposed(leader)
    shown = text_of(leader.get("/fordeling"))

    assert "6 sager venter på en sagsbehandler, den ældste siden 2. nov. 2026." in before
    assert "6 sager er foreslået fordelt." in shown
    assert all(f"Sag c{number}" in shown for number in range(CASES))
    assert plan["state"] == "proposed"


def test_the_case_of_somebody_who_has_left_waits_as_it_does_in_the_proposal(leader: TestClient, engine: Engine) -> None:
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w9", name="Gået", left_on=TODAY - timedelta(days=1))], STAMP)
        store(connection, a_case("forladt", caseworker_id="w9"), an_assessment("forladt"))

    before = text_of(leader.get("/fordeling"))
    plan = proposed(leader)

    assert "7 sager venter på en sagsbehandler" in before
    assert len(plan["placements"]) == CASES + 1
    assert "er kommet til, siden forslaget blev lavet" not in text_of(leader.get(address(plan)))


def test_while_it_is_reckoned_the_page_says_so_and_gives_up_in_the_end(leader: TestClient) -> None:
    waiting = leader.get("/fordeling/forslag/endnu-ikke?afventer=99999999999")
    late = leader.get("/fordeling/forslag/endnu-ikke?afventer=1")

    assert "Forslaget beregnes" in text_of(waiting)
    assert 'http-equiv="refresh"' in waiting.text
    assert "Der kom intet forslag" in text_of(late)
    assert leader.get("/fordeling/forslag/endnu-ikke").status_code == 404


def test_a_click_too_many_reckons_no_second_proposal(leader: TestClient) -> None:
    first, again = proposed(leader, key=1), proposed(leader, key=1)

    assert first["plan_id"] == again["plan_id"]
    assert len(leader.get("/api/v1/plans").json()["plans"]) == 1


def test_the_menu_names_everybody_with_what_she_would_then_carry_and_why_not(
    leader: TestClient, engine: Engine
) -> None:
    with writing(engine) as connection:
        add_case(connection, "punkt", required_competences=frozenset({"punktskrift"}))
    plan = proposed(leader)
    leader.post("/api/v1/cases/c0/disqualifications", json={"caseworker_id": "w1", "reason": "slægtning"})

    easy = leader.get(address(plan, "/flyt?sag=c0"), headers={"hx-request": "true"})
    hard = text_of(leader.get(address(plan, "/flyt?sag=punkt")))

    assert "<html" not in easy.text
    assert len(re.findall(r'name="til" value="w\d"', easy.text)) == len(WORKERS)
    assert len(re.findall(r"\d+ % → \d+ %", text_of(easy))) == len(WORKERS)
    assert "3 opfylder ikke betingelserne" in hard
    assert "mangler kompetencen punktskrift" in hard


def test_a_menu_and_a_trial_log_the_case_they_tell_of_and_its_siblings_alone(
    leader: TestClient, engine: Engine
) -> None:
    with writing(engine) as connection:
        for name in ("bror", "søster"):
            add_case(connection, name, family_id=FamilyId("f"))
    plan = proposed(leader)
    asked = ("/flyt?sag=c0", f"/proev?sag=c0&til={another(plan, 'c0')}&udgave=1", "/flyt?sag=bror")

    answers = [leader.get(address(plan, what), headers={"hx-request": "true"}) for what in asked]

    assert [_looked_at(engine, answer) for answer in answers] == [{"c0"}, {"c0"}, {"bror", "søster"}]


def _looked_at(engine: Engine, answer: Any) -> set[str]:
    query = text("SELECT case_id FROM audit_entries WHERE request_id = :of AND outcome = 'allowed'")
    with reading(engine) as connection:
        return set(connection.execute(query, {"of": answer.headers["x-request-id"]}).scalars())


def test_the_impact_shown_is_the_apis(leader: TestClient) -> None:
    plan = proposed(leader)
    to = another(plan, "c0")
    edit = {"edits": [{"case_id": "c0", "caseworker_id": to}]}
    said = leader.post(f"/api/v1/plans/{plan['plan_id']}/impact", json=edit).json()

    shown = text_of(leader.get(address(plan, f"/proev?sag=c0&til={to}&udgave=1")))

    assert len(said["loads"]) == 2
    for load in said["loads"]:
        before, after = (f"{100 * load[name]:.0f} %" for name in ("share_before", "share_after"))
        assert f"W {load['caseworker_id'][1]}: belastning {before} → {after}" in shown
    assert now(leader, plan) == plan


def test_what_awaits_a_judgement_is_counted_and_its_weight_not_told(engine: Engine) -> None:
    app = create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=House(blind_share=1.0))
    client = Visitor(app, headers={HEADER: EVERYTHING.user_id})
    with writing(engine) as connection:
        fill(connection, cases=2, caseworkers=2)
        record = store(connection, a_case("blind"))
        insert_assessment(connection, record, an_assessment("blind"), by="t", is_blind=True)
    proposed(client)

    shown = text_of(client.get("/fordeling"))

    assert "1 af dem afventer en faglig vurdering" in shown
    assert "Sag blind afventer vurdering" in re.sub(r"Flyt Sag \S+ ", "", shown)


def test_an_anchor_is_a_name_a_page_can_have() -> None:
    assert re.fullmatch(r"sag-[0-9a-f]{8}", anchor(CaseId('2026/"æ 1')))


def test_a_long_board_fetches_reasons_when_they_are_asked_for_with_script_and_without(
    leader: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = proposed(leader)
    short = leader.get(address(plan)).text
    monkeypatch.setattr("serve.board_view.MOST_EXPLAINED", CASES - 1)

    long = leader.get(address(plan)).text
    part = leader.get(address(plan, "/hvorfor?sag=c0"), headers={"hx-request": "true"})
    whole = leader.get(address(plan, "/hvorfor?sag=c0")).text
    reasons = " ".join(next(one["reasons"] for one in plan["placements"] if one["case_id"] == "c0"))

    assert (short.count("why-here"), short.count("why-link")) == (CASES, 0)
    assert (long.count("why-here"), long.count("why-link")) == (0, CASES)
    assert "<html" not in part.text
    assert reasons in text_of(part)
    assert _looked_at(engine, part) == {"c0"}
    assert (whole.count("why-here"), whole.count("why-link")) == (1, CASES - 1)
    assert leader.get(address(plan, "/hvorfor?sag=nix")).status_code == 200  # the board, with nothing unfolded
    assert leader.get(address(plan, "/hvorfor?sag=nix"), headers={"hx-request": "true"}).status_code == 404


def test_every_chart_says_its_point_and_has_its_figures_in_a_table(leader: TestClient) -> None:
    page = leader.get(address(proposed(leader))).text.replace("\xa0", " ")
    names = re.findall(r'<svg[^>]*role="img"[^>]* aria-label="([^"]+)"', page)

    assert len(names) == page.count("<svg")
    assert all(re.search(r"\d", name) for name in names)
    assert re.fullmatch(r"W \d: belastning \d+ % nu og \d+ % efter forslaget, højest \d+ % i én måned", names[0])
    rows = re.findall(r'<tr><th scope="row">(W \d)</th>', page)
    assert {name.partition(":")[0] for name in names if name.startswith("W ")} <= set(rows)
