import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from features.scheme_toml import read_scheme
from models.boosting import Boosting
from models.bundle import load
from models.learn import Training
from pipelines import train as pipeline
from pipelines.train import Trained, train, write
from sagstyngde.errors import ExplanationMismatch, HistoryRefused, LeakageFound, TooFewCases, TrainingRefused
from tests.factories import CASES, a_long_history_folder

SMALL = Training(largest=Boosting(trees=10))
SCHEME = """\
name = "prøve"
version = "1"
[[fact]]
name = "kommunikation"
kind = "level"
[[fact]]
name = "tolk"
kind = "flag"
[columns]
closed_on = "closed_on"
caseworker_id = "caseworker_id"
[category]
scale = [{code = "A", name = "Enkel"}, {code = "B", name = "Sammensat"}, {code = "C", name = "Kompleks"},
         {code = "D", name = "Særligt kompleks"}]
[effort]
source = "hours"
"""
KEYS = {
    "": {"n_train", "n_calibrate", "n_test", "content_hash", "timing", "explanation", "category", "effort"},
    "category": {"accuracy", "qwk", "log_loss", "ece", "coverage", "mean_set_size", "abstention", "baselines"},
    "effort": {"r2_log", "spearman", "mae_hours", "bias_ratio", "interval_coverage", "interval_width_ratio"},
    "explanation": {"parity_max_abs", "additivity_max_abs"},
    "timing": {"fit_s", "compile_s"},
}


def silent(_step: str) -> None:
    """Tell nobody of a step."""


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    path = tmp_path / "skema.toml"
    path.write_text(SCHEME, "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "historik").mkdir()
    return a_long_history_folder(tmp_path / "historik", 300)


def rewritten(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_report_holds_every_promised_figure(trained: Trained) -> None:
    report = trained.report

    for part, keys in KEYS.items():
        assert keys <= set(report[part] if part else report), part
    assert {"majority", "logistic", "boosting", "forest"} <= set(report["category"]["baselines"])
    assert {"mean", "category_table", "glm", "boosting", "forest"} <= set(report["effort"]["baselines"])
    assert {"truth_log_loss"} <= set(report["category"])
    assert {"deviance", "truth_deviance"} <= set(report["effort"])
    assert max(report["explanation"].values()) <= 1e-9
    assert report["synthetic"] is report["by_time"] is True


def test_every_judged_or_matured_test_case_is_measured(trained: Trained) -> None:
    report, parts = trained.report, trained.parts

    assert report["n_train"] + report["n_calibrate"] + report["n_test"] == 400
    assert report["category"]["n"] == len(parts.test.labels.rows)
    assert report["effort"]["n_matured"] == int(parts.test.panel.matured.sum())


def test_the_model_is_better_than_knowing_nothing_of_the_case(trained: Trained) -> None:
    category, effort = trained.report["category"], trained.report["effort"]

    assert category["truth_log_loss"] - 0.1 < category["log_loss"] < category["baselines"]["majority"]["log_loss"]
    assert effort["truth_deviance"] * 0.8 < effort["deviance"] < effort["baselines"]["mean"]["deviance"]


def test_bundle_and_report_are_written_beside_each_other(trained: Trained, tmp_path: Path) -> None:
    write(trained, tmp_path / "bundle", None)

    report = json.loads((tmp_path / "bundle.report.json").read_text("utf-8"))
    assert report == trained.report
    assert load(tmp_path / "bundle").content_hash == report["content_hash"]


def test_the_same_data_and_seed_teach_the_same_bundle(scheme: Path, folder: Path) -> None:
    one, other = (train(str(scheme), folder, SMALL, silent) for _ in range(2))

    assert one.bundle.content_hash == other.bundle.content_hash


def test_what_peers_reach_is_measured_on_one_thread_however_many_there_are(
    scheme: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()
    report = pipeline._report

    def watched(*asked: Any, **more: Any) -> dict[str, Any]:
        threads.update(pool["num_threads"] for pool in threadpool_info())
        return report(*asked, **more)

    monkeypatch.setattr(pipeline, "_report", watched)
    with threadpool_limits(limits=2):
        train(str(scheme), folder, SMALL, silent)

    assert threads == {1}


def test_a_fact_nobody_recorded_teaches_nothing_and_stops_nothing(scheme: Path, folder: Path) -> None:
    lines = (folder / "cases.csv").read_text("utf-8").splitlines()
    unknown = [line.rsplit(",", 2)[0] + ",," + line.rsplit(",", 1)[1] for line in lines[1:]]
    (folder / "cases.csv").write_text("\n".join([lines[0], *unknown]), "utf-8")

    trained = train(str(scheme), folder, SMALL, silent)

    assert trained.bundle.category.table.linear.weights[0] == 0.0
    assert trained.report["effort"]["n_matured"] == 0


@pytest.mark.parametrize("line", ['known = "later"', 'about = "caseworker"'])
def test_a_fact_no_model_may_know_stops_training_and_is_named(scheme: Path, folder: Path, line: str) -> None:
    rewritten(scheme, 'kind = "flag"', f'kind = "flag"\n{line}')

    with pytest.raises(LeakageFound, match="tolk"):
        train(str(scheme), folder, SMALL, silent)


def test_a_leak_is_found_before_the_history_is_read(scheme: Path, tmp_path: Path) -> None:
    rewritten(scheme, 'kind = "flag"', 'kind = "flag"\nknown = "later"')

    with pytest.raises(LeakageFound):
        train(str(scheme), tmp_path / "mangler", SMALL, silent)


def test_too_few_cases_train_nothing_and_say_what_is_possible_meanwhile(scheme: Path, tmp_path: Path) -> None:
    (tmp_path / "lille").mkdir()

    with pytest.raises(TooFewCases) as refused:
        train(str(scheme), a_long_history_folder(tmp_path / "lille", 149), SMALL, silent)

    assert "149" in refused.value.danish
    assert "sagstyngde allocate" in refused.value.danish


def test_one_category_is_nothing_to_tell_apart(scheme: Path, folder: Path) -> None:
    path = folder / "categories.csv"
    for code in "ABD":
        rewritten(path, f",{code},", ",C,")

    with pytest.raises(TrainingRefused, match="one category"):
        train(str(scheme), folder, SMALL, silent)


def test_one_category_among_the_older_cases_is_nothing_to_learn(scheme: Path, folder: Path) -> None:
    lines = (folder / "categories.csv").read_text("utf-8").splitlines()
    older = [line.split(",")[0] + ",C," + line.split(",")[2] for line in lines[1:250]]
    (folder / "categories.csv").write_text("\n".join([lines[0], *older, *lines[250:]]), "utf-8")

    with pytest.raises(TrainingRefused, match="older cases have one category"):
        train(str(scheme), folder, SMALL, silent)


def test_no_recorded_hours_are_nothing_to_learn_from(scheme: Path, folder: Path) -> None:
    (folder / "hours.csv").write_text("case_id,worked_on,hours\n", "utf-8")

    with pytest.raises((TrainingRefused, HistoryRefused)) as refused:
        train(str(scheme), folder, SMALL, silent)

    assert refused.value.danish


def test_a_history_without_the_schemes_columns_is_refused(scheme: Path, folder: Path) -> None:
    rewritten(folder / "cases.csv", CASES.splitlines()[0], CASES.splitlines()[0].replace("tolk", "Tolk?"))

    with pytest.raises(HistoryRefused, match="tolk"):
        train(str(scheme), folder, SMALL, silent)


def test_where_no_newest_case_has_run_its_course_the_hours_stay_unmeasured(
    scheme: Path, folder: Path, tmp_path: Path
) -> None:
    trained = train(str(scheme), folder, SMALL, silent)
    write(trained, tmp_path / "bundle", None)

    report = json.loads((tmp_path / "bundle.report.json").read_text("utf-8"))
    assert report["effort"] | {"n_matured": 0, "baselines": {}, "against": {}, "intervals": {}} == report["effort"]
    assert "test" not in report["effort"]["caseworkers"]
    assert "kan ikke prøves endnu" in trained.card


def test_where_hardly_any_case_was_followed_to_its_end_training_says_so(scheme: Path, tmp_path: Path) -> None:
    (tmp_path / "kort").mkdir()

    with pytest.raises(TooFewCases, match="horizon_months"):
        train(str(scheme), a_long_history_folder(tmp_path / "kort", 160), SMALL, silent)


def test_bands_of_newest_cases_still_under_way_cannot_test_anything(scheme: Path, tmp_path: Path) -> None:
    rewritten(scheme, "[category]", '[category]\nsource = "effort_bands"\nquantiles = [0.4, 0.7, 0.9]')
    (tmp_path / "bånd").mkdir()

    with pytest.raises(TooFewCases, match="nothing can be tested"):
        train(str(scheme), a_long_history_folder(tmp_path / "bånd", 480), SMALL, silent)


def test_newest_cases_nobody_has_judged_cannot_test_anything(scheme: Path, folder: Path) -> None:
    lines = (folder / "categories.csv").read_text("utf-8").splitlines()
    (folder / "categories.csv").write_text("\n".join(lines[:201]), "utf-8")

    with pytest.raises(TooFewCases, match="nothing can be tested"):
        train(str(scheme), folder, SMALL, silent)


def test_tables_that_differ_from_shap_are_never_written(
    scheme: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def differs(*_: Any) -> None:
        raise ExplanationMismatch(english="differs", danish="afviger")

    monkeypatch.setattr(pipeline, "check_parity", differs)
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(ExplanationMismatch):
        write(train(str(scheme), folder, SMALL, silent), tmp_path / "bundle", None)

    assert sorted(tmp_path.rglob("*")) == before


def test_truth_is_read_for_invented_cases_alone(trained: Trained, municipality: Path, tmp_path: Path) -> None:
    scheme = read_scheme(municipality / "scheme.toml")
    truth = pipeline.read_truth(municipality, scheme, trained.parts.test)

    assert truth is not None
    assert truth.probability.sum(axis=1) == pytest.approx(np.ones(len(trained.parts.test.cases)))
    assert pipeline.read_truth(tmp_path, scheme, trained.parts.test) is None
