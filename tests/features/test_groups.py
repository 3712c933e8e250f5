from datetime import date

from features.groups import NOT_TOLD, groupings
from features.scheme import CategoryRule, EffortRule, EffortSource, Feature, GroupRule, Kind, Known, Scheme, Use
from sagstyngde.case import Case, CaseId
from tests.factories import SCALE, a_case, a_fact, a_scheme

BORN = a_fact("born_on", Kind.DATE)
AGE = Feature(name="age_years", function="age_years", of=("born_on",), label="Alder")
GENDER = a_fact("gender", Kind.CHOICE, use=Use.AUDIT, options={"pige": "Pige", "dreng": "Dreng"})
OUTCOME = a_fact("outcome", Kind.CHOICE, use=Use.AUDIT, known=Known.LATER)
IMPAIRMENTS = a_fact("impairments", Kind.CHOICES, options={"syn": "Syn", "mobilitet": "Mobilitet"})


def _scheme() -> Scheme:
    return a_scheme(
        facts=(BORN, GENDER, OUTCOME, IMPAIRMENTS),
        features=(AGE,),
        category=CategoryRule(scale=SCALE),
        effort=EffortRule(source=EffortSource.HOURS),
        groups=GroupRule(facts=("impairments",), age="age_years"),
    )


def _told(cases: list[Case]) -> dict[str, dict[str, list[int]]]:
    return {
        grouping.name: {group.label: group.rows.tolist() for group in grouping.groups}
        for grouping in groupings(_scheme(), cases)
    }


def test_children_are_divided_by_age_audit_choices_team_and_named_facts() -> None:
    cases = [
        a_case(facts={"born_on": date(2021, 1, 1), "gender": "pige", "impairments": frozenset({"syn"})}, team="Nord"),
        a_case(facts={"born_on": date(2009, 1, 1), "gender": "dreng", "impairments": frozenset({"syn", "mobilitet"})}),
        a_case(facts={"outcome": "afslag"}, team="Nord"),
    ]

    told = _told(cases)

    assert told["age_years"] == {"under 6 år": [0], "16 år og derover": [1], NOT_TOLD: [2]}
    assert told["gender"] == {"Pige": [0], "Dreng": [1], NOT_TOLD: [2]}
    assert told["impairments"] == {"Syn": [0, 1], "Mobilitet": [1], NOT_TOLD: [2]}
    assert told["team"] == {"Nord": [0, 2], NOT_TOLD: [1]}


def test_an_outcome_is_no_group_of_children_and_a_way_in_which_all_are_alike_is_left_out() -> None:
    cases = [a_case(case_id=CaseId(str(n)), district="Øst", facts={"outcome": str(n)}) for n in range(3)]

    assert _told(cases) == {}
