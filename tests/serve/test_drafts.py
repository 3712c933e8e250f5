"""A new case from its first field to its page: saved as it is written, never over another tab, created once."""

import re
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from sagstyngde.access import Role, Scope
from sagstyngde.case import CaseId
from serve.app import create_app
from serve.draft_work import MOST_DRAFTS
from serve.house import House
from storage.assessments import newest_assessment
from storage.cases import find_record
from storage.engine import Engine, reading
from tests.serve.standin import StandIn
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor, a_principal
from tests.serve.writer import FULL, NEW, Writer, case_count, drafts_of

BACKENDS = ["sqlite", "postgresql"]


@pytest.fixture
def writer(filled: TestClient) -> Writer:
    return Writer(filled)


def test_a_case_is_written_created_and_assessed(writer: Writer, engine: Engine) -> None:
    answer = writer.hand_in(**FULL)

    assert (answer.status_code, answer.headers["location"]) == (303, "/sager/2026-0500")
    with reading(engine) as connection:
        record = find_record(connection, CaseId("2026-0500"))
        answered = newest_assessment(connection, CaseId("2026-0500"))
    assert record is not None
    assert answered is not None
    case = record.case
    assert (case.team, case.family_id, case.sibling_rule, case.language) == ("Team Nord", "f-7", "same", "arabisk")
    assert case.required_competences == {"tegnsprog", "autisme"}
    assert (case.birth_day, str(case.decision_on)) == (31, "2026-12-01")
    assert (record.classification.kle, record.classification.sensitivity) == (
        "27.24.03", "FORTROLIGE_PERSONOPLYSNINGER",
    )  # fmt: skip
    assert dict(case.facts) | {"born_on": str(case.facts["born_on"])} == {
        "mobility": 3, "complaint": False, "measures": 4, "distance": 12.5, "born_on": "2016-03-01",
        "inquiry": "screening", "partners": {"ppr", "sygehus"}, "school": "Skovskolen", "gender": "p",
    }  # fmt: skip
    assert drafts_of(engine) == ()


def test_what_is_not_told_stays_unknown(writer: Writer, engine: Engine) -> None:
    writer.hand_in(sags_id="2026-0501", modtaget="2026-11-20", o_partners__ingen="ingen")

    with reading(engine) as connection:
        record = find_record(connection, CaseId("2026-0501"))
    assert record is not None
    assert dict(record.case.facts) == {"partners": frozenset()}


def test_pressing_twice_and_going_back_make_one_case(writer: Writer, engine: Engine) -> None:
    before = case_count(engine)

    answers = [writer.hand_in(**FULL) for _ in range(2)]
    back = writer.client.get(writer.address, headers={"accept": "text/html"})
    changed = writer.hand_in(**(FULL | {"sags_id": "2026-0599"}))

    assert [one.headers["location"] for one in answers] == ["/sager/2026-0500"] * 2
    assert (back.status_code, "Kladden er blevet til en sag" in back.text) == (200, True)
    assert changed.status_code == 409
    assert case_count(engine) == before + 1


def test_beginning_twice_begins_one_draft(filled: TestClient, engine: Engine) -> None:
    key = str(uuid4())
    writer = Writer(filled)

    assert writer.begun(key) == writer.begun(key)
    assert len(drafts_of(engine)) == 2


def test_what_was_typed_is_there_the_next_day_whatever_it_is(writer: Writer, engine: Engine) -> None:
    typed = {"sags_id": "../../etc", "modtaget": "i går", "o_measures": "to eller tre", "o_partners__1": "skole"}

    saved = writer.save(**typed, trin="tema-2", ukendt="x")
    page = writer.client.get(writer.address, headers={"accept": "text/html"}).text

    assert saved.headers["location"] == f"{writer.address}#tema-2"
    assert dict(drafts_of(engine)[0].values) == typed
    assert 'value="to eller tre"' in page
    assert re.search(r'name="o_partners__1" value="skole" checked', page)


FAULTS = {
    "nothing": ({"sags_id": "", "modtaget": ""}, ["sags_id", "modtaget"]),
    "B14 a number with a point": ({"o_distance": "12.5"}, ["o_distance"]),
    "B30 a count out of bounds": ({"o_measures": "999"}, ["o_measures"]),
    "a count that is none": ({"o_measures": "2,5"}, ["o_measures"]),
    "B10 twenty digits": ({"o_measures": "9" * 20}, ["o_measures"]),
    "B01 not a number": ({"o_distance": "NaN"}, ["o_distance"]),
    "B33 a day that is none": ({"o_born_on": "2026-02-31"}, ["o_born_on"]),
    "B33 a far year": ({"modtaget": "9999-01-01"}, ["modtaget"]),
    "B27 an unknown option": ({"o_inquiry": "zzz"}, ["o_inquiry"]),
    "an unknown level": ({"o_mobility": "7"}, ["o_mobility"]),
    "none and one": ({"o_partners__ingen": "ingen"}, ["o_partners"]),
    "B40 a path for an id": ({"sags_id": "../../etc/passwd"}, ["sags_id"]),
    "B39 direction mark": ({"team": "Team \u202enord"}, ["team"]),
    "a day of the month": ({"foedselsdag": "32"}, ["foedselsdag"]),
    "a KLE number": ({"kle": "27-24"}, ["kle"]),
    "several at once": ({"o_measures": "x", "sags_id": "", "o_mobility": "9"}, ["o_measures", "sags_id", "o_mobility"]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_by_field_and_everything_typed_stays(name: str, writer: Writer, engine: Engine) -> None:
    changes, faulty = FAULTS[name]
    before = case_count(engine)

    answer = writer.hand_in(**(FULL | changes))

    assert answer.status_code == 422
    summary = answer.text.partition('id="fejl"')[2].partition("</ul>")[0]
    assert sorted(re.findall(r'<a href="#(\w+?)(?:-0)?">', summary)) == sorted(faulty)
    assert 'value="Skovskolen"' in answer.text
    assert (
        "skal være" in summary or "mangler" in summary or "har" in summary or "der ventes" in summary or "må" in summary
    )
    assert case_count(engine) == before
    assert drafts_of(engine)[0].values["o_school"] == "Skovskolen"


@pytest.mark.parametrize(
    "raw",
    [b"sags_id=%00x", b"sags_id=%ED%A0%80", b"a=1&a=2", b"sags_id=\xff", b"team=010190-1234", b"x" * 300_000],
)
def test_bad_bytes_are_refused_at_the_gate_and_keep_nothing(raw: bytes, writer: Writer, engine: Engine) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
    answers = [writer.client.post(f"{writer.address}{end}", content=raw, headers=kind) for end in ("", "/opret")]

    assert {answer.status_code for answer in answers} <= {400, 413, 422}
    assert drafts_of(engine)[0].version == 1


def test_a_known_id_with_other_facts_is_a_fault_of_that_field(writer: Writer) -> None:
    answer = writer.hand_in(**(FULL | {"sags_id": "2026-0412"}))

    assert answer.status_code == 422
    assert "Der er allerede en sag med det sags-id" in answer.text


def test_two_tabs_never_write_over_each_other(writer: Writer, engine: Engine) -> None:
    other = Writer(writer.client, writer.address)
    assert writer.save(sags_id="2026-0500", o_mobility="3").status_code == 303

    late = other.save(sags_id="2026-0500", o_mobility="2", team="Syd")
    handed = other.hand_in(**FULL)

    assert (late.status_code, handed.status_code) == (409, 409)
    rows = re.findall(r"<tr><th scope=\"row\">(.+?)</th><td>(.+?)</td><td>(.+?)</td></tr>", late.text)
    assert rows == [("Team", "Syd", "ikke oplyst"), ("Mobilitet", "2 moderat", "3 svær")]
    assert drafts_of(engine)[0].values["o_mobility"] == "3"
    chosen = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', late.text))
    assert other.sent(writer.address, **chosen).status_code == 303
    assert (drafts_of(engine)[0].values["o_mobility"], drafts_of(engine)[0].values["team"]) == ("2", "Syd")


def test_a_tab_that_saves_in_passing_is_never_in_its_own_way(writer: Writer, engine: Engine) -> None:
    passing = {"hx-request": "true", "accept": "text/html"}
    answers = [
        writer.client.post(writer.address, data={**writer.hidden, "sags_id": "26", "team": team}, headers=passing)
        for team in ("N", "No", "Nord")
    ]

    assert [one.status_code for one in answers] == [200] * 3
    assert all('<p class="saved"><strong>Gemt kl. ' in one.text for one in answers)
    assert (drafts_of(engine)[0].version, drafts_of(engine)[0].values["team"]) == (4, "Nord")
    assert writer.hand_in(**FULL).status_code == 303


def test_a_tab_that_saves_in_passing_is_told_of_another_in_its_page(writer: Writer) -> None:
    other = Writer(writer.client, writer.address)
    writer.save(sags_id="1")

    late = other.client.post(
        writer.address, data={**other.hidden, "sags_id": "2"}, headers={"hx-request": "true", "accept": "text/html"}
    )

    assert late.status_code == 409
    assert late.text.startswith('<p class="form-error-message" role="alert">Ikke gemt: kladden er gemt fra en anden')


def test_it_is_told_as_one_goes_how_much_is_untold(writer: Writer) -> None:
    first = writer.client.get(writer.address).text
    later = writer.client.post(
        writer.address, data={**writer.hidden, "o_mobility": "0"}, headers={"hx-request": "true", "accept": "text/html"}
    ).text

    assert "3 af 3 ikke oplyst" in first
    assert "2 af 3 ikke oplyst" in later
    assert "Der er oplyst nok" in later


def test_another_persons_draft_is_not_there(writer: Writer, engine: Engine) -> None:
    app: Any = writer.client.app
    app.state.door.add(a_principal(Role.CONSULTANT, user_id="another"))
    another = Visitor(app, raise_server_exceptions=False, headers={HEADER: "another", "accept": "text/html"})
    ends = ("", "/opret", "/barn")

    assert {another.get(f"{writer.address}{end}").status_code for end in ("", "/barn")} == {404}
    assert {another.post(f"{writer.address}{end}", data=FULL).status_code for end in ends[:2]} == {404}
    another.post(f"{writer.address}/slet", data={"trin": "x"})
    assert len(drafts_of(engine)) == 1


def test_a_draft_that_is_given_up_is_gone(writer: Writer, engine: Engine) -> None:
    assert writer.sent(f"{writer.address}/slet", **writer.hidden).headers["location"] == NEW
    assert drafts_of(engine) == ()
    assert writer.client.get(writer.address).status_code == 404


def test_a_case_beyond_ones_reach_is_not_created(filled: TestClient, engine: Engine) -> None:
    app: Any = filled.app
    scope = Scope(teams=frozenset({"Team Nord"}))
    app.state.door.add(a_principal(Role.CONSULTANT, user_id="nord", scope=scope))
    north = Writer(Visitor(app, headers={HEADER: "nord"}))
    before = case_count(engine)

    beyond = north.hand_in(**(FULL | {"team": "Team Syd"}))
    taken = north.hand_in(**(FULL | {"sags_id": "2026-0412"}))
    within_reach = north.hand_in(**FULL)

    assert (beyond.status_code, taken.status_code, within_reach.status_code) == (422, 422, 303)
    told = [re.findall(r'id="fejl-sags_id">(.+?)</span>\.?', one.text) for one in (beyond, taken)]
    assert told[0] == told[1]
    assert case_count(engine) == before + 1


def test_there_is_an_end_to_how_many_drafts_one_begins(writer: Writer, engine: Engine) -> None:
    for _ in range(MOST_DRAFTS - 1):
        writer.begun()

    assert writer.sent(NEW, noegle=str(uuid4())).status_code == 409
    assert len(drafts_of(engine)) == MOST_DRAFTS


def test_without_a_model_a_case_is_created_and_not_assessed(engine: Engine) -> None:
    app = create_app(None, engine, door=TrustingDoor(EVERYTHING), house=House(scheme=StandIn().scheme))
    writer = Writer(Visitor(app, headers={HEADER: EVERYTHING.user_id}))

    page = writer.client.get(writer.address).text
    answer = writer.hand_in(**FULL)

    assert "Ingen model svarer lige nu" in page
    assert answer.status_code == 303
    with reading(engine) as connection:
        assert newest_assessment(connection, CaseId("2026-0500")) is None
