from datetime import date

import pytest

from features.frame import Frame
from features.scheme import Feature, Kind, Words
from models.phrases import changed_clause, clause, fact_text, feature_told, phrase, told, told_fact
from sagstyngde.case import FactValue
from tests.factories import a_case, a_fact, a_scheme

OPTIONS = {"v": "Dagtilbud", "x": "Skole", "z": "PPR"}
COUNTED = Words(none="Ingen partnere", one="Én partner", many="{} partnere")
OVERVEJES = Words(none="Anbringelse overvejes ikke", because="anbringelse overvejes")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.FLAG, True, "ja"),
        (Kind.FLAG, False, "nej"),
        (Kind.LEVEL, 3, "svær"),
        (Kind.COUNT, 12, "12"),
        (Kind.NUMBER, 2.25, "2,2"),
        (Kind.NUMBER, 3.0, "3"),
        (Kind.DATE, date(2020, 5, 3), "3. maj 2020"),
        (Kind.CHOICE, "x", "Skole"),
        (Kind.CHOICES, frozenset({"x", "y"}), "Skole og y"),
        (Kind.CHOICES, frozenset({"v", "x"}), "Dagtilbud og skole"),
        (Kind.CHOICES, frozenset(), "ingen"),
    ],
)
def test_a_value_is_told_as_a_caseworker_says_it(kind: Kind, value: FactValue, text: str) -> None:
    assert fact_text(a_fact("f", kind, options=OPTIONS), value) == text


@pytest.mark.parametrize(
    ("kind", "words", "value", "said"),
    [
        (Kind.FLAG, Words(), True, ("F", "der er f")),
        (Kind.FLAG, Words(), False, ("F: nej", "der ikke er f")),
        (Kind.FLAG, Words(), None, ("F: ikke oplyst", "f ikke er oplyst")),
        (Kind.FLAG, OVERVEJES, True, ("F", "anbringelse overvejes")),
        (Kind.FLAG, OVERVEJES, False, ("Anbringelse overvejes ikke", "det ikke er sådan, at anbringelse overvejes")),
        (Kind.COUNT, COUNTED, 0, ("Ingen partnere", "der er ingen partnere")),
        (Kind.COUNT, COUNTED, 1, ("Én partner", "der er én partner")),
        (Kind.COUNT, COUNTED, 5, ("Fem partnere", "der er fem partnere")),
        (Kind.COUNT, COUNTED, 14, ("14 partnere", "der er 14 partnere")),
        (Kind.COUNT, Words(because_none="alle er vurderet"), 0, ("F: 0", "alle er vurderet")),
        (Kind.COUNT, Words(), 5, ("F: 5", "f er 5")),
        (Kind.NUMBER, Words(because="barnet er {} år"), 7.25, ("F: 7,2", "barnet er 7,2 år")),
        (Kind.NUMBER, Words(unit="km"), 7.25, ("F: 7,2\xa0km", "f er 7,2\xa0km")),
        (
            Kind.NUMBER,
            Words(unit="km", because="der er {} km til skolen"),
            7.0,
            ("F: 7\xa0km", "der er 7 km til skolen"),
        ),
        (Kind.NUMBER, Words(unit="km"), None, ("F: ikke oplyst", "f ikke er oplyst")),
        (Kind.COUNT, Words(unit="dage"), 5, ("F: 5\xa0dage", "f er 5\xa0dage")),
        (Kind.LEVEL, Words(), 3, ("F: svær", "f er vurderet til svær")),
        (Kind.LEVEL, Words(), None, ("F: ikke vurderet", "f ikke er vurderet")),
        (Kind.CHOICE, Words(), "x", ("F: Skole", "f er skole")),
        (Kind.CHOICES, Words(), frozenset("xz"), ("F: Skole og PPR", "f omfatter skole og PPR")),
        (Kind.CHOICES, Words(), frozenset(), ("F: ingen", "der ingen f er")),
        (Kind.CHOICES, Words(), frozenset("abcde"), ("F: a, b, c og to andre", "f omfatter a, b, c og to andre")),
    ],
)
def test_a_value_is_a_phrase_in_a_list_and_a_clause_after_fordi(
    kind: Kind, words: Words, value: FactValue | None, said: tuple[str, str]
) -> None:
    one = told_fact(a_fact("f", kind, options=OPTIONS, words=words), value)

    assert (phrase(one), clause(one)) == said


@pytest.mark.parametrize(
    ("kind", "words", "values", "text"),
    [
        (Kind.FLAG, Words(), (True, False), "der ikke var f"),
        (Kind.FLAG, Words(), (False, True), "der var f"),
        (Kind.FLAG, OVERVEJES, (True, False), "det ikke var sådan, at anbringelse overvejes"),
        (Kind.FLAG, OVERVEJES, (False, True), "det var sådan, at anbringelse overvejes"),
        (Kind.LEVEL, Words(), (4, 2), "f var moderat i stedet for fuldstændig"),
        (Kind.COUNT, COUNTED, (5, 1), "der var én partner i stedet for fem"),
        (Kind.COUNT, Words(), (5, 1), "f var 1 i stedet for 5"),
        (Kind.NUMBER, Words(unit="km"), (5.0, 1.5), "f var 1,5\xa0km i stedet for 5\xa0km"),
        (Kind.CHOICE, Words(), ("x", "z"), "f var PPR i stedet for skole"),
        (Kind.CHOICES, Words(), (frozenset("x"), frozenset("xz")), "f også omfattede PPR"),
        (Kind.CHOICES, Words(), (frozenset("xz"), frozenset("z")), "f ikke omfattede skole"),
    ],
)
def test_another_value_is_a_clause_after_hvis(
    kind: Kind, words: Words, values: tuple[FactValue, FactValue], text: str
) -> None:
    assert changed_clause(a_fact("f", kind, options=OPTIONS, words=words), *values) == text


def test_a_derived_feature_tells_its_own_value() -> None:
    age = Feature(name="alder", function="age_years", of=("born_on",), label="Alder")
    highest = Feature(name="hoejeste", function="highest_level", of=("mobilitet",), label="Højeste niveau")
    facts = (a_fact("born_on", Kind.DATE), a_fact("mobilitet"))
    frame = Frame.of(a_scheme(facts=facts, features=(age, highest)), {})
    case = a_case(facts={"born_on": date(2016, 3, 2), "mobilitet": 3})

    assert [phrase(told(case, frame, name)) for name in ("alder", "hoejeste")] == [
        "Alder: 10,0\N{NO-BREAK SPACE}år",
        "Højeste niveau: svær",
    ]
    assert phrase(told(a_case(), frame, "alder")) == "Alder: ikke oplyst"


def test_a_unit_is_the_schemes_own_else_the_catalogues_and_not_said_twice() -> None:
    def said(label: str, **words: str) -> str:
        feature = Feature(name="tid", function="months_to_18", of=("born_on",), label=label, words=Words(**words))
        return phrase(feature_told(feature, 22.4))

    assert said("Tid til det fyldte 18. år") == "Tid til det fyldte 18. år: 22,4\xa0måneder"
    assert said("Tid til voksen", unit="mdr.") == "Tid til voksen: 22,4\xa0mdr."
    assert said("Måneder til det fyldte 18. år") == "Måneder til det fyldte 18. år: 22,4"
