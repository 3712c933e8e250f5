"""Do the gate's parts reckon right: its budget, its intervals, groups, and what one person's labels do?"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from features.groups import groupings
from features.history_files import read_history
from features.scheme import CategorySource
from features.scheme_toml import read_scheme
from models.boosting import Boosting, Design
from models.fit_category import CategorySize
from models.labels import Labels
from models.metrics import quadratic_weighted_kappa
from models.ordinal import Floats, Integers
from pipelines.gate import Trial
from pipelines.gate import groups as gate_groups
from pipelines.gate.cost import cost
from pipelines.gate.influence import Refit, moved
from pipelines.gate.judges import SPOILT, STEP, Surprise, asked_of_each
from pipelines.gate.learned_from import learned_from
from pipelines.gate.levels import FALSE_STOPS, FAMILIES, budget
from pipelines.gate.newest import Newest
from pipelines.gate.paired import Said, kappa_gap, mean_gap, ratio_of
from pipelines.gate.provenance import provenance
from pipelines.gate.taught import Taught
from pipelines.train import Trained
from sagstyngde.gate import Check, Outcome


@pytest.fixture(scope="module")
def trial(trained: Trained, municipality: Path) -> Trial:
    """The model in use, tried against itself."""
    history, _ = read_history(read_scheme(municipality / "scheme.toml"), municipality)
    return Trial(challenger=trained, champion=trained.bundle, history=history)


def coded(checks: Iterable[Check], code: str) -> Check:
    return next(check for check in checks if check.code == code)


def test_the_budget_is_spent_once_however_many_figures_are_looked_at() -> None:
    assert sum(20 * budget(20) for _ in FAMILIES) == pytest.approx(FALSE_STOPS)


def test_cases_of_one_child_are_not_two() -> None:
    rng = np.random.default_rng(0)
    ours, theirs, child = rng.normal(size=300), rng.normal(size=300), np.arange(300)
    twice = [np.tile(part, 2) for part in (ours, theirs)]

    once = mean_gap(ours, theirs, np.ones(300), child, seed=1)
    both = mean_gap(twice[0], twice[1], np.ones(600), np.tile(child, 2), seed=1)

    assert once.size == pytest.approx(ours.mean() - theirs.mean())
    assert both.error == pytest.approx(once.error)
    assert once.error == pytest.approx(np.sqrt(2.0 / 300.0), rel=0.1)


def test_kappa_is_the_reports_own_and_nobody_is_better_than_themselves() -> None:
    rng = np.random.default_rng(0)
    said, ours = rng.integers(0, 4, 200), rng.integers(0, 4, 200)
    labels = Labels(rows=np.arange(200), category=said, weight=np.ones(200), categories=4)

    gap = kappa_gap(ours, ours, Said(category=said, weight=labels.weight, cluster=np.arange(200), size=4), seed=0)

    assert gap.ours == pytest.approx(quadratic_weighted_kappa(ours, labels))
    assert gap.size == gap.error == 0.0


def test_a_ratio_lies_between_its_limits() -> None:
    rng = np.random.default_rng(0)
    recorded = rng.lognormal(2.0, 0.5, 400)

    ratio = ratio_of(recorded, np.full(400, recorded.mean() / 1.2), np.arange(400), seed=0)

    assert ratio.value == pytest.approx(1.2)
    assert ratio.limits()[0] < 1.2 < ratio.limits()[1]
    assert ratio.error == pytest.approx(recorded.std() / recorded.mean() / 20.0, rel=0.1)


def _gate_groups(newest: Newest, monkeypatch: pytest.MonkeyPatch) -> list[Check]:
    """Ask of smaller groups than anybody should, so that a small municipality has some."""
    monkeypatch.setattr(gate_groups, "LARGE", 25)
    return list(gate_groups.groups(newest, newest, seed=0))


def _largest(newest: Newest) -> Integers:
    every = groupings(newest.trial.history.scheme, newest.cohort.cases)
    return max((group.rows for grouping in every for group in grouping.groups if len(group.rows) < 80), key=len)


def test_no_group_is_worse_than_before_where_nothing_has_changed(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = _gate_groups(Newest.of(trial), monkeypatch)

    assert coded(checks, "groups_category").outcome is Outcome.PASSED


def test_a_group_that_is_served_worse_stops_by_its_name(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = Newest.of(replace(trial, champion=replace(trial.challenger.bundle)))
    rows, chance = _largest(newest), newest.ours.probability.copy()
    chance[rows] = np.roll(chance[rows], 2, axis=1)

    spoilt = replace(newest, ours=replace(newest.ours, probability=chance))
    check = coded(_gate_groups(spoilt, monkeypatch), "groups_category")

    assert check.outcome is Outcome.STOPPED
    assert ":" in check.told


def test_a_group_that_is_promised_too_few_hours_stops(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = Newest.of(trial)
    fewer = replace(newest, ours=replace(newest.ours, hours=newest.ours.hours / 3.0))

    assert coded(_gate_groups(fewer, monkeypatch), "groups_hours").outcome is Outcome.STOPPED


def test_small_groups_are_named_and_stop_nothing(trial: Trial) -> None:
    checks = list(gate_groups.groups(Newest.of(trial), Newest.alone(trial), seed=0))

    assert coded(checks, "groups_small").outcome is Outcome.NAMED
    assert not any(check.stops for check in checks)


@pytest.fixture(scope="module")
def words() -> tuple[Floats, Integers, Integers]:
    """Chances of 1,200 cases, what five people who follow them said, and who said it."""
    rng = np.random.default_rng(3)
    chance = rng.dirichlet([0.6, 0.6, 0.6, 0.6], size=1200)
    said = (chance.cumsum(axis=1) < rng.random((1200, 1))).sum(axis=1)
    return chance, said, np.arange(1200) % 5


def test_people_who_follow_the_facts_are_not_told_apart(words: tuple[Floats, Integers, Integers]) -> None:
    chance, said, judge = words

    checks = asked_of_each(Surprise.of(chance, said, judge, names=tuple("abcde")))

    assert [check.outcome for check in checks] == [Outcome.PASSED, Outcome.PASSED]


def test_one_who_turned_a_fifth_of_her_words_round_is_spoilt_and_not_biased(
    words: tuple[Floats, Integers, Integers],
) -> None:
    chance, said, judge = words
    turned = said.copy()
    hers = np.flatnonzero(judge == 2)[::5]
    turned[hers] = 3 - turned[hers]

    step, spoilt = asked_of_each(Surprise.of(chance, turned, judge, names=tuple("abcde")))

    assert (step.code, step.outcome) == (STEP.code, Outcome.PASSED)
    assert (spoilt.code, spoilt.outcome) == (SPOILT.code, Outcome.STOPPED)


def _refit(bias: float, *, cases: int = 900) -> tuple[Refit, Integers]:
    """Return cases of which one person in three finds everything so much heavier, and who judged which."""
    rng = np.random.default_rng(4)
    X = rng.normal(size=(cases, 3))
    judge = rng.integers(0, 3, cases)
    latent = X @ np.array([1.0, 0.5, 0.0]) + rng.logistic(size=cases) + bias * (judge == 1)
    category = np.searchsorted([-1.0, 0.5, 2.0], latent)
    labels = Labels(rows=np.arange(cases), category=category, weight=np.ones(cases), categories=4)
    return (
        Refit(
            taught=Taught(
                design=Design(X=X, signs=np.zeros(3, dtype=np.int8)),
                labels=labels,
                size=CategorySize(penalty=3.0, boosting=Boosting(trees=0)),
            ),
            asked=X[:300],
            groups=(("alle sager", np.arange(300)),),
        ),
        judge,
    )


@pytest.mark.parametrize(("bias", "outcome"), [(0.0, Outcome.PASSED), (3.0, Outcome.STOPPED)])
def test_one_persons_labels_stop_when_they_move_a_group(bias: float, outcome: Outcome) -> None:
    refit, judge = _refit(bias)

    assert moved(refit, judge, [0, 1, 2], seed=0).outcome is outcome


def test_whose_words_they_are_must_be_known_unless_nobody_judges(trial: Trial) -> None:
    newest = Newest.of(trial)
    scheme = trial.history.scheme
    no_column = replace(scheme, columns=replace(scheme.columns, blind=None))
    unknown = replace(trial, history=replace(trial.history, scheme=no_column))
    by_hours = replace(scheme, category=replace(scheme.category, source=CategorySource.EFFORT_BANDS))

    assert next(provenance(newest, Newest.alone(unknown))).outcome is Outcome.UNMEASURED
    hours = replace(trial, history=replace(trial.history, scheme=by_hours))
    assert next(provenance(newest, Newest.alone(hours))).outcome is Outcome.PASSED


def test_a_history_that_has_shrunk_is_named_and_one_that_has_halved_stops(trial: Trial) -> None:
    def against(cases: int) -> Outcome:
        manifest = replace(trial.challenger.bundle.manifest, training_cases=cases)
        champion = replace(trial.challenger.bundle, manifest=manifest)
        return coded(learned_from(replace(trial, champion=champion)), "training_cases").outcome

    own = trial.challenger.bundle.manifest.training_cases
    assert [against(part) for part in (own, int(1.3 * own), 3 * own)] == [
        Outcome.PASSED,
        Outcome.NAMED,
        Outcome.STOPPED,
    ]


def test_tables_that_have_grown_fivefold_stop(trial: Trial) -> None:
    champion = trial.challenger.bundle
    grown = replace(champion, scheme_text=champion.scheme_text + "#" * 5_000_000)
    challenger = replace(trial.challenger, bundle=grown)

    assert coded(cost(replace(trial, challenger=challenger)), "size").outcome is Outcome.STOPPED
    assert coded(cost(trial), "size").outcome is Outcome.PASSED
