"""Is every fault planted in a history stopped or named on the road to a candidate, and by the right words?"""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from features.history_files import read_history
from features.scheme_toml import read_scheme
from models.assess import Assessor
from models.bundle import ModelBundle
from pipelines.gate import judge
from pipelines.gate.judges import mark_of
from pipelines.gate.provenance import LEAST_BLIND
from sagstyngde.errors import HistoryRefused
from sagstyngde.gate import Check, Gate, Outcome
from tests.pipelines import gate_faults
from tests.pipelines.gate_world import (
    Plant,
    Tables,
    World,
    known_before,
    learned,
    planted,
    read_tables,
    trial_of,
    write_tables,
)


def judged(town: World, folder: Path, plant: Plant, *, added: str = "") -> Gate:
    """Retrain on a history with a fault in it, and lay the challenger before the gate."""
    planted(town.folder, folder, plant)
    scheme = folder / "scheme.toml"
    scheme.write_text(scheme.read_text("utf-8") + added, "utf-8")
    return judge(trial_of(folder, town.champion))


def found(gate: Gate, code: str) -> Check:
    return next(check for check in gate.checks if check.code == code)


def stopped(gate: Gate) -> set[str]:
    return {check.code for check in gate.stops}


def test_a_fact_that_knows_the_future_stops_by_its_name(gate_town: World, tmp_path: Path) -> None:
    gate = judged(gate_town, tmp_path, gate_faults.leak, added=gate_faults.LEAK)

    assert "leaks" in stopped(gate)
    assert "Journalnotater" in found(gate, "leaks").told


def test_minutes_for_hours_are_refused_before_training(gate_town: World, tmp_path: Path) -> None:
    with pytest.raises(HistoryRefused, match=r"hours\.csv, column hours"):
        judged(gate_town, tmp_path, gate_faults.minutes_since)


def test_a_scale_turned_round_stops_since_heavier_cases_would_take_fewer_hours(
    gate_town: World, tmp_path: Path
) -> None:
    gate = judged(gate_town, tmp_path, gate_faults.turned_scale)

    assert {"order", "vignettes"} <= stopped(gate)
    assert "skalaen er vendt" in found(gate, "order").told


@pytest.mark.parametrize("plant", [gate_faults.turned_lately, gate_faults.shifted_scale], ids=["turned", "shifted"])
def test_a_scale_used_otherwise_lately_stops_since_nothing_foresaw_it(
    plant: Callable[[Tables], None], gate_town: World, tmp_path: Path
) -> None:
    gate = judged(gate_town, tmp_path, plant)

    assert {"calibration_category", "coverage_category"} <= stopped(gate)


def test_a_shifted_level_of_hours_stops_and_says_which_way(gate_town: World, tmp_path: Path) -> None:
    gate = judged(gate_town, tmp_path, gate_faults.shifted_level)

    assert {"calibration_hours", "moved_hours"} <= stopped(gate)
    assert "langt flere timer" in found(gate, "calibration_hours").told
    assert "venter flere timer" in found(gate, "moved_hours").told


@pytest.mark.parametrize(
    ("plant", "code"),
    [(gate_faults.biased_annotator, "judge_step"), (gate_faults.poisoned, "judge_spoilt")],
    ids=["biased", "poisoned"],
)
def test_one_person_whose_labels_are_off_stops_by_a_mark_and_not_by_name(
    plant: Callable[[Tables], None], code: str, gate_town: World, tmp_path: Path
) -> None:
    gate = judged(gate_town, tmp_path, plant)
    names = read_tables(gate_town.folder)["categories"]["assessed_by"]
    busiest = str(names.value_counts().sort_index().idxmax())

    assert code in stopped(gate)
    assert mark_of(busiest) in found(gate, code).told
    assert not any(name in check.told + check.figure for check in gate.checks for name in names.unique())


def suggested(champion: ModelBundle, folder: Path) -> dict[str, str]:
    """Return what a model suggests of each case of a history."""
    cases = read_history(read_scheme(folder / "scheme.toml"), folder)[0].cases
    assessor = Assessor(champion)
    best = assessor.answers(champion.frame.rows(cases)).probability.argmax(axis=1)
    return {case.case_id: assessor.scheme.scale.codes[place] for case, place in zip(cases, best, strict=True)}


def accepted(suggestion: Mapping[str, str], since: str, *, blind: float) -> Plant:
    """Make what was suggested the label of later cases, but for a part that somebody judged blind."""

    def plant(tables: Tables) -> None:
        cases, words = tables["cases"], tables["categories"]
        late = words["case_id"].isin(cases.loc[cases["received_on"] >= since, "case_id"]).to_numpy()
        echo = late & (np.random.default_rng(5).random(len(words)) >= blind)
        words.loc[late, "blind"] = "ja"
        words.loc[echo, "blind"] = "nej"
        words.loc[echo, "category"] = words.loc[echo, "case_id"].map(suggestion)

    return plant


def test_a_model_fed_on_its_own_accepted_suggestions_is_stopped(gate_town: World, tmp_path: Path) -> None:
    """Ten retrainings were asked for (R51); from the round at which it stops, no later one is promoted."""
    tables = read_tables(gate_town.folder)
    days = tables["cases"]["received_on"].sort_values().to_numpy()
    first = str(days[len(days) // 2])
    scheme = gate_town.folder / "scheme.toml"
    champion = learned(write_tables(known_before(tables, first), tmp_path / "0", scheme)).bundle
    plant = accepted(suggested(champion, gate_town.folder), first, blind=0.0)
    shares: list[float] = []
    for turn in range(1, 11):
        today = str(days[min(int(len(days) * (0.5 + 0.05 * turn)), len(days) - 1)])
        known = known_before(tables, today)
        plant(known)
        gate = judge(trial_of(write_tables(known, tmp_path / str(turn), scheme), champion))
        shares.append(float(found(gate, "blind").figure.split()[0].removesuffix("%").replace("\u00a0", "")))
        if "blind" in stopped(gate):
            break

    assert 1 < len(shares) <= 4
    assert shares[-1] < 100 * LEAST_BLIND <= shares[-2]


def test_a_quarter_blind_is_enough_to_measure_on_and_the_echo_in_the_rest_is_named(
    gate_town: World, tmp_path: Path
) -> None:
    suggestion = suggested(gate_town.champion, gate_town.folder)
    plant = accepted(suggestion, gate_town.since.isoformat(), blind=0.3)

    gate = judged(gate_town, tmp_path, plant)

    assert found(gate, "blind").outcome is Outcome.PASSED
    assert found(gate, "echo").outcome is Outcome.NAMED
