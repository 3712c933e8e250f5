from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from features.frame import Frame
from features.panel import Panel
from features.scheme import Kind, LawChange, Scheme
from models.boosting import Boosting
from models.cohort import Cohort
from models.fit_category import CategorySize
from models.fit_effort import EffortSize
from models.labels import Labels
from models.law_change import FEWEST_CASES, WEIGHTS, LawStatus, weighed_by_law
from models.law_report import law_figures
from models.learn import Learned, Sizes, Training, learn
from models.ordinal import Integers
from pipelines.train import Trained
from sagstyngde.case import CaseId
from tests.factories import a_case, a_fact, a_scheme

CASES = 900
CHANGE = LawChange(on=date(2024, 1, 1), text="Tolkning blev en fast ordning.")
LINE = Boosting(trees=0)
SIZES = Sizes(
    category=CategorySize(penalty=10.0, boosting=LINE),
    effort=EffortSize(penalty=10.0, boosting=LINE, power=1.5, use_score=True),
)


def a_law_scheme(*changes: LawChange) -> Scheme:
    facts = (a_fact(), a_fact("tolk", Kind.FLAG), a_fact("klage", Kind.FLAG))
    return replace(a_scheme(facts=facts), law_changes=changes)


def a_cohort(*, interpreter_after: float, level_after: float = 1.0, after: int = 300) -> Cohort:
    """Return cases that took exp(0.8) times the hours with an interpreter; since the change something else."""
    rng = np.random.default_rng(5)
    level, interpreter, complaint = rng.integers(0, 5, CASES), rng.random(CASES) < 0.4, rng.random(CASES) < 0.4
    is_after = np.arange(CASES) >= CASES - after
    log_hours = 1.5 + 0.3 * level + np.where(is_after, interpreter_after, 0.8) * interpreter
    hours = np.exp(log_hours) * np.where(is_after, level_after, 1.0) * rng.gamma(4.0, 0.25, CASES)
    cases = tuple(
        a_case(
            case_id=CaseId(f"s{row}"),
            received_on=CHANGE.on + timedelta(days=row - (CASES - after)),
            facts={"kommunikation": int(level[row]), "tolk": bool(interpreter[row]), "klage": bool(complaint[row])},
        )
        for row in range(CASES)
    )
    panel = Panel(hours=np.tile(hours[:, None] / 12, (1, 12)), exposure=np.ones((CASES, 12)), horizon=12)
    return Cohort(
        cases=cases, panel=panel, at_pace=panel, labels=judged(level, rng), weight=np.ones(CASES)
    )  # fmt: skip


def judged(level: Integers, rng: np.random.Generator) -> Labels:
    category = np.clip(np.round(0.75 * level + rng.logistic(0.0, 0.4, CASES)), 0, 3).astype(np.intp)
    return Labels(rows=np.arange(CASES), category=category, weight=np.ones(CASES), categories=4)


def framed(part: Cohort, *changes: LawChange) -> Frame:
    return Frame.learn(a_law_scheme(*changes), part.cases)


def learned(part: Cohort) -> Learned:
    frame = framed(part, CHANGE)
    weighed, laws = weighed_by_law(frame, part, 1.5)
    return replace(learn(frame, weighed, SIZES, Training()), laws=laws)


def test_a_change_that_turned_the_work_around_makes_older_hours_weigh_less() -> None:
    part = a_cohort(interpreter_after=-0.8)

    weighed, (law,) = weighed_by_law(framed(part, CHANGE), part, 1.5)

    assert law.status is LawStatus.TRIED
    assert law.effort <= 0.3
    assert law.category == 1.0
    assert weighed.weight.tolist() == [law.effort] * 600 + [1.0] * 300
    assert weighed.labels.weight.tolist() == part.labels.weight.tolist()


def test_a_change_that_changed_nothing_leaves_all_cases_their_weight() -> None:
    part = a_cohort(interpreter_after=0.8)

    weighed, (law,) = weighed_by_law(framed(part, CHANGE), part, 1.5)

    assert (law.category, law.effort) == (1.0, 1.0)
    assert weighed.weight.tolist() == part.weight.tolist()


def test_of_two_changes_a_case_before_both_bears_both_weights() -> None:
    part = a_cohort(interpreter_after=-0.8)
    earlier = LawChange(on=date(2023, 6, 1), text="En tidligere.")

    weighed, (first, second) = weighed_by_law(framed(part, CHANGE, earlier), part, 1.5)

    assert (first.change, second.change) == (earlier, CHANGE)
    assert weighed.weight[0] == pytest.approx(first.effort * second.effort)
    assert weighed.weight[-301] == second.effort


@pytest.mark.parametrize(
    ("after", "status"),
    [
        (0, LawStatus.AHEAD),
        (FEWEST_CASES - 1, LawStatus.FEW_AFTER),
        (FEWEST_CASES, LawStatus.TRIED),
        (CASES - FEWEST_CASES + 1, LawStatus.FEW_BEFORE),
    ],
)
def test_a_change_is_asked_about_only_with_enough_cases_on_both_sides(after: int, status: LawStatus) -> None:
    part = a_cohort(interpreter_after=-0.8, after=after)

    _, (law,) = weighed_by_law(framed(part, CHANGE), part, 1.5)

    assert law.status is status
    assert (law.cases_before, law.cases_after) == (CASES - after, after)
    assert status is LawStatus.TRIED or (law.category, law.effort) == (1.0, 1.0)


def test_a_table_without_dates_has_no_before() -> None:
    part = a_cohort(interpreter_after=-0.8)
    scheme = a_law_scheme(CHANGE)
    dateless = replace(scheme, columns=replace(scheme.columns, received_on=None))

    weighed, laws = weighed_by_law(Frame.learn(dateless, part.cases), part, 1.5)

    assert laws == ()
    assert weighed is part


def test_cases_dealt_out_by_a_shuffle_have_no_later_ones_to_bear_it_out() -> None:
    part = a_cohort(interpreter_after=-0.8)
    dealt = part.take(np.random.default_rng(1).permutation(len(part.cases)))

    weighed, laws = weighed_by_law(framed(dealt, CHANGE), dealt, 1.5)

    assert laws == ()
    assert weighed is dealt


def test_a_diarys_few_hours_do_not_make_older_cases_weigh_less() -> None:
    part = a_cohort(interpreter_after=-0.8)
    diary = replace(part, panel=replace(part.panel, sampled=True))

    _, (law,) = weighed_by_law(framed(diary, CHANGE), diary, 1.5)

    assert (law.status, law.effort) == (LawStatus.TRIED, 1.0)


def test_the_report_names_the_fact_that_moved_and_how() -> None:
    (figures,) = law_figures(learned(a_cohort(interpreter_after=-0.8)), seed=0)

    (moved,) = figures["facts"]
    assert moved["column"] == "tolk"
    assert moved["before"] == pytest.approx(np.exp(0.8), rel=0.15)
    assert moved["after"] == pytest.approx(np.exp(-0.8), rel=0.15)
    assert any("»Tolk« (før" in line and "færre)" in line for line in figures["told"])


def test_the_report_tells_a_new_level_in_every_category_it_has_cases_for() -> None:
    (figures,) = law_figures(learned(a_cohort(interpreter_after=0.8, level_after=1.5)), seed=0)

    shown = [one for one in figures["level"] if "change" in one]
    assert shown[0]["category"] is None
    assert {one["category"] for one in figures["level"]} == {None, "A", "B", "C", "D"}
    assert shown[0]["low"] < 1.5 < shown[0]["high"]
    assert shown[0]["low"] > 1.2
    assert figures["facts"] == []
    assert any(line.startswith("Sager: ") and "flere timer efter ændringen" in line for line in figures["told"])


def test_the_report_finds_no_change_where_there_was_none() -> None:
    (figures,) = law_figures(learned(a_cohort(interpreter_after=0.8)), seed=0)

    everyone = figures["level"][0]
    assert everyone["low"] < 1.0 < everyone["high"]
    assert figures["facts"] == []
    assert figures["weight"] == {"category": 1.0, "effort": 1.0}
    assert "De ældre sager tæller fuldt med" in figures["told"][0]


@pytest.mark.parametrize(("after", "said"), [(0, "ingen af de sager"), (40, "40 sager er modtaget efter")])
def test_what_cannot_be_learned_yet_is_said(after: int, said: str) -> None:
    (figures,) = law_figures(learned(a_cohort(interpreter_after=0.8, after=after)), seed=0)

    assert figures["told"][0].startswith("Kan ikke læres endnu: ")
    assert said in figures["told"][0]
    assert "level" not in figures


def test_training_reports_every_declared_change(trained: Trained) -> None:
    laws = trained.report["law_changes"]

    assert [one["on"] for one in laws] == ["2024-01-01", "2025-09-01"]
    assert laws[1]["status"] == "ahead"
    assert all(one["told"] for one in laws)


def test_weights_are_tried_from_full_downwards_and_never_nothing() -> None:
    assert WEIGHTS[0] == 1.0
    assert list(WEIGHTS) == sorted(WEIGHTS, reverse=True)
    assert WEIGHTS[-1] > 0.0
