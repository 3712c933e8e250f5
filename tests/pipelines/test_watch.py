from pathlib import Path

import pytest
from sqlalchemy import select

from casework.promoting import approve, put_forward
from casework.promoting_reasons import Said
from casework.weighing import Weigher
from models import bundle as bundles
from models.assess import Assessor
from sagstyngde.case import CaseId
from storage.engine import Engine, reading, writing
from storage.placements import NewPlacement, insert_placement
from storage.tables.audit import audit_entries
from storage.tables.planning import alarms
from storage.tables.working import weekly_loads
from tests.answers import STAMP
from tests.casework.casebook import TODAY, add_case, fill, worker
from tests.casework.promotions import a_candidate, keys_in, register, stamp
from tests.models.boosted import Boosted
from tests.pipelines.test_keeping import Ran, backend, ran

__all__ = ["backend", "ran"]


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """A casebook with two caseworkers, a case with one of them, and one that has waited for long."""
    with writing(engine) as connection:
        fill(connection, cases=1, caseworkers=2)
        add_case(connection, "held")
        new = NewPlacement(case_id=CaseId("held"), caseworker_id=worker(0), starts_on=TODAY)
        insert_placement(connection, new, STAMP)
    return engine


def test_a_night_run_twice_is_a_night_run_once(ran: Ran, filled: Engine) -> None:
    first, again = ran("watch"), ran("--lang", "en", "watch")

    assert (first[0], again[0]) == (0, 0)
    assert "belastningen er opgjort for 2 sagsbehandlere" in first[1]
    assert "0 loads recorded, 0 alarms raised" in again[1]
    with reading(filled) as connection:
        assert len(connection.execute(select(weekly_loads)).all()) == 2
        assert all(row.closed_at is None for row in connection.execute(select(alarms)))
        looks = connection.execute(select(audit_entries).where(audit_entries.c.operation == "watch")).all()
    assert len(looks) == 2


def test_a_watch_with_limits_that_cannot_be_is_refused_and_stores_nothing(
    ran: Ran, filled: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "graenser.toml"
    file.write_text("over_weeks = 0", "utf-8")
    monkeypatch.setenv("SAGSTYNGDE_ALARMS", str(file))

    code, _, said = ran("watch")

    assert code == 1
    assert "graenser.toml: kan ikke bruges som grænser for advarsler (over_weeks)" in said
    with reading(filled) as connection:
        assert connection.execute(select(weekly_loads)).all() == []


def test_loads_are_reckoned_by_the_model_whose_turn_it_is_and_not_by_what_lies_in_the_folder(  # noqa: PLR0917
    ran: Ran, filled: Engine, boosted: Boosted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, said = keys_in(tmp_path / "var"), Said(reason="Den er bedre.", overrides={})
    bundles.save(boosted.bundle, tmp_path / "bundle")
    monkeypatch.setenv("SAGSTYNGDE_BUNDLE", str(tmp_path / "bundle"))
    reckoned: list[str | None] = []

    def weigher(*, assessor: Assessor | None) -> Weigher:
        reckoned.append(None if assessor is None else assessor.bundle_hash)
        return Weigher(assessor=assessor)

    monkeypatch.setattr("pipelines.watch_command.Weigher", weigher)
    assert ran("watch")[0] == 0
    with writing(filled) as connection:
        own = register(connection, a_candidate(boosted.bundle, 1, tmp_path / "var", keys))
        put_forward(connection, own, said, stamp("anders"))
        approve(connection, own, said, keys=keys, stamp=stamp("grete"))

    assert ran("watch")[0] == 0
    assert reckoned == [boosted.bundle.content_hash, own]
