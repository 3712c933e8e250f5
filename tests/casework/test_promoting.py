"""A model comes into use by two people and two keys, in one order, and by no other way."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from casework.candidates import UNGATED, Papers, candidate_of
from casework.model_keys import ModelKeys, model_keys
from casework.model_taking import SignedModels
from casework.promoting import approve, found_by, gate_of, go_back, may_be_gone_back_to, put_forward, reject
from casework.promoting_reasons import LONGEST_REASON, Said
from models.bundle import save
from models.trust import KeyRole, ModelTrust, trust_text
from sagstyngde.errors import BundleRefused, InputRefused, NotReady, StateRefused
from sagstyngde.settings import Mode, Settings
from storage.engine import Connection, Engine, reading, writing
from storage.model_turns import live_turn, turns
from storage.models import ModelStage, known_model, models_known, package_of
from storage.tables.models import TurnKind, model_packages, models
from tests.casework.promotions import BLIND, a_candidate, keys_in, register, stamp
from tests.models.boosted import Boosted

YES = Said(reason="Den er bedre.", overrides={})
PAST = Said(reason="Den er bedre.", overrides={BLIND: "De kommer i december."})


@pytest.fixture
def keys(tmp_path: Path) -> ModelKeys:
    return keys_in(tmp_path)


def proposed(connection: Connection, bundle_hash: str, said: Said = YES) -> str:
    put_forward(connection, bundle_hash, said, stamp("anders"))
    return bundle_hash


def stage(engine: Engine, bundle_hash: str) -> ModelStage:
    with reading(engine) as connection:
        known = known_model(connection, bundle_hash)
    assert known is not None
    return known.stage


def test_two_people_put_a_model_into_use_and_a_server_takes_it(
    engine: Engine, boosted: Boosted, keys: ModelKeys, tmp_path: Path
) -> None:
    with writing(engine) as connection:
        own = proposed(connection, register(connection, a_candidate(boosted.bundle, 1, tmp_path, keys)))
        turn = approve(connection, own, YES, keys=keys, stamp=stamp("grete"))

    takes = SignedModels(Settings(var=tmp_path))
    with reading(engine) as connection:
        package = package_of(connection, own)
        assert live_turn(connection) == turn
    assert package is not None
    assert takes.live(turn, package, after=0).content_hash == own
    assert takes.silent(own, package).content_hash == own
    with pytest.raises(BundleRefused, match="names another model"):
        takes.live(replace(turn, serial=9), package, after=0)
    with pytest.raises(BundleRefused, match="names another model"):
        takes.silent("0" * 64, package)
    assert stage(engine, own) is ModelStage.LIVE


def test_whoever_proposed_a_model_cannot_approve_it_but_may_withdraw_it(
    engine: Engine, boosted: Boosted, keys: ModelKeys, tmp_path: Path
) -> None:
    with writing(engine) as connection:
        own = proposed(connection, register(connection, a_candidate(boosted.bundle, 1, tmp_path, keys)))
    with pytest.raises(StateRefused, match="another person"), writing(engine) as connection:
        approve(connection, own, YES, keys=keys, stamp=stamp("anders"))
    assert stage(engine, own) is ModelStage.PROPOSED

    with writing(engine) as connection:
        reject(connection, own, "Fortrudt.", stamp("anders"))
    assert stage(engine, own) is ModelStage.CANDIDATE


def test_a_check_that_stops_is_named_by_both_and_nothing_else_is(
    engine: Engine, boosted: Boosted, keys: ModelKeys, tmp_path: Path
) -> None:
    with writing(engine) as connection:
        own = register(connection, a_candidate(boosted.bundle, 1, tmp_path, keys, stops=True))
    for said in (YES, replace(PAST, overrides={BLIND: " "}), replace(PAST, overrides={"andet": "Fordi."})):
        with pytest.raises(InputRefused, match="Blinde vurderinger"), writing(engine) as connection:
            put_forward(connection, own, said, stamp("anders"))
    with pytest.raises(InputRefused, match="does not stop"), writing(engine) as connection:
        put_forward(connection, own, replace(PAST, overrides={**PAST.overrides, "andet": "Fordi."}), stamp("anders"))
    with writing(engine) as connection:
        proposed(connection, own, PAST)
    with pytest.raises(InputRefused, match="Blinde vurderinger"), writing(engine) as connection:
        approve(connection, own, YES, keys=keys, stamp=stamp("grete"))
    with writing(engine) as connection:
        turn = approve(connection, own, PAST, keys=keys, stamp=stamp("grete"))

    assert f'"overridden":["{BLIND}"]' in turn.signed.statement
    with reading(engine) as connection:
        known = known_model(connection, own)
    assert known is not None
    assert (known.proposals[0].overrides, known.proposals[0].settled_overrides) == (PAST.overrides, PAST.overrides)


@pytest.mark.parametrize("reason", ["", "   ", "x" * (LONGEST_REASON + 1), "Barnet er 290204-5678."])
def test_a_reason_is_given_and_holds_no_cpr_number(
    engine: Engine, boosted: Boosted, keys: ModelKeys, tmp_path: Path, *, reason: str
) -> None:
    with writing(engine) as connection:
        own = register(connection, a_candidate(boosted.bundle, 1, tmp_path, keys))
        with pytest.raises(InputRefused):
            put_forward(connection, own, replace(YES, reason=reason), stamp("anders"))
        proposed(connection, own)
        with pytest.raises(InputRefused):
            approve(connection, own, replace(YES, reason=reason), keys=keys, stamp=stamp("grete"))
        with pytest.raises(InputRefused):
            reject(connection, own, reason, stamp("grete"))
        approve(connection, own, YES, keys=keys, stamp=stamp("grete"))
        with pytest.raises(InputRefused):
            go_back(connection, None, reason, keys=keys, stamp=stamp("grete"))


def test_nothing_is_done_twice_or_out_of_order(
    engine: Engine, boosted: Boosted, keys: ModelKeys, tmp_path: Path
) -> None:
    with writing(engine) as connection:
        own = register(connection, a_candidate(boosted.bundle, 1, tmp_path, keys))
        for early in (
            lambda: approve(connection, own, YES, keys=keys, stamp=stamp("grete")),
            lambda: reject(connection, own, "Nej.", stamp("grete")),
            lambda: go_back(connection, own, "Tilbage.", keys=keys, stamp=stamp("grete")),
            lambda: go_back(connection, None, "Tilbage.", keys=keys, stamp=stamp("grete")),
        ):
            with pytest.raises(StateRefused):
                early()
        proposed(connection, own)
        with pytest.raises(StateRefused):
            proposed(connection, own)
        approve(connection, own, YES, keys=keys, stamp=stamp("grete"))
        for late in (
            lambda: approve(connection, own, YES, keys=keys, stamp=stamp("hanne")),
            lambda: reject(connection, own, "Nej.", stamp("grete")),
            lambda: proposed(connection, own),
            lambda: go_back(connection, own, "Tilbage.", keys=keys, stamp=stamp("grete")),
        ):
            with pytest.raises(StateRefused):
                late()
        assert len(turns(connection)) == 1


def test_going_back_takes_one_person_and_reaches_only_what_two_have_approved(
    engine: Engine, boosted: Boosted, keys: ModelKeys, tmp_path: Path
) -> None:
    with writing(engine) as connection:
        first, second, never = (
            register(connection, a_candidate(boosted.bundle, number, tmp_path, keys)) for number in (1, 2, 3)
        )
        for own in (first, second):
            proposed(connection, own)
            approve(connection, own, YES, keys=keys, stamp=stamp("grete"))
        with pytest.raises(StateRefused):
            go_back(connection, never, "Prøver.", keys=keys, stamp=stamp("anders"))
        assert [one.model.bundle_hash for one in may_be_gone_back_to(models_known(connection))] == [first]

        turn = go_back(connection, None, "Timerne ramte ved siden af.", keys=keys, stamp=stamp("anders"))

        assert (turn.bundle_hash, turn.serial, turn.kind) == (first, 3, TurnKind.ROLLBACK)
        assert [one.serial for one in turns(connection)] == [3, 2, 1]
        assert go_back(connection, second, "Igen.", keys=keys, stamp=stamp("anders")).serial == 4
        package = package_of(connection, first)
    assert package is not None
    with pytest.raises(BundleRefused, match="no longer the newest"):
        SignedModels(Settings(var=tmp_path)).live(turn, package, after=4)


@pytest.mark.parametrize("column", ["gate", "lineage"])
def test_a_gate_or_lineage_that_was_changed_in_the_casebook_is_not_what_was_made(
    engine: Engine, boosted: Boosted, keys: ModelKeys, tmp_path: Path, *, column: str
) -> None:
    with writing(engine) as connection:
        own = proposed(connection, register(connection, a_candidate(boosted.bundle, 1, tmp_path, keys)))
        other = gate_of_other(connection, own) if column == "gate" else {"seed": 9}
        connection.execute(update(models).values({column: other}))
    with pytest.raises(BundleRefused, match="what was registered"), writing(engine) as connection:
        approve(connection, own, YES, keys=keys, stamp=stamp("grete"))


def gate_of_other(connection: Connection, own: str) -> dict[str, object]:
    known = known_model(connection, own)
    assert known is not None
    assert known.model.gate is not None
    return {**known.model.gate, "checks": []}


def test_a_package_that_was_changed_in_the_casebook_is_not_put_into_use(
    engine: Engine, boosted: Boosted, keys: ModelKeys, tmp_path: Path
) -> None:
    with writing(engine) as connection:
        own = proposed(connection, register(connection, a_candidate(boosted.bundle, 1, tmp_path, keys)))
        connection.execute(update(model_packages).values(package=b"PK"))
    with pytest.raises(BundleRefused), writing(engine) as connection:
        approve(connection, own, YES, keys=keys, stamp=stamp("grete"))
    with reading(engine) as connection:
        assert live_turn(connection) is None


def test_a_model_without_a_gate_stops_until_two_people_say_why(
    engine: Engine, boosted: Boosted, keys: ModelKeys, tmp_path: Path
) -> None:
    save(boosted.bundle, tmp_path / "bundle")
    with writing(engine) as connection:
        own = register(connection, candidate_of(tmp_path / "bundle", keys, Papers()))
        with pytest.raises(InputRefused, match="Prøven"):
            proposed(connection, own)
        proposed(connection, own, Said(reason="Den første.", overrides={UNGATED: "Der er ingen før den."}))
        known = found_by(connection, own[:8])
        with pytest.raises(InputRefused):
            found_by(connection, own[:3])
        with pytest.raises(InputRefused):
            found_by(connection, "ffffffff")
    assert known.stage is ModelStage.PROPOSED
    gate = gate_of(known)
    assert gate is not None
    assert [check.code for check in gate.stops] == [UNGATED]


def test_in_operation_each_machine_holds_the_key_of_one_role(boosted: Boosted, keys: ModelKeys, tmp_path: Path) -> None:
    folder = tmp_path / "model-keys"
    trust = folder / "trust.toml"
    operation = Settings(var=tmp_path, mode=Mode.OPERATION)
    with pytest.raises(NotReady, match="SAGSTYNGDE_MODEL_TRUST"):
        model_keys(operation)
    named = operation.model_copy(update={"model_trust": trust})
    server = named.model_copy(update={"model_key": folder / "approval.key"})

    assert model_keys(named).keys == {}
    assert model_keys(server).keys.keys() == {KeyRole.APPROVAL}
    assert model_keys(server).trust == keys.trust
    with pytest.raises(NotReady, match="SAGSTYNGDE_MODEL_KEY"):
        a_candidate(boosted.bundle, 1, tmp_path, model_keys(server))
    strange = ModelTrust(municipality="x", training=(bytes(32),), approval=(bytes([1]) * 32,))
    other = tmp_path / "other.toml"
    other.write_text(trust_text(strange), "utf-8")
    with pytest.raises(InputRefused, match=r"approval\.key"):
        model_keys(server.model_copy(update={"model_trust": other}))


def test_keys_that_are_made_for_development_are_made_once(keys: ModelKeys, tmp_path: Path) -> None:
    assert keys_in(tmp_path).trust == keys.trust
    assert keys.trust.municipality == "Eksempelby"
