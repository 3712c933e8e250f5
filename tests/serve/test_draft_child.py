"""A child's number typed while a case is written: it goes into the vault, and nowhere else."""

from typing import Any

import pytest
from fastapi import FastAPI

from serve.app import create_app
from serve.house import House
from storage.engine import Engine, reading
from storage.vault import identity_of
from storage.vault_key_file import make_keys, read_keys
from tests.serve.standin import StandIn, fill
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor
from tests.serve.writer import Writer, drafts_of

BACKENDS = ["sqlite", "postgresql"]


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
    values = drafts_of(engine)[0].values
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
    assert "barn" not in drafts_of(engine)[0].values


def test_a_number_is_refused_in_every_other_field_of_the_form(guarded: Writer, engine: Engine) -> None:
    for end, name in (("", "cpr"), ("", "barn"), ("/opret", "sags_id"), ("/barn", "navn")):
        assert guarded.sent(f"{guarded.address}{end}", **{name: "251248-9996"}).status_code == 422

    assert drafts_of(engine)[0].version == 1
