from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest

from features.frame import Frame
from features.scheme import Kind, Scale
from models.assess import Assessor
from models.bundle import ModelBundle
from models.compile_booster import compile_trees
from models.earlier import EarlierCases
from models.lay_mosaic import lay_mosaic
from models.neighbours import Neighbours
from models.point_table import LinearPoints, PointTable
from models.row_text import RowText
from models.similar import MOST_FACTS, MOST_SHOWN, SimilarSearch, outcome
from pipelines.train import Trained
from sagstyngde.assessment import AssessmentId, SimilarCase
from sagstyngde.case import Case
from tests.factories import a_case, a_fact, a_scheme
from tests.models.earlier import earlier_of_rows

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FACTS = (
    a_fact(),
    a_fact("tolk", Kind.FLAG),
    a_fact("antal", Kind.COUNT, scale=Scale.LOG),
    a_fact("henvist", Kind.CHOICE, options={"laege": "Egen læge", "skole": "Skolen"}),
    a_fact("partnere", Kind.CHOICES),
)
FRAME = Frame.of(a_scheme(facts=FACTS), {"henvist": ("laege", "skole"), "partnere": ("ppr", "skole")})
WEIGHTS = np.array([1.0, 5.0, 2.0, 3.0, -3.0, 0.5, 0.5])
TABLE = PointTable(
    base=0.0,
    linear=LinearPoints(weights=WEIGHTS, centres=np.full(7, 0.1), fills=np.full(7, 0.1)),
    binned=compile_trees([], 7, 0.0),
)
THIS = a_case(facts={"kommunikation": 3, "tolk": True, "antal": 4, "henvist": "laege", "partnere": frozenset({"ppr"})})


def other(**facts: Any) -> Case:
    return replace(THIS, facts={name: value for name, value in {**THIS.facts, **facts}.items() if value is not None})


def told(trained: Trained, cases: list[Case], case: Case = THIS, **changes: Any) -> tuple[SimilarCase, ...]:
    """Return the similar cases of one case among a few earlier ones, under a table with known weights."""
    earlier = earlier_of_rows(FRAME.rows(cases), **changes)
    bundle: ModelBundle = replace(
        trained.bundle,
        frame=FRAME,
        category=replace(trained.bundle.category, table=TABLE),
        neighbours=Neighbours.of(FRAME, earlier),
    )
    X = FRAME.rows([case])
    seen = replace(bundle.abstention, lowest=np.zeros(7), highest=np.full(7, 9.0))
    mosaic = lay_mosaic(TABLE, TABLE, 1.0, frame=FRAME, rule=seen)
    return SimilarSearch.of(bundle, mosaic)(case, X, mosaic.read(X).points[0], bundle.neighbours.nearest(X))


def test_what_is_alike_and_what_is_not_stand_by_weight_and_with_both_values(trained: Trained) -> None:
    (one,) = told(trained, [other(henvist="skole", kommunikation=1)])

    assert one.alike == ("Tolk", "Antal: 4", "Partnere: ppr")
    assert one.different == ("Henvist: Skolen; her: Egen læge", "Kommunikation: let; her: svær")


def test_of_several_choices_only_those_not_shared_are_said(trained: Trained) -> None:
    both = other(partnere=frozenset({"ppr", "skole"}))

    (more,) = told(trained, [both])
    (less,) = told(trained, [THIS], case=both)
    (else_,) = told(trained, [other(partnere=frozenset({"skole"}))])

    assert more.different == ("Partnere: desuden skole",)
    assert less.different == ("Partnere: her desuden: skole",)
    assert else_.different == ("Partnere: skole; her: ppr",)


def test_what_one_of_them_lacks_is_named_after_what_both_have(trained: Trained) -> None:
    (one,) = told(trained, [other(tolk=None, kommunikation=1)])

    assert one.different == ("Kommunikation: let; her: svær", "Tolk: ikke oplyst; her: ja")


def test_what_both_lack_is_not_something_they_have_in_common(trained: Trained) -> None:
    (one,) = told(trained, [other(tolk=None)], case=other(tolk=None))

    assert not any("Tolk" in text for text in (*one.alike, *one.different))


def test_a_rare_option_hides_whether_it_is_shared(trained: Trained) -> None:
    (one,) = told(trained, [other(henvist="nabo")], case=other(henvist="moster"))

    assert not any("Henvist" in text for text in (*one.alike, *one.different))


def test_numbers_near_each_other_are_alike_and_both_are_shown(trained: Trained) -> None:
    cases = [other(antal=index // 10) for index in range(90)]

    found = told(trained, cases, case=other(antal=70))

    assert found[0].alike[0] == "Antal: 8; her: 70"


def test_one_case_of_a_family_is_enough(trained: Trained) -> None:
    found = told(trained, [other(kommunikation=level) for level in (2, 2, 1, 0)], family=np.array([0, 0, 1, 2]))

    assert [one.handle for one in found] == ["T1", "T3", "T4"]


def test_a_fourth_and_fifth_are_shown_only_where_they_are_as_near(trained: Trained) -> None:
    assert len(told(trained, [other(kommunikation=level) for level in (2, 2, 2, 2, 2, 2, 0)])) == MOST_SHOWN
    assert len(told(trained, [other(kommunikation=level) for level in (2, 2, 2, 0, 0, 0)])) == 3


def test_an_earlier_case_is_not_similar_to_itself(trained: Trained) -> None:
    through = trained.bundle.manifest.trained_through
    cases = [THIS, THIS, other(tolk=False)]

    old = told(trained, cases, case=replace(THIS, received_on=date(2024, 1, 1)))
    new = told(trained, cases, case=replace(THIS, received_on=date(2030, 1, 1)))

    assert through >= date(2024, 1, 1)
    assert [one.handle for one in old] == ["T2", "T3"]
    assert [one.handle for one in new] == ["T1", "T2", "T3"]


def test_without_earlier_cases_none_is_similar(trained: Trained) -> None:
    assert told(trained, []) == ()


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "10 timer det første år"),
        ({"is_open": 1}, "10 timer det første år, stadig åben"),
        ({"months": 7.4, "is_open": 1}, "åben, 10 timer efter 7 måneder"),
        ({"months": 0.4, "is_open": 1}, "åben, 10 timer efter under en måned"),
        ({"months": 7.4}, "lukket, 10 timer"),
        ({"hours": np.nan}, "timer er ikke opgjort"),
        ({"hours": 1.25}, "1,2 timer det første år"),
    ],
)
def test_how_it_went_is_said_in_words(changes: dict[str, float], text: str) -> None:
    arrays = {name: np.array([value]) for name, value in changes.items()}

    assert outcome(earlier_of_rows(np.zeros((1, 1)), **arrays), 0, 12, "timer") == text


def test_a_row_says_what_its_case_said(trained: Trained) -> None:
    words = RowText.of(FRAME)
    row = FRAME.row(other(henvist="nabo", partnere=frozenset()))

    assert [words.told(row.tolist(), place).text for place in range(5)] == [
        "svær",
        "ja",
        "4",
        "en sjælden mulighed",
        "ingen",
    ]
    assert [words.told(FRAME.row(a_case()).tolist(), place).text for place in range(2)] == [
        "ikke vurderet",
        "ikke oplyst",
    ]


def test_every_test_case_has_three_to_five_and_an_order_of_its_own(trained: Trained) -> None:
    assessor = Assessor(trained.bundle)
    for case in trained.parts.test.cases[:40]:
        similar = assessor.assess(case, assessment_id=AssessmentId("a"), at=NOW).similar

        assert 3 <= len(similar) <= MOST_SHOWN
        assert len({one.handle for one in similar}) == len(similar)
        assert all(len(texts) <= MOST_FACTS for one in similar for texts in (one.alike, one.different))
        assert not any(other.case_id in repr(similar) for other in trained.parts.develop.cases[:50])


def test_a_bundle_without_earlier_cases_answers_all_the_same(trained: Trained) -> None:
    frame = trained.bundle.frame
    nobody = earlier_of_rows(np.zeros((0, len(frame.columns))))
    bare = Assessor(replace(trained.bundle, neighbours=Neighbours.of(frame, nobody)))

    assert isinstance(nobody, EarlierCases)
    assert bare.assess(trained.parts.test.cases[0], assessment_id=AssessmentId("a"), at=NOW).similar == ()
