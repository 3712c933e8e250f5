"""Nobody is shown by an id where there is a name, and nothing is said to be a person that is none."""

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient

from pipelines.demo_people import NAMES
from sagstyngde.access import Principal
from serve.access.demo import PEOPLE
from storage.engine import Engine, writing
from storage.people import remember_name
from storage.policies import NewPolicy, adopt_policy
from storage.registers import NewRegister, adopt_register
from storage.stamp import Stamp
from tests.answers import STAMP
from tests.serve.test_mandate import OWN_PLAN
from tests.serve.test_policies import OWN
from tests.serve.visitors import EVERYTHING


def _policy_by(engine: Engine, by: str) -> None:
    with writing(engine) as connection:
        adopt_policy(connection, NewPolicy(name="Politik 2026", toml=OWN), Stamp(by=by, at=STAMP.at))


def _register_by(engine: Engine, by: str) -> None:
    with writing(engine) as connection:
        adopted = NewRegister(toml=OWN_PLAN, holds_from=date(2024, 1, 1), note="Punkt 4")
        adopt_register(connection, adopted, Stamp(by=by, at=STAMP.at))


PAGES = [("/fordeling/politik", _policy_by), ("/beslutningskompetence", _register_by)]


def _text(client: TestClient, path: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(path).text).split())


@pytest.mark.parametrize(("path", "adopt"), PAGES)
def test_what_was_done_at_the_command_line_was_done_by_the_operator(path, adopt, filled, engine) -> None:  # type: ignore[no-untyped-def]  # the fixtures of the package
    adopt(engine, "cli:root")

    text = _text(filled, path)

    assert "driften via kommandolinjen" in text
    assert "cli:" not in text


@pytest.mark.parametrize(("path", "adopt"), PAGES)
def test_whoever_has_logged_in_is_known_by_name(path, adopt, filled, engine) -> None:  # type: ignore[no-untyped-def]  # the fixtures of the package
    with writing(engine) as connection:
        remember_name(connection, Principal(user_id="7f3a-11", name="Mette Holm", grants=()), at=STAMP.at)
    adopt(engine, "7f3a-11")

    text = _text(filled, path)

    assert "Mette Holm" in text
    assert "7f3a-11" not in text


def test_the_demos_people_are_those_one_can_log_in_as() -> None:
    assert {f"demo:{one.key}": one.name for one in PEOPLE.values()} == NAMES
    assert EVERYTHING.user_id not in NAMES
