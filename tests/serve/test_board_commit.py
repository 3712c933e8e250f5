"""What a leader carries out or lays aside: all or nothing, once, and what has changed since is told."""

from fastapi.testclient import TestClient

from storage.engine import Engine, writing
from tests.casework.casebook import add_case
from tests.serve.at_board import CASES, address, edit, holders, proposed, send, text_of


def test_a_commit_sent_twice_places_once_and_says_who_got_what(leader: TestClient) -> None:
    plan = proposed(leader)

    answers = [send(leader, address(plan, "/godkend"), udgave=1, begrundelse="uge 45") for _ in range(2)]
    shown, lists = text_of(leader.get("/fordeling")), text_of(leader.get(address(plan, "/lister")))

    assert [answer.status_code for answer in answers] == [303, 303]
    assert all(len(holders(leader, f"c{number}")) == 1 for number in range(CASES))
    assert "6 sager er tildelt. Nedenfor står, hvem der fik hvad." in shown
    assert "Ingen sager venter på en sagsbehandler." in shown
    assert all(f"Sag c{number}" in lists for number in range(CASES))
    assert "tildelt" in lists


def test_a_condition_is_set_aside_only_by_its_name_and_with_a_reason(leader: TestClient, engine: Engine) -> None:
    with writing(engine) as connection:
        add_case(connection, "punkt", required_competences=frozenset({"punktskrift"}))
    plan = proposed(leader)
    edit(leader, plan, "punkt", "w0", reason="ingen andre")
    name = "saerlige_kompetencer"

    bare = send(leader, address(plan, "/godkend"), key=6, udgave=2)
    unsaid = send(leader, address(plan, "/godkend"), key=7, udgave=2, **{f"fravig_{name}": "ja"})
    said = {f"fravig_{name}": "ja", f"grund_{name}": "tolk er bestilt"}
    done = send(leader, address(plan, "/godkend"), key=8, udgave=2, **said)

    assert [answer.status_code for answer in (bare, unsaid, done)] == [422, 422, 303]
    assert "2 felter skal rettes" in text_of(bare)
    assert "1 felt skal rettes" in text_of(unsaid)
    assert 'name="fravig_saerlige_kompetencer" value="ja" checked' in unsaid.text
    placed = leader.get("/api/v1/cases/punkt/placements").json()["placements"][0]
    assert (placed["caseworker_id"], placed["set_aside"]) == ("w0", [name])
    assert placed["reason"].endswith("tolk er bestilt")


def test_what_has_changed_since_is_told_case_by_case_and_desk_by_desk(leader: TestClient) -> None:
    plan = proposed(leader)
    version = leader.get("/api/v1/cases/c3").headers["etag"]
    leader.patch("/api/v1/cases/c3", json={"facts": {"mobility": 1}}, headers={"If-Match": version})
    whom = plan["placements"][0]["caseworker_id"]
    leader.post(f"/api/v1/staff/{whom}/absences", json={"starts_on": "2027-01-01", "ends_on": "2027-01-05"})

    answer = send(leader, address(plan, "/godkend"), udgave=1)

    assert answer.status_code == 409
    assert "Sag c3: oplysningerne er ændret." in text_of(answer)
    assert f"W {whom[1]} har fået ændret sine vilkår eller sit fravær." in text_of(answer)
    assert "Lav nyt forslag" in text_of(answer)
    assert holders(leader, "c0") == []


def test_a_proposal_laid_aside_places_nothing_and_stands_among_the_earlier(leader: TestClient) -> None:
    first = proposed(leader, key=0)
    send(leader, address(first, "/traek-tilbage"), key=1, udgave=1)
    second = proposed(leader, key=2)

    late = send(leader, address(first, "/godkend"), key=3, udgave=2)

    assert late.status_code == 409
    assert "trukket tilbage" in text_of(late)
    assert second["plan_id"] in leader.get("/fordeling").text
    assert "trukket tilbage" in text_of(leader.get("/fordeling"))
