"""Cases in parts: the answers everybody else gets, every refused row told, and nothing done twice or half."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from rich.console import Console
from typer.testing import CliRunner

from models.assess import Assessor
from models.bundle import save
from models.mapping import one_by_one
from pipelines import cli
from pipelines import parts as parts_module
from pipelines.assess_parts import SUMMARY, Assessed, assess_parts
from pipelines.batch import read_case_file
from pipelines.progress import Steps
from sagstyngde.assessment import AssessmentId
from sagstyngde.errors import HistoryRefused, InputRefused
from tests.models.boosted import Boosted
from tests.pipelines.parts import write_parts

STEPS = Steps(Console(quiet=True), None, None)


@pytest.fixture(scope="module")
def bundle(boosted: Boosted, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "bundle"
    save(boosted.bundle, folder)
    return folder


def assessed(bundle: Path, cases: Path, out: Path) -> Assessed:
    return assess_parts(bundle, cases, out, mapper=one_by_one, steps=STEPS)


def spoil(part: Path, column: str, row: int, value: str) -> None:
    table = pd.read_parquet(part)
    table.loc[row, column] = value
    table.to_parquet(part, index=False)


def test_every_number_is_the_one_the_case_is_given_alone(bundle: Path, municipality: Path, tmp_path: Path) -> None:
    assessor = Assessor.load(bundle)
    cases = write_parts(municipality, tmp_path / "sager", parts=1, rows=400)
    spoil(cases / "del-000.parquet", "ongoing_measures", 4, "29")
    for fact in assessor.scheme.facts:
        spoil(cases / "del-000.parquet", fact.column, 5, "")

    assessed(bundle, cases, tmp_path / "ud")

    found = {row["case_id"]: row for row in pq.read_table(tmp_path / "ud" / "del-000.parquet").to_pylist()}
    said: set[tuple[str, ...]] = set()
    for case in read_case_file(assessor.scheme, cases / "del-000.parquet"):
        alone = assessor.assess(case, assessment_id=AssessmentId("v1"), at=datetime(2026, 3, 2, tzinfo=UTC))
        row, suggestion = found[case.case_id], alone.suggestion
        said.add(tuple(one.reason for one in suggestion.abstentions))
        assert row["abstentions"] == [one.reason for one in suggestion.abstentions]
        assert row["category"] == (None if suggestion.is_withheld else suggestion.code)
        assert (row["likeliest"], tuple(row["likely_codes"])) == (suggestion.code, suggestion.likely_codes)
        chances = zip(assessor.scheme.scale.codes, suggestion.probabilities, strict=True)
        assert all(row[f"probability.{code}"] == chance for code, chance in chances)
        interval = alone.effort.interval
        assert (row["hours"], row["low"], row["high"]) == (alone.effort.hours, interval.low, interval.high)
        assert tuple(row["monthly_hours"]) == alone.effort.monthly_hours
        assert row["points"] == alone.points
        own = [reason for reason in alone.reasons if reason.fact is not None and reason.together_with is None]
        assert own
        for reason in own:
            assert (row[f"points.{reason.fact}"], row[f"hours.{reason.fact}"]) == (reason.points, reason.hours)
    assert len(said) > 2


def test_refused_rows_are_listed_with_their_numbers_and_the_rest_is_assessed(
    bundle: Path, municipality: Path, tmp_path: Path
) -> None:
    cases = write_parts(municipality, tmp_path / "sager", parts=2)
    spoil(cases / "del-001.parquet", "kommunikation", 6, "hemmelig")
    spoil(cases / "del-001.parquet", "case_id", 9, "S00100008")

    done = assessed(bundle, cases, tmp_path / "ud")

    text = (tmp_path / "ud" / "del-001.afviste.csv").read_text("utf-8")
    listed = list(csv.DictReader(text.splitlines()))
    assert [(row["række"], row["kolonne"]) for row in listed] == [
        ("8", "kommunikation"), ("10", "case_id"), ("11", "case_id"),
    ]  # fmt: skip
    assert "hemmelig" not in text
    assert (done.answered, done.refused) == (117, 3)
    assert not (tmp_path / "ud" / "del-000.afviste.csv").exists()
    summary = json.loads((tmp_path / "ud" / SUMMARY).read_text("utf-8"))
    assert [(part["answered"], part["refused"]) for part in summary["parts"]] == [(60, 0), (57, 3)]


def test_how_many_rows_are_read_at_once_changes_nothing(
    bundle: Path, municipality: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = write_parts(municipality, tmp_path / "sager", parts=1, rows=300)
    assessed(bundle, cases, tmp_path / "ud")
    monkeypatch.setattr(parts_module, "ROWS_AT_ONCE", 7)

    assessed(bundle, cases, tmp_path / "igen")

    first, second = (pq.read_table(tmp_path / name / "del-000.parquet") for name in ("ud", "igen"))
    assert first.to_pylist() == second.to_pylist()


def test_only_what_has_changed_is_done_again(bundle: Path, municipality: Path, tmp_path: Path) -> None:
    cases = write_parts(municipality, tmp_path / "sager" / "aar=2026", parts=3).parent
    out = tmp_path / "ud"
    assert assessed(bundle, cases, out).were_there == 0
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    spoil(cases / "aar=2026" / "del-001.parquet", "kommunikation", 0, "4")

    again = assessed(bundle, cases, out)

    changed = [path.name for path in before if path.stat().st_mtime_ns != before[path]]
    assert (again.were_there, again.answered, changed) == (2, 180, ["del-001.parquet"])


def test_a_part_that_cannot_be_read_is_named_and_the_others_are_done(
    bundle: Path, municipality: Path, tmp_path: Path
) -> None:
    cases = write_parts(municipality, tmp_path / "sager", parts=3)
    (cases / "del-000.parquet").write_bytes(b"PAR1 er det ikke")
    spoil(cases / "del-001.parquet", "team", 5, "010190-1234")

    with pytest.raises(HistoryRefused, match=r"del-000\.parquet.*1 other part") as refused:
        assessed(bundle, cases, tmp_path / "ud")

    assert "1234" not in refused.value.danish
    assert [path.name for path in sorted((tmp_path / "ud").iterdir())] == ["del-002.parquet"]


def test_a_part_without_a_wanted_column_is_refused(bundle: Path, municipality: Path, tmp_path: Path) -> None:
    cases = write_parts(municipality, tmp_path / "sager", parts=1)
    pd.read_parquet(cases / "del-000.parquet").drop(columns="kommunikation").to_parquet(cases / "del-000.parquet")

    with pytest.raises(HistoryRefused, match="column kommunikation is missing"):
        assessed(bundle, cases, tmp_path / "ud")


def test_answers_are_not_laid_among_cases_or_over_other_files(bundle: Path, municipality: Path, tmp_path: Path) -> None:
    cases = write_parts(municipality, tmp_path / "sager", parts=1)
    other = write_parts(municipality, tmp_path / "andet", parts=2)

    with pytest.raises(InputRefused, match="among the cases"):
        assessed(bundle, cases, cases / "svar")
    with pytest.raises(InputRefused, match=r"del-001\.parquet"):
        assessed(bundle, cases, other)
    with pytest.raises(HistoryRefused, match="another file lies"):
        assessed(bundle, other, write_parts(municipality, tmp_path / "tredje", parts=2))
    with pytest.raises(InputRefused, match="no Parquet file"):
        assessed(bundle, tmp_path / "mangler", tmp_path / "ud")


def test_a_part_of_refused_rows_only_is_an_empty_answer(bundle: Path, municipality: Path, tmp_path: Path) -> None:
    cases = write_parts(municipality, tmp_path / "sager", parts=1, rows=1)
    spoil(cases / "del-000.parquet", "kommunikation", 0, "9")

    done = assessed(bundle, cases, tmp_path / "ud")

    assert (done.answered, done.refused, pq.read_metadata(tmp_path / "ud" / "del-000.parquet").num_rows) == (0, 1, 0)


def test_the_command_assesses_a_folder_part_by_part(bundle: Path, municipality: Path, tmp_path: Path) -> None:
    cases = write_parts(municipality, tmp_path / "sager", parts=2)
    spoil(cases / "del-001.parquet", "kommunikation", 6, "9")
    words = ["assess", str(bundle), "--cases", str(cases), "--out", str(tmp_path / "ud")]

    first, second = CliRunner().invoke(cli.app, words), CliRunner().invoke(cli.app, [*words, "--engine", "local"])

    assert "119 sager vurderet; færdige dele: 2:" in first.output.replace("\n", " ")
    assert "ikke kunne læses: 1" in first.output.replace("\n", " ")
    assert "2 var der i forvejen" in second.output.replace("\n", " ")
    assert CliRunner().invoke(cli.app, [*words, "--newest", "3"]).exit_code == 2
    assert CliRunner().invoke(cli.app, [*words, "--scheduler", "tcp://127.0.0.1:1"]).exit_code == 2
