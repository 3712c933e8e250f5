"""A municipality that only ever kept a diary: trained, reported and assessed like any other, and as honestly."""

from pathlib import Path

import numpy as np
import pytest

from features.history_files import read_history
from features.scheme_toml import read_scheme
from models.assess import Assessor
from models.boosting import Boosting
from models.learn import Training
from models.observed import observed
from pipelines.synthetic import synthesise
from pipelines.synthetic_diary import Diary
from pipelines.train import Trained, train


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diary") / "kommune"
    synthesise(folder, cases=400, caseworkers=6, seed=3, diary=Diary(weeks=4, rounds=4))
    return folder


@pytest.fixture(scope="module")
def learned(folder: Path) -> Trained:
    return train(str(folder / "scheme.toml"), folder, Training(largest=Boosting(trees=20)), lambda _: None)


def test_a_diary_begun_lately_is_dealt_out_and_the_report_says_so(learned: Trained) -> None:
    assert learned.report["by_time"] is False
    assert learned.report["effort"]["n_matured"] == 0
    assert learned.report["effort"]["n_in_parts"] > 0


def test_no_pace_is_taken_out_of_so_few_hours(learned: Trained) -> None:
    part = learned.parts.develop

    assert part.at_pace.hours.tobytes() == part.panel.hours.tobytes()
    assert "registrering i perioder" in learned.parts.pace.text


def test_hours_are_held_against_what_was_recorded_inside_the_windows(learned: Trained) -> None:
    test = learned.parts.test
    answers = Assessor(learned.bundle).answers(learned.bundle.frame.rows(test.cases))

    seen = observed(test.panel, answers)

    effort = learned.report["effort"]
    assert (seen.share > 0.0).all()
    assert seen.share.max() < 0.5
    assert effort["bias_ratio"] == pytest.approx(seen.part(answers.hours).sum() / seen.recorded.sum(), abs=1e-6)
    assert {"category_table", "glm", "boosting", "forest", "mean"} == set(effort["baselines"])
    assert "interval_coverage" not in effort


def test_what_teaches_agrees_in_sum_with_what_was_recorded(learned: Trained) -> None:
    data = learned.learned.data
    expected = np.exp(learned.learned.log_hours(data.design.X, data.score))
    seen = data.seen(learned.learned.shape)

    assert (expected * seen).sum() == pytest.approx(data.panel.totals[seen > 0.0].sum(), rel=0.01)


def test_the_interval_holds_the_expected_hours_and_says_what_it_rests_on(learned: Trained) -> None:
    test = learned.parts.test
    answers = Assessor(learned.bundle).answers(learned.bundle.frame.rows(test.cases))

    assert (answers.low <= answers.hours).all()
    assert (answers.hours <= answers.high).all()
    assert "ingen sag er fulgt hele forløbet" in learned.bundle.effort.interval.measured_on


def test_the_card_says_that_no_case_was_followed_to_the_end(learned: Trained) -> None:
    assert "registreringsperioder" in learned.card


def test_a_diary_that_shows_hardly_anything_stops_training(tmp_path: Path) -> None:
    synthesise(tmp_path / "kommune", cases=200, caseworkers=3, seed=3, diary=Diary(weeks=1))

    _, quality = read_history(read_scheme(tmp_path / "kommune" / "scheme.toml"), tmp_path / "kommune")

    assert "short_diary" in {notice.code for notice in quality.stops}
