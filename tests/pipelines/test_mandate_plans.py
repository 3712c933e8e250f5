"""Registering a trial's plan: what is written, what it is worth afterwards, and that no margin moves unseen."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from mandate.trial_plan_toml import trial_plan_text
from storage.engine import open_engine, reading, writing
from storage.stamp import Stamp
from storage.tables.audit import audit_entries
from storage.trials import insert_evaluation, registered_plans
from tests.pipelines.command_line import Ran

_, EXAMPLE = trial_plan_text("eksempel")
ADAPTED = EXAMPLE.replace("is_example = true\n", "").replace("2024-", "2094-").replace("2026-", "2096-")
ADAPTED = ADAPTED.replace("2027-", "2097-")
"""The example, adopted, and far enough ahead not to have begun."""


def a_plan(tmp_path: Path, text: str = ADAPTED) -> str:
    path = tmp_path / "plan.toml"
    path.write_text(text, "utf-8")
    return str(path)


def test_a_plan_is_registered_with_a_receipt_and_a_line_in_the_log(ran: Ran, casebook_url: str, tmp_path: Path) -> None:
    code, told, _ = ran("mandate", "plan", a_plan(tmp_path))

    with reading(open_engine(casebook_url)) as connection:
        [stored] = registered_plans(connection)
        operations = [row.operation for row in connection.execute(select(audit_entries))]
    assert code == 0
    assert stored.toml == ADAPTED
    assert f"Kvittering: {stored.content_hash}\n" in told
    assert "før forsøget begyndte." in told
    assert operations == ["trial_plan.register"]


def test_a_changed_margin_is_another_plan_and_both_are_listed(ran: Ran, tmp_path: Path) -> None:
    first = ran("mandate", "plan", a_plan(tmp_path))[1]
    again = ran("mandate", "plan", a_plan(tmp_path))[1]
    changed = ran("mandate", "plan", a_plan(tmp_path, ADAPTED.replace("margin = 0.05", "margin = 0.08")))[1]

    listed = ran("mandate", "plans")[1]

    assert first == again != changed
    assert listed.count("Beslutningskompetence") == 2
    assert "højst 5,0 procentpoint flere bevilges" in listed
    assert "højst 8,0 procentpoint flere bevilges" in listed


def test_a_plan_registered_after_the_figures_were_seen_says_so(ran: Ran, casebook_url: str, tmp_path: Path) -> None:
    ran("mandate", "plan", a_plan(tmp_path))
    with writing(open_engine(casebook_url)) as connection:
        [stored] = registered_plans(connection)
        looked = Stamp(by="anna", at=datetime.now(UTC))
        insert_evaluation(connection, stored.plan_id, {}, data_until=date(2026, 1, 31), stamp=looked)

    told = ran("mandate", "plan", a_plan(tmp_path, ADAPTED.replace("margin = 0.05", "margin = 0.08")))[1]

    assert "efter at data var set" in told


def test_a_plan_registered_after_the_start_says_so(ran: Ran, tmp_path: Path) -> None:
    begun = EXAMPLE.replace("is_example = true\n", "").replace("2024-", "2014-").replace("2026-", "2016-")

    assert (
        "efter at forsøget var begyndt" in ran("mandate", "plan", a_plan(tmp_path, begun.replace("2027-", "2017-")))[1]
    )


@pytest.mark.parametrize("text", [EXAMPLE, ADAPTED.replace('purpose = "', 'purpose = "Om barnet 010190-1234. ')])
def test_an_example_and_a_cpr_number_are_not_registered(ran: Ran, casebook_url: str, tmp_path: Path, text: str) -> None:
    code, _, refused = ran("mandate", "plan", a_plan(tmp_path, text))

    assert code == 1
    assert "registreres ikke" in refused
    assert "010190" not in refused
