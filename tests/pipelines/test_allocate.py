"""Files in, a plan out: whole or not at all."""

import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from pipelines.allocate import allocate_files
from pipelines.plan_json import plan_as_json
from pipelines.whole_files import write_whole
from sagstyngde.case import CaseworkerId
from sagstyngde.errors import InputRefused
from sagstyngde.plan import Load, Plan

ON = date(2026, 11, 2)
STAFF = """caseworker_id,name,team,districts,competences,weekly_hours,fixed_monthly_hours,employed_on,left_on
k1,M. Holm,nord,,autisme,37,0,2015-01-01,
k2,T. [Krogh],nord,,,30,5,2015-01-01,
"""
CASES = [
    {"case_id": "1", "monthly_hours": [6.0] * 6, "required_competences": ["autisme"]},
    {"case_id": "2", "monthly_hours": [6.0] * 6},
    {"case_id": "3", "monthly_hours": [6.0] * 6, "required_competences": ["tegnsprog"]},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "staff.csv").write_text(STAFF, "utf-8")
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, CASES)), "utf-8")
    return tmp_path


def run(
    folder: Path,
    *,
    explain: bool,
    slack: bool = False,
    cases: str = "cases.jsonl",
    policy: str = "standard",
    register: str | None = None,
) -> tuple[Plan, str]:
    console = Console(file=io.StringIO(), width=200)
    plan = allocate_files(
        policy,
        folder / cases,
        folder / "staff.csv",
        folder / "plan.json",
        explain=explain,
        slack=slack,
        register=register,
        time_limit_s=None,
        on=ON,
        console=console,
    )
    assert isinstance(console.file, io.StringIO)
    return plan, console.file.getvalue()


def test_the_plan_is_written_as_json_and_shown_as_a_table_in_danish(folder: Path) -> None:
    plan, shown = run(folder, explain=True)

    written = json.loads((folder / "plan.json").read_text("utf-8"))
    assert written == json.loads(json.dumps(plan_as_json(plan)))
    assert [placement["caseworker_id"] for placement in written["placements"]] == ["k1", "k2"]
    assert written["placements"][0]["reasons"][1] == "Har kompetencen autisme."
    assert "Belastning efter" in shown
    assert "T. [Krogh]" in shown
    assert [goal["proved"] for goal in written["goals"]] == [goal.proved for goal in plan.goals]
    assert "Mål i rækkefølge" in shown
    assert "kan ikke blive bedre" in shown
    assert "Sag 3 kan ikke placeres uden at fravige noget: den kræver tegnsprog, og ingen har det." in shown
    assert "Ellers: T. [Krogh] – mangler kompetencen autisme." in shown


def test_a_register_says_who_may_decide_alone(folder: Path) -> None:
    staff = STAFF.replace("2015-01-01,\nk2", "2026-09-01,\nk2")
    (folder / "staff.csv").write_text(staff, "utf-8")
    case = {"monthly_hours": [1.0], "decision_on": "2026-12-01", "decision_under": ["bl_81"]}
    rows = [case | {"case_id": "1"}, case | {"case_id": "2", "decision_under": ["BL § 81", "ukendt"]}]
    (folder / "await.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (folder / "egen.toml").write_text(
        'name = "egen"\n[[principle]]\nname = "beslutningskompetence"\n[[principle]]\nname = "ligelig_fordeling"\n',
        "utf-8",
    )

    plan, _ = run(folder, explain=True, cases="await.jsonl", policy=str(folder / "egen.toml"), register="eksempel")

    assert [(one.case_id, one.caseworker_id) for one in plan.placements] == [("1", "k2"), ("2", "k2")]
    assert "Må selv træffe afgørelse efter barnets lov § 81." in plan.placements[0].reasons


def test_without_explain_the_reasons_stay_out(folder: Path) -> None:
    _, shown = run(folder, explain=False)

    written = json.loads((folder / "plan.json").read_text("utf-8"))
    assert all(placement["reasons"] == placement["alternatives"] == [] for placement in written["placements"])
    assert "Foreslået:" not in shown


def test_without_reasons_it_is_told_who_is_proposed_for_what_and_from_whom(folder: Path) -> None:
    held = [{"case_id": case_id, "monthly_hours": [60.0] * 6, "caseworker_id": "k1"} for case_id in ("1", "2")]
    (folder / "held.jsonl").write_text("\n".join(map(json.dumps, [*held, CASES[2]])), "utf-8")

    _, shown = run(folder, explain=False, cases="held.jsonl", policy="faa_flytninger")

    assert "1 sag foreslået flyttet, 1 sag ikke placeret. Begynd med den, der ikke er placeret." in shown
    assert "T. [Krogh]  M. Holm" in shown
    assert shown.index("Ikke placeret (1)") < shown.index("Flyttes fra") < shown.index("Belastning før og efter")


def test_a_policy_by_day_of_birth_tells_what_it_cannot_see(folder: Path) -> None:
    plan, shown = run(folder, explain=False, policy="cpr_dag")

    assert json.loads((folder / "plan.json").read_text("utf-8"))["cautions"] == list(plan.cautions)
    assert "skiller søskende ad. Dagene 29–31 er sjældnere end de andre" in shown


def test_no_cases_are_said_to_be_none(folder: Path) -> None:
    (folder / "none.jsonl").write_text("", "utf-8")

    plan, shown = run(folder, explain=True, cases="none.jsonl")

    assert plan.placements == ()
    assert "Der er ingen sager at fordele." in shown


def test_a_refused_file_leaves_the_earlier_plan_alone(folder: Path) -> None:
    (folder / "plan.json").write_text("tidligere", "utf-8")
    (folder / "bad.jsonl").write_text("{", "utf-8")

    with pytest.raises(InputRefused):
        run(folder, explain=True, cases="bad.jsonl")

    assert (folder / "plan.json").read_text("utf-8") == "tidligere"
    assert not list(folder.glob(".*"))


def test_a_folder_that_cannot_be_written_to_is_refused(folder: Path) -> None:
    for out in (folder / "mangler" / "plan.json", folder / "staff.csv" / "plan.json"):
        with pytest.raises(InputRefused, match=r"plan\.json: cannot be written there"):
            write_whole(out, "{}")


def test_the_peak_the_chance_of_overload_and_the_weeks_are_told(folder: Path) -> None:
    away = "caseworker_id,starts_on,ends_on\nk1,2027-01-04,2027-01-22\n"
    (folder / "absences.csv").write_text(away, "utf-8")
    heavy = [case | {"monthly_hours": [60.0] * 6, "spread": 0.5} for case in CASES[:2]]
    (folder / "heavy.jsonl").write_text("\n".join(map(json.dumps, heavy)), "utf-8")

    _, shown = run(folder, explain=False, cases="heavy.jsonl")

    first = json.loads((folder / "plan.json").read_text("utf-8"))["loads"][0]
    assert "Højeste måned" in shown
    assert " % 2.1." in shown
    assert "nettokapaciteten" in shown
    assert first["peak_month_starts_on"] == "2027-01-02"
    assert first["peak_after"] > first["share_after"]
    assert 0.0 < first["overload_chance"] < 0.5
    assert (len(first["weekly_hours_after"]), round(sum(first["weekly_hours_after"]), 6)) == (26, 360.0)


def test_a_helper_who_is_not_on_the_staff_list_is_named_and_the_hours_stay(folder: Path) -> None:
    shared = CASES[1] | {"shared": [{"caseworker_id": "k9", "share": 0.25}]}
    (folder / "shared.jsonl").write_text(json.dumps(shared), "utf-8")

    plan, shown = run(folder, explain=False, cases="shared.jsonl")

    assert "Sag 2: k9 hjælper på sagen, men står ikke på medarbejderlisten; 25 % af timerne" in shown
    assert sum(sum(load.hours_after) for load in plan.loads) == pytest.approx(36.0)


def test_a_load_without_capacity_has_no_share_in_json() -> None:
    load = Load(
        caseworker_id=CaseworkerId("k"),
        capacity_hours=(0.0,),
        hours_before=(0.0,),
        hours_after=(2.0,),
        count_before=0,
        count_after=1,
    )
    plan = Plan(policy="p", proposed_on=ON, placements=(), unplaced=(), loads=(load,), violations=())

    written = plan_as_json(plan)

    assert (written["loads"][0]["share_before"], written["loads"][0]["share_after"]) == (0.0, None)
    assert (written["loads"][0]["peak_after"], written["loads"][0]["peak_month_starts_on"]) == (0.0, None)
    assert written["peak_share"] is None


def test_the_price_of_slack_is_shown_and_written(folder: Path) -> None:
    plan, shown = run(folder, explain=False, slack=True)

    written = json.loads((folder / "plan.json").read_text("utf-8"))["slack"]
    assert [one["tolerance"] for one in written] == [0.0, 0.01, 0.03, 0.05, 0.1]
    assert [goal["goal"] for goal in written[0]["goals"]] == [goal.goal for goal in plan.slack[0].goals]
    assert "Hvad spillerum i den største belastning koster og giver" in shown
    assert re.search(r"Spillerum +0 % +1 % +3 % +5 % +10 %", shown)
    assert "Uændret af spillerummet: Ledelsesmæssig vurdering (0 sager), " in shown
