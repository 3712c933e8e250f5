import json
from pathlib import Path

import pytest
from rich.console import Console

from tests.mandate.registers import a_provision, a_register, a_rule
from tests.pipelines.command_line import Ran


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A register with a rule on a paragraph, which its first number has and its second has replaced by its own."""
    file = tmp_path / "plan.toml"
    provisions = (
        a_provision("BL § 90", title="Hjælp [til børn]"),
        a_provision("BL § 90 nr. 1", title="Hjælp"),
    )
    rules = (
        a_rule("hele", code="BL § 90", level="teamleder"),
        a_rule("traening", limit="60_000", ends_on="2026-12-31"),
    )
    file.write_text(a_register(*provisions, *rules), "utf-8")
    return file


def test_a_register_that_can_be_used_is_said_to_be(ran: Ran, plan: Path) -> None:
    code, told, _ = ran("mandate", "check", str(plan))

    assert (code, told) == (0, "Planen kan bruges: 3 bestemmelser, 2 regler.\n")


def test_the_shipped_one_is_said_to_be_an_example(ran: Ran) -> None:
    code, told, _ = ran("--lang", "en", "mandate", "check", "eksempel")

    assert code == 0
    assert told.startswith("the register can be used: ")
    assert "Eksempel, ikke vedtaget af kommunen." in told


def test_everything_that_is_wrong_is_told_and_the_exit_code_says_so(ran: Ran, tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(a_register(a_rule("a", level="chef"), a_rule("b", limit="-1")), "utf-8")

    code, told, _ = ran("mandate", "check", str(file))

    assert code == 1
    assert [line.split(":")[0] for line in told.splitlines()] == ["plan.toml", "plan.toml"]
    assert [line.split(": ")[1] for line in told.splitlines()] == ["[[rule]] a, level", "[[rule]] b, limit"]


def test_all_of_a_register_is_shown_with_its_days(ran: Ran, plan: Path) -> None:
    code, told, _ = ran("mandate", "show", str(plan))

    assert code == 0
    assert "BL § 90 Hjælp [til børn]" in told
    assert "egenkompetence     1. jan. 2024 – 31. dec. 2026  højst" in told
    assert "højst 60.000 kr. om året" in told
    assert "efter seks måneders ansættelse" in told
    assert "ingen egen regel" in told


def test_a_narrow_screen_cuts_nothing_off(ran: Ran, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Console, "width", 40)

    _, told, _ = ran("mandate", "show", str(plan))

    assert "højst 60.000 kr. om året       efter seks måneders ansættelse" in told


def test_a_day_is_shown_with_the_rules_that_apply_then_and_what_comes(ran: Ran, plan: Path) -> None:
    _, told, _ = ran("mandate", "show", str(plan), "--on", "2026-11-22")

    assert "teamleder (regel for BL § 90)" in told
    assert "Senere: reglen traening (BL § 90 nr. 3) gælder til og med den 31. december 2026." in told


def test_systems_read_the_same_of_a_day(ran: Ran, plan: Path) -> None:
    _, told, _ = ran("mandate", "show", str(plan), "--on", "2027-01-01", "--json")

    answer = json.loads(told)
    rules = {one["provision"]: [rule["rule_id"] for rule in one["rules"]] for one in answer["provisions"]}
    assert (answer["on"], answer["is_example"], answer["seniority"]["months"]) == ("2027-01-01", False, 6)
    assert rules == {"BL § 90": ["hele"], "BL § 90 nr. 1": ["hele"], "BL § 90 nr. 3": ["hele"]}


def test_what_a_new_version_changes_is_said(ran: Ran, plan: Path, tmp_path: Path) -> None:
    newer = tmp_path / "ny.toml"
    newer.write_text(plan.read_text("utf-8").replace("60_000", "80_000"), "utf-8")

    _, same, _ = ran("mandate", "diff", str(plan), str(plan))
    _, changed, _ = ran("mandate", "diff", str(plan), str(newer))

    assert same == "Ingen ændringer.\n"
    assert changed == (
        "Reglen for barnets lov § 90, nr. 3 får hævet grænsen fra 60.000 kr. om året til 80.000 kr. om året.\n"
        "1 ændring.\n"
    )


def test_a_register_that_cannot_be_used_is_not_shown(ran: Ran, tmp_path: Path) -> None:
    code, told, refused = ran("mandate", "show", str(tmp_path / "findes-ikke.toml"))

    assert (code, told) == (1, "")
    assert refused == "kompetenceplan findes-ikke.toml: findes ikke; indbygget: eksempel\n"
