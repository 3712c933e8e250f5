from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import ArrayLike

from allocation.figures import FIGURES, measured
from allocation.record import Record
from allocation.world import replayed
from allocation.yardstick import Outcome, outcome, sibling_pairs, yardstick
from sagstyngde.case import FamilyId, SiblingRule
from tests.allocation.factories import a_case, a_caseworker
from tests.allocation.replays import a_record, hours_of, some_cases


def outcome_of(record: Record, holding: ArrayLike, since: int = 0) -> Outcome:
    world = replayed(record)
    return outcome(
        world,
        np.asarray(holding, dtype=np.int32),
        hours_of(record),
        by=yardstick(record),
        siblings=sibling_pairs(world.cases),
        bent=np.zeros(len(world.cases), dtype=bool),
        since=since,
    )


def every_week(hours: float) -> list[tuple[int, int, float]]:
    return [(case, 7 * week, hours) for case in (0, 1) for week in range(4)]


def test_one_who_has_all_the_work_gives_known_figures() -> None:
    record = a_record(
        some_cases(2), received=[0, 0], weeks=4, work=[(n, 7 * w, 18.5) for n in (0, 1) for w in range(4)]
    )

    figures = measured(outcome_of(record, [[0, 0]] * 4))

    assert figures["load_peak"] == pytest.approx(1.0)
    assert figures["load_range"] == pytest.approx(1.0)
    assert figures["load_cv"] == pytest.approx(1.0)
    assert figures["count_cv"] == pytest.approx(1.0)
    assert figures["heaviest_share"] == pytest.approx(2.0)
    assert (figures["over_100"], figures["over_110"]) == (0.0, 0.0)


def test_shared_evenly_there_is_no_spread() -> None:
    record = a_record(
        some_cases(2), received=[0, 0], weeks=4, work=[(n, 7 * w, 40.0) for n in (0, 1) for w in range(4)]
    )

    figures = measured(outcome_of(record, [[0, 1]] * 4))

    assert (figures["load_cv"], figures["load_range"], figures["count_cv"]) == (0.0, 0.0, 0.0)
    assert figures["load_peak"] == pytest.approx(40.0 / 37.0)
    assert (figures["over_100"], figures["over_110"]) == (1.0, 0.0)


def test_waiting_runs_from_receipt_to_the_first_work_done_and_counts_those_who_still_wait() -> None:
    record = a_record(some_cases(2), received=[1, 1], weeks=3, work=[(0, 3, 37.0), (1, 3, 111.0)])

    figures = measured(outcome_of(record, [[0, 0]] * 3))

    assert figures["wait_mean"] == pytest.approx((3.0 + 6.0) / 2)


def test_the_deadline_is_missed_where_early_work_is_undone_after_four_months() -> None:
    work = [(0, 0, 37.0 * 30), (1, 80, 1.0)]
    record = a_record(some_cases(2), received=[0, 0], weeks=40, work=work)

    crowded, shared = (measured(outcome_of(record, [who] * 40)) for who in ([0, 0], [0, 1]))

    assert crowded["deadline_missed"] == 1.0
    assert shared["deadline_missed"] == 0.5


def test_changes_are_told_apart_by_whether_the_earlier_caseworker_was_there() -> None:
    leaver = a_caseworker("k1", left_on=None)
    record = a_record(some_cases(2), [leaver, a_caseworker("k2")], received=[0, 0], weeks=53)
    holding = np.zeros((53, 2), dtype=np.int32)
    holding[20:, 0] = 1
    holding[10:, 1] = 1
    here = outcome_of(record, holding)
    away = replace(here, capacity=here.capacity * np.array([[1.0]] * 20 + [[0.0]] * 33))

    assert measured(here)["moves"] == pytest.approx(2.0 / (2 * 53 * 7 / 365.25))
    assert measured(here)["handovers"] == 0.0
    assert measured(away)["handovers"] == pytest.approx(1.0 / (2 * 53 * 7 / 365.25))


def test_siblings_count_while_both_are_open_unless_a_rule_wants_them_apart() -> None:
    family = FamilyId("f")
    free = [a_case(f"s{n}", family_id=family) for n in range(2)]
    apart = [replace(case, sibling_rule=SiblingRule.DIFFERENT) for case in free]

    split = outcome_of(a_record(free, received=[0, 0], weeks=4), [[0, 1], [0, 1], [0, 0], [0, 0]])
    wanted = outcome_of(a_record(apart, received=[0, 0], weeks=4), [[0, 1]] * 4)

    assert measured(split)["sibling_splits"] == 0.5
    assert np.isnan(measured(wanted)["sibling_splits"])


def test_competence_and_district_are_measured_on_newcomers_that_ask() -> None:
    cases = [a_case("s0", needs="autisme", district="Nord"), a_case("s1", needs="autisme"), a_case("s2")]
    staff = [a_caseworker("k1", "autisme", districts=frozenset({"Syd"})), a_caseworker("k2")]
    record = a_record(cases, staff, received=[0, 0, 0], weeks=2)

    figures = measured(outcome_of(record, [[0, 1, 1]] * 2))

    assert figures["competence_misses"] == 0.5
    assert figures["district_crossings"] == 1.0


def test_nothing_to_measure_is_said_and_not_nought() -> None:
    figures = measured(outcome_of(a_record(some_cases(1), received=[0], weeks=2), [[0]] * 2))

    for name in ("sibling_splits", "competence_misses", "district_crossings", "wait_mean", "load_cv"):
        assert np.isnan(figures[name])


def test_every_figure_has_a_name_a_label_and_a_definition_of_its_own() -> None:
    for field in ("name", "label", "definition"):
        texts = [getattr(figure, field) for figure in FIGURES]
        assert len(set(texts)) == len(FIGURES)
        assert all(texts)
