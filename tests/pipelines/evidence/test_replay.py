"""R56, Article 12: every logged answer is given again from its case as it was and its model by its hash."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from models import bundle as bundles
from models.assess import Assessor
from pipelines.evidence.kept_models import KeptModels
from pipelines.evidence.replay import Lacking, Replay, replay
from pipelines.train import Trained
from sagstyngde.assessment import AssessmentId
from sagstyngde.audit import Look, Outcome
from sagstyngde.case import CaseId
from sagstyngde.operations import Operation
from sagstyngde.settings import Settings
from storage.assessments import insert_assessment
from storage.audit import append
from storage.cases import change_case, insert_case
from storage.engine import Engine, open_engine, reading, writing
from storage.erasure import erase_cases
from storage.stamp import Stamp
from storage.tables.casework import assessments, case_versions
from tests.models.boosted import Boosted
from tests.models.cases import a_random_case

CASES = 700
"""Of which every other is changed and answered again by another model: 1,050 answers."""
BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONG_AGO = BEGAN - timedelta(days=1)


@pytest.fixture(scope="module")
def models_kept(trained: Trained, boosted: Boosted, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation that answers from one model and has kept another."""
    var = tmp_path_factory.mktemp("kept")
    bundles.save(boosted.bundle, var / "bundle")
    bundles.save(trained.bundle, var / "modeller" / "en-tidligere")
    return Settings(var=var)


@pytest.fixture(scope="module")
def answered(
    sqlite_at_head: Path,
    trained: Trained,
    boosted: Boosted,
    tmp_path_factory: pytest.TempPathFactory,
) -> Engine:
    """A casebook in which two models have answered, about cases that were changed in between."""
    file = tmp_path_factory.mktemp("answered") / "sagstyngde.sqlite"
    file.write_bytes(sqlite_at_head.read_bytes())
    engine = open_engine(f"sqlite:///{file}")
    first, second = Assessor(trained.bundle), Assessor(boosted.bundle)
    with writing(engine) as connection:
        for number in range(CASES):
            stamp = Stamp(by="u1", at=BEGAN + timedelta(minutes=number))
            record = insert_case(connection, a_random_case(first.scheme, number), stamp)
            answer = first.assess(record.case, assessment_id=AssessmentId(f"v{number}"), at=stamp.at)
            insert_assessment(connection, record, answer, by="u1")
            if number % 2:
                other = a_random_case(first.scheme, CASES + number)
                changed = change_case(
                    connection, record, replace(record, case=replace(record.case, facts=other.facts)), stamp
                )
                again = second.assess_many([changed.case], ids=[AssessmentId(f"v{number}-2")], at=stamp.at)[0]
                insert_assessment(connection, changed, again, by="u1")
    return engine


@pytest.fixture
def ours(answered: Engine, tmp_path: Path) -> Iterator[Engine]:
    """The same casebook, to be altered."""
    copy = tmp_path / "sagstyngde.sqlite"
    with answered.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(f"VACUUM INTO '{copy}'")
    engine = open_engine(f"sqlite:///{copy}")
    yield engine
    engine.dispose()


def replayed(engine: Engine, settings: Settings, most: int = 20) -> Replay:
    with reading(engine) as connection:
        return replay(connection, KeptModels(settings), LONG_AGO, most=most)


def test_a_thousand_answers_of_two_models_about_changed_cases_come_out_as_they_were(
    answered: Engine, models_kept: Settings, trained: Trained, boosted: Boosted
) -> None:
    found = replayed(answered, models_kept, most=1000)

    assert (found.given, found.tried, found.equal) == (CASES * 3 // 2, 1000, 1000)
    assert found.holds
    assert set(found.models) == {trained.bundle.content_hash, boosted.bundle.content_hash}
    assert min(found.models.values()) > 300
    assert found.among_many == pytest.approx(found.models[boosted.bundle.content_hash], abs=150)


@pytest.mark.parametrize(
    ("path", "altered"),
    [
        ("effort.hours", lambda hours: hours * (1 + 2e-16) if hours * (1 + 2e-16) != hours else hours + 1e-12),
        ("suggestion.code", lambda code: "A" if code != "A" else "B"),
        ("reasons.0.text", lambda text: text + " "),
        ("case_id", lambda _: "en-anden"),
    ],
)
def test_an_altered_answer_is_found_with_its_place(
    ours: Engine, models_kept: Settings, path: str, altered: Callable[[Any], Any]
) -> None:
    with writing(ours) as connection:
        is_it = assessments.c.assessment_id == "v0"
        answer = connection.execute(select(assessments.c.answer).where(is_it)).scalar_one()
        *way, last = path.split(".")
        at = answer
        for step in way:
            at = at[int(step)] if isinstance(at, list) else at[step]
        at[last] = altered(at[last])
        connection.execute(update(assessments).where(is_it).values(answer=answer))

    found = replayed(ours, models_kept, most=2)

    assert [(one.assessment_id, one.fields) for one in found.different] == [("v0", (path,))]
    assert not found.holds


def test_a_row_that_says_otherwise_than_its_answer_is_found(ours: Engine, models_kept: Settings) -> None:
    with writing(ours) as connection:
        connection.execute(update(assessments).where(assessments.c.assessment_id == "v0").values(scheme_version="0"))

    assert [one.fields for one in replayed(ours, models_kept, most=2).different] == [("row",)]


def test_a_case_altered_under_its_answer_is_found(ours: Engine, models_kept: Settings) -> None:
    versions = case_versions.c
    with writing(ours) as connection:
        own = versions.case_id == "t0"
        record = connection.execute(select(versions.record).where(own)).scalar_one()
        anothers = (versions.case_id == "t1") & (versions.version == 1)
        other = connection.execute(select(versions.record).where(anothers)).scalar_one()
        connection.execute(update(case_versions).where(own).values(record=record | {"facts": other["facts"]}))

    assert [one.assessment_id for one in replayed(ours, models_kept, most=2).different] == ["v0"]


def test_what_makes_an_answer_impossible_to_give_again_is_named(
    ours: Engine, boosted: Boosted, trained: Trained, tmp_path: Path
) -> None:
    bundles.save(boosted.bundle, tmp_path / "var" / "bundle")
    with writing(ours) as connection:
        connection.execute(delete(case_versions).where(case_versions.c.case_id == "t699", case_versions.c.version == 2))

    found = replayed(ours, Settings(var=tmp_path / "var"), most=2000)

    assert found.lacking == {
        (trained.bundle.content_hash, Lacking.MODEL): CASES,
        (boosted.bundle.content_hash, Lacking.VERSION): 1,
    }
    assert (found.tried, found.equal, found.holds) == (CASES // 2 - 1, CASES // 2 - 1, False)


def test_an_altered_model_is_not_taken_for_the_one_that_answered(
    ours: Engine, boosted: Boosted, trained: Trained, tmp_path: Path
) -> None:
    folder = tmp_path / "var" / "bundle"
    bundles.save(trained.bundle, folder)
    scheme = folder / "scheme.toml"
    scheme.write_text(scheme.read_text("utf-8") + "\n", "utf-8")

    assert replayed(ours, Settings(var=tmp_path / "var"), most=2).lacking == {
        (trained.bundle.content_hash, Lacking.MODEL): 1,
        (boosted.bundle.content_hash, Lacking.MODEL): 1,
    }


def test_an_erased_case_is_told_of_and_is_no_fault(ours: Engine, models_kept: Settings) -> None:
    look = Look(
        at=BEGAN,
        actor="u1",
        operation=Operation.CASE_ASSESS,
        outcome=Outcome.ALLOWED,
        purpose="sagsbehandling",
        request_id="r1",
        case_id=CaseId("t0"),
    )
    with writing(ours) as connection:
        append(connection, [look])
        erase_cases(connection, [CaseId("t0")])

    found = replayed(ours, models_kept)

    assert (found.erased, found.holds, found.given) == (1, True, CASES * 3 // 2 - 1)


def test_a_model_of_which_only_the_name_is_right_is_refused(boosted: Boosted, trained: Trained, tmp_path: Path) -> None:
    bundles.save(trained.bundle, tmp_path / "bundle")
    manifest = tmp_path / "bundle" / "manifest.json"
    named = manifest.read_text("utf-8").replace(trained.bundle.content_hash, boosted.bundle.content_hash)
    manifest.write_text(named, "utf-8")
    find = KeptModels(Settings(var=tmp_path))

    assert find.place(boosted.bundle.content_hash) == tmp_path / "bundle"
    assert find(boosted.bundle.content_hash) is None
