"""The whole way once, as an operator walks it; and nothing of a case is ever told to a log or a terminal."""

import json
import logging
import sys
from pathlib import Path

import pytest

from features.scheme import Kind
from features.scheme_toml import read_scheme
from pipelines import cli
from pipelines.batch import read_case_file


def run(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> None:
    monkeypatch.setattr(sys, "argv", ["sagstyngde", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code, words


def secrets(folder: Path) -> set[str]:
    """Return what stands in the cases and belongs nowhere else: ids, birth months and combinations of options."""
    scheme = read_scheme(folder / "scheme.toml")
    cases = [*read_case_file(scheme, folder / "cases.csv"), *read_case_file(scheme, folder / "intake.csv")]
    dates = {fact.name for fact in scheme.facts if fact.kind is Kind.DATE}
    children = {str(word) for case in cases for word in (case.child_id, case.family_id) if word}
    born = {value.isoformat() for case in cases for name, value in case.facts.items() if name in dates}  # type: ignore[union-attr]
    several = (value for case in cases for value in case.facts.values() if isinstance(value, frozenset))
    return children | born | {";".join(sorted(value)) for value in several if len(value) > 1}


def test_from_an_invented_municipality_to_a_proposed_allocation(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("COLUMNS", "300")
    town, bundle = tmp_path / "kommune", tmp_path / "bundle"
    scheme = ("--scheme", town / "scheme.toml")

    run(monkeypatch, "synthesise", town, "--cases", "300", "--caseworkers", "5", "--seed", "2")
    run(monkeypatch, "check", "--history", town, *scheme)
    run(monkeypatch, "train", "--history", town, *scheme, "--out", bundle, "--tracking", "none")
    run(monkeypatch, "assess", bundle, "--cases", town / "intake.csv", "--out", tmp_path / "vurderet.jsonl")
    run(
        monkeypatch, "allocate", "--cases", tmp_path / "vurderet.jsonl", "--staff", town / "staff.csv",
        "--out", tmp_path / "forslag.json", "--on", "2026-01-05", "--explain",
    )  # fmt: skip

    assessed = [json.loads(line) for line in (tmp_path / "vurderet.jsonl").read_text("utf-8").splitlines()]
    plan = json.loads((tmp_path / "forslag.json").read_text("utf-8"))
    placed = [placement["case_id"] for placement in plan["placements"] + plan["unplaced"]]
    assert sorted(placed) == sorted(case["case_id"] for case in assessed)
    assert len(placed) >= 12

    captured = capsys.readouterr()
    told = captured.out + captured.err + caplog.text
    assert "sager vurderet" in told
    assert len(secrets(town)) > 300
    assert not [secret for secret in secrets(town) if secret in told]
