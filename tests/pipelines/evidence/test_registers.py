"""The registers say what is there: every test they name, every requirement once, sums that add up, promises kept."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.evidence.register_pages import written
from pipelines.evidence.registers import Covered, decisions, ml_test_score, risk_register

ROOT = Path(__file__).parents[3]
SECTIONS = ("Data", "Model", "Infra", "Monitor")


def named() -> Iterator[str]:
    register = risk_register()
    for names in (
        *(risk.tests for risk in register.risk),
        *(requirement.tests for requirement in register.requirement),
        *(one.tests for one in ml_test_score().test),
    ):
        yield from names


def exists(name: str) -> bool:
    """Whether a test's file, its folder with tests in it, or its function is there."""
    path, _, function = name.partition("::")
    place = ROOT / path
    if function:
        return place.is_file() and f"def {function}(" in place.read_text("utf-8")
    return place.is_file() if place.suffix else any(place.glob("test_*.py"))


@pytest.mark.parametrize(
    ("name", "is_there"),
    [
        ("tests/pipelines/evidence", True),
        ("tests/pipelines/evidence/test_registers.py::exists", True),
        ("tests/pipelines/evidence/test_registers.py::nothing_of_that_name", False),
        ("tests/pipelines/evidence/test_gone.py", False),
        ("tests/gone", False),
    ],
)
def test_a_test_that_is_gone_is_seen_to_be(name: str, is_there: bool) -> None:
    assert exists(name) is is_there


def test_every_test_that_a_register_names_is_there() -> None:
    assert sorted({name for name in named() if not exists(name)}) == []


def test_every_requirement_is_mentioned_once_in_order() -> None:
    assert [one.id for one in risk_register().requirement] == [f"R{number:02}" for number in range(1, 57)]


def test_what_is_met_is_proved_and_what_is_not_says_what_is_missing() -> None:
    wrong = [
        one.id
        for one in risk_register().requirement
        if (one.status is Covered.COVERED) is bool(one.missing) or (one.status is not Covered.NOT and not one.tests)
    ]

    assert wrong == []


def test_every_risk_names_a_measure_what_is_left_a_test_and_known_requirements() -> None:
    register = risk_register()
    known = {one.id for one in register.requirement}

    assert len({one.code for one in register.risk}) == len(register.risk) > 10
    for risk in register.risk:
        assert risk.measure
        assert risk.residual
        assert risk.tests
        assert set(risk.requirements) <= known


def test_every_requirement_answers_a_risk() -> None:
    register = risk_register()
    answered = {name for risk in register.risk for name in risk.requirements}

    assert {one.id for one in register.requirement} - answered == set()


def test_every_promise_stands_in_the_register_with_its_test() -> None:
    promised = set(re.findall(r"\| `(tests/[\w/.]+)` \|", (ROOT / "docs" / "promises.md").read_text("utf-8")))

    assert len(promised) > 10
    assert sorted(promised - {name.partition("::")[0] for name in named()}) == []


def test_what_promises_say_was_not_tried_at_length_is_no_requirement_met() -> None:
    text = (ROOT / "docs" / "promises.md").read_text("utf-8")
    untried = text[text.index("Not tried at length") :]
    status = {one.id: one.status for one in risk_register().requirement}
    about = {"kills beyond": "R12", "invariants' 10,000": "R55", "while a database": "R16", "rolling restart": "R25"}

    assert {name: status[name] for words, name in about.items() if words in untried} == dict.fromkeys(
        [name for words, name in about.items() if words in untried], Covered.PARTLY
    )


def test_there_are_28_tests_seven_a_section_in_the_papers_order() -> None:
    score = ml_test_score()

    assert [one.id for one in score.test] == [f"{name} {number}" for name in SECTIONS for number in range(1, 8)]
    assert {one.score for one in score.test} <= {0.0, 0.5, 1.0}


def test_a_point_takes_a_test_and_none_is_explained_too() -> None:
    for one in ml_test_score().test:
        assert one.why
        assert bool(one.tests) is (one.score > 0.0), one.id


def test_the_score_is_the_least_of_the_sums() -> None:
    score = ml_test_score()
    sums = [sum(one.score for one in score.test[first : first + 7]) for first in range(0, 28, 7)]

    assert list(score.sums.values()) == sums
    assert score.final == min(sums)


def test_the_pages_say_what_the_registers_say() -> None:
    for path, text in written().items():
        assert path.read_text("utf-8") == text, f"write {path.name} anew: python -m pipelines.evidence.register_pages"


def test_every_decision_is_told_by_its_heading() -> None:
    files = sorted((ROOT / "docs" / "adr").glob("*.md"))

    assert list(decisions()) == [path.name[:4] for path in files]
    assert all(decisions().values())
