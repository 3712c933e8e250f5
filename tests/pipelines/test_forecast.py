"""The command from files to report: what it says, what it refuses, and that a what-if moves only what it names."""

import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from sqlalchemy import select
from typer.testing import CliRunner

from allocation.arrivals_check import METHODS
from allocation.forecast import Forecast, Question, answer, drawn
from allocation.scenario import Scenario
from casework.forecast_words import METHODS as NAMES
from casework.forecasts import kept_of
from features.history import History
from features.history_files import read_history
from features.scheme import EffortSource
from features.scheme_toml import read_scheme
from models import bundle as bundles
from models.assess import Assessor
from models.bundle import ModelBundle
from pipelines.cli import app
from pipelines.forecast import forecast
from pipelines.forecast_bundle import said_by
from pipelines.forecast_command import Asked, Files, forecast_files
from pipelines.forecast_inputs import materials, plan_day
from pipelines.forecast_json import forecast_as_json
from pipelines.forecast_record import DIARY_LEVEL_SD, USUAL_LEVEL_SD, Earlier, record_of
from pipelines.staff import read_staff
from pipelines.synthetic import synthesise
from pipelines.synthetic_diary import Diary
from pipelines.train import Trained
from sagstyngde.errors import BundleRefused, InputRefused
from storage.engine import open_engine, reading
from storage.forecasts import find_forecast, newest_forecast_id
from storage.tables.audit import audit_entries
from tests.factories import a_history_folder, a_scheme


@pytest.fixture(scope="module")
def history(municipality: Path) -> History:
    return read_history(read_scheme(str(municipality / "scheme.toml")), municipality)[0]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prognose") / "rapport"


@pytest.fixture(scope="module")
def told(municipality: Path, out: Path) -> tuple[Forecast, str]:
    console = Console(file=io.StringIO(), width=200)
    staff = read_staff(municipality / "staff.csv")
    asked = Asked(
        months=8,
        norm=30.0,
        vacancy=[f"{staff[0].caseworker_id}=2027-02-01"],
        hire=["3=2027-01-01:30"],
        law=["2027-01-01=hours*1.1:C,D"],
        inflow=0.9,
        merge=["+".join(sorted({one.team for one in staff if one.team is not None}))],
    )
    answer = forecast_files(files(municipality, out=out), asked, as_json=False, console=console)
    assert isinstance(console.file, io.StringIO)
    return answer, console.file.getvalue()


def files(folder: Path, **changes: Any) -> Files:
    plain = Files(scheme=str(folder / "scheme.toml"), history=folder, staff=folder / "staff.csv")
    return replace(plain, **changes)


def quiet(folder: Path, **asked: Any) -> Forecast:
    hashable: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in asked.items()
    }
    return _quiet(folder, Asked(**hashable))


@cache
def _quiet(folder: Path, asked: Asked) -> Forecast:
    return forecast_files(files(folder), asked, as_json=False, console=Console(quiet=True))


def test_a_plan_begins_at_the_turn_of_the_month_after_the_export(history: History) -> None:
    assert plan_day(history) == date(2026, 11, 1)
    assert plan_day(replace(history, ends_on=date(2026, 10, 20))) == date(2026, 10, 20)


def test_the_past_is_counted_in_whole_months_before_the_plan(history: History) -> None:
    now = materials(history, date(2026, 11, 1), 6)
    last_year = [case for case in history.cases if case.received_on >= date(2025, 11, 1)]
    recorded = history.work.hours[history.work.day >= np.datetime64("2025-11-01")].sum()

    assert now.past[-12:].sum() == len(last_year)
    assert now.past_hours[-12:].sum() == pytest.approx(recorded)
    assert now.idle is not None
    assert 0 <= now.idle < now.stock.cases.sum()
    assert now.stock.cases.sum() == pytest.approx(sum(case.closed_on is None for case in history.cases))


def test_cases_in_hand_are_told_apart_by_their_judged_category(history: History) -> None:
    now = materials(history, date(2026, 11, 1), 6)
    judged = {item.case_id: item.category for item in history.judgements}
    open_cases = [case for case in history.cases if case.closed_on is None]
    known = [judged[case.case_id] for case in open_cases if case.case_id in judged]

    assert now.known == pytest.approx(len(known) / len(open_cases))
    assert all(count >= known.count(code) for count, code in zip(now.stock.cases, now.codes, strict=True))


def test_an_open_case_that_took_more_than_its_kind_goes_on_taking_more(history: History) -> None:
    day = date(2026, 11, 1)
    place = next(i for i, case in enumerate(history.cases) if case.closed_on is None and case.received_on.year == 2026)
    work = history.work
    more = replace(work, hours=np.where(work.case_index == place, 10.0 * work.hours, work.hours))

    usual, heavy = materials(history, day, 3), materials(replace(history, work=more), day, 3)

    assert heavy.stock.hours.sum() > usual.stock.hours.sum()


def test_nothing_after_the_plans_day_is_known(history: History) -> None:
    day = date(2025, 6, 1)
    then, cut = materials(history, day, 6), materials(history.as_of(day), day, 6)

    assert then.stock.hours.tolist() == cut.stock.hours.tolist()
    assert then.past.tolist() == cut.past.tolist()


def test_the_report_stands_on_screen_and_in_the_folder(told: tuple[Forecast, str], out: Path) -> None:
    answer, shown = told
    page, text = (out / "prognose.html").read_text("utf-8"), (out / "prognose.md").read_text("utf-8")

    assert "Kort sagt" in shown
    assert "Hvad nu hvis" in shown
    assert "─" not in shown, "the tables stand in the report"
    for heading in ("Årsværk", "Nye sager", "Det klassiske sagstal", "Teams"):
        assert f"<h2>{heading}</h2>" in page
        assert f"## {heading}\n" in text
    assert "Alle oplysninger er opdigtede." in shown
    assert "35–45 (ca. 2015–16)" in text
    assert "Uden modelpakke vejer hver sag som gennemsnittet af sin kategori" in text
    assert "ganges med 1,10 fra 1. jan. 2027" in shown
    assert answer.what_if is not None
    assert page.count("<svg") == len(list(out.glob("*.svg"))) == 4


def test_every_chart_is_svg_with_text_and_a_table_behind_it(told: tuple[Forecast, str], out: Path) -> None:
    page = (out / "prognose.html").read_text("utf-8")
    for path in out.glob("*.svg"):
        drawn = path.read_text("utf-8")
        ET.fromstring(drawn)  # noqa: S314  drawn here
        assert "<text" in drawn
    sections = re.findall(r"<section>.*?</section>", page, re.DOTALL)
    assert all("<table>" in section for section in sections if "<svg" in section)


def test_the_json_holds_both_sides_and_their_difference(told: tuple[Forecast, str], out: Path) -> None:
    answer, _ = told
    written = json.loads((out / "prognose.json").read_text("utf-8"))

    assert written["months"][0] == "2026-11-01"
    assert len(written["base"]["hours"]) == 8
    base, what_if = np.array(written["base"]["hours"]), np.array(written["what_if"]["hours"])
    assert written["difference"]["hours"] == pytest.approx((what_if - base).tolist(), abs=1e-3)
    assert written["base"]["hours"] == pytest.approx(answer.base.ahead.expected.tolist(), abs=1e-3)
    assert written["with_bundle"] is False
    assert written["synthetic"] is True
    assert set(written["arrivals_check"]["scores"]) == set(METHODS) == set(NAMES)


def test_a_what_if_moves_what_it_names(municipality: Path) -> None:
    fewer = quiet(municipality, months=6, inflow=0.5)
    heavier = quiet(municipality, months=6, law=["2026-11-01=hours*2"])

    assert fewer.what_if is not None
    assert heavier.what_if is not None
    assert fewer.what_if.ahead.new_hours == pytest.approx(0.5 * fewer.base.ahead.new_hours)
    assert fewer.what_if.ahead.stock_hours.tolist() == fewer.base.ahead.stock_hours.tolist()
    assert fewer.what_if.staffing.hours.tolist() == fewer.base.staffing.hours.tolist()
    assert heavier.what_if.ahead.expected == pytest.approx(2.0 * heavier.base.ahead.expected)
    assert heavier.base.ahead.load.tolist() == fewer.base.ahead.load.tolist()


def test_more_months_do_not_change_the_first_ones_much(municipality: Path) -> None:
    short, long = (quiet(municipality, months=months).base.ahead for months in (3, 24))

    assert long.expected[:3] == pytest.approx(short.expected, rel=0.03)
    assert long.stock_hours[:3] == pytest.approx(short.stock_hours)


def test_higher_odds_and_a_lower_limit_ask_for_more_people(municipality: Path) -> None:
    usual, surer, looser = (
        quiet(municipality, months=3, **asked).base.staffing for asked in ({}, {"probability": 0.95}, {"limit": 1.1})
    )

    assert np.all(surer.need > usual.need)
    assert looser.need == pytest.approx(usual.need / 1.1)


def test_without_a_what_if_there_is_one_side(municipality: Path) -> None:
    answer = quiet(municipality, months=3)

    assert answer.what_if is None
    assert answer.base.by_norm is None


def test_an_impossible_load_is_called_so(municipality: Path) -> None:
    console = Console(file=io.StringIO(), width=80)
    asked = Asked(months=3, norm=30.0, law=["2026-11-01=hours*9"])
    forecast_files(files(municipality), asked, as_json=False, console=console)

    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert "En ligelig fordeling af en umulig belastning er stadig umulig" in " ".join(shown.split())
    assert "Det klassiske sagstal" in shown
    assert "…" not in shown, "eighty columns hold every word"


def test_a_bundle_speaks_for_each_case(history: History, trained: Trained, municipality: Path) -> None:
    assessor = Assessor(trained.bundle)
    said = said_by(assessor, history, date(2026, 11, 1))
    now = materials(history, date(2026, 11, 1), 3, said)
    plain = materials(history, date(2026, 11, 1), 3)

    assert now.known == 1.0
    expected = np.where(np.isnan(said.courses), plain.courses.hours[:, :24], said.courses)
    assert now.courses.hours[:, :24] == pytest.approx(expected)
    doubled = replace(said, hours={case_id: [2.0 * h for h in hours] for case_id, hours in said.hours.items()})
    twice = materials(history, date(2026, 11, 1), 1, doubled).stock.hours
    assert twice == pytest.approx(2.0 * now.stock.hours[:, :1])
    assert said.beside.mean() == pytest.approx(1.0)
    assert now.past.tolist() == plain.past.tolist()


def test_a_bundle_of_other_categories_is_refused(history: History, trained: Trained) -> None:
    other = replace(history, scheme=a_scheme(category=replace(history.scheme.category, scale=_shorter(history))))

    with pytest.raises(BundleRefused, match="other categories"):
        said_by(Assessor(trained.bundle), other, date(2026, 11, 1))


def _shorter(history: History) -> Any:
    return replace(history.scheme.scale, categories=history.scheme.scale.categories[:3])


def test_the_command_takes_a_bundle_and_prints_json(municipality: Path, trained: Trained, tmp_path: Path) -> None:
    bundle = _saved(trained.bundle, tmp_path)
    arguments = ["--history", municipality, "--staff", municipality / "staff.csv", "--bundle", bundle, "--months", 2]
    scheme = ["--scheme", municipality / "scheme.toml", "--json"]

    result = CliRunner().invoke(app, ["forecast", *map(str, [*arguments, *scheme])])

    assert result.exit_code == 0
    assert json.loads(result.stdout)["with_bundle"] is True


def test_a_kept_forecast_is_what_the_page_answers_by(municipality: Path, history: History, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bog.sqlite'}"
    asked = Asked(norm=30.0, limit=0.95, inflow=1.1)
    console = Console(file=io.StringIO())

    told = forecast_files(files(municipality, keep=url), asked, as_json=False, console=console)

    assert "Prognosen er gemt i sagsbogen" in console.file.getvalue()  # type: ignore[attr-defined]
    with reading(open_engine(url)) as connection:
        newest = newest_forecast_id(connection)
        stored = find_forecast(connection, newest or "")
        looks = connection.execute(select(audit_entries.c.operation)).scalars().all()
    assert stored is not None
    kept = kept_of(stored)
    question = kept.question(told.question.rules)
    assert replace(told.question, scenario=Scenario()) == question
    staff = read_staff(municipality / "staff.csv")
    again = answer(kept.grounds, drawn(kept.grounds), staff, question, asked=told.question)
    assert forecast_as_json(again, history.scheme) == forecast_as_json(told, history.scheme)
    assert all(case.case_id not in json.dumps(stored.grounds) for case in history.cases)
    assert looks == ["forecast.keep"]


def _saved(bundle: ModelBundle, folder: Path) -> Path:
    bundles.save(bundle, folder / "model")
    return folder / "model"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"months": 0}, "--months"),
        ({"months": 37}, "--months"),
        ({"limit": 0.0}, "--limit"),
        ({"probability": 1.0}, "--probability"),
        ({"absence": 1.0}, "--absence"),
        ({"norm": 0.0}, "--norm"),
        ({"vacancy": ["nobody=2027-01-01"]}, "medarbejderfilen"),
        ({"law": ["2027-01-01=hours*1.1:Q"]}, "ukendt kategori; kendte er A, B, C, D"),
        ({"hire": ["1=2026-10-01"]}, "ligger før planens dag, 2026-11-01"),
        ({"hire": ["1=2027-11-01"]}, "ligger efter planens sidste dag, 2027-10-31"),
        ({"on": date(2027, 3, 1)}, "historikken slutter før 2026-10-31"),
        ({"on": date(2020, 1, 15)}, "rummer 2 hele måneder"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_danish(municipality: Path, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(InputRefused) as caught:
        quiet(municipality, **asked)

    assert told in caught.value.danish


def test_less_than_two_years_are_forecast_and_said_to_be_little(municipality: Path) -> None:
    console = Console(file=io.StringIO(), width=200)
    told = forecast_files(files(municipality), Asked(on=date(2020, 9, 1), months=6), as_json=False, console=console)

    assert isinstance(console.file, io.StringIO)
    assert told.arrivals.scores == {}
    assert told.record.coverage is None
    assert told.record.level_sd == USUAL_LEVEL_SD
    assert "Historikken rummer kun" in console.file.getvalue()


def test_a_diary_is_forecast_at_its_own_level_and_not_held_against_its_few_hours(tmp_path: Path) -> None:
    folder = tmp_path / "dagbog"
    synthesise(folder, cases=400, caseworkers=6, seed=3, diary=Diary(weeks=4, rounds=4))

    told = forecast_files(
        files(folder, out=tmp_path / "ud"), Asked(months=6), as_json=False, console=Console(quiet=True)
    )

    written = json.loads((tmp_path / "ud" / "prognose.json").read_text("utf-8"))
    assert told.record.level_sd == DIARY_LEVEL_SD
    assert told.record.coverage is None
    assert told.materials.idle is None
    assert set(written["past"]["hours"]) == {None}
    load = told.base.ahead
    assert load.load.mean(axis=0) == pytest.approx(load.expected, rel=0.1)


def test_a_diary_and_all_hours_tell_of_the_same_load(municipality: Path, tmp_path: Path) -> None:
    """The same invented municipality: four times four weeks of its hours say about as much as seven years."""
    folder = tmp_path / "dagbog"
    synthesise(folder, cases=400, caseworkers=6, seed=3, diary=Diary(weeks=4, rounds=4))

    sampled, whole = quiet(folder, months=6), quiet(municipality, months=6)

    assert sampled.base.ahead.expected.sum() == pytest.approx(whole.base.ahead.expected.sum(), rel=0.35)


def test_totals_without_days_cannot_be_forecast(history: History) -> None:
    effort = replace(history.scheme.effort, source=EffortSource.TOTAL)

    with pytest.raises(InputRefused, match="only totals"):
        materials(replace(history, scheme=replace(history.scheme, effort=effort)), date(2026, 11, 1), 6)


def test_a_history_of_three_cases_is_too_short(tmp_path: Path) -> None:
    history, _ = read_history(a_scheme(), a_history_folder(tmp_path))

    with pytest.raises(InputRefused) as caught:
        forecast(history, [], Question(on=plan_day(history)), assessor=None, tell=lambda _: None)

    assert "en prognose kræver mindst 6" in caught.value.danish


def test_without_staff_everybody_is_lacking(history: History) -> None:
    told = forecast(history, [], Question(on=date(2026, 11, 1), months=3), assessor=None, tell=lambda _: None)

    assert told.base.staffing.hours.tolist() == [0.0] * 3
    assert np.all(told.base.staffing.over > 0.95)
    assert told.base.staffing.lacking.tolist() == told.base.staffing.need.tolist()


def test_the_same_question_has_the_same_answer(municipality: Path) -> None:
    first = quiet(municipality, months=3)
    second = forecast_files(files(municipality), Asked(months=3), as_json=False, console=Console(quiet=True))

    assert first.base.ahead.load.tolist() == second.base.ahead.load.tolist()


def test_forecasts_that_were_far_off_make_the_next_less_sure() -> None:
    load = np.random.default_rng(1).normal(100.0, 5.0, size=(1000, 6))

    def earlier(off: float) -> Earlier:
        return Earlier(
            expected=np.full(6, 100.0),
            recorded=np.full(6, 100.0 * off),
            load=load,
            variance=float(load.sum(axis=1).var()),
        )

    near, far = (record_of([earlier(off), earlier(2.0 - off)] * 3, seed=0) for off in (1.01, 1.3))

    assert near.level_sd < USUAL_LEVEL_SD < 0.2 < far.level_sd < 0.35
    assert far.ratios[:2] == pytest.approx((1.3, 0.7))


def test_a_report_cannot_be_written_over_a_file(municipality: Path, tmp_path: Path) -> None:
    taken = tmp_path / "fil"
    taken.write_text("her")

    with pytest.raises(InputRefused, match="cannot be made a folder"):
        forecast_files(files(municipality, out=taken), Asked(months=2), as_json=False, console=Console(quiet=True))

    assert taken.read_text() == "her"
