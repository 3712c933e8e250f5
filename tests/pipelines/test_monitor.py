"""The nightly look from the command line: what it says, what it stores, and how it ends."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.promoting import approve, put_forward
from casework.promoting_reasons import Said
from models import bundle as bundles
from pipelines.train import Trained
from storage.engine import Engine, reading, writing
from storage.shadows import begin_shadow
from storage.tables.audit import audit_entries
from storage.tables.models import monitor_runs
from tests.casework.promotions import a_candidate, keys_in, register, stamp
from tests.models.boosted import Boosted
from tests.pipelines.test_keeping import Ran, backend, ran

__all__ = ["backend", "ran"]


@pytest.fixture
def bundled(trained: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bundle"
    bundles.save(trained.bundle, folder)
    monkeypatch.setenv("SAGSTYNGDE_BUNDLE", str(folder))
    return folder


def test_a_look_twice_in_a_day_is_kept_once_and_logged_twice(ran: Ran, engine: Engine, bundled: Path) -> None:
    first, again = ran("monitor"), ran("--lang", "en", "monitor")

    assert (first[0], again[0]) == (0, 0)
    assert "Der er ikke registreret timer i sagsbogen endnu." in first[1]
    assert "0 cases since" in again[1]
    with reading(engine) as connection:
        assert len(connection.execute(select(monitor_runs)).all()) == 1
        assert len(connection.execute(select(audit_entries).where(audit_entries.c.operation == "monitor")).all()) == 2


def test_machines_read_the_whole_look(ran: Ran, engine: Engine, bundled: Path) -> None:
    code, out, _ = ran("monitor", "--json")

    found = json.loads(out)
    assert code == 0
    assert (found["raised"], found["alarms"], found["look"]["cases"]) == (0, [], 0)


def test_without_a_model_it_is_refused(ran: Ran, engine: Engine) -> None:
    code, out, err = ran("monitor")

    assert (code, out) == (1, "")
    assert err


@pytest.mark.usefixtures("bundled")
def test_the_model_that_is_watched_is_the_one_whose_turn_it_is(
    ran: Ran, engine: Engine, boosted: Boosted, tmp_path: Path
) -> None:
    var = tmp_path / "var"
    keys = keys_in(var)
    said = Said(reason="Den er bedre.", overrides={})
    with writing(engine) as connection:
        own = register(connection, a_candidate(boosted.bundle, 1, var, keys))
        silent = register(connection, a_candidate(boosted.bundle, 2, var, keys))
        begin_shadow(connection, silent, stamp("anders"))
        put_forward(connection, own, said, stamp("anders"))
        approve(connection, own, said, keys=keys, stamp=stamp("grete"))

    code, out, _ = ran("monitor", "--json")

    look = json.loads(out)["look"]
    assert (code, look["bundle_hash"]) == (0, own)
    assert (look["shadow"]["bundle_hash"], look["shadow"]["answers"]) == (silent, 0)
