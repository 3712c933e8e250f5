"""Does the gate tell what every check came to, and stop what is worse? On two real trainings of one municipality."""

from dataclasses import replace

import numpy as np
import pytest

from models.bundle import sealed
from pipelines.gate import Trial, judge
from pipelines.gate.champion import LOG_LOSS, verdict
from pipelines.gate.newest import Newest
from pipelines.gate.paired import Gap
from sagstyngde.gate import Check, Gate, Outcome
from tests.pipelines.gate_world import World, trial_of


@pytest.fixture(scope="module")
def trial(gate_town: World) -> Trial:
    return trial_of(gate_town.folder, gate_town.champion)


@pytest.fixture(scope="module")
def gate(trial: Trial) -> Gate:
    return judge(trial)


def found(gate: Gate, code: str) -> Check:
    return next(check for check in gate.checks if check.code == code)


def test_a_clean_retraining_is_stopped_by_nothing(gate: Gate) -> None:
    assert [check.code for check in gate.stops] == []


def test_the_same_trial_gives_the_same_gate(trial: Trial, gate: Gate) -> None:
    assert judge(trial) == gate


def test_every_check_has_a_label_a_figure_and_a_limit_in_danish(gate: Gate) -> None:
    assert all(check.label and check.figure and check.limit for check in gate.checks)
    assert all(check.told for check in gate.checks if check.outcome is not Outcome.PASSED)


def test_a_model_that_learned_nothing_is_stopped_by_the_champion(trial: Trial) -> None:
    bundle = trial.challenger.bundle
    link = replace(bundle.category.link, cuts=np.asarray(bundle.category.link.cuts) + 1.5)
    worse = sealed(replace(bundle, category=replace(bundle.category, link=link)))

    gate = judge(replace(trial, challenger=replace(trial.challenger, bundle=worse)))

    assert found(gate, LOG_LOSS.code) in gate.stops


def test_the_champion_is_held_against_no_case_it_has_learned_from(trial: Trial) -> None:
    assert trial.champion is not None
    late = replace(trial.champion.manifest, trained_through=trial.challenger.parts.test.cases[60].received_on)
    newest = Newest.of(replace(trial, champion=replace(trial.champion, manifest=late)))

    assert 0 < len(newest.cohort.cases) < len(trial.challenger.parts.test.cases)
    assert all(case.received_on >= late.trained_through for case in newest.cohort.cases)


def test_too_few_cases_to_compare_on_stops_as_unmeasured(trial: Trial) -> None:
    assert trial.champion is not None
    late = replace(trial.champion.manifest, trained_through=trial.challenger.parts.test.cases[-5].received_on)

    gate = judge(replace(trial, champion=replace(trial.champion, manifest=late)))

    assert found(gate, LOG_LOSS.code).outcome is Outcome.UNMEASURED


def test_the_first_model_has_nobody_to_be_worse_than(trial: Trial) -> None:
    gate = judge(replace(trial, champion=None))

    assert gate.champion is None
    assert found(gate, LOG_LOSS.code).outcome is Outcome.PASSED


def test_a_training_nobody_repeated_is_unmeasured_and_another_hash_stops(trial: Trial) -> None:
    assert found(judge(replace(trial, retrained=None)), "same_hash").outcome is Outcome.UNMEASURED
    assert found(judge(replace(trial, retrained=lambda: "0" * 64)), "same_hash").outcome is Outcome.STOPPED


def test_what_others_found_is_passed_through_and_no_code_stands_twice(trial: Trial, gate: Gate) -> None:
    theirs = Check(code="data", label="Data", outcome=Outcome.STOPPED, figure="1", limit="0", told="Noget.")

    assert theirs in judge(replace(trial, data=(theirs,))).stops
    with pytest.raises(ValueError, match="code"):
        judge(replace(trial, data=(gate.checks[0],)))


@pytest.mark.parametrize(
    ("gap", "outcome"),
    [
        (Gap(ours=1.0, theirs=0.90, error=0.01), Outcome.STOPPED),
        (Gap(ours=0.904, theirs=0.90, error=0.0001), Outcome.PASSED),  # sure, and too little to matter
        (Gap(ours=0.935, theirs=0.90, error=0.01), Outcome.STOPPED),  # might be worse than it could show itself to be
        (Gap(ours=0.92, theirs=0.90, error=0.04), Outcome.NAMED),
        (Gap(ours=0.85, theirs=0.90, error=0.01), Outcome.PASSED),
    ],
)
def test_a_figure_stops_when_surely_worse_or_possibly_much_worse(gap: Gap, outcome: Outcome) -> None:
    assert verdict(gap, 0.05, "log-tab")[0] is outcome
