from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.frame import Frame
from features.scheme import Feature, Kind
from models.likeness import UNIT, Likeness
from models.neighbours import NEAREST, Neighbours
from pipelines.train import Trained
from sagstyngde.case import FactValue
from tests.factories import a_case, a_fact, a_scheme
from tests.models.cases import random_cases
from tests.models.earlier import earlier_of_rows

FACTS = (
    a_fact(),
    a_fact("tolk", Kind.FLAG),
    a_fact("antal", Kind.COUNT),
    a_fact("henvist", Kind.CHOICE),
    a_fact("partnere", Kind.CHOICES),
    a_fact("born_on", Kind.DATE),
)
FEATURES = (
    Feature(name="alder", function="age_years", of=("born_on",), label="Alder"),
    Feature(name="til_18", function="months_to_18", of=("born_on",), label="Til 18"),
    Feature(name="partner_antal", function="option_count", of=("partnere",), label="Antal partnere"),
    Feature(name="maaned", function="received_month", of=(), label="Måned"),
)
FRAME = Frame.of(
    a_scheme(facts=FACTS, features=FEATURES),
    {"henvist": ("læge", "skole"), "partnere": ("ppr", "skole", "sygehus")},
)
WHOLE: dict[str, FactValue] = {
    "kommunikation": 0,
    "tolk": False,
    "antal": 0,
    "henvist": "læge",
    "partnere": frozenset({"ppr"}),
    "born_on": date(2016, 3, 2),
}
EARLIER = [a_case(facts={**WHOLE, "antal": index % 9, "born_on": date(2008 + index % 12, 3, 2)}) for index in range(72)]
LIKENESS = Likeness.learn(FRAME, FRAME.rows(EARLIER).astype(np.float32))


def apart(**facts: FactValue | None) -> int:
    changed = {name: value for name, value in (WHOLE | facts).items() if value is not None}
    rows = FRAME.rows([a_case(facts=WHOLE), a_case(facts=changed)]).astype(np.float32)
    distance = (LIKENESS.asked(rows[:1]) @ LIKENESS.kept(rows[1:]).T)[0, 0]
    assert distance == LIKENESS.by_source(rows[0], rows[1:]).sum()
    return int(distance)


def test_what_is_derived_of_a_fact_that_counts_or_of_none_does_not_count_again() -> None:
    assert [FRAME.sources[place] for place in LIKENESS.sources] == [
        "kommunikation", "tolk", "antal", "henvist", "partnere", "alder",
    ]  # fmt: skip


def test_facts_of_every_kind_weigh_alike() -> None:
    assert apart() == 0
    assert apart(kommunikation=4) == apart(tolk=True) == apart(henvist="skole") == UNIT
    assert apart(partnere=frozenset({"skole"})) == UNIT
    assert apart(born_on=date(1999, 1, 1)) > UNIT / 3


def test_a_step_is_a_part_of_the_way() -> None:
    assert apart(kommunikation=1) == UNIT / 4
    assert apart(kommunikation=2) == UNIT / 2
    assert apart(partnere=frozenset({"ppr", "skole"})) == UNIT / 2


def test_an_option_without_a_column_lies_half_way_from_any_other() -> None:
    assert apart(henvist="nabo") == UNIT / 2


def test_missing_in_one_is_half_apart_and_missing_in_both_is_alike() -> None:
    assert apart(tolk=None) == apart(henvist=None) == UNIT / 2

    row = FRAME.rows([a_case()]).astype(np.float32)
    assert (LIKENESS.asked(row) @ LIKENESS.kept(row).T)[0, 0] == 0


def test_numbers_move_apart_by_how_many_cases_lie_between() -> None:
    distances = [apart(antal=value) for value in range(9)]

    assert all(low <= high for low, high in pairwise(distances))
    assert distances[-1] == UNIT


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_distance_is_symmetric_and_never_negative(trained: Trained, seed: int) -> None:
    frame = trained.bundle.frame
    rows = frame.rows(random_cases(frame.scheme, 2, first=seed)).astype(np.float32)
    likeness = trained.bundle.neighbours.likeness

    there, back = (likeness.asked(a) @ likeness.kept(b).T for a, b in ((rows[:1], rows[1:]), (rows[1:], rows[:1])))

    assert there[0, 0] == back[0, 0] >= 0.0
    assert there[0, 0] == likeness.by_source(rows[0], rows[1:]).sum()


def test_the_nearest_are_those_a_plain_search_finds(trained: Trained) -> None:
    neighbours, frame = trained.bundle.neighbours, trained.bundle.frame
    X = frame.rows(random_cases(frame.scheme, 30))

    found = neighbours.nearest(X)

    for row in range(len(X)):
        distances = neighbours.likeness.by_source(X[row].astype(np.float32), neighbours.earlier.rows).sum(axis=1)
        order = np.argsort(distances, kind="stable")[:NEAREST]
        assert found.places[row].tolist() == order.tolist()
        assert found.distances[row].tolist() == distances[order].tolist()


@pytest.mark.parametrize("count", [0, 1, 5])
def test_few_earlier_cases_are_all_the_nearest(count: int) -> None:
    neighbours = Neighbours.of(FRAME, earlier_of_rows(FRAME.rows(EARLIER[:count])))

    assert neighbours.nearest(FRAME.rows(EARLIER[:3])).places.shape == (3, count)
