"""A model comes into use on a page: somebody proposes, somebody else approves, and one goes back."""

import html
import re
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI

from casework.candidates import UNGATED
from casework.model_keys import ModelKeys
from models.bundle import sealed
from sagstyngde.access import Role
from serve.app import create_app
from serve.house import House
from storage.engine import Engine, reading, writing
from storage.erasures import record_erasure
from storage.model_turns import live_model, turns
from storage.models import ModelStage, known_model
from storage.shadows import shadow_hash
from storage.stamp import Stamp
from tests.answers import NOON
from tests.casework.promotions import BLIND, a_candidate, keys_in, register
from tests.models.boosted import Boosted
from tests.serve.standin import StandIn
from tests.serve.visitors import HEADER, TrustingDoor, Visitor, a_principal

WHY = "Den rammer timerne bedre."


class Town:
    """A server, its people, and candidates."""

    def __init__(self, engine: Engine, bundle: Boosted, folder: Path) -> None:
        self.engine, self.bundle, self.folder = engine, bundle, folder
        self.keys: ModelKeys = keys_in(folder)
        self.door = TrustingDoor()
        self.scheme_file = folder / "scheme.toml"
        house = House(model_keys=lambda: self.keys, schemes=(self.scheme_file,))
        self.app: FastAPI = create_app(StandIn(), engine, door=self.door, house=house)

    def person(self, name: str, role: Role) -> Visitor:
        one = self.door.add(a_principal(role, user_id=name))
        return Visitor(self.app, headers={HEADER: one.user_id, "accept": "text/html"}, follow_redirects=False)

    def candidate(self, number: int, *, stops: bool = False) -> str:
        own = a_candidate(self.bundle.bundle, number, self.folder, self.keys, stops=stops)
        with writing(self.engine) as connection:
            return register(connection, own)

    def stage(self, own: str) -> ModelStage:
        with reading(self.engine) as connection:
            known = known_model(connection, own)
        assert known is not None
        return known.stage

    def live(self) -> str | None:
        with reading(self.engine) as connection:
            return live_model(connection)


@pytest.fixture
def town(engine: Engine, boosted: Boosted, tmp_path: Path) -> Town:
    return Town(engine, boosted, tmp_path)


def text_of(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def sent(visitor: Visitor, own: str, act: str, **fields: str) -> int:
    page = visitor.get(f"/model/kandidater/{own}").text
    found = re.search(r'name="indstilling" value="([0-9a-f]*)"', page)
    form = {"noegle": str(uuid4()), "begrundelse": WHY, "indstilling": found[1] if found else ""} | fields
    return visitor.post(f"/model/kandidater/{own}/{act}", data=form).status_code


def promoted(town: Town, own: str) -> None:
    assert sent(town.person("anders", Role.ANALYST), own, "indstil") == 303
    assert sent(town.person("grete", Role.APPROVER), own, "godkend") == 303


def test_what_waits_stands_first_and_each_reader_is_told_her_part(town: Town) -> None:
    own = town.candidate(1)
    anders, grete = town.person("anders", Role.ANALYST), town.person("grete", Role.APPROVER)
    leader = town.person("lars", Role.LEADER)
    assert f"Model {own[:12]}… venter" in text_of(anders, "/model/udgaver")

    assert sent(anders, own, "indstil") == 303

    assert "Du indstillede den" in text_of(anders, "/model/udgaver")
    assert "Den venter på din godkendelse" in text_of(grete, "/model/udgaver")
    told = text_of(leader, f"/model/kandidater/{own}")
    assert "godkender den." in told
    assert "Godkend, og tag i brug" not in told
    assert "Godkend, og tag i brug" in text_of(grete, f"/model/kandidater/{own}")


def test_two_people_put_a_model_into_use_and_one_goes_back(town: Town) -> None:
    first, second = town.candidate(1), town.candidate(2)
    promoted(town, first)
    promoted(town, second)
    assert town.live() == second
    anders = town.person("anders", Role.ANALYST)
    told = text_of(anders, "/model/udgaver")
    assert "2 modeller i brug siden" in told
    form = {"noegle": str(uuid4()), "model": first, "begrundelse": "Timerne ramte ved siden af."}

    assert anders.post("/model/tilbage", data=form).status_code == 303
    assert anders.post("/model/tilbage", data=form).status_code == 303

    assert town.live() == first
    with reading(town.engine) as connection:
        assert [turn.serial for turn in turns(connection)] == [3, 2, 1]
    assert "Gået tilbage til" in text_of(anders, "/model/udgaver")
    assert "Hvad er ændret i modellen?" in text_of(anders, f"/model/udgaver/{second}")


def test_whoever_proposed_it_has_no_form_to_approve_it_with_and_is_refused_without_one(town: Town) -> None:
    own = town.candidate(1)
    both = town.door.add(a_principal(Role.ANALYST, Role.APPROVER, user_id="begge"))
    visitor = Visitor(town.app, headers={HEADER: both.user_id, "accept": "text/html"}, follow_redirects=False)
    assert sent(visitor, own, "indstil") == 303

    assert "Godkend, og tag i brug" not in visitor.get(f"/model/kandidater/{own}").text
    assert sent(visitor, own, "godkend") == 422
    assert town.stage(own) is ModelStage.PROPOSED
    assert sent(visitor, own, "afvis") == 303
    assert town.stage(own) is ModelStage.CANDIDATE


def test_a_check_that_stops_has_a_field_and_what_was_typed_comes_back(town: Town) -> None:
    own = town.candidate(1, stops=True)
    anders = town.person("anders", Role.ANALYST)
    page = f"/model/kandidater/{own}/indstil"

    missing = anders.post(page, data={"noegle": str(uuid4()), "begrundelse": WHY, f"fravig_{BLIND}": ""})

    assert missing.status_code == 422
    assert WHY in missing.text
    assert f'href="#fravig_{BLIND}"' in missing.text
    assert sent(anders, own, "indstil", **{f"fravig_{BLIND}": "De kommer i december."}) == 303
    grete = town.person("grete", Role.APPROVER)
    assert "De kommer i december." in text_of(grete, f"/model/kandidater/{own}")
    assert sent(grete, own, "godkend") == 422
    assert sent(grete, own, "godkend", **{f"fravig_{BLIND}": "Enig."}) == 303
    assert "Fraveget" in text_of(grete, f"/model/kandidater/{own}")


def test_an_approver_approves_what_she_read_and_nothing_else(town: Town) -> None:
    own = town.candidate(1)
    anders, grete = town.person("anders", Role.ANALYST), town.person("grete", Role.APPROVER)
    sent(anders, own, "indstil")
    read = re.search(r'name="indstilling" value="([0-9a-f]+)"', grete.get(f"/model/kandidater/{own}").text)
    assert read is not None
    sent(anders, own, "afvis")
    sent(anders, own, "indstil")

    assert sent(grete, own, "godkend", indstilling=read[1]) == 422
    assert town.live() is None
    assert sent(grete, own, "godkend") == 303


@pytest.mark.parametrize("act", ["indstil", "godkend", "afvis", "skygge"])
def test_a_form_about_a_model_is_for_those_who_answer_for_it(town: Town, act: str) -> None:
    own = town.candidate(1)
    for role in (Role.CASEWORKER, Role.LEADER, Role.AUDITOR):
        form = {"noegle": str(uuid4()), "begrundelse": WHY, "goer": "begynd"}
        assert town.person(role.value, role).post(f"/model/kandidater/{own}/{act}", data=form).status_code == 403
    assert town.stage(own) is ModelStage.CANDIDATE


def test_a_model_begins_and_stops_answering_silently(town: Town) -> None:
    own, other = town.candidate(1), town.candidate(2)
    anders = town.person("anders", Role.ANALYST)
    for model, goer, status in ((own, "begynd", 303), (other, "begynd", 422), (own, "slut", 303), (own, "slut", 422)):
        form = {"noegle": str(uuid4()), "goer": goer}
        assert anders.post(f"/model/kandidater/{model}/skygge", data=form).status_code == status
    with reading(town.engine) as connection:
        assert shadow_hash(connection) is None


@pytest.mark.parametrize("has_turn", [False, True])
def test_a_model_of_another_scheme_text_is_said_to_wait_for_the_next_start_before_it_is_approved(
    town: Town, *, has_turn: bool
) -> None:
    first, same = town.candidate(1), town.candidate(2)
    text = town.bundle.bundle.scheme_text
    if has_turn:
        promoted(town, first)
    else:
        town.scheme_file.write_bytes(text.encode())
    changed = sealed(replace(town.bundle.bundle, scheme_text=text + "\n# et andet skema\n"))
    with writing(town.engine) as connection:
        other = register(connection, a_candidate(changed, 3, town.folder, town.keys))
    anders, grete = town.person("anders", Role.ANALYST), town.person("grete", Role.APPROVER)
    seconds, start = "svarer den i løbet af sekunder", "når serverne er startet igen"

    assert "Modellen følger et andet skema" in text_of(anders, f"/model/kandidater/{other}")
    assert "et andet skema" not in text_of(anders, f"/model/kandidater/{same}")
    for own in (other, same):
        assert sent(anders, own, "indstil") == 303
        read = text_of(grete, f"/model/kandidater/{own}")
        assert (seconds in read, start in read) == (own == same, own == other)


def test_a_model_that_is_not_there_is_not_found(town: Town) -> None:
    anders = town.person("anders", Role.ANALYST)
    assert anders.get(f"/model/kandidater/{'f' * 64}").status_code == 404
    assert anders.post(f"/model/kandidater/{'f' * 64}/indstil", data={"noegle": str(uuid4())}).status_code == 404
    assert anders.get("/model/tilbage").status_code == 200
    assert UNGATED not in anders.get("/model/udgaver").text


def test_what_was_erased_since_is_told_as_few(town: Town) -> None:
    own = town.candidate(1)
    promoted(town, own)
    with writing(town.engine) as connection:
        record_erasure(connection, 2, Stamp(by="cli:drift", at=NOON))
    anders = town.person("anders", Role.ANALYST)

    assert "under 5 sager er slettet" in text_of(anders, "/model/udgaver")
