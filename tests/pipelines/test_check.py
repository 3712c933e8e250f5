import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from pipelines.check import check
from sagstyngde.errors import HistoryRefused, Language
from tests.factories import CASES, a_history_folder, a_long_history_folder

SCHEME = """\
name = "proeve"
version = "1"

[effort]
source = "hours"

[columns]
closed_on = "closed_on"

[[category.scale]]
code = "A"
name = "Enkel"

[[category.scale]]
code = "B"
name = "Sammensat"

[[category.scale]]
code = "C"
name = "Kompleks"

[[category.scale]]
code = "D"
name = "Særligt kompleks"

[[fact]]
name = "kommunikation"
kind = "level"
"""


def checked(folder: Path, *, as_json: bool = False, language: Language = Language.DANISH) -> tuple[bool, str]:
    (folder / "skema.toml").write_text(SCHEME, encoding="utf-8")
    told = io.StringIO()
    console = Console(file=told, width=160)
    can_train = check(str(folder / "skema.toml"), folder, as_json=as_json, console=console, language=language)
    return can_train, told.getvalue()


def test_a_good_history_is_told_to_be_good(tmp_path: Path) -> None:
    can_train, told = checked(a_long_history_folder(tmp_path, 300))

    assert can_train
    assert "Historikken kan bruges til træning." in told
    assert "Afviste rækker" not in told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.DANISH, ["Afviste rækker", "helt tal", "Træning ville standse", "too_few_cases: Der er 3 sager"]),
        (Language.ENGLISH, ["Refused rows", "whole number", "Training would stop", "too_few_cases: There are 3 cases"]),
    ],
)
def test_refusals_and_stops_are_told_in_the_readers_language(
    tmp_path: Path, language: Language, words: list[str]
) -> None:
    can_train, told = checked(a_history_folder(tmp_path, cases=f"{CASES}s4,2025-01-10,,k1,9,ja\n"), language=language)

    assert not can_train
    assert all(word in told for word in words)


def test_only_the_first_twenty_rows_of_a_kind_are_shown(tmp_path: Path) -> None:
    bad = "".join(f"x{number},2025-01-10,,k1,9,ja\n" for number in range(30))

    _, told = checked(a_history_folder(tmp_path, cases=CASES + bad))

    flat = "".join(part.strip(" │\n") for part in told.split("│"))
    assert "24" in flat
    assert "alle med --json" in told
    assert " 25" not in told


def test_json_holds_every_refusal_and_nothing_else(tmp_path: Path) -> None:
    bad = "".join(f"x{number},2025-01-10,,k1,9,ja\n" for number in range(30))

    can_train, told = checked(a_history_folder(tmp_path, cases=CASES + bad), as_json=True)

    report = json.loads(told)
    assert len(report["refusals"]) == 30
    assert report["can_train"] is can_train is False


def test_an_unusable_history_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HistoryRefused, match=r"hours\.csv"):
        checked(a_history_folder(tmp_path, hours=None))


def test_work_on_no_case_that_was_never_recorded_is_not_told_as_none(municipality: Path) -> None:
    told = io.StringIO()
    scheme = str(municipality / "scheme.toml")
    check(scheme, municipality, as_json=False, console=Console(file=told, width=160), language=Language.DANISH)

    line = next(line for line in told.getvalue().splitlines() if "Andet arbejde end sager" in line)
    assert "ikke registreret" in line
