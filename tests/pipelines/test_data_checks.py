"""Does every fault planted in a new export stop a retraining, with its column named in both languages (R42)?"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.data_checks import compare, stop_naming_columns
from pipelines.profile import Profile, from_json, profile_of, to_json
from pipelines.synthetic import synthesise
from pipelines.train import read_material
from sagstyngde.errors import HistoryRefused, TrainingRefused
from sagstyngde.gate import Outcome
from tests.pipelines.gate_world import Tables, known_before, read_tables, write_tables

LEAKS = frozenset({"telling_fact", "filled_when_over"})
"""Warnings of the data check that the gate stops for."""
KNOWN = 560
"""Of seven hundred cases so many had been received when the last model was trained."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "nu"
    synthesise(folder, cases=700, caseworkers=8, seed=1)
    return folder


@pytest.fixture(scope="module")
def previous(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Profile:
    folder, tables = tmp_path_factory.mktemp("data") / "foer", read_tables(town)
    last_day = str(tables["cases"]["received_on"].sort_values().iloc[KNOWN])
    write_tables(known_before(tables, last_day), folder, town / "scheme.toml")
    return profile_of(read_material(str(folder / "scheme.toml"), folder, lambda _: None).history)


def stopped(folder: Path, previous: Profile) -> tuple[str, str]:
    """Return what stops a retraining, in Danish and in English; nothing where it is not stopped."""
    try:
        material = read_material(str(folder / "scheme.toml"), folder, lambda _: None)
        stop_naming_columns(material)
    except (HistoryRefused, TrainingRefused) as refused:
        return refused.danish, refused.english
    found = compare(material.history, material.quality, previous, 0).findings
    stops = [one for one in found if one.outcome is Outcome.STOPPED]
    leaks = [one for one in material.quality.warnings if one.code in LEAKS]  # the gate stops these
    texts = [(one.text_da, one.text_en) for one in stops] + [(one.text_da, one.text_en) for one in leaks]
    return " ".join(danish for danish, _ in texts), " ".join(english for _, english in texts)


def test_a_history_that_has_only_grown_is_stopped_by_nothing(town: Path, previous: Profile) -> None:
    assert stopped(town, previous) == ("", "")


def test_a_profile_survives_its_file(previous: Profile) -> None:
    assert from_json(to_json(previous)) == previous
    assert from_json({"format": 0}) is None


def test_a_profile_holds_no_id_and_no_count_under_five(town: Path, previous: Profile) -> None:
    text = str(to_json(previous))
    tables = read_tables(town)
    personal = {*tables["cases"]["case_id"], *tables["cases"]["child_id"], *tables["categories"]["assessed_by"]} - {""}

    assert [one for one in personal if one in text] == []
    few = [count for one in previous.series for value, count in one.counts.items() if count < 5 and value != "øvrige"]
    assert few == []


def test_erased_cases_are_no_fault(town: Path, previous: Profile, tmp_path: Path) -> None:
    tables = read_tables(town)
    gone = set(tables["cases"]["case_id"].iloc[:40])
    for name, table in tables.items():
        tables[name] = table[~table["case_id"].isin(gone)]
    folder = write_tables(tables, tmp_path, town / "scheme.toml")
    material = read_material(str(folder / "scheme.toml"), folder, lambda _: None)

    told = [compare(material.history, material.quality, previous, erased) for erased in (len(gone), 0)]

    stops = [[one.kind for one in found.findings if one.outcome is Outcome.STOPPED] for found in told]
    assert "then_cases" not in stops[0]
    assert "then_cases" in stops[1]


def hours_times(factor: float, *, since: str = "") -> Callable[[Tables, str], None]:
    def plant(tables: Tables, last_day: str) -> None:
        hours = tables["hours"]
        late = hours["worked_on"] >= (last_day if since else "")
        hours.loc[late, "hours"] = (hours.loc[late, "hours"].astype(float) * factor).round(2).astype(str)

    return plant


def of_a_team(tables: Tables, _: str) -> None:
    hours, cases = tables["hours"], tables["cases"]
    own = hours["case_id"].isin(cases.loc[cases["team"] == cases["team"].iloc[0], "case_id"])
    hours.loc[own, "hours"] = (hours.loc[own, "hours"].astype(float) * 60.0).astype(str)


def decimal_point_lost(tables: Tables, _: str) -> None:
    tables["hours"]["hours"] = tables["hours"]["hours"].str.replace(".", "", regex=False)


def swapped(one: str, other: str) -> Callable[[Tables, str], None]:
    def plant(tables: Tables, _: str) -> None:
        cases = tables["cases"]
        cases[[one, other]] = cases[[other, one]].to_numpy()

    return plant


def doubled_cases(tables: Tables, _: str) -> None:
    again = tables["cases"].copy()
    again["case_id"] = again["case_id"] + "-2"
    tables["cases"] = pd.concat([tables["cases"], again])


def contradicting_rows(tables: Tables, _: str) -> None:
    again = tables["cases"].iloc[:200].copy()
    again["sibling_cases"] = "3"
    tables["cases"] = pd.concat([tables["cases"], again])


def leak(tables: Tables, _: str) -> None:
    totals = tables["hours"].astype({"hours": float}).groupby("case_id")["hours"].sum()
    tables["cases"]["ongoing_measures"] = tables["cases"]["case_id"].map(totals).fillna(0.0).round().astype(int)


def future_receipts(tables: Tables, _: str) -> None:
    cases = tables["cases"]
    late = cases.index % 5 == 0
    cases.loc[late, ["received_on", "closed_on"]] = ["2031-01-01", ""]


def american_dates(tables: Tables, _: str) -> None:
    tables["hours"]["worked_on"] = pd.to_datetime(tables["hours"]["worked_on"]).dt.strftime("%m-%d-%Y")


def a_century_early(tables: Tables, _: str) -> None:
    cases = tables["cases"]
    early = cases.index % 4 == 0
    cases.loc[early, "received_on"] = "19" + cases.loc[early, "received_on"].str[2:]


def all_labels(code: str) -> Callable[[Tables, str], None]:
    def plant(tables: Tables, _: str) -> None:
        tables["categories"]["category"] = code

    return plant


def recoded(mapping: dict[str, str], *, newest: bool = False) -> Callable[[Tables, str], None]:
    def plant(tables: Tables, last_day: str) -> None:
        said = tables["categories"]
        rows = said["assessed_on"] >= (last_day if newest else "")
        said.loc[rows, "category"] = said.loc[rows, "category"].map(mapping)

    return plant


def judged_by_one_as_the_heaviest(tables: Tables, last_day: str) -> None:
    said = tables["categories"]
    own = (said["assessed_by"] == said["assessed_by"].iloc[0]) & (said["assessed_on"] >= "")
    said.loc[own, "category"] = "D"


def dropped(table: str, column: str) -> Callable[[Tables, str], None]:
    def plant(tables: Tables, _: str) -> None:
        tables[table] = tables[table].drop(columns=column)

    return plant


def renamed(table: str, column: str, name: str) -> Callable[[Tables, str], None]:
    def plant(tables: Tables, _: str) -> None:
        tables[table] = tables[table].rename(columns={column: name})

    return plant


def filled(column: str, value: str, *, newest: bool = False) -> Callable[[Tables, str], None]:
    def plant(tables: Tables, last_day: str) -> None:
        cases = tables["cases"]
        cases.loc[cases["received_on"] >= (last_day if newest else ""), column] = value

    return plant


def levels_as_words(tables: Tables, _: str) -> None:
    words = {"0": "ingen", "1": "lidt", "2": "noget", "3": "meget", "4": "helt"}
    tables["cases"]["kommunikation"] = tables["cases"]["kommunikation"].map(words).fillna("")


def shifted_level(tables: Tables, last_day: str) -> None:
    cases = tables["cases"]
    late = (cases["received_on"] >= last_day) & (cases["relationer"] != "")
    cases.loc[late, "relationer"] = (cases.loc[late, "relationer"].astype(int) + 2).clip(0, 4).astype(str)


def without_months(tables: Tables, _: str) -> None:
    cases = tables["cases"]
    lost = cases["received_on"].between("2023-02-01", "2023-08-01")
    tables["cases"] = cases[~lost]


def hours_without_months(tables: Tables, _: str) -> None:
    hours = tables["hours"]
    tables["hours"] = hours[~hours["worked_on"].between("2024-03-01", "2024-06-01")]


def half_of(table: str) -> Callable[[Tables, str], None]:
    def plant(tables: Tables, _: str) -> None:
        tables[table] = tables[table].iloc[::2]

    return plant


def wrong_encoding(tables: Tables, _: str) -> None:
    cases = tables["cases"]
    cases["team"] = [f"{name}Ã¸" for name in cases["team"]]
    cases["inquiry_type"] = [f"{one}Ã¦" if one else "" for one in cases["inquiry_type"]]


def closed_before_received(tables: Tables, _: str) -> None:
    cases = tables["cases"]
    closed = (cases["closed_on"] != "") & (cases.index % 3 == 0)
    cases.loc[closed, "closed_on"] = "2018-01-01"


def born_in_the_month_for_the_year(tables: Tables, _: str) -> None:
    """Tell ages in months as if they were years: a child of eight was born ninety-six years ago, at most eighteen."""
    cases = tables["cases"]
    born = pd.to_datetime(cases["born_on"], errors="coerce")
    received = pd.to_datetime(cases["received_on"])
    years = ((received - born).dt.days / 365.25 * 12.0).clip(upper=17.5)
    told = received - pd.to_timedelta(years.fillna(0.0) * 365.25, unit="D")
    cases["born_on"] = np.where(born.isna(), "", told.dt.strftime("%Y-%m-01"))


def new_pseudonyms_for_hours(tables: Tables, _: str) -> None:
    tables["hours"]["case_id"] = "x" + tables["hours"]["case_id"]


def one_day_of_conversion(tables: Tables, _: str) -> None:
    cases = tables["cases"]
    old = cases["received_on"] < "2021-07-01"
    cases.loc[old, "received_on"] = "2021-07-01"
    cases.loc[old & (cases["closed_on"] != "") & (cases["closed_on"] < "2021-07-01"), "closed_on"] = "2021-07-02"


def never_blind(tables: Tables, _: str) -> None:
    tables["categories"]["blind"] = "nej"


def without_closings(tables: Tables, _: str) -> None:
    tables["cases"]["closed_on"] = ""


def judged_by_nobody(tables: Tables, _: str) -> None:
    tables["categories"]["assessed_by"] = ""


PLANTS: dict[str, tuple[Callable[[Tables, str], None], str]] = {
    "hours times sixty": (hours_times(60.0), "hours"),
    "hours times sixty in a team": (of_a_team, "hours"),
    "hours doubled": (hours_times(2.0), "hours"),
    "hours as days": (hours_times(1.0 / 7.4), "hours"),
    "new hours times three": (hours_times(3.0, since="then"), "hours"),
    "a decimal point lost": (decimal_point_lost, "hours"),
    "columns swapped": (swapped("mobilitet", "kommunikation"), "kommunikation"),
    "flags swapped": (swapped("reassessment", "complaint"), "complaint"),
    "every case twice": (doubled_cases, "case_id"),
    "rows that contradict each other": (contradicting_rows, "case_id"),
    "a leak": (leak, "ongoing_measures"),
    "receipts in the future": (future_receipts, "received_on"),
    "receipts a century early": (a_century_early, "received_on"),
    "days and months swapped": (american_dates, "worked_on"),
    "one label for all": (all_labels("D"), "category"),
    "the scale turned round": (recoded({"A": "D", "B": "C", "C": "B", "D": "A"}), "category"),
    "codes moved by one": (recoded({"A": "B", "B": "C", "C": "D", "D": "D"}), "category"),
    "new labels turned round": (recoded({"A": "D", "B": "C", "C": "B", "D": "A"}, newest=True), "category"),
    "one person's labels all heaviest": (judged_by_one_as_the_heaviest, "assessed_by"),
    "an unknown code": (recoded({"A": "A", "B": "B", "C": "C", "D": "E"}), "category"),
    "a column dropped": (dropped("cases", "conflict"), "conflict"),
    "a column renamed": (renamed("hours", "worked_on", "dato"), "worked_on"),
    "a column emptied": (filled("acute", ""), "acute"),
    "a column emptied lately": (filled("impairments", "", newest=True), "impairments"),
    "a stand-in value lately": (filled("kommunikation", "0", newest=True), "kommunikation"),
    "a level in words": (levels_as_words, "kommunikation"),
    "a level shifted lately": (shifted_level, "relationer"),
    "half a year of cases missing": (without_months, "received_on"),
    "months of hours missing": (hours_without_months, "worked_on"),
    "half the cases missing": (half_of("cases"), "case_id"),
    "half the hours missing": (half_of("hours"), "hours"),
    "half the judgements missing": (half_of("categories"), "category"),
    "text in another encoding": (wrong_encoding, "inquiry_type"),
    "closed before received": (closed_before_received, "closed_on"),
    "months for years": (born_in_the_month_for_the_year, "born_on"),
    "hours under other ids": (new_pseudonyms_for_hours, "case_id"),
    "received on the day of a conversion": (one_day_of_conversion, "received_on"),
    "blind marks lost": (never_blind, "blind"),
    "closings lost": (without_closings, "closed_on"),
    "names of those who judge lost": (judged_by_nobody, "assessed_by"),
}


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_fault_stops_with_its_column_named(town: Path, previous: Profile, tmp_path: Path, name: str) -> None:
    plant, column = PLANTS[name]
    tables = read_tables(town)
    plant(tables, previous.ends_on.isoformat())

    danish, english = stopped(write_tables(tables, tmp_path, town / "scheme.toml"), previous)

    assert column in danish
    assert column in english
