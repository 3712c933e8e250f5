"""What a register may say is described, and what is described can be said."""

from enum import StrEnum
from pathlib import Path

import pytest

from mandate.register import Leave, Reemployment
from mandate.register_rows import HeadRow, ProvisionRow, Row, RuleRow, SeniorityRow
from mandate.register_toml import LARGEST, MOST_ENTRIES, parse_register
from sagstyngde.decision import Level, Unit
from sagstyngde.toml_text import MOST_POINTS

PAGE = (Path(__file__).parents[2] / "docs" / "beslutningskompetence.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("### Before the first table", HeadRow),
        ("### `[seniority]`", SeniorityRow),
        ("### `[[provision]]`", ProvisionRow),
        ("### `[[rule]]`", RuleRow),
    ],
)
def test_every_key_is_described_where_it_stands(heading: str, row: type[Row]) -> None:
    section = PAGE.split(heading)[1].split("\n#")[0]

    assert [key for key in row.model_fields if f"`{key}`" not in section] == []


@pytest.mark.parametrize("choices", [Level, Unit, Leave, Reemployment])
def test_every_value_is_described(choices: type[StrEnum]) -> None:
    assert [
        choice.value for choice in choices if f"`{choice.value}`" not in PAGE and f'"{choice.value}"' not in PAGE
    ] == []


def test_the_example_of_the_page_is_a_register() -> None:
    register = parse_register(PAGE.split("```toml\n")[1].split("```")[0], "beslutningskompetence.md")

    assert [rule.level for rule in register.rules] == [Level.OWN, Level.LEADER]


def test_the_limits_on_a_file_are_those_that_are_described() -> None:
    limits = (f"{LARGEST:,} characters", f"{MOST_ENTRIES:,} entries", f"more than {MOST_POINTS} points")

    assert [limit for limit in limits if limit not in PAGE] == []
