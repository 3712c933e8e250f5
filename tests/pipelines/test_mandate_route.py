"""What does a person who asks on the command line get to know?"""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.pipelines.command_line import Ran

STAFF = """\
caseworker_id;name;employed_on;left_on;competences
k1;A. Lund;2020-01-01;;tabt arbejdsfortjeneste
k2;M. Holm;2026-03-01;;
k3;S. Dam;2019-01-01;2026-01-31;
"""
ABSENCES = "caseworker_id;starts_on;ends_on;share\nk2;2026-04-01;2026-06-30;1.0\n"
ROUTE = ("mandate", "route", "eksempel", "--provision", "BL § 90 nr. 3", "--on", "2026-08-31")


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    path = tmp_path / "staff.csv"
    path.write_text(STAFF, "utf-8")
    path.with_name("absences.csv").write_text(ABSENCES, "utf-8")
    return path


def test_a_route_is_told_with_its_reason_and_rule(ran: Ran, staff: Path) -> None:
    code, out, _ = ran(*ROUTE, "--amount", "40000", "--unit", "kr_aar", "--staff", staff, "--caseworker", "k2")

    assert code == 0
    assert out.splitlines() == [
        "Barnets lov § 90, nr. 3, den 31. august 2026: teamleder",
        "Skal afgøres af teamlederen (højst 120.000 kr. om året): sagsbehandleren har først været ansat i seks måneder "
        "den 1. september 2026 (afgørelsen træffes den 31. august 2026).",
        "Kompetenceplan eksempel, udgave 2026-1, regel traening-leder.",
        "Eksempel, ikke vedtaget af kommunen.",
    ]


def test_without_a_caseworker_the_register_alone_is_asked(ran: Ran) -> None:
    _, out, _ = ran(*ROUTE, "--amount", "40000", "--unit", "kr_aar", "--json")

    answer = json.loads(out)
    assert (answer["level"], answer["rule"], answer["is_example"]) == ("egenkompetence", "traening-egen", True)


def test_a_day_that_is_not_given_is_today(ran: Ran) -> None:
    _, out, _ = ran(*ROUTE[:5], "--json")

    assert json.loads(out)["on"] == date.today().isoformat()  # noqa: DTZ011  as the command reckons


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([*ROUTE[:4], "§ 90"], "skriv den som BL § 90 stk. 1 nr. 3"),
        ([*ROUTE, "--amount", "3", "--unit", "timer_uge"], "beløb: det er angivet i timer om ugen"),
        ([*ROUTE[:2], "mangler.toml", *ROUTE[3:]], "findes ikke"),
        ([*ROUTE, "--staff", "staff.csv", "--caseworker", "k9"], "ingen sagsbehandler har det id"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(words: list[str], says: str, ran: Ran, staff: Path) -> None:
    code, _, err = ran(*(staff if word == "staff.csv" else word for word in words))

    assert code == 1
    assert says in err


@pytest.mark.parametrize(
    "words",
    [
        ["--amount", "3"],
        ["--unit", "kr_aar"],
        ["--amount", "-1", "--unit", "kr_aar"],
        ["--amount", "nan", "--unit", "kr_aar"],
        ["--amount", "60.000", "--unit", "kr_aar"],
        ["--amount", "3", "--unit", "bananer"],
        ["--staff", "staff.csv"],
        ["--caseworker", "k1"],
    ],
)
def test_half_a_question_is_wrong_usage(words: list[str], ran: Ran) -> None:
    code, _, err = ran(*ROUTE, *words)

    assert code == 2
    assert "Traceback" not in err


def test_who_may_decide_what_is_a_table_by_provision(ran: Ran, staff: Path) -> None:
    code, out, _ = ran("mandate", "who", "eksempel", "--staff", staff, "--on", "2026-08-31")
    rows = [" ".join(line.split()) for line in out.splitlines()]

    assert code == 0
    for row in (
        "BL § 80 Familievejleder uanset beløb alle 2",
        "BL § 81 Rådgivning, undersøgelse og behandling uanset beløb A. Lund M. Holm (fra 1. september 2026)",
        "BL § 87 Tabt arbejdsfortjeneste højst 5 timer om ugen A. Lund",
        "Eksempel, ikke vedtaget af kommunen.",
    ):
        assert row in rows
    assert not any("BL § 46" in row or "S. Dam" in row for row in rows)
    assert any(row.endswith("kan ingen afgøre noget alene.") for row in rows)


def test_who_may_is_json_for_every_caseworker_and_provision(ran: Ran, staff: Path) -> None:
    _, out, _ = ran("mandate", "who", "eksempel", "--staff", staff, "--on", "2026-08-31", "--json")
    rows = {(one["caseworker_id"], one["provision"]): one for one in json.loads(out)}

    assert rows["k2", "BL § 81"]["own_from"] == "2026-09-01"
    assert (rows["k1", "BL § 87"]["limit"], rows["k1", "BL § 87"]["unit"]) == (5.0, "timer_uge")
    assert len(rows) == 2 * len({provision for _, provision in rows})
