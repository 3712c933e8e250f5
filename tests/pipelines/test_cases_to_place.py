"""The file of cases to allocate: two forms, one set of checks."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.cases_to_place import case_as_json, read_cases_to_place
from sagstyngde.case import SiblingRule
from sagstyngde.errors import InputRefused

FULL: dict[str, Any] = {
    "case_id": "1",
    "monthly_hours": [2, 1.5],
    "category": "C",
    "family_id": "f",
    "sibling_rule": "same",
    "required_competences": ["autisme"],
    "team": "nord",
    "district": "2",
    "caseworker_id": "k1",
}


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "sager.jsonl"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("wrap", ["{0}\n\n{1}\n", "[{0}, {1}]", "\ufeff{0}\r\n{1}"])
def test_lines_and_lists_read_the_same(tmp_path: Path, wrap: str) -> None:
    path = written(tmp_path, wrap.format(json.dumps(FULL), json.dumps({"case_id": "2", "monthly_hours": []})))

    first, second = read_cases_to_place(path)

    assert (first.monthly_hours, first.sibling_rule, first.caseworker_id) == ((2.0, 1.5), SiblingRule.SAME, "k1")
    assert first.required_competences == {"autisme"}
    assert (second.monthly_hours, second.sibling_rule, second.caseworker_id) == ((), SiblingRule.FREE, None)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    whole = FULL | {
        "spread": 0.4,
        "language": "arabisk",
        "birth_day": 31,
        "decision_on": "2027-02-28",
        "held_since": "2026-01-05",
        "shared": [{"caseworker_id": "k2", "share": 0.2}],
        "leader": {"pinned_to": "k1", "excluded": ["k3", "k2"], "disqualified": ["k4"], "order": ["k1", "k5"]},
    }
    cases = read_cases_to_place(written(tmp_path, json.dumps(whole)))

    again = read_cases_to_place(written(tmp_path, "\n".join(json.dumps(case_as_json(case)) for case in cases)))

    assert again == cases
    assert case_as_json(cases[0])["leader"]["excluded"] == ["k2", "k3"]


@pytest.mark.parametrize("text", ["", "\n\n", "[]"])
def test_a_file_without_cases_holds_no_cases(tmp_path: Path, text: str) -> None:
    assert read_cases_to_place(written(tmp_path, text)) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"monthly_hours": [2.0, -1.0]}, "felt monthly_hours.2: er under 0, det mindste det kan være"),
        ({"monthly_hours": [2000.0]}, "felt monthly_hours.1: er over 744, det meste det kan være"),
        ({"birth_day": 32}, "felt birth_day: er over 31, det meste det kan være"),
        ({"decision_on": "snart"}, "felt decision_on: er ikke en dato; skriv 2026-03-01"),
        ({"shared": [{"caseworker_id": "k2", "share": 0}]}, "felt shared.1.share: skal være over 0"),
        ({"shared": [{"caseworker_id": k, "share": 0.6} for k in "ab"]}, "felt shared: giver tilsammen mere end hele"),
        ({"leader": {"speed": 2}}, "felt leader.speed: er ikke et kendt felt"),
        ({"monthly_hours": [float("nan")]}, "sager.jsonl, række 2, felt monthly_hours.1: skal være et endeligt tal"),
        ({"monthly_hours": "hemmelig"}, "felt monthly_hours: skal være en liste"),
        ({"monthly_hours": [True]}, "felt monthly_hours.1: skal være et tal"),
        ({"case_id": 7}, "felt case_id: skal være en tekst"),
        ({"case_id": ""}, "felt case_id: må ikke være tom"),
        ({"case_id": "1"}, "felt case_id: står to gange i filen"),
        ({"sibling_rule": "hemmelig"}, "felt sibling_rule: skal være same, different eller free"),
        ({"required_competences": "hemmelig"}, "felt required_competences: skal være en liste"),
        ({"speed": "hemmelig"}, "felt speed: er ikke et kendt felt"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_file_row_and_field(
    tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    rows = [FULL, FULL | {"case_id": "2"} | change]

    for text in ("\n".join(map(json.dumps, rows)), json.dumps(rows)):
        with pytest.raises(InputRefused) as refused:
            read_cases_to_place(written(tmp_path, text))
        assert words in refused.value.danish
        assert "hemmelig" not in refused.value.danish + refused.value.english


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"case_id": "1"}', "række 1, felt monthly_hours: mangler"),
        ('{"case_id": ', "række 1: er ikke gyldig JSON"),
        ('[{"case_id": ', "sager.jsonl: er ikke gyldig JSON"),
        ("[1]", "række 1: skal være et objekt"),
        ("[" * 100_000, "er ikke gyldig JSON"),
    ],
)
def test_a_file_that_is_not_such_json_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_cases_to_place(written(tmp_path, text))

    assert words in refused.value.danish


def test_a_file_that_is_missing_not_utf8_or_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes("sag Å".encode("latin-1"))

    for name, words in (("mangler.jsonl", "is not there"), ("latin.jsonl", "is not UTF-8 text"), ("", "is a folder")):
        with pytest.raises(InputRefused, match=words):
            read_cases_to_place(tmp_path / name)
