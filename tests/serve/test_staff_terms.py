"""A caseworker's terms over the API: changed from the version that was read, refused where they contradict."""

import pytest
from fastapi.testclient import TestClient

from tests.casework.casebook import TODAY
from tests.serve.at_plans import Json


def test_terms_are_changed_from_the_version_that_was_read(leader: TestClient) -> None:
    body = {
        "name": "W 0",
        "employed_on": "2020-01-01",
        "contracts": [
            {"weekly_hours": 37.0, "starts_on": "2020-01-01", "ends_on": "2026-12-31"},
            {"weekly_hours": 20.0, "starts_on": "2027-01-01"},
        ],
    }
    versions = [None, '"9"', "*", 'W/"1"', '"1"', '"1"']

    answers = [
        leader.put("/api/v1/staff/w0", json=body, headers={} if version is None else {"If-Match": version})
        for version in versions
    ]
    kept = leader.get("/api/v1/staff/w0").json()["absences"]

    assert [answer.status_code for answer in answers] == [428, 412, 412, 412, 200, 412]
    assert [one["weekly_hours"] for one in answers[4].json()["contracts"]] == [37.0, 20.0]
    assert len(kept) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"left_on": "2019-01-01"},
        {
            "contracts": [
                {"weekly_hours": 37.0, "starts_on": "2020-01-01"},
                {"weekly_hours": 9.0, "starts_on": "2021-01-01"},
            ]
        },
        {"districts": [{"name": "Nord", "starts_on": "2021-01-01", "ends_on": "2020-01-01"}]},
        {"contracts": [{"weekly_hours": 99.0, "starts_on": "2020-01-01"}]},
        {"name": "010190-1234"},
    ],
)
def test_terms_that_contradict_themselves_are_refused(leader: TestClient, change: Json) -> None:
    body = {"name": "W 0", "employed_on": "2020-01-01"} | change

    assert leader.put("/api/v1/staff/w0", json=body, headers={"If-Match": '"1"'}).status_code == 422


def test_an_absence_takes_hours_and_gives_them_back_when_it_is_withdrawn(leader: TestClient) -> None:
    def net() -> float:
        return float(sum(leader.get("/api/v1/caseloads/w0").json()["computed"]["net_hours"]))

    before = net()
    made = leader.post("/api/v1/staff/w0/absences", json={"starts_on": "2020-01-01", "share": 0.5})
    during = net()
    gone = leader.delete(made.headers["location"])

    assert during < before
    assert (gone.status_code, net()) == (204, before)
    assert leader.delete("/api/v1/staff/w1/absences/1").status_code in {204, 404}


def test_a_staff_list_is_taken_whole_or_not_at_all(leader: TestClient) -> None:
    row = {"caseworker_id": "w7", "name": "Ny", "employed_on": "2026-01-01"}

    taken = leader.post("/api/v1/staff", json={"caseworkers": [row]})
    twice = leader.post("/api/v1/staff", json={"caseworkers": [row | {"caseworker_id": "w8"}] * 2})

    assert (taken.status_code, taken.json()) == (201, {"stored": 1})
    assert twice.status_code == 422
    assert leader.get("/api/v1/staff/w8").status_code == 404


def test_earlier_employments_are_told_once_and_stand_until_somebody_tells_otherwise(leader: TestClient) -> None:
    spell = {"starts_on": "2018-02-01", "ends_on": "2019-12-31"}
    body: Json = {"name": "W 0", "employed_on": "2020-01-01"}
    told: tuple[list[Json] | None, ...] = ([spell], None, [])

    shown = []
    for version, spells in enumerate(told, start=1):
        named = body if spells is None else body | {"earlier_employments": spells}
        answer = leader.put("/api/v1/staff/w0", json=named, headers={"If-Match": f'"{version}"'})
        shown.append(answer.json()["earlier_employments"])

    assert shown == [[spell], [spell], []]


@pytest.mark.parametrize("ends_on", ["2018-01-31", "2020-01-01"])
def test_an_earlier_employment_that_cannot_be_is_refused(leader: TestClient, ends_on: str) -> None:
    spell = {"starts_on": "2018-02-01", "ends_on": ends_on}
    body = {"name": "W 0", "employed_on": "2020-01-01", "earlier_employments": [spell]}

    answer = leader.put("/api/v1/staff/w0", json=body, headers={"If-Match": '"1"'})

    assert answer.status_code == 422
    assert leader.get("/api/v1/staff/w0").json()["earlier_employments"] == []


def test_an_alarm_is_raised_by_what_happens_and_closed_only_by_an_action(leader: TestClient) -> None:
    body = {"name": "W 0", "employed_on": "2020-01-01", "left_on": TODAY.isoformat()}
    leader.post("/api/v1/cases/c0/placements", json={"caseworker_id": "w0"})
    leader.put("/api/v1/staff/w0", json=body, headers={"If-Match": '"1"'})

    alarm = next(one for one in leader.get("/api/v1/alarms").json()["alarms"] if one["kind"] == "leaving")
    address = f"/api/v1/alarms/{alarm['alarm_id']}/close"
    answers = [
        leader.post(address, json=body)
        for body in ({}, {"action": "nothing"}, {"action": "moved"}, {"action": "moved"})
    ]

    assert alarm["caseworker_id"] == "w0"
    assert [answer.status_code for answer in answers] == [422, 422, 200, 409]
    assert alarm["alarm_id"] in {one["alarm_id"] for one in leader.get("/api/v1/alarms?closed=true").json()["alarms"]}
