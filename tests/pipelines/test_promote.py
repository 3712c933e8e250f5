"""The commands that put a model into use: by persons, with reasons, and with a line in the log each."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from models.bundle import ModelBundle, save, sealed
from models.trust import KeyRole, read_trust
from pipelines import operator_people
from pipelines.operator_people import acting_as
from pipelines.promote_command import Act, Asked, run_list, run_new_key, run_promote, run_register, run_rollback
from sagstyngde.access import Role
from sagstyngde.errors import AccessRefused, InputRefused, Language, NotAllowed, StateRefused
from sagstyngde.operations import Operation
from sagstyngde.rules import RULES
from sagstyngde.settings import Mode, Settings
from storage.codec import gate_to_json
from storage.engine import Engine, open_engine, reading
from storage.migrate import upgrade
from storage.model_turns import live_turn
from storage.tables.audit import audit_entries
from tests.casework.promotions import a_gate, variation
from tests.models.boosted import Boosted

ACCESS = """
[[operator]]
account = "anders"
user = "u-anders"
roles = ["analytiker"]
[[operator]]
account = "anders-drift"
user = "u-anders"
roles = ["godkender"]
[[operator]]
account = "grete"
user = "u-grete"
roles = ["godkender"]
"""
DANISH = Language.DANISH


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "access.toml").write_text(ACCESS, "utf-8")
    own = Settings(var=tmp_path, access=tmp_path / "access.toml", municipality="Eksempelby")
    engine = open_engine(own.database_url)
    upgrade(engine)
    engine.dispose()
    return own


@pytest.fixture
def console() -> Console:
    return Console(record=True, width=200)


def candidate(settings: Settings, boosted: Boosted, number: int, console: Console) -> str:
    return added(settings, variation(boosted.bundle, number), number, console)


def added(settings: Settings, own: ModelBundle, number: int, console: Console) -> str:
    folder = settings.var / "kandidater" / str(number)
    save(own, folder / "bundle")
    (folder / "gate.json").write_text(json.dumps(gate_to_json(a_gate(own.content_hash))), "utf-8")
    return run_register(settings, folder, console=console, language=DANISH)


def by(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operator_people, "account", lambda: account)


def asked(act: Act, model: str) -> Asked:
    return Asked(act=act, model=model[:12], reason="Den er bedre.", overrides={})


def live(settings: Settings) -> str | None:
    engine: Engine = open_engine(settings.database_url)
    with reading(engine) as connection:
        turn = live_turn(connection)
    engine.dispose()
    return None if turn is None else turn.bundle_hash


def test_two_persons_promote_and_one_goes_back_each_with_a_line_in_the_log(
    settings: Settings, boosted: Boosted, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (candidate(settings, boosted, number, console) for number in (1, 2))
    for own in (first, second):
        by("anders", monkeypatch)
        run_promote(settings, asked(Act.PROPOSE, own), console=console, language=DANISH)
        by("grete", monkeypatch)
        run_promote(settings, asked(Act.APPROVE, own), console=console, language=DANISH)
    assert live(settings) == second

    run_rollback(settings, None, "Timerne ramte ved siden af.", console=console, language=DANISH)

    assert live(settings) == first
    engine = open_engine(settings.database_url)
    with reading(engine) as connection:
        lines = connection.execute(audit_entries.select().order_by(audit_entries.c.sequence)).all()
    engine.dispose()
    assert [(line.operation, line.actor) for line in lines if line.operation != "model.register"] == [
        ("model.propose", "u-anders"), ("model.approve", "u-grete"),
        ("model.propose", "u-anders"), ("model.approve", "u-grete"), ("model.rollback", "u-grete"),
    ]  # fmt: skip
    assert "er i brug igen" in console.export_text()


@pytest.mark.parametrize("has_turn", [False, True])
def test_a_model_of_another_scheme_text_is_said_to_wait_for_the_next_start_before_it_is_approved(
    settings: Settings, boosted: Boosted, console: Console, monkeypatch: pytest.MonkeyPatch, *, has_turn: bool
) -> None:
    same, other = candidate(settings, boosted, 1, console), other_scheme(settings, boosted, console)
    save(boosted.bundle, settings.bundle_path)
    if has_turn:
        promoted(settings, same, monkeypatch)
        (settings.bundle_path / "scheme.toml").unlink()

    for act, account in ((Act.PROPOSE, "anders"), (Act.APPROVE, "grete")):
        by(account, monkeypatch)
        run_promote(settings, asked(act, other), console=console, language=DANISH)
        told = console.export_text()
        assert told.index("følger et andet skema") < told.rindex(f"Modellen {other[:12]} er")
    assert "den svarer, når serverne er startet igen" in told
    assert "i løbet af sekunder" not in told


def test_a_model_of_the_same_scheme_text_is_not_said_to_wait(
    settings: Settings, boosted: Boosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = Console(record=True, width=200)
    save(boosted.bundle, settings.bundle_path)
    for number in (1, 2):
        promoted(settings, candidate(settings, boosted, number, console), monkeypatch, console)
    assert "et andet skema" not in console.export_text()


def other_scheme(settings: Settings, boosted: Boosted, console: Console) -> str:
    text = boosted.bundle.scheme_text + "\n# et andet skema\n"
    changed = sealed(replace(boosted.bundle, scheme_text=text))
    return added(settings, changed, 9, console)


def promoted(settings: Settings, own: str, monkeypatch: pytest.MonkeyPatch, console: Console | None = None) -> None:
    for act, account in ((Act.PROPOSE, "anders"), (Act.APPROVE, "grete")):
        by(account, monkeypatch)
        run_promote(settings, asked(act, own), console=console or Console(record=True), language=DANISH)


def test_one_person_at_two_accounts_is_one_person(
    settings: Settings, boosted: Boosted, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = candidate(settings, boosted, 1, console)
    by("anders", monkeypatch)
    run_promote(settings, asked(Act.PROPOSE, own), console=console, language=DANISH)
    with pytest.raises(NotAllowed, match="roles"):
        run_promote(settings, asked(Act.APPROVE, own), console=console, language=DANISH)
    by("anders-drift", monkeypatch)
    with pytest.raises(StateRefused, match="another person"):
        run_promote(settings, asked(Act.APPROVE, own), console=console, language=DANISH)
    assert live(settings) is None
    by("anders", monkeypatch)
    run_promote(settings, asked(Act.REJECT, own), console=console, language=DANISH)
    run_list(settings, as_json=True, console=console)
    assert '"stage": "candidate"' in console.export_text()


def test_an_account_nobody_names_is_a_person_in_development_only(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    by("drift", monkeypatch)
    assert acting_as(settings, Operation.MODEL_APPROVE).startswith("cli:")
    operation = settings.model_copy(update={"mode": Mode.OPERATION})
    with pytest.raises(NotAllowed, match=r"\[\[operator\]\]"):
        acting_as(operation, Operation.MODEL_APPROVE)
    by("grete", monkeypatch)
    assert acting_as(operation, Operation.MODEL_APPROVE) == "u-grete"


@pytest.mark.parametrize("text", ["[[operator", "[[operator]]\nx = 1", "[operator]\naccount = 1", "operator = 3"])
def test_an_access_file_that_cannot_be_read_names_nobody(
    settings: Settings, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by("grete", monkeypatch)
    (settings.var / "access.toml").write_text(text, "utf-8")
    with pytest.raises(AccessRefused):
        acting_as(settings, Operation.MODEL_APPROVE)


def test_registering_twice_registers_once_and_a_damaged_paper_is_named(
    settings: Settings, boosted: Boosted, console: Console
) -> None:
    own = candidate(settings, boosted, 1, console)
    assert candidate(settings, boosted, 1, console) == own
    assert "allerede registreret" in console.export_text()
    (settings.var / "kandidater" / "1" / "gate.json").write_text("[1]", "utf-8")
    with pytest.raises(InputRefused, match=r"gate\.json"):
        run_register(settings, settings.var / "kandidater" / "1", console=console, language=DANISH)


def test_new_keys_print_what_the_trust_file_must_say(tmp_path: Path, console: Console) -> None:
    for role in KeyRole:
        run_new_key(tmp_path / f"{role}.key", role, console=console)

    trust = read_trust(f'municipality = "Eksempelby"\n{console.export_text()}', "trust.toml")
    assert (len(trust.training), len(trust.approval)) == (1, 1)
    with pytest.raises(InputRefused):
        run_new_key(tmp_path / "training.key", KeyRole.TRAINING, console=console)


def test_the_roles_are_those_of_the_pages() -> None:
    assert set(RULES[Operation.MODEL_PROPOSE].reach) == {Role.ANALYST}
    assert set(RULES[Operation.MODEL_APPROVE].reach) == {Role.APPROVER}
