"""Does a retraining make a candidate that tells all of where it comes from, go on where it was stopped, and forget?"""

import hashlib
import json
import multiprocessing
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from models import bundle as bundles
from models.boosting import Boosting
from models.learn import Training
from models.mapping import one_by_one
from pipelines import retrain_command
from pipelines.data_hash import data_hash
from pipelines.kept_steps import KeptSteps
from pipelines.profile import profile_of
from pipelines.progress import Steps
from pipelines.retrain import Candidate, Lesson, inputs_of, retrain
from pipelines.retrain_command import Asked
from pipelines.retraining_page import page
from pipelines.train import Trained, read_material
from sagstyngde.errors import Language, TrainingRefused
from sagstyngde.lineage import Lineage
from sagstyngde.settings import Settings
from storage.codec import gate_from_json
from storage.engine import Engine, open_engine, reading
from storage.erasures import pending_erasures
from storage.models import known_model
from storage.one_at_a_time import only_one
from tests.pipelines.command_line import Ran
from tests.pipelines.gate_world import read_tables, write_tables

SMALL = Training(largest=Boosting(trees=10))
NOW = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
CANARY = 29
"""So many ongoing measures no other case has."""


def told(_text: str) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def lesson(municipality: Path, trained: Trained) -> Lesson:
    material = read_material(str(municipality / "scheme.toml"), municipality, told)
    early = material.history.as_of(material.history.received_share(0.8))
    return Lesson(
        material=material,
        source="folder",
        read_at=NOW,
        champion=trained.bundle,
        previous=profile_of(early),
        suggesting_since=early.ends_on,
    )


@pytest.fixture(scope="module")
def candidate(lesson: Lesson, tmp_path_factory: pytest.TempPathFactory) -> Candidate:
    return retrain(lesson, tmp_path_factory.mktemp("gentraening") / "ud", SMALL, resume=False, progress=told)


def test_a_candidate_is_whole_and_its_lineage_knows_every_file(candidate: Candidate) -> None:
    lineage = Lineage.from_json(json.loads((candidate.folder / "lineage.json").read_text("utf-8")))

    assert lineage == candidate.lineage
    assert bundles.load(candidate.folder / "bundle").content_hash == lineage.bundle_hash
    sums = {name: hashlib.sha256((candidate.folder / name).read_bytes()).hexdigest() for name in lineage.files}
    assert sums == lineage.files
    beside = {path.name for path in candidate.folder.iterdir()} - {"bundle", "lineage.json"}
    assert beside == set(lineage.files)
    assert gate_from_json(json.loads((candidate.folder / "gate.json").read_text("utf-8"))) == candidate.gate


def test_nothing_else_is_left_and_only_its_owner_may_read_it(candidate: Candidate) -> None:
    assert [path.name for path in candidate.folder.parent.iterdir()] == [candidate.folder.name]
    assert candidate.folder.stat().st_mode & 0o077 == 0


def test_the_papers_name_no_case_and_nobody(candidate: Candidate, municipality: Path) -> None:
    tables = read_tables(municipality)
    cases = tables["cases"]
    personal = {*cases["case_id"], *cases["child_id"], *cases["caseworker_id"], *tables["categories"]["assessed_by"]}

    texts = [(candidate.folder / name).read_text("utf-8") for name in (*candidate.lineage.files, "lineage.json")]

    assert [value for value in personal - {""} if any(f'"{value}"' in text for text in texts)] == []


def test_the_report_says_what_to_do_next_and_what_changes(candidate: Candidate) -> None:
    text = page(candidate.told, candidate.gate)

    assert "Kort sagt" in text
    assert "Åbne sager: andre forslag" in text
    assert "timer om måneden, der skulle skifte hænder" in text
    assert all(check.label in text.replace("&#39;", "'") for check in candidate.gate.checks if "&" not in check.label)


def test_the_hash_of_the_data_follows_what_they_say_and_not_how_they_lie(
    municipality: Path, lesson: Lesson, tmp_path: Path
) -> None:
    tables = {name: table.iloc[::-1] for name, table in read_tables(municipality).items()}
    turned = write_tables(tables, tmp_path / "vendt", municipality / "scheme.toml")
    tables["hours"] = tables["hours"].assign(hours=["3.75", *tables["hours"]["hours"].iloc[1:]])
    other = write_tables(tables, tmp_path / "anden", municipality / "scheme.toml")

    hashes = [data_hash(read_material(str(one / "scheme.toml"), one, told).history) for one in (turned, other)]

    assert hashes[0] == data_hash(lesson.material.history)
    assert hashes[1] != hashes[0]


BOUNDARIES = ("Træner en gang til", "Opgør", "Skriver kandidaten")


def _killed_at(boundary: str, lesson: Lesson, out: Path) -> None:
    def progress(text: str) -> None:
        if text.startswith(boundary):
            os.kill(os.getpid(), signal.SIGKILL)

    retrain(lesson, out, SMALL, resume=True, progress=progress)


def test_a_run_that_is_killed_at_every_boundary_goes_on_to_the_same_model(
    lesson: Lesson, candidate: Candidate, tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    for boundary in BOUNDARIES:
        process = multiprocessing.get_context("fork").Process(target=_killed_at, args=(boundary, lesson, out))
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        assert [path.name for path in out.iterdir() if not path.name.startswith(".")] == []

    steps: list[str] = []
    resumed = retrain(lesson, out, SMALL, resume=True, progress=steps.append)

    assert resumed.bundle.content_hash == candidate.bundle.content_hash
    assert resumed.gate == candidate.gate
    assert not [step for step in steps if step.startswith("Lærer")]
    assert [path.name for path in out.iterdir()] == [resumed.folder.name]


def test_steps_made_of_other_data_are_not_gone_on_with(lesson: Lesson, tmp_path: Path) -> None:
    def make(folder: Path) -> None:
        (folder / "hash").write_text("x", "utf-8")

    KeptSteps(tmp_path, inputs_of(lesson, SMALL), resume=False).step("again", make)
    erased = replace(lesson, erased=1)

    assert KeptSteps(tmp_path, inputs_of(lesson, SMALL), resume=True).has("again")
    assert not KeptSteps(tmp_path, inputs_of(erased, SMALL), resume=True).has("again")
    assert not KeptSteps(tmp_path, inputs_of(lesson, SMALL), resume=True).has("again")


def test_where_candidates_are_tried_is_nothing_that_a_step_hangs_on(lesson: Lesson) -> None:
    elsewhere = replace(
        SMALL, mapper=lambda function, shared, items, told=None: one_by_one(function, shared, items, told)
    )

    assert inputs_of(lesson, elsewhere) == inputs_of(lesson, SMALL)
    assert "one_by_one" not in str(inputs_of(lesson, SMALL))


def test_a_step_that_was_altered_is_made_anew(lesson: Lesson, tmp_path: Path) -> None:
    made = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "hash").write_text("x", "utf-8")

    kept = KeptSteps(tmp_path, {"a": 1}, resume=True)
    (kept.step("again", make) / "hash").write_text("y", "utf-8")

    assert (kept.step("again", make) / "hash").read_text("utf-8") == "x"
    assert len(made) == 2


def test_one_retraining_runs_at_a_time_on_either_engine(engine: Engine) -> None:
    with only_one(engine, "gentraening") as first, only_one(engine, "gentraening") as second:
        assert (first, second) == (True, False)
    with only_one(engine, "gentraening") as third:
        assert third


@pytest.fixture
def casebook(municipality: Path, ran: Ran, casebook_url: str, tmp_path: Path) -> Iterator[Engine]:
    """A casebook that holds the municipality, with one case no other is like."""
    tables = read_tables(municipality)
    tables["cases"].loc[20, "ongoing_measures"] = str(CANARY)
    folder = write_tables(tables, tmp_path / "historik", municipality / "scheme.toml")
    files = [folder / f"{name}.csv" for name in ("cases", "hours", "categories")]
    code, _, wrong = ran("import", *files, "--into", "casebook", "--scheme", folder / "scheme.toml")
    assert code == 0, wrong
    engine = open_engine(casebook_url)
    yield engine
    engine.dispose()


def remembered(candidate: Candidate) -> bool:
    """Whether the bundle's arrays hold the case that no other is like."""
    rows = np.asarray(candidate.bundle.neighbours.earlier.rows)
    return bool(np.isclose(rows, CANARY).any() or np.isclose(rows, np.log1p(CANARY)).any())


def test_what_is_erased_is_gone_from_the_next_candidate(
    casebook: Engine, ran: Ran, municipality: Path, tmp_path: Path
) -> None:
    database = casebook.url.render_as_string(hide_password=False)
    settings = Settings(var=tmp_path / "var", database=database, municipality="Eksempelby")
    asked = Asked(
        scheme=str(municipality / "scheme.toml"),
        out=settings.candidates,
        training=SMALL,
        tracking=settings.tracking_uri,
    )
    console = Console(quiet=True)
    first = retrain_command.run(settings, asked, console=console, language=Language.DANISH)
    assert remembered(first)
    canary = str(read_tables(municipality)["cases"]["case_id"].iloc[20])
    assert ran("erase", "--case", canary, "--reason", "anmodning", "--yes")[0] == 0
    with reading(casebook) as connection:
        assert len(pending_erasures(connection, first.lineage.read_at)) == 1

    second = retrain_command.run(settings, asked, console=console, language=Language.DANISH)

    assert not remembered(second)
    assert not first.folder.exists()
    files = [path.read_bytes() for path in (tmp_path / "var").rglob("*") if path.is_file()]
    assert [content for content in files if canary.encode() in content] == []
    assert not list((tmp_path / "var").rglob("mlflow-artifacts/**/arrays.npz"))
    with reading(casebook) as connection:
        assert pending_erasures(connection, second.lineage.read_at) == ()
        known = known_model(connection, second.bundle.content_hash)
    assert known is not None
    assert known.model.lineage == second.lineage.to_json()
    assert known.model.retraining == second.told


def test_mlflow_is_no_condition(candidate: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines import tracking  # noqa: PLC0415  only here: mlflow takes seconds to import

    def unreachable(*_: object) -> str:
        raise ConnectionError("nobody there")

    monkeypatch.setattr(tracking, "mirror", unreachable)
    console = Console(quiet=True)
    with Steps.shown(console) as steps:
        assert not retrain_command._mirror(candidate, "http://127.0.0.1:9", steps)


def test_a_second_retraining_is_refused(tmp_path: Path, municipality: Path) -> None:
    asked = Asked(scheme="x", out=tmp_path, history=municipality, training=SMALL, tracking=None)
    with retrain_command._alone(tmp_path), pytest.raises(TrainingRefused):
        retrain_command.run(Settings(), asked, console=Console(quiet=True), language=Language.DANISH)
