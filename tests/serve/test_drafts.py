"""A new case from its first field to its page: saved as it is written, never over another tab, created once."""

import re
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role, Scope
from sagstyngde.case import CaseId
from sagstyngde.operations import Operation
from serve.app import create_app
from serve.draft_work import MOST_DRAFTS
from serve.house import House
from storage.assessments import newest_assessment
from storage.cases import find_record
from storage.drafts import Draft, own_drafts
from storage.engine import Engine, reading
from storage.listing import Filter, count_of
from storage.reach import within
from storage.vault import identity_of
from storage.vault_key_file import make_keys, read_keys
from tests.serve.standin import StandIn, fill
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor, a_principal

BACKENDS = ["sqlite", "postgresql"]
NEW = "/sager/ny"
FULL = {
    "sags_id": "2026-0500",
    "modtaget": "2026-11-20",
    "team": "Team Nord",
    "distrikt": "Østerbro",
    "kle": "27.24.03",
    "foelsomhed": "FORTROLIGE_PERSONOPLYSNINGER",
    "familie": "f-7",
    "soeskende": "same",
    "kompetencer": "tegnsprog, autisme",
    "sprog": "arabisk",
    "foedselsdag": "31",
    "afgoerelse": "01-12-2026",
    "o_mobility": "3",
    "o_complaint": "nej",
    "o_measures": "4",
    "o_distance": "12,5",
    "o_born_on": "2016-03-01",
    "o_inquiry": "screening",
    "o_partners__0": "ppr",
    "o_partners__2": "sygehus",
    "o_school": "Skovskolen",
    "o_gender": "p",
}


class Writer:
    """Somebody who writes a new case in one tab of a browser."""

    def __init__(self, client: TestClient, address: str = "") -> None:
        self.client = client
        self.address = address or self.begun()
        self.hidden = self.opened()

    def begun(self, key: str = "") -> str:
        """Begin a draft, and return its page."""
        answer = self.sent(NEW, noegle=key or str(uuid4()))
        assert answer.status_code == 303
        return str(answer.headers["location"])

    def opened(self) -> dict[str, str]:
        """Open the page, as in a new tab, and return the hidden fields."""
        text = self.client.get(self.address, headers={"accept": "text/html"}).text
        return dict(re.findall(r'<input type="hidden" name="(fane|udgave)" value="([^"]*)">', text))

    def save(self, **fields: str) -> httpx2.Response:
        """Save what is typed."""
        return self.sent(self.address, **self.hidden, **fields)

    def hand_in(self, **fields: str) -> httpx2.Response:
        """Have the case created."""
        return self.sent(f"{self.address}/opret", **self.hidden, **fields)

    def sent(self, path: str, **fields: str) -> httpx2.Response:
        """Send a form."""
        headers = {"accept": "text/html", "Idempotency-Key": ""}
        return self.client.post(path, data=fields, headers=headers, follow_redirects=False)


@pytest.fixture
def writer(filled: TestClient) -> Writer:
    return Writer(filled)


def _drafts(engine: Engine, owner: str = EVERYTHING.user_id) -> tuple[Draft, ...]:
    with reading(engine) as connection:
        return own_drafts(connection, owner)


def _cases(engine: Engine) -> int:
    with reading(engine) as connection:
        return count_of(connection, within(EVERYTHING, Operation.CASE_LIST), Filter())


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
    assert _drafts(engine) == ()


def test_what_is_not_told_stays_unknown(writer: Writer, engine: Engine) -> None:
    writer.hand_in(sags_id="2026-0501", modtaget="2026-11-20", o_partners__ingen="ingen")

    with reading(engine) as connection:
        record = find_record(connection, CaseId("2026-0501"))
    assert record is not None
    assert dict(record.case.facts) == {"partners": frozenset()}


def test_pressing_twice_and_going_back_make_one_case(writer: Writer, engine: Engine) -> None:
    before = _cases(engine)

    answers = [writer.hand_in(**FULL) for _ in range(2)]
    back = writer.client.get(writer.address, headers={"accept": "text/html"})
    changed = writer.hand_in(**(FULL | {"sags_id": "2026-0599"}))

    assert [one.headers["location"] for one in answers] == ["/sager/2026-0500"] * 2
    assert (back.status_code, "Kladden er blevet til en sag" in back.text) == (200, True)
    assert changed.status_code == 409
    assert _cases(engine) == before + 1


def test_beginning_twice_begins_one_draft(filled: TestClient, engine: Engine) -> None:
    key = str(uuid4())
    writer = Writer(filled)

    assert writer.begun(key) == writer.begun(key)
    assert len(_drafts(engine)) == 2


def test_what_was_typed_is_there_the_next_day_whatever_it_is(writer: Writer, engine: Engine) -> None:
    typed = {"sags_id": "../../etc", "modtaget": "i går", "o_measures": "to eller tre", "o_partners__1": "skole"}

    saved = writer.save(**typed, trin="tema-2", ukendt="x")
    page = writer.client.get(writer.address, headers={"accept": "text/html"}).text

    assert saved.headers["location"] == f"{writer.address}#tema-2"
    assert dict(_drafts(engine)[0].values) == typed
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
    before = _cases(engine)

    answer = writer.hand_in(**(FULL | changes))

    assert answer.status_code == 422
    summary = answer.text.partition('id="fejl"')[2].partition("</ul>")[0]
    assert sorted(re.findall(r'<a href="#(\w+?)(?:-0)?">', summary)) == sorted(faulty)
    assert 'value="Skovskolen"' in answer.text
    assert (
        "skal være" in summary or "mangler" in summary or "har" in summary or "der ventes" in summary or "må" in summary
    )
    assert _cases(engine) == before
    assert _drafts(engine)[0].values["o_school"] == "Skovskolen"


@pytest.mark.parametrize(
    "raw",
    [b"sags_id=%00x", b"sags_id=%ED%A0%80", b"a=1&a=2", b"sags_id=\xff", b"team=010190-1234", b"x" * 300_000],
)
def test_bad_bytes_are_refused_at_the_gate_and_keep_nothing(raw: bytes, writer: Writer, engine: Engine) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
    answers = [writer.client.post(f"{writer.address}{end}", content=raw, headers=kind) for end in ("", "/opret")]

    assert {answer.status_code for answer in answers} <= {400, 413, 422}
    assert _drafts(engine)[0].version == 1


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
    assert _drafts(engine)[0].values["o_mobility"] == "3"
    chosen = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', late.text))
    assert other.sent(writer.address, **chosen).status_code == 303
    assert (_drafts(engine)[0].values["o_mobility"], _drafts(engine)[0].values["team"]) == ("2", "Syd")


def test_a_tab_that_saves_in_passing_is_never_in_its_own_way(writer: Writer, engine: Engine) -> None:
    passing = {"hx-request": "true", "accept": "text/html"}
    answers = [
        writer.client.post(writer.address, data={**writer.hidden, "sags_id": "26", "team": team}, headers=passing)
        for team in ("N", "No", "Nord")
    ]

    assert [one.status_code for one in answers] == [200] * 3
    assert all('<p class="saved"><strong>Gemt kl. ' in one.text for one in answers)
    assert (_drafts(engine)[0].version, _drafts(engine)[0].values["team"]) == (4, "Nord")
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
    assert len(_drafts(engine)) == 1


def test_a_draft_that_is_given_up_is_gone(writer: Writer, engine: Engine) -> None:
    assert writer.sent(f"{writer.address}/slet", **writer.hidden).headers["location"] == NEW
    assert _drafts(engine) == ()
    assert writer.client.get(writer.address).status_code == 404


def test_a_case_beyond_ones_reach_is_not_created(filled: TestClient, engine: Engine) -> None:
    app: Any = filled.app
    scope = Scope(teams=frozenset({"Team Nord"}))
    app.state.door.add(a_principal(Role.CONSULTANT, user_id="nord", scope=scope))
    north = Writer(Visitor(app, headers={HEADER: "nord"}))
    before = _cases(engine)

    beyond = north.hand_in(**(FULL | {"team": "Team Syd"}))
    taken = north.hand_in(**(FULL | {"sags_id": "2026-0412"}))
    within_reach = north.hand_in(**FULL)

    assert (beyond.status_code, taken.status_code, within_reach.status_code) == (422, 422, 303)
    told = [re.findall(r'id="fejl-sags_id">(.+?)</span>\.?', one.text) for one in (beyond, taken)]
    assert told[0] == told[1]
    assert _cases(engine) == before + 1


def test_there_is_an_end_to_how_many_drafts_one_begins(writer: Writer, engine: Engine) -> None:
    for _ in range(MOST_DRAFTS - 1):
        writer.begun()

    assert writer.sent(NEW, noegle=str(uuid4())).status_code == 409
    assert len(_drafts(engine)) == MOST_DRAFTS


def test_without_a_model_a_case_is_created_and_not_assessed(engine: Engine) -> None:
    app = create_app(None, engine, door=TrustingDoor(EVERYTHING), house=House(scheme=StandIn().scheme))
    writer = Writer(Visitor(app, headers={HEADER: EVERYTHING.user_id}))

    page = writer.client.get(writer.address).text
    answer = writer.hand_in(**FULL)

    assert "Ingen model svarer lige nu" in page
    assert answer.status_code == 303
    with reading(engine) as connection:
        assert newest_assessment(connection, CaseId("2026-0500")) is None


@pytest.fixture
def guarded(engine: Engine, tmp_path: Any) -> Writer:
    """A writer at a server with a vault."""
    fill(engine)
    make_keys(tmp_path / "vault.keys")
    house = House(vault_keys=tmp_path / "vault.keys")
    app: FastAPI = create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=house)
    return Writer(Visitor(app, raise_server_exceptions=False, headers={HEADER: EVERYTHING.user_id}))


def test_a_number_goes_into_the_vault_and_the_draft_gets_the_pseudonym(
    guarded: Writer, engine: Engine, tmp_path: Any
) -> None:
    asked = guarded.save(sags_id="2026-0500", trin="barn")
    answer = guarded.sent(f"{guarded.address}/barn", cpr="251248-9996", navn="Opdigtet Barn")

    assert asked.headers["location"] == f"{guarded.address}/barn"
    assert answer.status_code == 303
    values = _drafts(engine)[0].values
    assert (values["sags_id"], values["foedselsdag"]) == ("2026-0500", "25")
    with reading(engine) as connection:
        known = identity_of(connection, read_keys(tmp_path / "vault.keys"), values["barn"])  # type: ignore[arg-type]
    assert known is not None
    assert known.name == "Opdigtet Barn"
    assert "251248" not in guarded.client.get(guarded.address).text


@pytest.mark.parametrize("cpr", ["", "123", "310299-1234", "999999-9999", "25124899961"])
def test_what_is_no_number_is_told_and_never_repeated(cpr: str, guarded: Writer, engine: Engine) -> None:
    answer = guarded.sent(f"{guarded.address}/barn", cpr=cpr, navn="Opdigtet Barn")

    assert answer.status_code == 422
    assert 'href="#cpr"' in answer.text
    assert not cpr or f'"{cpr}"' not in answer.text
    assert 'value="Opdigtet Barn"' in answer.text
    assert "barn" not in _drafts(engine)[0].values


def test_a_number_is_refused_in_every_other_field_of_the_form(guarded: Writer, engine: Engine) -> None:
    for end, name in (("", "cpr"), ("", "barn"), ("/opret", "sags_id"), ("/barn", "navn")):
        assert guarded.sent(f"{guarded.address}{end}", **{name: "251248-9996"}).status_code == 422

    assert _drafts(engine)[0].version == 1
