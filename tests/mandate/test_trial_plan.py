"""Plans of trials: what the file says is what is evaluated, and each fault is named where it stands."""

import re
from datetime import UTC, date, datetime

import pytest

from mandate.trial_plan import TrialPlan
from mandate.trial_plan_toml import parse_trial_plan, read_trial_plan, trial_plan_text
from mandate.trial_standing import Standing, registration_standing
from sagstyngde.errors import TrialPlanRefused
from sagstyngde.provision import Provision

_, EXAMPLE = trial_plan_text("eksempel")


ALIKE = re.sub(r'(\[\[team\]\]\nname = ".*"\n)(?!starts_on)', r"\1starts_on = 2026-01-01\n", EXAMPLE)
"""The example with teams that all begin together."""


def changed(old: str, new: str) -> str:
    assert old in EXAMPLE
    return EXAMPLE.replace(old, new, 1)


@pytest.fixture(scope="module")
def plan() -> TrialPlan:
    return read_trial_plan("eksempel")


def test_the_example_is_one_and_says_so(plan: TrialPlan) -> None:
    assert plan.is_example
    assert [claim.claim.margin for claim in plan.primary] == [0.9, 0.05, 1.1, 1.2]
    assert plan.started_on == date(2026, 1, 1)
    assert plan.teams[-1].starts_on is None


def test_a_paragraph_covers_its_parts_and_nothing_else(plan: TrialPlan) -> None:
    covered = {
        code: plan.covers(Provision.parse(code)) for code in ("SEL § 85 stk. 1", "BL § 90 nr. 3", "BL § 90 nr. 4")
    }

    assert covered == {"SEL § 85 stk. 1": True, "BL § 90 nr. 3": True, "BL § 90 nr. 4": False}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('outcome = "granted"', 'outcome = "bevilget"', "claim 2.outcome er ikke kendt; kendte er days, granted"),
        ("margin = 1.1", "margin = 5", "claim 3.margin skrives som forhold for amount: 1.05 er 5 procent mere"),
        ("margin = 0.05", "margin = 5", "claim 2.margin skrives som forskel mellem andele for granted: 0.05 er 5"),
        ("margin = 0.9", "margin = -0.1", "claim 1.margin skrives som forhold"),
        ("margin = 0.9", 'margin = "0,9"', "claim 1.margin er ikke et tal"),
        ("margin = 0.9", "margin = nan", "claim 1.margin"),
        ("margin = 0.9\n", "", "claim 1.margin mangler"),
        ("starts_on = 2026-01-01", "starts_on = 2028-03-01", "team 1.starts_on ligger uden for perioden"),
        ("starts_on = 2026-01-01", "starts_on = 2026-01-15", "team 1.starts_on er ikke den første i en måned"),
        ("starts_on = 2026-01-01", 'starts_on = "marts"', "team 1.starts_on er ikke en dag"),
        ("from = 2024-01-01", "from = 2025-06-01", "from giver 7 måneder før den første start; der kræves mindst 12"),
        ("to = 2027-12-31", "to = 2026-04-30", "to giver 4 måneder efter den sidste start; der kræves mindst 12"),
        ("to = 2027-12-31", "to = 2027-12-30", "to er ikke den sidste dag i en måned"),
        ("months_before = 12", "months_before = 3", "months_before skal være mindst 12"),
        ("price_rate = 0.03", "price_rate = 3", "price_rate skrives som andel om året"),
        ('assignment = "lod"', 'assignment = "terning"', "assignment er ikke kendt; kendte er lod, valgt"),
        ('provisions = ["BL § 90 nr. 3"', 'provisions = ["§ 85"', "provisions 1 er ikke skrevet som BL § 90"),
        ('outcome = "spending"', 'outcome = "granted"', "claim.outcome nævner granted to gange"),
        ('outcome = "spending"\nmargin = 1.2', 'outcome = "overturned"\nmargin = 0.1', "udgifter påstås både"),
        ('name = "Bispebjerg"', 'name = "Amager"', "team.name nævner Amager to gange"),
        ("expected = 0.8", "expected = 0.95", "claim 1.expected er ikke bedre end margin"),
        ("power = 0.8", "power = 80", "assumed har en værdi, der ikke kan passe"),
        ("power = 0.8", "magt = 0.8", "assumed.magt er ikke en kendt nøgle"),
        ('name = "Beslutningskompetence"', "", "name mangler"),
        ("is_example = true", "starts_on = 2025-01-01", "starts_on er ikke en kendt nøgle"),
        ('name = "Beslutningskompetence"', "name = ", "er ikke gyldig TOML"),
    ],
)
def test_a_fault_is_named_where_it_stands(old: str, new: str, told: str) -> None:
    with pytest.raises(TrialPlanRefused) as refused:
        parse_trial_plan(changed(old, new), "plan.toml")

    assert refused.value.danish.startswith("forsøgsplan plan.toml: ")
    assert told in refused.value.danish


def test_all_faults_are_told_at_once() -> None:
    text = changed("margin = 0.9", "margin = 9").replace("price_rate = 0.03", "price_rate = 3")

    with pytest.raises(TrialPlanRefused) as refused:
        parse_trial_plan(text, "plan.toml")

    assert all(place in refused.value.english for place in ("price_rate", "claim 1.margin"))


def test_a_comparison_needs_teams_that_differ() -> None:
    with pytest.raises(TrialPlanRefused) as refused:
        parse_trial_plan(ALIKE, "plan.toml")

    assert "claim 1.design kræver teams at sammenligne med" in refused.value.danish


def test_a_comparison_needs_enough_teams() -> None:
    few = EXAMPLE.split("[[team]]")
    text = "[[team]]".join(few[:3] + few[-3:])

    with pytest.raises(TrialPlanRefused, match=r"claim 1\.design needs at least 6 teams"):
        parse_trial_plan(text, "plan.toml")


def test_an_interrupted_series_needs_no_comparison() -> None:
    plan = parse_trial_plan(ALIKE.replace("staggered_difference_in_differences", "interrupted_time_series"), "")

    assert len(plan.starts) == len(plan.teams) == 16


def test_an_interrupted_series_needs_each_month_of_the_year_twice() -> None:
    text = ALIKE.replace("staggered_difference_in_differences", "interrupted_time_series")
    short = text.replace("from = 2024-01-01", "from = 2025-01-01").replace("to = 2027-12-31", "to = 2026-11-30")

    with pytest.raises(TrialPlanRefused) as refused:
        parse_trial_plan(short.replace("months_after = 12", "months_after = 6"), "plan.toml")

    assert "claim 1.design kræver 24 måneder i alt; mellem from og to er der 23" in refused.value.danish


def test_days_are_not_compared_by_a_design_that_knows_no_time() -> None:
    with pytest.raises(TrialPlanRefused, match=r"claim 1\.design before_after compares shares"):
        parse_trial_plan(changed("staggered_difference_in_differences", "before_after"), "plan.toml")


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(TrialPlanRefused) as refused:
        read_trial_plan("nowhere/plan.toml")

    assert refused.value.danish == "forsøgsplan plan.toml: findes ikke"


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moments", "standing", "told"),
    [
        (("2025-12-31T12:00", None), Standing.BEFORE_START, "er registreret 31. dec. 2025, før forsøget begyndte."),
        # 23.30 in universal time is after midnight in Copenhagen: the trial began half an hour before.
        (("2025-12-31T23:30", None), Standing.AFTER_START, "begyndt. Det første team begyndte 1. jan. 2026."),
        (("2026-12-01T12:00", "2026-12-02T12:00"), Standing.AFTER_START, "efter at forsøget var begyndt"),
        (("2026-12-01T12:00", "2026-11-30T12:00"), Standing.AFTER_LOOK, "Data var set allerede 30. nov. 2026."),
        (("2026-02-01T12:00", "2026-01-30T12:00"), Standing.AFTER_LOOK, "efter at data var set"),
        ((None, "2026-11-30T12:00"), Standing.NEVER, "ikke registreret"),
    ],
)
def test_what_a_registration_is_worth(
    plan: TrialPlan, moments: tuple[str | None, str | None], standing: Standing, told: str
) -> None:
    registered, looked = (None if moment is None else _at(moment) for moment in moments)

    found = registration_standing(plan, registered, looked)

    assert found.standing is standing
    assert told in found.text
