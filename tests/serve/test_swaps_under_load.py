"""R50: models are swapped under load without a failed request or an answer of two; what is refused changes nothing."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import update

from models.bundle import ModelBundle
from serve.current import HEADER
from storage.engine import Engine, writing
from storage.model_turns import begin_turn
from storage.tables.models import model_packages
from tests.databases import POSTGRESQL
from tests.serve.live_server import LiveServer, live_server
from tests.serve.signed_models import Keys
from tests.serve.swap_load import Load, known_answers, under_load, wait_for, wait_for_all
from tests.serve.swap_server import CODE
from tests.soak import size

RATE = 30.0


@dataclass(frozen=True)
class House:
    """A casebook with two registered models of which the old one is in use, and the keys that vouch for them."""

    engine: Engine
    keys: Keys
    old: ModelBundle
    new: ModelBundle
    expected: Any

    def to(self, bundle: ModelBundle, serial: int) -> str:
        """Put one of them into use; return its hash."""
        self.keys.put_into_use(self.engine, bundle.content_hash, serial)
        return bundle.content_hash

    def server(self, folder: Path, url: str, workers: int = 1) -> Any:
        """Return a server on the casebook, in a folder of its own."""
        folder.mkdir(exist_ok=True)
        where = {
            "SAGSTYNGDE_DATABASE": url,
            "SAGSTYNGDE_MODEL_TRUST": str(self.keys.trust_file),
            "SAGSTYNGDE_WORKERS": str(workers),
        }
        if workers > 1:
            where["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        return live_server(CODE, folder, where)


@pytest.fixture
def house(trained: Any, boosted: Any, engine: Engine, tmp_path: Path) -> House:
    folder = tmp_path / "keys"
    folder.mkdir()
    keys, bundles = Keys(folder), (trained.bundle, boosted.bundle)
    for one in bundles:
        keys.register(engine, one)
    keys.put_into_use(engine, bundles[0].content_hash, 1)
    return House(engine, keys, *bundles, known_answers(engine, bundles))


def test_a_hundred_swaps_at_thirty_requests_a_second_fail_and_mix_nothing(
    house: House, url: str, tmp_path: Path
) -> None:
    swaps = size(25, 100)
    with (
        house.server(tmp_path / "a", url) as server,
        under_load(Load(house.expected), [server.url], rate=RATE) as load,
    ):
        wait_for(server.url, house.old.content_hash)
        for serial in range(2, swaps + 2):
            wait_for(server.url, house.to((house.old, house.new)[serial % 2 == 0], serial))

    assert load.wrong == []
    assert set(load.by_model) == {house.old.content_hash, house.new.content_hash}
    assert min(load.by_model.values()) > swaps / 5
    assert len(load.seconds) > swaps


@POSTGRESQL
def test_two_servers_of_two_workers_follow_promotions_and_a_roll_back_without_a_failed_request(
    house: House, url: str, tmp_path: Path
) -> None:
    with house.server(tmp_path / "a", url, 2) as one, house.server(tmp_path / "b", url, 2) as two:
        urls = [one.url, two.url]
        for each in urls:
            wait_for_all(each, house.old.content_hash, 2)
        with under_load(Load(house.expected), urls, rate=RATE) as load:
            for serial, bundle in enumerate((house.new, house.old, house.new), start=2):
                wanted = house.to(bundle, serial)
                for each in urls:
                    wait_for_all(each, wanted, 2)

    assert load.wrong == []
    assert set(load.by_model) == {house.old.content_hash, house.new.content_hash}


def test_what_is_refused_leaves_the_old_model_answering(house: House, url: str, tmp_path: Path) -> None:
    keys, engine, wanted = house.keys, house.engine, house.new.content_hash
    turn = keys.turn(engine, wanted, 2)
    strangers = Keys(tmp_path / "keys", municipality="Nabokommune")
    theirs = strangers.turn(engine, wanted, 3)
    shown_again = keys.turn(engine, wanted, 1)
    with writing(engine) as connection:
        begin_turn(connection, replace(turn, signed=replace(turn.signed, statement=turn.signed.statement + " ")))

    with house.server(tmp_path / "a", url) as server, httpx2.Client(base_url=server.url) as client:
        _refused(server, 2)
        with writing(engine) as connection:
            begin_turn(connection, theirs)
        _refused(server, 3)
        with writing(engine) as connection:
            begin_turn(connection, replace(shown_again, serial=4))
        _refused(server, 4)
        _flip_a_byte(engine, wanted)
        keys.put_into_use(engine, wanted, 5)
        _refused(server, 5)

        assert client.get("/live").headers[HEADER] == house.old.content_hash
        assert client.get("/ready").status_code == 200
        assert "er ændret" in client.get("/model", headers={"accept": "text/html"}).text
        keys.put_into_use(engine, house.old.content_hash, 6)
        wait_for(server.url, house.old.content_hash)


def _refused(server: LiveServer, turn: int) -> None:
    """Wait until the server has said that it does not use a turn's model."""
    while not any(f"of turn {turn} is not used" in str(line["message"]) for line in server.lines):
        assert server.process.poll() is None
        time.sleep(0.05)


def _flip_a_byte(engine: Engine, bundle_hash: str) -> None:
    with writing(engine) as connection:
        row = model_packages.c.bundle_hash == bundle_hash
        content = bytearray(connection.execute(model_packages.select().where(row)).one().package)
        content[len(content) // 2] ^= 1
        connection.execute(update(model_packages).where(row).values(package=bytes(content)))
