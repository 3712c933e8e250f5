from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.history_files import read_history
from features.leakage import check_leakage
from features.scheme import EffortSource, Kind
from features.scheme_toml import read_scheme
from pipelines.staff import read_staff
from pipelines.synthetic import synthesise
from pipelines.synthetic_asked import LANGUAGES
from pipelines.synthetic_diary import Diary
from pipelines.synthetic_files import MARK
from sagstyngde.errors import InputRefused

CASES = 1200


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("municipality") / "history"
    synthesise(out, cases=CASES, caseworkers=9, seed=4)
    return out


@pytest.fixture(scope="module")
def cases(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "cases.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def truth(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "truth.parquet").set_index("case_id")


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        synthesise(tmp_path / name, cases=40, caseworkers=4, seed=8)

    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_another_seed_writes_another_municipality(tmp_path: Path) -> None:
    synthesise(tmp_path / "one", cases=40, caseworkers=4, seed=8)
    synthesise(tmp_path / "two", cases=40, caseworkers=4, seed=9)

    assert (tmp_path / "one" / "cases.csv").read_bytes() != (tmp_path / "two" / "cases.csv").read_bytes()


def test_more_caseworkers_change_no_childs_facts(tmp_path: Path) -> None:
    synthesise(tmp_path / "few", cases=40, caseworkers=4, seed=8)
    synthesise(tmp_path / "many", cases=40, caseworkers=30, seed=8)

    few, many = (pd.read_csv(tmp_path / name / "cases.csv", dtype=str) for name in ("few", "many"))
    facts = [fact.column for fact in read_scheme("bornehandicap").facts if fact.is_feature]
    pd.testing.assert_frame_equal(few[facts], many[facts])


def test_every_column_of_the_scheme_is_there_and_every_option_is_declared(cases: pd.DataFrame) -> None:
    scheme = read_scheme("bornehandicap")

    assert {fact.column for fact in scheme.facts} <= set(cases.columns)
    for fact in scheme.facts:
        if fact.has_options:
            written = {option for cell in cases[fact.column] for option in cell.split(";") if option}
            assert written <= set(fact.options), fact.name


def test_the_history_is_read_without_a_refusal_or_a_stop(folder: Path) -> None:
    scheme = read_scheme(folder / "scheme.toml")

    history, quality = read_history(scheme, folder)

    check_leakage(scheme)
    assert scheme.synthetic
    assert (len(history.cases), quality.refusals, quality.stops) == (CASES, (), ())


def test_the_folder_says_in_danish_that_everything_is_invented(folder: Path) -> None:
    readme = (folder / "README.txt").read_text("utf-8")

    assert readme.startswith(MARK)
    assert "opdigtet" in readme
    assert all(path.name in readme for path in folder.iterdir() if path.name != "README.txt")


def test_ages_follow_the_published_shares(cases: pd.DataFrame) -> None:
    age = (pd.to_datetime(cases["received_on"]) - pd.to_datetime(cases["born_on"], errors="coerce")).dt.days / 365.25

    shares = np.histogram(age.dropna(), bins=[0, 6, 12, 18.2])[0] / age.notna().sum()

    assert shares == pytest.approx([0.24, 0.38, 0.38], abs=0.05)


@pytest.mark.parametrize(("option", "share"), [("bl_90_2", 0.53), ("bl_83", 0.15), ("bl_84", 0.07)])
def test_counted_measures_follow_the_published_shares(cases: pd.DataFrame, option: str, share: float) -> None:
    counted = {"bl_83", "bl_84", "bl_85", "bl_89", "bl_90_1", "bl_90_2", "bl_90_3"}

    measures = [name for cell in cases["provisions"] for name in cell.split(";") if name in counted]

    assert measures.count(option) / len(measures) == pytest.approx(share, abs=0.05)


def test_categories_fall_about_as_stated_and_some_cases_are_judged_twice(folder: Path) -> None:
    labels = pd.read_csv(folder / "categories.csv")
    shares = labels["category"].value_counts(normalize=True)
    by_case = labels.groupby("case_id")["assessed_by"]

    assert [shares[code] for code in "ABCD"] == pytest.approx([0.38, 0.34, 0.20, 0.08], abs=0.06)
    assert (by_case.size() == 2).mean() == pytest.approx(0.12, abs=0.04)
    assert (by_case.size() == by_case.nunique()).all()


def test_levels_are_often_not_assessed_and_more_often_at_a_screening(cases: pd.DataFrame) -> None:
    levels = [fact.column for fact in read_scheme("bornehandicap").facts if fact.kind is Kind.LEVEL]
    blank = (cases[levels] == "").mean(axis=1)

    assert blank.groupby(cases["inquiry_type"]).mean()["screening"] > 0.2
    assert (cases[levels] == "").mean().between(0.08, 0.36).all()
    assert blank[cases["inquiry_type"] == "boernefaglig_undersoegelse"].mean() < 0.18


def test_the_law_brings_new_inquiries_on_its_day(cases: pd.DataFrame) -> None:
    is_old = cases["inquiry_type"].str.startswith("sel_")
    is_stated = cases["inquiry_type"] != ""

    assert (is_old == (cases["received_on"] < "2024-01-01"))[is_stated].all()


def test_no_work_lies_outside_a_cases_life_or_on_a_weekend(folder: Path, cases: pd.DataFrame) -> None:
    work = pd.read_csv(folder / "hours.csv").merge(cases[["case_id", "received_on", "closed_on"]], on="case_id")

    closed = work["closed_on"].where(work["closed_on"] != "", "2026-11-01")
    assert ((work["worked_on"] >= work["received_on"]) & (work["worked_on"] < closed)).all()
    assert (pd.to_datetime(work["worked_on"]).dt.day_of_week < 5).all()
    assert (work["hours"] % 0.25 == 0).all()


def test_heavy_cases_stay_open_longer(cases: pd.DataFrame, truth: pd.DataFrame) -> None:
    old = cases[cases["received_on"] < "2025-10-01"].set_index("case_id")
    expected = truth.loc[old.index, "expected_total_12"]
    is_open = old["closed_on"] == ""

    assert expected[is_open].mean() > 1.8 * expected[~is_open].mean()
    assert 0.02 < is_open.mean() < 0.25


def test_hours_by_true_category_differ_as_they_should(truth: pd.DataFrame) -> None:
    chances = truth[[f"p_{code}" for code in "ABCD"]]
    hours = chances.mul(truth["expected_total_12"], axis=0).sum() / chances.sum()

    assert np.allclose(chances.sum(axis=1), 1.0)
    assert list(hours) == sorted(hours)
    assert hours["p_A"] < 12
    assert 80 < hours["p_D"] < 160
    assert 24 < truth["expected_total_12"].mean() < 34


def test_the_true_probabilities_leave_an_oracle_as_unsure_as_stated(truth: pd.DataFrame) -> None:
    chances = truth[[f"p_{code}" for code in "ABCD"]].to_numpy()

    assert 0.75 < -(chances * np.log(chances)).sum(axis=1).mean() < 0.95


def test_the_newest_week_waits_without_hours_category_or_caseworker(folder: Path, truth: pd.DataFrame) -> None:
    intake = pd.read_csv(folder / "intake.csv", dtype=str, keep_default_na=False)
    recorded = pd.concat([pd.read_csv(folder / name)["case_id"] for name in ("hours.csv", "categories.csv")])

    assert 12 <= len(intake) <= 20
    assert set(intake["caseworker_id"]) == set(intake["closed_on"]) == {""}
    assert not set(recorded) & set(intake["case_id"])
    assert set(intake["case_id"]) <= set(truth.index)


def test_siblings_share_a_family_a_district_and_a_rule(cases: pd.DataFrame) -> None:
    families = cases.groupby("family_id")

    assert cases[["family_id", "district", "sibling_rule"]].drop_duplicates()["family_id"].is_unique
    assert 0.05 < (cases["sibling_rule"] != "").mean() < 0.4
    known = cases["sibling_cases"] != ""
    assert (cases["sibling_cases"].astype(int) == families.cumcount())[known].all()


def test_cases_belong_to_caseworkers_who_were_there(folder: Path, cases: pd.DataFrame) -> None:
    staff = {str(worker.caseworker_id): worker for worker in read_staff(folder / "staff.csv")}

    hours = pd.read_csv(folder / "hours.csv")
    for worker, days in hours.groupby("caseworker_id")["worked_on"]:
        one = staff[str(worker)]
        assert one.employed_on.isoformat() <= days.min()
        assert one.left_on is None or days.max() <= one.left_on.isoformat()
    assert {staff[one].team for one in cases["caseworker_id"]} == set(cases["team"])


def test_some_caseworkers_are_newly_employed_absent_or_part_time(folder: Path) -> None:
    staff = [worker for worker in read_staff(folder / "staff.csv") if worker.left_on is None]

    assert len(staff) == 9
    assert any(worker.employed_on.isoformat() > "2026-05-01" for worker in staff)
    assert any(absence.share < 1.0 for worker in staff for absence in worker.absences)
    assert min(worker.weekly_hours for worker in staff) < 37.0
    assert {"tegnsprog", "autisme"} <= {name for worker in staff for name in worker.competences}


def test_what_only_allocation_asks_is_there_and_sounds_right(folder: Path, cases: pd.DataFrame) -> None:
    days = cases["birth_day"].astype(int)
    waits = pd.to_datetime(cases["decision_on"]) - pd.to_datetime(cases["received_on"])
    spoken = {language for worker in read_staff(folder / "staff.csv") for language in worker.languages}

    assert set(days) <= set(range(1, 32))
    assert (days >= 29).mean() < 0.12
    assert set(waits.dt.days[cases["inquiry_type"] == "boernefaglig_undersoegelse"]) == {122}
    assert ((cases["language"] != "") == (cases["interpreter"] == "ja")).all()
    assert spoken <= set(LANGUAGES)


def test_what_allocation_asks_is_drawn_apart_from_the_caseworkers(tmp_path: Path) -> None:
    synthesise(tmp_path / "few", cases=60, caseworkers=2, seed=4)
    synthesise(tmp_path / "many", cases=60, caseworkers=9, seed=4)

    few, many = (
        pd.read_csv(tmp_path / name / "cases.csv")[["language", "birth_day", "decision_on"]] for name in ("few", "many")
    )
    assert few.equals(many)


def test_a_folder_with_a_real_history_is_never_written_into(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("case_id\n1\n", "utf-8")

    with pytest.raises(InputRefused, match="not invented"):
        synthesise(tmp_path, cases=20, caseworkers=3, seed=1)

    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]


@pytest.mark.parametrize(("cases", "caseworkers"), [(0, 3), (-1, 3), (10**6, 3), (20, 0), (20, 10**4)])
def test_numbers_out_of_bounds_are_refused_in_words(tmp_path: Path, cases: int, caseworkers: int) -> None:
    with pytest.raises(InputRefused) as refused:
        synthesise(tmp_path / "out", cases=cases, caseworkers=caseworkers, seed=1)

    assert "skal ligge mellem" in refused.value.danish
    assert not (tmp_path / "out").exists()


def test_one_case_and_one_caseworker_are_a_municipality(tmp_path: Path) -> None:
    told: list[str] = []

    synthesise(tmp_path / "out", cases=1, caseworkers=1, seed=1, progress=told.append)

    assert len(read_staff(tmp_path / "out" / "staff.csv")) == 2
    assert told[-1] == "Skriver filerne"


def test_a_diary_holds_the_hours_inside_its_windows_and_nothing_else_changes(folder: Path, tmp_path: Path) -> None:
    synthesise(tmp_path / "kommune", cases=CASES, caseworkers=9, seed=4, diary=Diary(weeks=2, rounds=3))

    whole, kept = (pd.read_csv(one / "hours.csv") for one in (folder, tmp_path / "kommune"))
    windows = pd.read_csv(tmp_path / "kommune" / "diary_windows.csv")
    inside = whole.reset_index().merge(windows, on="caseworker_id").query("starts_on <= worked_on <= ends_on")
    pd.testing.assert_frame_equal(whole.loc[sorted(set(inside["index"]))].reset_index(drop=True), kept)
    for name in ("cases.csv", "categories.csv", "truth.parquet"):
        assert (folder / name).read_bytes() == (tmp_path / "kommune" / name).read_bytes()
    assert read_scheme(tmp_path / "kommune" / "scheme.toml").effort.source is EffortSource.DIARY
    assert 0 < len(kept) < len(whole) / 10
    assert windows["starts_on"].str[:7].nunique() >= 3


@pytest.mark.parametrize(("weeks", "rounds"), [(0, 1), (13, 1), (2, 0), (2, 13)])
def test_a_diary_nobody_would_keep_is_refused(weeks: int, rounds: int) -> None:
    with pytest.raises(InputRefused, match="--diary-"):
        Diary(weeks=weeks, rounds=rounds)
