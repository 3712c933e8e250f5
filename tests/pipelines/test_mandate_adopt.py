from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from mandate.register_toml import EXAMPLE, register_text
from storage.engine import open_engine, reading
from storage.registers import AdoptedRegister, register_versions
from storage.tables.audit import audit_entries
from tests.pipelines.command_line import Ran

TEXT = register_text(EXAMPLE)[1].replace("is_example = true\n", "")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.toml"
    file.write_text(TEXT, "utf-8")
    return file


def _versions(casebook_url: str) -> tuple[AdoptedRegister, ...]:
    engine = open_engine(casebook_url)
    with reading(engine) as connection:
        found = register_versions(connection)
    engine.dispose()
    return found


def test_a_register_is_adopted_whole_from_a_day_with_its_note_and_a_line_in_the_log(
    ran: Ran, plan: Path, casebook_url: str
) -> None:
    code, told, _ = ran("mandate", "adopt", str(plan), "--from", "2027-01-01", "--note", "Udvalget, punkt 4")

    (adopted,) = _versions(casebook_url)
    assert (code, told) == (0, "Kompetenceplanen er vedtaget som udgave 1 og gælder fra 1. jan. 2027\n")
    assert (adopted.toml, adopted.holds_from, adopted.note) == (TEXT, date(2027, 1, 1), "Udvalget, punkt 4")
    assert adopted.adopted.by.startswith("cli:")
    engine = open_engine(casebook_url)
    with reading(engine) as connection:
        assert connection.execute(select(audit_entries.c.operation)).scalars().all() == ["mandate.adopt"]
    engine.dispose()


def test_the_same_register_again_changes_nothing_and_says_so(ran: Ran, plan: Path, casebook_url: str) -> None:
    ran("mandate", "adopt", str(plan))
    code, told, _ = ran("--lang", "en", "mandate", "adopt", str(plan))

    assert (code, "stands already; nothing is changed" in told, len(_versions(casebook_url))) == (0, True, 1)


@pytest.mark.parametrize(
    ("text", "told"), [(register_text(EXAMPLE)[1], "is_example"), ("ikke toml", "ikke gyldig TOML")]
)
def test_what_cannot_be_used_is_refused_and_what_stood_stands(ran: Ran, plan: Path, text: str, told: str) -> None:
    ran("mandate", "adopt", str(plan))
    plan.write_text(text, "utf-8")

    code, _, refused = ran("mandate", "adopt", str(plan))
    plan.write_text(TEXT, "utf-8")

    assert (code, told in refused) == (1, True)
    assert "står allerede som udgave 1" in ran("mandate", "adopt", str(plan))[1]


@pytest.mark.parametrize("note", ["to\nlinjer", "010101-1234", "x" * 2_001])
def test_a_note_is_one_plain_line(ran: Ran, plan: Path, note: str) -> None:
    code, _, refused = ran("mandate", "adopt", str(plan), "--note", note)

    assert (code, "én almindelig linje" in refused) == (1, True)
