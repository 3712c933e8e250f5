"""Is the gate whole whatever a municipality records? Bands of hours for categories, a diary for hours, nobody named."""

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from pipelines.gate import judge
from pipelines.synthetic import synthesise
from pipelines.synthetic_diary import Diary
from sagstyngde.gate import Gate, Outcome
from tests.pipelines.gate_world import Tables, planted, trial_of


def itself(folder: Path) -> Gate:
    """Lay a model before the gate beside itself: nothing may be worse, and nothing may fall over."""
    trial = trial_of(folder, None)
    return judge(replace(trial, champion=trial.challenger.bundle))


def outcomes(gate: Gate) -> dict[str, Outcome]:
    return {check.code: check.outcome for check in gate.checks}


@pytest.fixture(scope="module")
def banded(municipality: Path, tmp_path_factory: pytest.TempPathFactory) -> Gate:
    folder = tmp_path_factory.mktemp("baand") / "kommune"
    copytree(municipality, folder)
    scheme = folder / "scheme.toml"
    text = scheme.read_text("utf-8")
    scheme.write_text(
        text.replace('source = "judged"', 'source = "effort_bands"\nquantiles = [0.4, 0.7, 0.9]'), "utf-8"
    )
    return itself(folder)


@pytest.mark.parametrize("code", ["blind", "judge_step", "judge_spoilt", "judge_influence", "order"])
def test_where_nobody_judges_nothing_of_judges_stops(banded: Gate, code: str) -> None:
    assert outcomes(banded)[code] is Outcome.PASSED


@pytest.mark.parametrize("code", ["champion_log_loss", "moved_categories"])
def test_bands_of_each_models_own_are_not_compared(banded: Gate, code: str) -> None:
    found = next(check for check in banded.checks if check.code == code)

    assert (found.outcome, found.figure) == (Outcome.PASSED, "kategorier efter timer")
    assert "ingen model i brug" not in found.told


def test_under_a_diary_no_range_is_seen_whole_and_too_few_parts_are_unmeasured(tmp_path: Path) -> None:
    synthesise(tmp_path / "kommune", cases=700, caseworkers=8, seed=3, diary=Diary(weeks=8))

    found = outcomes(itself(tmp_path / "kommune"))

    assert found["coverage_hours"] is Outcome.NAMED
    assert found["champion_log_error"] is Outcome.UNMEASURED
    assert found["moved_hours"] is Outcome.PASSED


def test_where_nobody_is_named_nobody_can_tell_one_persons_labels(municipality: Path, tmp_path: Path) -> None:
    def unnamed(tables: Tables) -> None:
        tables["categories"]["assessed_by"] = ""

    folder = planted(municipality, tmp_path / "kommune", unnamed)

    found = outcomes(itself(folder))

    assert {found[code] for code in ("judge_step", "judge_spoilt", "judge_influence")} == {Outcome.UNMEASURED}
