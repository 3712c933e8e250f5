from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sagstyngde.case import ChildId
from sagstyngde.child import Identity
from sagstyngde.cpr import Cpr
from sagstyngde.errors import VaultClosed
from storage.engine import Engine, reading, writing
from storage.stamp import Stamp
from storage.transactions import write
from storage.vault import count, enter, forget, identity_of, prove, reseal, without_cases
from storage.vault_keys import VaultKeys
from tests.answers import STAMP, a_case, store

KEYS = VaultKeys.new()
ASE = Identity(cpr=Cpr("2902045678"), name="Åse Opdigtet")
BO = Identity(cpr=Cpr("0101209999"), name="Bo Opdigtet")


def _entered(engine: Engine, *identities: Identity, keys: VaultKeys = KEYS) -> tuple[ChildId, ...]:
    with writing(engine) as connection:
        return tuple(enter(connection, keys, identity, STAMP) for identity in identities)


def test_a_child_comes_out_as_it_went_in_and_nobody_else_does(engine: Engine) -> None:
    ase, bo = _entered(engine, ASE, BO)

    with reading(engine) as connection:
        assert identity_of(connection, KEYS, ase) == ASE
        assert identity_of(connection, KEYS, bo) == BO
        assert identity_of(connection, KEYS, ChildId("barn-ukendt")) is None


def test_the_same_number_is_the_same_child_and_the_last_name_counts(engine: Engine) -> None:
    first, second = _entered(engine, ASE, replace(ASE, name="Åse Nyt-Navn"))

    with reading(engine) as connection:
        assert first == second
        assert count(connection) == 1
        assert identity_of(connection, KEYS, first) == replace(ASE, name="Åse Nyt-Navn")


def test_many_who_enter_the_same_child_at_once_all_succeed(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda _: write(engine, lambda connection: enter(connection, KEYS, ASE, STAMP)), range(16)))

    with reading(engine) as connection:
        assert len(ids) == 1
        assert count(connection) == 1


def test_rows_are_encrypted_anew_and_stay_whose_they_were(engine: Engine) -> None:
    ase, bo = _entered(engine, ASE, BO)
    rotated = KEYS.rotated()

    with writing(engine) as connection:
        assert (reseal(connection, rotated), reseal(connection, rotated)) == (2, 0)

    with reading(engine) as connection:
        assert identity_of(connection, rotated.newest_only(), ase) == ASE
        assert identity_of(connection, rotated.newest_only(), bo) == BO


def test_another_vaults_keys_open_nothing(engine: Engine) -> None:
    (ase,) = _entered(engine, ASE)
    stranger = VaultKeys.new()

    with reading(engine) as connection:
        assert prove(connection, KEYS) == 1
        with pytest.raises(VaultClosed):
            prove(connection, stranger)
        with pytest.raises(VaultClosed):
            identity_of(connection, stranger, ase)


def test_rows_that_were_exchanged_are_found_out(engine: Engine) -> None:
    from sqlalchemy import select, update  # noqa: PLC0415  only this test writes what no code of ours would

    from storage.tables.vault import vault  # noqa: PLC0415

    ase, bo = _entered(engine, ASE, BO)
    with writing(engine) as connection:
        rows = dict(connection.execute(select(vault.c.child_id, vault.c.ciphertext)).all())
        for mine, others in ((ase, bo), (bo, ase)):
            connection.execute(update(vault).where(vault.c.child_id == mine).values(ciphertext=rows[others]))

    with reading(engine) as connection, pytest.raises(VaultClosed):
        prove(connection, KEYS, most=1)


def test_a_forgotten_child_is_nobody(engine: Engine) -> None:
    ase, bo = _entered(engine, ASE, BO)

    with writing(engine) as connection:
        assert forget(connection, (ase, ase)) == 1

    with reading(engine) as connection:
        assert identity_of(connection, KEYS, ase) is None
        assert identity_of(connection, KEYS, bo) == BO


def test_children_without_a_case_are_told_with_the_day_they_came(engine: Engine) -> None:
    later = Stamp(by="test", at=datetime(2026, 12, 1, tzinfo=UTC))
    (ase,) = _entered(engine, ASE)
    with writing(engine) as connection:
        bo = enter(connection, KEYS, BO, later)
        store(connection, a_case("s1", child_id=ase))

    with reading(engine) as connection:
        assert without_cases(connection) == ((bo, later.at),)
