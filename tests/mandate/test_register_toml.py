"""What a register may say, and what is refused."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandate.register import Leave, Reemployment, Rule, Seniority
from mandate.register_faults import register_faults
from mandate.register_toml import (
    LARGEST,
    MOST_ENTRIES,
    MOST_FAULTS,
    example_register,
    parse_register,
    read_register,
)
from sagstyngde.decision import Amount, Level, Span, Unit
from sagstyngde.errors import Language, RegisterRefused
from sagstyngde.provision import Provision
from tests.mandate.registers import HEAD, SENIORITY, a_provision, a_register, a_rule

TRAINING = Provision.parse("BL § 90 nr. 3")


def faults_of(text: str) -> list[str]:
    """Return what is wrong with a register, in Danish."""
    with pytest.raises(RegisterRefused) as refused:
        parse_register(text, "p.toml")
    assert refused.value.danish.startswith("kompetenceplan p.toml: ")
    assert refused.value.english.startswith("register p.toml: ")
    return [fault.text(Language.DANISH) for fault in refused.value.faults]


def test_a_register_is_what_its_file_says() -> None:
    own = a_rule("egen", limit="60_000", ends_on="2026-12-31", more='competence = "kursus"\nseniority = false')
    leader = a_rule("leder", level="teamleder")

    register = parse_register(a_register(own, leader), "p.toml")

    assert (register.name, register.version, register.is_example) == ("prøve", "1", False)
    assert register.rules == (
        Rule(
            rule_id="egen",
            provision=TRAINING,
            level=Level.OWN,
            holds=Span(starts_on=date(2024, 1, 1), ends_on=date(2026, 12, 31)),
            limit=Amount(value=60_000.0, unit=Unit.KRONER_A_YEAR),
            seniority=False,
            competence="kursus",
        ),
        Rule(
            rule_id="leder",
            provision=TRAINING,
            level=Level.LEADER,
            holds=Span(starts_on=date(2024, 1, 1)),
            seniority=False,
        ),
    )


def test_six_months_are_asked_for_unless_a_rule_says_otherwise() -> None:
    register = parse_register(a_register(a_rule()), "p.toml")

    assert register.rules[0].seniority
    assert register.seniority == Seniority()


def test_the_rules_of_seniority_can_be_the_municipalitys_own() -> None:
    own = 'leave = "pauses"\nleave_days = 14\nreemployment = "continues"\ngap_months = 24\n'

    register = parse_register(a_register(seniority=f"[seniority]\nmonths = 9\n{own}"), "p.toml")

    assert register.seniority == Seniority(
        months=9, leave=Leave.PAUSES, leave_days=14, reemployment=Reemployment.CONTINUES, gap_months=24
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('name = "a', "er ikke gyldig TOML"),
        ("a = " + "[" * 300 + "\n" + "[" * 300 + "\n" + "[" * 400, "er ikke gyldig TOML"),
        ("a = 2024-02-30", "er ikke gyldig TOML"),
        (f"{HEAD}rule = 7\n{SENIORITY}", "[[rule]]: skriv hver som [[rule]]"),
        (f"{HEAD}rule = [7]\n{SENIORITY}", "[[rule]] 1: er ikke en tabel"),
        (f'{HEAD}rule = "r"\n{SENIORITY}', "[[rule]]: skriv hver som [[rule]]"),
        (f"{HEAD}seniority = 6\n", "[seniority]: er ikke en tabel"),
        (HEAD, "[seniority], months: mangler"),
        (a_register(head='version = "1"\n'), "name: mangler"),
        (a_register(head='name = "a"\nversion = 1\n'), "version: er ikke en tekst"),
        (a_register(head='name = "a b"\nversion = "1"\n'), "name: består af højst 40 bogstaver"),
        (a_register(head=f"{HEAD}is_example = 1\n"), "is_example: er hverken true eller false"),
        (a_register(head=f"{HEAD}rules = []\n"), "rules: er ikke en kendt nøgle"),
        (a_register(seniority="[seniority]\nmonths = 61\n"), "[seniority], months: ligger mellem 0 og 60"),
        (a_register(seniority="[seniority]\nmonths = -1\n"), "[seniority], months: ligger mellem 0 og 60"),
        (a_register(seniority="[seniority]\nmonths = 6.0\n"), "[seniority], months: er ikke et helt tal"),
        (a_register(seniority="[seniority]\nmonths = true\n"), "[seniority], months: er ikke et helt tal"),
        (
            a_register(seniority='[seniority]\nmonths = 6\nleave = "stops"\n'),
            "[seniority], leave: er ukendt; kendte er",
        ),
        (
            a_register(seniority="[seniority]\nmonths = 6\nleave_days = 9\n"),
            '[seniority], leave_days: har ingen virkning, medmindre leave = "pauses"',
        ),
        (
            a_register(seniority='[seniority]\nmonths = 6\nleave = "pauses"\nleave_days = 0\n'),
            "[seniority], leave_days: ligger mellem 1 og 366",
        ),
        (
            a_register(seniority="[seniority]\nmonths = 6\ngap_months = 3\n"),
            '[seniority], gap_months: hører sammen med reemployment = "continues"',
        ),
        (
            a_register(seniority='[seniority]\nmonths = 6\nreemployment = "continues"\n'),
            '[seniority], gap_months: hører sammen med reemployment = "continues"',
        ),
        (
            a_register(seniority='[seniority]\nmonths = 6\nreemployment = "continues"\ngap_months = 0\n'),
            "[seniority], gap_months: ligger mellem 1 og 60",
        ),
        (a_register(a_provision("§ 90")), "[[provision]] § 90, provision: er ikke en bestemmelse"),
        (a_register(a_provision("BL § 90  nr. 3")), "provision: er ikke en bestemmelse"),
        (a_register(a_provision()), "[[provision]] BL § 90 nr. 3, provision: står to gange"),
        (a_register(a_provision("BL § 1", title=" ")), "[[provision]] BL § 1, title: er én linje på højst 200 tegn"),
        (
            a_register(a_provision("BL § 1", starts_on="2024-01-01T00:00:00")),
            "[[provision]] BL § 1, starts_on: er ikke en dag; skriv 2026-09-01, uden anførselstegn og uden klokkeslæt",
        ),
        (a_register(a_provision("BL § 1", starts_on='"2024-01-01"')), "starts_on: er ikke en dag; skriv 2026-09-01"),
        (a_register(a_provision("BL § 1", starts_on="2024")), "[[provision]] BL § 1, starts_on: er ikke en dag"),
        (a_register(a_provision("BL § 1", starts_on="0204-01-01")), "starts_on: ligger mellem 1950 og 2149"),
        (a_register(a_provision("BL § 1", more="ends_on = 2023-12-31")), "BL § 1, ends_on: ligger før starts_on"),
        (
            a_register(a_provision("BL § 1", more='former = ["BL § 1"]')),
            "[[provision]] BL § 1, former: nævner bestemmelsen selv",
        ),
        (
            a_register(a_provision("BL § 1", more='former = ["SEL § 1", "SEL § 1"]')),
            "[[provision]] BL § 1, former: nævner en bestemmelse to gange",
        ),
        (
            a_register(
                a_provision("BL § 1", more='former = ["SEL § 1"]'), a_provision("SEL § 1", more='former = ["BL § 1"]')
            ),
            "[[provision]] BL § 1, former: SEL § 1 siger omvendt, at denne bestemmelse var dens forgænger",
        ),
        (a_register(a_provision("BL § 1", more='former = "SEL § 1"')), "BL § 1, former: er ikke en liste"),
        (a_register(a_provision("BL § 1", more='former = ["SEL"]')), "BL § 1, former.1: er ikke en bestemmelse"),
        (a_register(a_provision("BL § 1", more='options = ["BL 1"]')), "BL § 1, options: en mulighed skrives som i"),
        (
            a_register(a_provision("BL § 1", more='options = ["a", "a"]')),
            "[[provision]] BL § 1, options: a står mere end ét sted",
        ),
        (
            a_register(a_provision("BL § 1", more='options = ["a"]'), a_provision("BL § 2", more='options = ["a"]')),
            "[[provision]] BL § 2, options: a står mere end ét sted",
        ),
        (a_register(a_rule(level="chef")), "[[rule]] r, level: er ukendt; kendte er 'egenkompetence', 'teammoede'"),
        (a_register(a_rule(limit="5", unit="kr")), "[[rule]] r, unit: er ukendt; kendte er 'kr_aar', 'kr_maaned'"),
        (a_register(a_rule(more="speed = 1.2")), "[[rule]] r, speed: er ikke en kendt nøgle"),
        (a_register(a_rule("to ord")), "[[rule]] to ord, rule_id: består af højst 40"),
        (a_register(a_rule(), a_rule(starts_on="2025-01-01")), "[[rule]] r, rule_id: står to gange"),
        (a_register(a_rule(more="limit = 5")), "[[rule]] r, unit: limit og unit hører sammen"),
        (a_register(a_rule(more='unit = "kr_aar"')), "[[rule]] r, unit: limit og unit hører sammen"),
        (a_register(a_rule(limit="nan")), "[[rule]] r, limit: er ikke et tal"),
        (a_register(a_rule(limit="inf")), "[[rule]] r, limit: er ikke et tal"),
        (a_register(a_rule(limit=f"0x{'f' * 400}")), "er ikke gyldig TOML: et tal er for langt"),
        (a_register(a_rule(limit="true")), "[[rule]] r, limit: er ikke et tal"),
        (a_register(a_rule(limit='"5"')), "[[rule]] r, limit: er ikke et tal"),
        (
            a_register(a_rule(limit="60.000")),
            "[[rule]] r, limit: er ikke et tal, der kun kan læses på én måde",
        ),
        (a_register(a_rule(limit="1.250.000")), "er ikke gyldig TOML"),
        (a_register(a_rule(limit="-5")), "[[rule]] r, limit: er ikke over 0; uden limit gælder reglen alle"),
        (a_register(a_rule(limit="0")), "[[rule]] r, limit: er ikke over 0"),
        (a_register(a_rule(limit="2e9")), "[[rule]] r, limit: ligger over 0 og er højst 1.000.000.000 kr_aar"),
        (a_register(a_rule(limit="60_000", unit="timer_uge")), "[[rule]] r, limit: ligger over 0 og er højst 168"),
        (
            a_register(a_rule(level="visitationsudvalg", limit="5")),
            "[[rule]] r, limit: visitationsudvalget afgør uanset beløb; udelad limit",
        ),
        (
            a_register(a_rule(level="teamleder", more='competence = "kursus"')),
            '[[rule]] r, competence: er et krav til sagsbehandleren og kan kun stå, hvor level = "egenkompetence"',
        ),
        (a_register(a_rule(level="teamleder", more="seniority = true")), "[[rule]] r, seniority: er et krav til"),
        (a_register(a_rule(more='competence = ""')), "[[rule]] r, competence: er én linje på højst 200 tegn"),
        (a_register(a_rule(ends_on="2023-12-31")), "[[rule]] r, ends_on: ligger før starts_on"),
        (a_register(a_rule(code="BL § 91")), "[[rule]] r, provision: BL § 91 er ikke optaget i planen; skriv den som"),
        (
            a_register(a_rule(starts_on="2023-12-31")),
            "[[rule]] r, starts_on: BL § 90 nr. 3 gælder først fra 2024-01-01",
        ),
        (
            a_register(
                a_provision("SEL § 44", starts_on="2018-01-01", more="ends_on = 2023-12-31"),
                a_rule(code="SEL § 44", starts_on="2022-01-01"),
            ),
            "[[rule]] r, ends_on: SEL § 44 ophørte 2023-12-31; lad reglen slutte senest den dag",
        ),
        (
            a_register(a_rule("a", ends_on="2024-06-30"), a_rule("b", starts_on="2024-06-30", limit="5")),
            "[[rule]] b, level: gælder samme dage som a, på samme niveau og for samme bestemmelse",
        ),
        (
            a_register(a_rule("a", limit="10"), a_rule("b", level="teamleder", limit="9.99")),
            "[[rule]] b, limit: er lavere end i a de samme dage, selv om teamleder er det højere niveau",
        ),
        (
            a_register(a_rule("b", level="teamleder", limit="10"), a_rule("a")),
            "[[rule]] b, limit: er lavere end i a de samme dage, selv om teamleder er det højere niveau",
        ),
        (
            a_register(a_rule("a", limit="10"), a_rule("b", level="teamleder", limit="20", unit="timer_uge")),
            "[[rule]] b, unit: a er regnet i kr_aar de samme dage; en bestemmelse har én enhed ad gangen",
        ),
        (a_register(a_provision("BL § 1", title="Barn 010190-1234")), "rummer noget, der ligner et CPR-nummer"),
        (a_register(a_provision("BL § 1", title="\ud800")), "er ikke Unicode-tekst"),
        (f"#\n{'a.' * 61}a = 1", "linje 2 har mere end 60 punktummer"),
        ("#\n" * LARGEST, "er længere end 200000 tegn"),
        ("[[rule]]\n" * (MOST_ENTRIES + 1), "rummer mere end 1000 indgange"),
    ],
)
def test_a_register_that_cannot_be_used_is_refused_with_file_and_place(text: str, fault: str) -> None:
    found = faults_of(text)

    assert any(fault in one for one in found), found


@pytest.mark.parametrize(
    "rules",
    [
        (a_rule("a", ends_on="2024-06-30"), a_rule("b", starts_on="2024-07-01", limit="5")),
        (a_rule("a", limit="10"), a_rule("b", level="teamleder", limit="10")),
        (a_rule("a"), a_rule("b", level="teamleder")),
        (a_rule("a", limit="10"), a_rule("b", level="visitationsudvalg")),
        (
            a_rule("a", limit="10", ends_on="2024-06-30"),
            a_rule("b", level="teamleder", starts_on="2024-07-01", limit="5", unit="timer_uge"),
        ),
        (),
    ],
    ids=["one after the other", "equal limits", "no limits", "the committee", "another unit later", "no rules"],
)
def test_rules_that_follow_or_complete_each_other_are_taken(rules: tuple[str, ...]) -> None:
    assert len(parse_register(a_register(*rules), "p.toml").rules) == len(rules)


def test_all_faults_are_told_at_once_and_the_first_of_them_in_the_text() -> None:
    with pytest.raises(RegisterRefused) as refused:
        parse_register(a_register(a_rule("a", level="chef"), a_rule("b", limit="nan"), seniority=""), "p.toml")

    assert [fault.where for fault in refused.value.faults] == [
        "[seniority], months",
        "[[rule]] a, level",
        "[[rule]] b, limit",
    ]
    assert refused.value.danish == "kompetenceplan p.toml: [seniority], months: mangler (og 2 mere)"
    assert refused.value.english == "register p.toml: [seniority], months: is missing (and 2 more)"


def test_contradictions_are_told_together_and_never_without_end() -> None:
    many = [a_rule(f"r{number}") for number in range(60)]

    assert len(faults_of(a_register(*many))) == MOST_FAULTS
    assert len(faults_of(a_register(a_rule("a", limit="2e9"), a_rule("b", code="BL § 91")))) == 2


def test_a_refusal_repeats_no_value() -> None:
    found = faults_of(a_register(a_rule(limit='"Karen Opdigtet"', more='competence = 7\nunit2 = "Karen Opdigtet"')))

    assert not any("Karen" in fault for fault in found)


def test_decomposed_letters_are_the_same_letters(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_text("\ufeff" + a_register(a_rule(more='competence = "pra\u030ave"')), "utf-8")

    assert read_register(file).rules[0].competence == "pråve"


def test_a_file_that_cannot_be_read_is_named_without_its_folder(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes("# æ".encode("latin-1"))
    (tmp_path / "large.toml").write_bytes(b"#" * (5 * LARGEST))
    refused = []
    for name in ("findes-ikke.toml", "latin.toml", "large.toml", "."):
        with pytest.raises(RegisterRefused) as error:
            read_register(tmp_path / name)
        refused.append(error.value.danish)

    assert refused == [
        "kompetenceplan findes-ikke.toml: findes ikke; indbygget: eksempel",
        "kompetenceplan latin.toml: er ikke UTF-8-tekst; indbygget: eksempel",
        "kompetenceplan large.toml: er længere end 200000 tegn",
        f"kompetenceplan {tmp_path.name}: er en mappe, ikke en fil; indbygget: eksempel",
    ]


def test_the_example_is_read_by_its_name() -> None:
    assert read_register("eksempel") == example_register()


def test_the_order_of_the_entries_means_nothing() -> None:
    entries = (a_rule("a", limit="5"), a_rule("b", level="teamleder"), a_provision("BL § 1"))
    one, other = (parse_register(a_register(*order), "p.toml") for order in (entries, entries[::-1]))

    assert set(one.rules) == set(other.rules)
    assert set(one.provisions) == set(other.provisions)


LINES = a_register(a_rule("a", limit="5", more='competence = "kursus"'), a_rule("b", level="teamleder")).splitlines()
AT = st.integers(0, len(LINES) - 1)


@given(st.lists(st.tuples(AT, AT, st.text(max_size=6)), max_size=6))
def test_whatever_is_done_to_a_register_it_is_read_or_refused(edits: list[tuple[int, int, str]]) -> None:
    lines = list(LINES)
    for at, taken_from, put_in in edits:
        cut = len(put_in) * 3
        lines[at] = LINES[taken_from][:cut] + put_in + LINES[taken_from][cut:]

    with suppress(RegisterRefused):
        assert list(register_faults(parse_register("\n".join(lines), "p.toml"))) == []


@given(st.text())
def test_any_text_is_refused_by_name(text: str) -> None:
    with pytest.raises(RegisterRefused, match=r"^register p\.toml: "):
        parse_register(text, "p.toml")
