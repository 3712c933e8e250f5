"""Is every fault planted in a municipality's export named, in both languages, before and during training?"""

import io
import json
from collections.abc import Callable, Sequence
from html import unescape
from pathlib import Path
from shutil import copyfile

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from features.history_files import read_history
from features.quality import QualityReport
from features.scheme_toml import read_scheme
from models.boosting import Boosting
from models.card_words import warnings_said
from models.learn import Training
from pipelines import train_command
from pipelines.check import check
from pipelines.train import Trained, train
from sagstyngde.errors import HistoryRefused, Language, SagstyngdeError, TrainingRefused

SMALL = Training(largest=Boosting(trees=10))
NAMES = ("cases", "hours", "categories")
NEW_FACTS = """
[[fact]]
name = "journalnotater"
kind = "number"
label = "Journalnotater"

[[fact]]
name = "afsluttet_kode"
kind = "choice"
label = "Kode"

[[fact]]
name = "soeskende_igen"
kind = "number"
label = "Søskende"

[[fact]]
name = "tom_kolonne"
kind = "count"
label = "Tom"
"""

Tables = dict[str, pd.DataFrame]
Plant = Callable[[Tables], None]


def planted(municipality: Path, folder: Path, plant: Plant) -> Path:
    """Write a copy of the municipality's history with a fault in it; the facts stand as they are unless it says so."""
    tables = {name: pd.read_csv(municipality / f"{name}.csv", dtype=str, keep_default_na=False) for name in NAMES}
    plant(tables)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    copyfile(municipality / "scheme.toml", folder / "scheme.toml")
    return folder


def examined(folder: Path) -> QualityReport:
    return read_history(read_scheme(folder / "scheme.toml"), folder)[1]


def told(notices: Sequence[object]) -> set[str]:
    return {notice.code for notice in notices}  # type: ignore[attr-defined]


def several_faults(tables: Tables) -> None:
    """Plant what training can live with: two leaks, a copy in another unit, an empty fact, and no closings."""
    cases, hours, categories = tables["cases"], tables["hours"], tables["categories"]
    rng = np.random.default_rng(0)
    totals = hours.astype({"hours": float}).groupby("case_id")["hours"].sum()
    spent = cases["case_id"].map(totals).fillna(0.0)
    cases["journalnotater"] = np.round(3.0 * spent * rng.uniform(0.9, 1.1, len(cases))).astype(int).astype(str)
    final = categories.drop_duplicates("case_id", keep="last").set_index("case_id")["category"]
    cases["afsluttet_kode"] = cases["case_id"].map(final).map({"A": "q", "B": "z", "C": "k", "D": "w"}).fillna("")
    cases["soeskende_igen"] = [str(7.0 - 2.0 * float(value)) if value else "" for value in cases["ongoing_measures"]]
    cases["tom_kolonne"] = ""
    cases["closed_on"] = ""


@pytest.fixture(scope="module")
def faulty(municipality: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = planted(municipality, tmp_path_factory.mktemp("fejl"), several_faults)
    scheme = folder / "scheme.toml"
    scheme.write_text(scheme.read_text("utf-8") + NEW_FACTS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def learned(faulty: Path) -> Trained:
    return train(str(faulty / "scheme.toml"), faulty, SMALL, lambda _: None)


EXPECTED = {
    "telling_fact": ("journalnotater", "afsluttet_kode"),
    "copied_fact": ("soeskende_igen", "ongoing_measures"),
    "empty_fact": ("tom_kolonne",),
    "all_open": (),
}


@pytest.mark.parametrize("code", EXPECTED)
def test_what_training_can_live_with_is_named_in_both_languages(faulty: Path, code: str) -> None:
    found = [notice for notice in examined(faulty).warnings if notice.code == code]

    for text in (" ".join(notice.text_da for notice in found), " ".join(notice.text_en for notice in found)):
        assert text
        assert all(name in text for name in EXPECTED[code])


def test_nothing_else_is_suspected(faulty: Path, municipality: Path) -> None:
    clean = examined(municipality)

    assert told(examined(faulty).warnings) - told(clean.warnings) == set(EXPECTED)
    assert not told(clean.warnings) & {*EXPECTED, "filled_when_over", "constant_effort", "long_days"}
    assert clean.can_train


def test_both_leaks_and_no_honest_fact_are_named(faulty: Path) -> None:
    leaks = [notice.text_en.split(" ")[0] for notice in examined(faulty).warnings if notice.code == "telling_fact"]

    assert set(leaks) == {"journalnotater", "afsluttet_kode"}


def test_training_repeats_the_warnings_in_its_report_and_card(learned: Trained) -> None:
    warned = [warning for warning in learned.report["warnings"] if warning["code"] in EXPECTED]

    assert {warning["code"] for warning in warned} == set(EXPECTED)
    card = unescape(learned.card)
    assert [text for text in warnings_said({"warnings": warned}, learned.bundle.frame.scheme) if text not in card] == []
    assert "telling_fact: " not in card  # a card is read by people: the fact's label
    json.dumps(learned.report, allow_nan=False)


@pytest.mark.parametrize(("language", "words"), [(Language.DANISH, "røber næsten"), (Language.ENGLISH, "nearly tells")])
def test_who_trains_sees_the_warnings(learned: Trained, language: Language, words: str) -> None:
    shown = io.StringIO()

    Console(file=shown, width=300).print(train_command.warnings(learned.report, language))

    assert f"telling_fact: journalnotater {words}" in shown.getvalue()


def test_check_tells_them_as_text_and_as_json(faulty: Path) -> None:
    text, plain = io.StringIO(), io.StringIO()
    for file, as_json in ((text, False), (plain, True)):
        console = Console(file=file, width=400)
        assert check(str(faulty / "scheme.toml"), faulty, as_json=as_json, console=console, language=Language.DANISH)

    assert "copied_fact: " in text.getvalue()
    warned = {one["code"] for one in json.loads(plain.getvalue())["warnings"]}
    assert {"telling_fact", "copied_fact", "empty_fact"} <= warned


def test_no_warning_repeats_what_stands_in_a_case(faulty: Path) -> None:
    report = examined(faulty)
    cases = pd.read_csv(faulty / "cases.csv", dtype=str, keep_default_na=False)
    personal = {*cases["case_id"], *cases["child_id"], *cases["born_on"], *cases["caseworker_id"]} - {""}

    texts = " ".join(f"{notice.text_da} {notice.text_en}" for notice in (*report.warnings, *report.stops))

    assert not [value for value in personal if value in texts]


def standard_hours(tables: Tables) -> None:
    """Give every case ten hours on the day it came."""
    cases = tables["cases"]
    tables["hours"] = pd.DataFrame(
        {"case_id": cases["case_id"], "worked_on": cases["received_on"], "hours": "10", "caseworker_id": ""}
    )


def test_constant_effort_is_warned_of_and_the_category_still_learned(municipality: Path, tmp_path: Path) -> None:
    folder = planted(municipality, tmp_path, standard_hours)

    trained = train(str(folder / "scheme.toml"), folder, SMALL, lambda _: None)

    assert "constant_effort" in {warning["code"] for warning in trained.report["warnings"]}
    assert trained.report["effort"]["bias_ratio"] == pytest.approx(1.0, abs=0.05)


def bands(scheme: Path) -> None:
    """Let bands of effort stand in for judged categories."""
    text = scheme.read_text("utf-8")
    assert 'source = "judged"' in text
    banded = text.replace('source = "judged"', 'source = "effort_bands"\nquantiles = [0.4, 0.7, 0.9]')
    scheme.write_text(banded, "utf-8")


def test_constant_effort_leaves_no_bands_to_learn(municipality: Path, tmp_path: Path) -> None:
    folder = planted(municipality, tmp_path, standard_hours)
    bands(folder / "scheme.toml")

    assert "constant_effort" in told(examined(folder).stops)
    with pytest.raises(SagstyngdeError):
        train(str(folder / "scheme.toml"), folder, SMALL, lambda _: None)


def of_one_person(tables: Tables) -> list[bool]:
    """Tell which rows of hours one caseworker recorded."""
    return [person == tables["hours"]["caseworker_id"].iloc[0] for person in tables["hours"]["caseworker_id"]]


def of_one_quarter(tables: Tables) -> list[bool]:
    """Tell which rows of hours are from the second quarter of 2024."""
    return ["2024-04-01" <= day <= "2024-06-30" for day in tables["hours"]["worked_on"]]


@pytest.mark.parametrize(
    ("rows", "words"), [(of_one_person, "(sagsbehandlere: 1)"), (of_one_quarter, "(kvartal: 2024K2)")]
)
def test_minutes_in_a_part_of_the_hours_stop_training(
    municipality: Path, tmp_path: Path, rows: Callable[[Tables], list[bool]], words: str
) -> None:
    def plant(tables: Tables) -> None:
        hours, part = tables["hours"], rows(tables)
        hours.loc[part, "hours"] = (hours.loc[part, "hours"].astype(float) * 60.0).astype(str)

    folder = planted(municipality, tmp_path, plant)
    (stop,) = examined(folder).stops

    assert stop.code == "hours_in_minutes"
    assert words in stop.text_da
    with pytest.raises(TrainingRefused, match="minutes"):
        train(str(folder / "scheme.toml"), folder, SMALL, lambda _: None)


def test_minutes_in_all_of_the_hours_are_refused(municipality: Path, tmp_path: Path) -> None:
    def plant(tables: Tables) -> None:
        tables["hours"]["hours"] = (tables["hours"]["hours"].astype(float) * 60.0).astype(str)

    with pytest.raises(HistoryRefused, match="minutes instead of hours"):
        examined(planted(municipality, tmp_path, plant))


def test_hours_that_are_all_zero_stop_training(municipality: Path, tmp_path: Path) -> None:
    def plant(tables: Tables) -> None:
        tables["hours"]["hours"] = "0"

    folder = planted(municipality, tmp_path, plant)

    assert "no_effort" in told(examined(folder).stops)


def test_one_category_among_the_older_cases_is_found_before_training(municipality: Path, tmp_path: Path) -> None:
    def plant(tables: Tables) -> None:
        categories = tables["categories"]
        categories.loc[categories.index[: int(len(categories) * 0.8)], "category"] = "B"

    assert "one_category_older" in told(examined(planted(municipality, tmp_path, plant)).stops)


def test_a_fact_filled_in_when_a_case_is_over_is_named(municipality: Path, tmp_path: Path) -> None:
    def plant(tables: Tables) -> None:
        cases = tables["cases"]
        cases.loc[cases["closed_on"] == "", "sibling_cases"] = ""

    warnings = examined(planted(municipality, tmp_path, plant)).warnings
    found = [notice for notice in warnings if notice.code == "filled_when_over"]

    assert [notice.text_en.split(" ")[0] for notice in found] == ["sibling_cases"]
