from datetime import date

import pytest

from sagstyngde.case import Case, CaseId
from sagstyngde.errors import RetentionRefused
from sagstyngde.retention import Due, Retention, read_retention

TODAY = date(2026, 11, 2)
RULES = """
decided_by = "Chefen"
decided_on = 2026-11-01
[cases]
years_after_closing = 5
not_before_age = 23
born_fact = "born_on"
[children]
days_without_case = 90
[felt]
months = 18
[people]
days = 730
[events]
days = 365
[replies]
hours = 72
"""


def a_case(*, closed_on: date | None = date(2020, 1, 1), born_on: date | None = date(2000, 1, 1)) -> Case:
    facts = {} if born_on is None else {"born_on": born_on}
    return Case(case_id=CaseId("s1"), received_on=date(2010, 1, 1), closed_on=closed_on, facts=facts)


def test_rules_are_read_as_they_were_decided() -> None:
    assert read_retention(RULES, "regler.toml") == Retention(
        decided_by="Chefen",
        decided_on=date(2026, 11, 1),
        years_after_closing=5,
        not_before_age=23,
        born_fact="born_on",
        days_without_case=90,
        felt_months=18,
        people_days=730,
        event_days=365,
        reply_hours=72,
    )


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (a_case(), Due.DUE),
        (a_case(closed_on=None), Due.KEPT),
        (a_case(closed_on=date(2021, 11, 2)), Due.DUE),
        (a_case(closed_on=date(2021, 11, 3)), Due.KEPT),
        (a_case(born_on=date(2003, 11, 2)), Due.DUE),
        (a_case(born_on=date(2003, 11, 3)), Due.KEPT),
        (a_case(born_on=None), Due.AGE_UNKNOWN),
        (a_case(born_on=None, closed_on=date(2025, 1, 1)), Due.KEPT),
    ],
)
def test_a_case_goes_when_both_its_closing_and_the_childs_age_let_it(case: Case, expected: Due) -> None:
    assert read_retention(RULES, "regler.toml").of(case, today=TODAY) is expected


def test_what_no_rule_is_made_for_is_kept_for_ever() -> None:
    rules = read_retention('decided_by = "Chefen"\ndecided_on = 2026-11-01', "regler.toml")

    assert rules.of(a_case(), today=date(2100, 1, 1)) is Due.KEPT
    assert (rules.days_without_case, rules.event_days, rules.reply_hours) == (None, None, None)


def test_what_employees_told_of_themselves_goes_though_nobody_decided_when() -> None:
    assert read_retention('decided_by = "Chefen"\ndecided_on = 2026-11-01', "regler.toml").felt_months == 24


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (('decided_by = "Chefen"', 'decided_by = " "'), "decided_by"),
        (("decided_on = 2026-11-01", 'decided_on = "i går"'), "decided_on"),
        (("decided_on = 2026-11-01", "decided_on = 2026-11-01T10:00:00"), "decided_on"),
        (("years_after_closing = 5", "years_after_closing = 0"), "at least 1"),
        (("years_after_closing = 5", "years_after_closing = 4.5"), "years_after_closing"),
        (("years_after_closing = 5", "years_after_closing = true"), "years_after_closing"),
        (("years_after_closing", "years_after_opening"), "years_after_opening"),
        (('born_fact = "born_on"', ""), "go together"),
        (("hours = 72", "hours = 23"), "24 hours"),
        (("months = 18", "months = 0"), "at least 1"),
        (("months = 18", "days = 18"), "felt. days"),
        (("[events]", "[event]"), "unknown: event"),
        (("[replies]\nhours = 72", "replies = 3"), "replies"),
        (("[cases]", "[cases"), "regler"),
    ],
)
def test_rules_that_cannot_be_meant_are_refused_by_name(change: tuple[str, str], named: str) -> None:
    with pytest.raises(RetentionRefused, match=named) as refused:
        read_retention(RULES.replace(*change), "regler.toml")

    assert refused.value.danish.startswith("regler.toml: ")
