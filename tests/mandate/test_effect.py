from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from mandate.effect import NOTHING, Material, evaluate
from mandate.finding import Claim, Design, Estimate, OutcomeName, Undecidable, Verdict
from mandate.findings import Findings
from mandate.likert import Answers, Round
from mandate.survey import Survey
from mandate.trial_plan import Assignment, PlannedClaim, Question, TrialPlan
from mandate.trial_plan_toml import read_trial_plan
from mandate.trial_standing import registration_standing
from pipelines.decisions_file import read_decisions
from pipelines.synthetic_trial_asked import Planted, TrialShape
from pipelines.synthetic_trial_files import invent_trial

ON = date(2026, 11, 2)
SHAPE = TrialShape(teams=12, months=42, seed=5)


def the_plan(folder: Path, *claims: tuple[OutcomeName, float, Design]) -> TrialPlan:
    planned = tuple(
        PlannedClaim(claim=Claim(outcome=outcome, margin=margin), design=design) for outcome, margin, design in claims
    )
    return replace(read_trial_plan(folder / "plan.toml"), claims=planned, assignment=Assignment.CHOSEN)


def evaluated(material: Material, plan: TrialPlan, on: date = ON) -> Findings:
    return evaluate(material, plan, registration_standing(plan, None, None), on=on)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trial in which decisions take four fifths of the time, and everything granted costs 40 per cent more."""
    out = tmp_path_factory.mktemp("forsøg") / "a"
    invent_trial(out, SHAPE, Planted(days_ratio=0.8, spending_ratio=1.4))
    return out


@pytest.fixture(scope="module")
def material(folder: Path) -> Material:
    return Material(decisions=read_decisions(folder / "decisions.csv", on=ON).kept)


@pytest.fixture(scope="module")
def findings(folder: Path, material: Material) -> Findings:
    claims: Sequence[tuple[OutcomeName, float, Design]] = (
        (OutcomeName.DAYS, 0.97, Design.STAGGERED),
        (OutcomeName.GRANTED, 0.08, Design.STAGGERED),
        (OutcomeName.AMOUNT, 1.05, Design.STAGGERED),
    )
    return evaluated(material, the_plan(folder, *claims))


def test_what_was_planted_is_found_and_judged(findings: Findings) -> None:
    days, granted, amount = findings.claims

    assert [one.judged.verdict for one in findings.claims] == [Verdict.SHOWN, Verdict.SHOWN, Verdict.WORSE]
    for one, planted in ((days, 0.8), (granted, 0.0), (amount, 1.4)):
        assert isinstance(one.described, Estimate)
        assert one.described.low < planted < one.described.high


def test_claims_that_all_must_be_shown_are_as_good_as_the_worst(findings: Findings) -> None:
    assert findings.verdict is Verdict.WORSE
    assert "beløb pr. bevilling" in findings.text


def test_the_other_designs_stand_beside_and_carry_nothing(findings: Findings) -> None:
    days, granted, _ = findings.claims

    assert [found.design for found in days.beside] == [Design.INTERRUPTED]
    assert {found.design for found in granted.beside} == {Design.INTERRUPTED, Design.BEFORE_AFTER}
    assert all(one.judged.found.design is Design.STAGGERED for one in findings.claims)


def test_a_verdict_rests_on_a_one_sided_limit_and_the_figures_on_a_two_sided(findings: Findings) -> None:
    for one in findings.claims:
        assert isinstance(one.described, Estimate)
        assert isinstance(one.judged.found, Estimate)
        assert (one.judged.found.confidence, one.described.confidence) == (0.9, 0.95)


def test_curves_are_there_to_be_drawn(findings: Findings) -> None:
    assert all(one.series is not None and one.study is not None for one in findings.claims)


def test_the_order_of_the_decisions_changes_nothing(folder: Path, material: Material) -> None:
    plan = the_plan(folder, (OutcomeName.GRANTED, 0.05, Design.BEFORE_AFTER))
    shuffled = Random(2).sample(list(material.decisions), len(material.decisions))  # noqa: S311  no secret

    assert evaluated(replace(material, decisions=shuffled), plan) == evaluated(material, plan)


def test_fewer_months_than_the_plan_promised_decide_nothing(folder: Path, material: Material) -> None:
    plan = replace(the_plan(folder, (OutcomeName.GRANTED, 0.05, Design.BEFORE_AFTER)), months_after=24)
    (one,) = evaluated(material, plan).claims

    assert one.judged.verdict is Verdict.UNDECIDABLE
    assert isinstance(one.described, Undecidable)
    assert "planen kræver 12 og 24" in one.described.reason


def test_without_a_decision_that_the_plan_looks_at_nothing_can_be_decided(folder: Path) -> None:
    plan = the_plan(folder, (OutcomeName.DAYS, 0.9, Design.STAGGERED))
    found = evaluated(Material(decisions=()), plan)

    assert (found.verdict, found.looked) == (Verdict.UNDECIDABLE, None)
    assert found.claims[0].described == Undecidable(outcome=OutcomeName.DAYS, design=Design.STAGGERED, reason=NOTHING)


def test_a_look_before_the_end_says_what_it_is_worth(folder: Path, material: Material) -> None:
    plan = the_plan(folder, (OutcomeName.GRANTED, 0.05, Design.BEFORE_AFTER))

    early, late = (evaluated(material, plan, on).notes for on in (date(2026, 10, 30), ON))

    assert early[0].startswith("Foreløbig: planens periode slutter 31. okt. 2026.")
    assert not any(note.startswith("Foreløbig") for note in late)


def test_answers_so_few_that_they_tell_who_gave_them_are_not_kept(folder: Path, material: Material) -> None:
    few, many = Answers(counts=(0, 0, 1, 2, 1)), Answers(counts=(0, 5, 5, 20, 10))
    survey = Survey(answers={("a", Round.BEFORE): few, ("a", Round.AFTER): many})
    plan = the_plan(folder, (OutcomeName.GRANTED, 0.05, Design.BEFORE_AFTER))
    plan = replace(plan, questions=(Question(code="a", text="Hvordan går det?"),))

    (asked,) = evaluated(replace(material, survey=survey), plan).asked

    assert (asked.before, asked.after, asked.change, asked.has_too_few) == (None, many, None, True)
