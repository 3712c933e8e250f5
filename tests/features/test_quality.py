import json
from pathlib import Path
from typing import Any

from features.history_files import read_history
from features.quality import QualityReport, as_json
from features.scheme import Kind, Known
from tests.factories import CASES, CATEGORIES, a_fact, a_history_folder, a_long_history_folder, a_scheme


def report_on(folder: Path, **changes: Any) -> QualityReport:
    return read_history(a_scheme(**changes), folder)[1]


def codes(notices: Any) -> list[str]:
    return [notice.code for notice in notices]


def test_a_good_history_stops_nothing(tmp_path: Path) -> None:
    report = report_on(a_long_history_folder(tmp_path, 300))

    assert report.can_train
    assert report.labelled_count == 300
    assert report.categories == {"A": 75, "B": 75, "C": 75, "D": 75}
    assert report.cases_per_year == {2023: 122, 2024: 122, 2025: 56}
    assert report.open_share == 11 / 300
    assert report.effort is not None
    assert report.effort.quantiles["0.5"] == 3.0


def test_too_few_cases_stop_training_and_say_what_is_possible(tmp_path: Path) -> None:
    report = report_on(a_long_history_folder(tmp_path, 149))

    (stop,) = report.stops
    assert stop.code == "too_few_cases"
    assert "149 sager" in stop.text_da
    assert "150" in stop.text_da
    assert "allocate" in stop.text_da


def test_one_single_category_stops_training(tmp_path: Path) -> None:
    categories = CATEGORIES.replace(",C,", ",A,").replace(",B,", ",A,")

    assert "one_category" in codes(report_on(a_history_folder(tmp_path, categories=categories)).stops)


def test_leakage_stops_training(tmp_path: Path) -> None:
    facts = (a_fact(), a_fact("tolk", Kind.FLAG, known=Known.LATER))

    assert codes(report_on(a_long_history_folder(tmp_path, 300), facts=facts).stops) == ["leakage"]


def test_no_recorded_effort_stops_training(tmp_path: Path) -> None:
    report = report_on(a_history_folder(tmp_path, hours="case_id,worked_on,hours\ns1,2025-01-12,0\n"))

    assert "no_effort" in codes(report.stops)


def test_the_newest_judgement_of_a_case_counts(tmp_path: Path) -> None:
    report = report_on(a_history_folder(tmp_path, categories=f"{CATEGORIES}s1,D,2025-01-20\n"))

    assert report.categories == {"A": 1, "B": 1, "C": 0, "D": 1}


def test_facts_are_described(tmp_path: Path) -> None:
    options = {"ja": "Ja", "nej": "Nej", "ved_ikke": "Ved ikke"}
    facts = (a_fact(), a_fact("tolk", Kind.CHOICE, options=options))

    level, choice = report_on(a_history_folder(tmp_path), facts=facts).facts

    assert (round(level.missing_share, 2), level.distinct_count) == (0.33, 2)
    assert choice.rare_options == ("ja", "nej", "ved_ikke")


def test_learned_options_are_counted_but_not_named(tmp_path: Path) -> None:
    (fact,) = report_on(a_history_folder(tmp_path), facts=(a_fact("tolk", Kind.CHOICE),)).facts

    assert (fact.rare_option_count, fact.rare_options) == (2, ())


def test_constant_and_mostly_missing_facts_are_warned_of(tmp_path: Path) -> None:
    cases = "\n".join(
        [CASES.splitlines()[0], "s1,2025-01-10,,k1,,ja", "s2,2025-02-01,,k1,,ja", "s3,2025-03-05,,k2,1,ja"]
    )

    warnings = report_on(a_history_folder(tmp_path, cases=cases)).warnings

    assert codes(warnings).count("constant_fact") == 2


def test_many_refused_rows_are_warned_of(tmp_path: Path) -> None:
    assert "many_refused" in codes(report_on(a_history_folder(tmp_path, cases=f"{CASES}s4,,,,,\n")).warnings)


def test_refused_rows_are_counted_by_file(tmp_path: Path) -> None:
    cases, hours, _ = report_on(a_history_folder(tmp_path, cases=f"{CASES}s4,,,,,\n")).tables

    assert (cases.rows_read, cases.rows_kept, cases.rows_refused) == (4, 3, 1)
    assert (hours.rows_read, hours.rows_kept, hours.rows_refused) == (5, 5, 0)


def test_the_report_is_plain_json(tmp_path: Path) -> None:
    report = report_on(a_history_folder(tmp_path, cases=f"{CASES}s4,,,,,\n"))

    plain = json.loads(json.dumps(as_json(report), allow_nan=False))

    assert plain["can_train"] is False
    assert plain["ends_on"] == "2025-05-01"
    assert plain["refusals"][0]["value_class"] == "empty"
    assert plain["facts"][0]["is_constant"] is False
