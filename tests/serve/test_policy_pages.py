"""The allocation policy as people meet it on pages: put in order, tried, and adopted."""

import re
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from allocation.policy_toml import embedded_policies, parse_policy
from casework.policy import house_policy
from sagstyngde.access import Role, Scope
from serve.policy_draft import NAME, Draft, draft_of, read_draft
from storage.engine import Engine, reading, writing
from storage.policies import NewPolicy, adopt_policy, policy_versions
from tests.answers import STAMP
from tests.casework.casebook import fill
from tests.serve.test_policies import OWN
from tests.serve.visitors import HEADER, Visitor, a_principal

PAGE = "/fordeling/politik"
COMPARE = "/fordeling/sammenlign?regn=1"
HTML = {"accept": "text/html", "Idempotency-Key": ""}


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xad", "").split())


def as_role(app: FastAPI, *roles: Role, **told: Any) -> TestClient:
    door: Any = app.state.door
    return Visitor(app, headers={HEADER: door.add(a_principal(*roles, user_id="prøve".encode().hex(), **told)).user_id})


def _list(**changes: str) -> dict[str, str]:
    """The list's form as a browser sends it: the embedded standard under a name of one's own."""
    draft = draft_of(house_policy("standard").policy)
    return dict(draft.values) | {"navn": "Vores", "udgave": "0", "raekke": ",".join(draft.rows)} | changes


def _send(client: TestClient, where: str, fields: dict[str, str]) -> Any:
    return client.post(f"{PAGE}/{where}", data=fields, headers=HTML, follow_redirects=False)


def _rows(html: str) -> list[str]:
    found = re.search(r'name="raekke" value="([^"]*)"', html)
    assert found is not None
    return found[1].split(",")


def _adopting(html: str) -> dict[str, str]:
    """The hidden fields and the text of the form that adopts."""
    form = html.split('action="/fordeling/politik/vedtag"')[1]
    told = dict(re.findall(r'<input type="hidden" name="(noegle|udgave)" value="([^"]+)">', form))
    text = re.search(r'name="tekst"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    assert text is not None
    return told | {"tekst": unescape(text[1])}


def test_the_policy_that_holds_is_told_in_words_with_what_each_principle_costs(client: TestClient) -> None:
    text = text_of(client.get(PAGE).text)

    assert "Sager fordeles efter »standard«." in text
    assert "kommunen har ikke vedtaget den" in text
    assert "4. Balanceret belastning Mål" in text
    assert "Må forringes for de næste måls skyld 3 %" in text
    assert "1. Søskende Betingelse" in text


@pytest.mark.parametrize(("pressed", "place"), [("op:sprog", 7), ("ned:sprog", 9), ("op:soeskende", 0)])
def test_a_row_is_moved_by_its_buttons_and_stays_at_an_end(client: TestClient, pressed: str, place: int) -> None:
    answer = _send(client, "rediger", _list(goer=pressed))

    name = pressed.partition(":")[2]
    assert (answer.status_code, _rows(answer.text).index(name)) == (200, place)
    assert f"er nu nr. {place + 1} af 10." in text_of(answer.text)


def test_a_principle_is_taken_out_and_another_comes_in_at_the_end(client: TestClient) -> None:
    without = _send(client, "rediger", _list(goer="fjern:sprog"))
    more = _send(client, "rediger", _list(goer="tilfoej", nyt="distrikt"))
    unknown = _send(client, "rediger", _list(goer="tilfoej", nyt="held"))

    assert "sprog" not in _rows(without.text)
    assert _rows(more.text)[-1] == "distrikt"
    assert 'name="distrikt.hard"' in more.text
    assert len(_rows(unknown.text)) == 10


def test_what_was_typed_follows_along_whatever_button_is_pressed(client: TestClient) -> None:
    typed = {"navn": "Uden <navn>", "balanceret_belastning.tolerance": "fem"}

    answer = _send(client, "rediger", _list(goer="op:sprog", **typed))

    assert 'value="Uden &lt;navn&gt;"' in answer.text
    assert 'name="balanceret_belastning.tolerance" value="fem"' in answer.text


def test_what_is_wrong_is_told_at_its_field_all_at_once(client: TestClient) -> None:
    typed = {"navn": "", "balanceret_belastning.tolerance": "fem", "capacity.ramp": "50", "sprog.tolerance": "5"}

    answer = _send(client, "proev", _list(**typed))
    ranges = _send(client, "proev", _list(**{"capacity.ramp": "50", "sprog.tolerance": "500"}))

    text = text_of(answer.text)
    assert answer.status_code == 422
    assert "2 felter skal rettes" in text
    assert "Navn : mangler" in text
    assert "Må forringes for de næste måls skyld (%) : skal være et antal procent" in text
    assert "Nyansattes andel af fuld tid til sager (%) : består af mindst to andele" in text_of(ranges.text)
    assert "Må forringes for de næste måls skyld (%) : er en andel mellem 0 og 1" in text_of(ranges.text)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"raekke": "soeskende"}, "intet mål: nævn balanceret_belastning eller ligelig_fordeling"),
        ({"navn": "standard"}, "er en indbygget politiks; kald jeres egen noget andet"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused_in_danish(
    client: TestClient, changes: dict[str, str], said: str
) -> None:
    answer = _send(client, "rediger", _list(**changes))

    assert answer.status_code == 422
    assert said in text_of(answer.text).lower()


def test_what_a_list_changes_is_told_in_words_and_on_the_cases_that_wait(client: TestClient, engine: Engine) -> None:
    with writing(engine) as connection:
        fill(connection, cases=4, caseworkers=2)

    answer = _send(client, "proev", _list(**{"capacity.casework_share": "34"}))

    text = text_of(answer.text)
    assert answer.status_code == 200
    assert "Politikken hedder »Vores« (før »standard«)." in text
    assert "Andel af arbejdstiden, der går til sager (%): 34 (før 68)." in text
    assert "Alle sager får den samme sagsbehandler" in text
    assert "Sager placeret 4 4" in text


def test_a_list_is_tried_adopted_once_and_holds(client: TestClient, engine: Engine) -> None:
    fields = _adopting(_send(client, "proev", _list(**{"sprog.tolerance": "5"})).text)
    sent = fields | {"bemaerkning": "Ledermødet"}

    answers = [_send(client, "vedtag", sent) for _ in range(2)]

    assert [(one.status_code, one.headers.get("location")) for one in answers] == [(303, PAGE)] * 2
    with reading(engine) as connection:
        (own,) = policy_versions(connection)
    assert (own.name, own.note) == ("Vores", "Ledermødet")
    assert "Sager fordeles efter »Vores«." in text_of(client.get(PAGE).text)


def test_whoever_was_slower_keeps_the_list_and_is_told(client: TestClient, engine: Engine) -> None:
    fields = _adopting(_send(client, "proev", _list(**{"sprog.tolerance": "5"})).text)
    with writing(engine) as connection:
        adopt_policy(connection, NewPolicy(name="Fordeling efter timer", toml=OWN), STAMP)

    answer = _send(client, "vedtag", fields | {"bemaerkning": "Vores"})

    text = text_of(answer.text)
    assert answer.status_code == 422
    assert "Der er vedtaget en nyere udgave, siden du åbnede siden" in text
    assert 'name="sprog.tolerance" value="5"' in answer.text
    assert 'name="udgave" value="1"' in answer.text
    with reading(engine) as connection:
        assert len(policy_versions(connection)) == 1


def test_an_earlier_version_is_read_whole_and_taken_up_again(client: TestClient, engine: Engine) -> None:
    with writing(engine) as connection:
        adopt_policy(connection, NewPolicy(name="Fordeling efter timer", toml=OWN), STAMP)
        adopt_policy(connection, NewPolicy(name="Ny", toml=OWN.replace("0.05", "0.1"), after=1), STAMP)

    second, first, none = (client.get(f"{PAGE}/udgaver/{number}") for number in (2, 1, 3))
    again = client.get(f"{PAGE}/rediger?udgave=1")

    assert "»Balanceret belastning«: må forringes for de næste måls skyld (%): 10 (før 5)." in text_of(second.text)
    assert "»Fordeling efter timer« gælder ikke længere." in text_of(first.text)
    assert none.status_code == 404
    assert 'name="balanceret_belastning.tolerance" value="5"' in again.text
    assert 'name="udgave" value="2"' in again.text


def test_a_versions_text_is_a_file(client: TestClient) -> None:
    answer = client.get(f"{PAGE}/udgaver/0/politik.toml")

    assert answer.headers["content-disposition"] == 'attachment; filename="opdigtet-politik-0.toml"'
    assert parse_policy(answer.text, "hentet").name == "standard"


@pytest.mark.parametrize("name", embedded_policies())
def test_a_list_that_is_read_again_is_the_same_policy(name: str) -> None:
    policy = house_policy(name).policy
    draft = draft_of(policy)
    named = Draft(rows=draft.rows, values=dict(draft.values) | {NAME: "vores"})

    read = read_draft(named).policy

    assert read is not None
    assert (read.principles, read.capacity, read.horizon_months) == (
        policy.principles,
        policy.capacity,
        policy.horizon_months,
    )


def test_a_caseworker_reads_the_policy_and_changes_nothing(app: FastAPI) -> None:
    client = as_role(app, Role.CASEWORKER, caseworker_id="w1")

    page = client.get(PAGE)

    assert page.status_code == 200
    assert "Ret rækkefølgen" not in page.text
    assert client.get(f"{PAGE}/rediger", headers=HTML).status_code == 403
    assert client.get(COMPARE, headers=HTML).status_code == 403


def test_a_leader_of_one_team_tries_a_list_and_cannot_adopt_it(app: FastAPI) -> None:
    client = as_role(app, Role.LEADER, scope=Scope(teams=frozenset({"Nord"})))

    tried = _send(client, "proev", _list(**{"sprog.tolerance": "5"}))

    assert "En teamleder eller godkender, der gælder for hele kommunen, kan vedtage politikken." in text_of(tried.text)
    assert "Vedtag politikken" not in tried.text
