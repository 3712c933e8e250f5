import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from features.history_files import read_history
from features.scheme_toml import read_scheme
from pipelines.batch import assess_file, read_case_file
from pipelines.cases_to_place import read_cases_to_place
from pipelines.progress import Steps
from pipelines.train import Trained, write
from sagstyngde.errors import BundleRefused, HistoryRefused, InputRefused

STEPS = Steps(Console(quiet=True), None, None)


@pytest.fixture(scope="module")
def bundle(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "bundle"
    write(trained, folder, None)
    return folder


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_assessed_cases_are_ready_to_be_allocated(bundle: Path, municipality: Path, tmp_path: Path) -> None:
    count = assess_file(bundle, municipality / "intake.csv", tmp_path / "ud.jsonl", newest=None, steps=STEPS)

    to_place = read_cases_to_place(tmp_path / "ud.jsonl")
    assert len(to_place) == count == len(lines(tmp_path / "ud.jsonl"))
    for case, line in zip(to_place, lines(tmp_path / "ud.jsonl"), strict=True):
        assert case.caseworker_id is None
        assert list(case.monthly_hours) == line["assessment"]["effort"]["monthly_hours"]
        withheld = bool(line["assessment"]["suggestion"]["abstentions"])
        assert case.spread > 0.0
        assert case.category == (None if withheld else line["assessment"]["suggestion"]["code"])


def test_every_line_holds_the_whole_answer(bundle: Path, municipality: Path, tmp_path: Path, trained: Trained) -> None:
    assess_file(bundle, municipality / "intake.csv", tmp_path / "ud.jsonl", newest=3, steps=STEPS)

    for line in lines(tmp_path / "ud.jsonl"):
        answer = line["assessment"]
        assert answer["bundle_hash"] == trained.bundle.content_hash
        assert sum(answer["suggestion"]["probabilities"]) == pytest.approx(1.0)
        assert answer["average_hours"] + sum(reason["hours"] for reason in answer["reasons"]) == pytest.approx(
            answer["effort"]["hours"]
        )
        assert len(answer["reasons"]) <= 6


def test_the_newest_are_those_received_last(bundle: Path, municipality: Path, tmp_path: Path) -> None:
    scheme = read_scheme(municipality / "scheme.toml")
    history, _ = read_history(scheme, municipality)

    count = assess_file(bundle, municipality / "cases.csv", tmp_path / "ud.jsonl", newest=25, steps=STEPS)

    assert count == 25
    assert [line["case_id"] for line in lines(tmp_path / "ud.jsonl")] == [case.case_id for case in history.cases[-25:]]


def test_a_refused_row_leaves_no_output(bundle: Path, municipality: Path, tmp_path: Path) -> None:
    header, first, second, *rest = (municipality / "intake.csv").read_text("utf-8").splitlines()
    column = header.split(",").index("kommunikation")
    cells = second.split(",")
    cells[column] = "hemmelig"
    (tmp_path / "ind.csv").write_text("\n".join([header, first, ",".join(cells), *rest]), "utf-8")

    with pytest.raises(HistoryRefused, match=r"ind\.csv, row 3, kommunikation") as refused:
        assess_file(bundle, tmp_path / "ind.csv", tmp_path / "ud.jsonl", newest=None, steps=STEPS)

    assert "hemmelig" not in refused.value.english + refused.value.danish
    assert [path.name for path in tmp_path.iterdir()] == ["ind.csv"]


def test_an_unknown_bundle_is_refused(municipality: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleRefused, match="is not there"):
        assess_file(tmp_path / "mangler", municipality / "intake.csv", tmp_path / "ud.jsonl", newest=None, steps=STEPS)


def test_a_file_that_is_not_there_is_refused(bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"mangler\.csv"):
        assess_file(bundle, tmp_path / "mangler.csv", tmp_path / "ud.jsonl", newest=None, steps=STEPS)


def test_an_output_that_cannot_be_written_is_refused(bundle: Path, municipality: Path, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="choose another folder"):
        assess_file(bundle, municipality / "intake.csv", tmp_path / "ingen" / "ud.jsonl", newest=1, steps=STEPS)


def test_cases_are_read_in_order_of_receipt(municipality: Path, tmp_path: Path) -> None:
    scheme = read_scheme(municipality / "scheme.toml")
    header, *rows = (municipality / "intake.csv").read_text("utf-8").splitlines()
    (tmp_path / "ind.csv").write_text("\n".join([header, *rows[::-1]]), "utf-8")

    assert read_case_file(scheme, tmp_path / "ind.csv") == read_case_file(scheme, municipality / "intake.csv")
