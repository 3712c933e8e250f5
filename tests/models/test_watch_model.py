"""A model that fits is left in peace; what no longer fits is named."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from features.history_files import read_history
from features.panel import panel
from features.scheme_toml import read_scheme
from models.assess import Assessor
from models.monitored import SHARES, Monitored, Part, monitored_from_json, monitored_to_json
from models.watch_facts import reference_rows, seasonal
from models.watch_model import Answered, Seen, watch_model
from pipelines.train import Trained
from sagstyngde.case import Case, CaseId
from sagstyngde.judgement import Judgement


@pytest.fixture(scope="module")
def assessor(trained: Trained) -> Assessor:
    return Assessor(trained.bundle)


@pytest.fixture(scope="module")
def seen(assessor: Assessor, municipality: Path) -> Seen:
    """Ask of 800 cases drawn from the history the model knows, so that nothing has moved."""
    history, _ = read_history(assessor.scheme, municipality)
    learned = sum(case.received_on < assessor.manifest.trained_through for case in history.cases)
    drawn = np.random.default_rng(5).integers(learned - len(reference_rows(assessor)), learned, 800)
    since = history.cases[0].received_on
    cases = tuple(
        replace(history.cases[row], case_id=CaseId(f"{place}"), family_id=None) for place, row in enumerate(drawn)
    )
    told = panel(history)
    return Seen(
        on=since + timedelta(days=800),
        since=since,
        cases=cases,
        judged=_as_the_model_expects(assessor, cases),
        panel=told.take(drawn),
        earlier=(history.cases, told),
    )


def _as_the_model_expects(assessor: Assessor, cases: tuple[Case, ...]) -> tuple[Judgement, ...]:
    rng, codes = np.random.default_rng(6), assessor.scheme.scale.codes
    chances = assessor.answers(assessor.bundle.frame.rows(cases)).probability
    return tuple(
        Judgement(
            case_id=case.case_id, category=str(rng.choice(codes, p=chance)), judged_on=case.received_on, blind=True
        )
        for case, chance in zip(cases, chances / chances.sum(axis=1, keepdims=True), strict=True)
    )


@pytest.fixture(scope="module")
def looked(assessor: Assessor, seen: Seen) -> Monitored:
    return watch_model(assessor, seen)


def test_where_nothing_has_moved_nothing_is_raised(looked: Monitored) -> None:
    assert looked.cases == 800
    assert {one.part for one in looked.statistics} >= {Part.SCORE, Part.FACTS, Part.HOURS, Part.JUDGED}
    assert looked.crossed == ()


def test_the_alarms_for_nothing_are_dealt_out_and_no_more() -> None:
    assert sum(SHARES.values()) == pytest.approx(1.0)
    assert set(SHARES) == set(Part)


def test_a_look_is_the_same_after_it_was_stored(looked: Monitored) -> None:
    import json  # noqa: PLC0415

    assert monitored_from_json(json.loads(json.dumps(monitored_to_json(looked)))) == looked


def test_hours_recorded_in_minutes_are_found(assessor: Assessor, seen: Seen) -> None:
    assert seen.panel is not None
    wrong = replace(seen, panel=replace(seen.panel, hours=60.0 * seen.panel.hours))

    crossed = [one for one in watch_model(assessor, wrong).crossed if one.part is Part.HOURS]

    assert {one.code for one in crossed} >= {"hours:3", "hours:6"}


def test_without_earlier_hours_a_gross_error_is_found_still(assessor: Assessor, seen: Seen) -> None:
    assert seen.panel is not None
    quiet = watch_model(assessor, replace(seen, earlier=None))
    wrong = watch_model(assessor, replace(seen, earlier=None, panel=replace(seen.panel, hours=3.0 * seen.panel.hours)))

    assert not [one for one in quiet.crossed if one.part is Part.HOURS]
    assert [one for one in wrong.crossed if one.part is Part.HOURS]


def test_a_fact_that_is_no_longer_told_is_named(assessor: Assessor, seen: Seen) -> None:
    frame = assessor.bundle.frame
    told = next(
        fact
        for fact in assessor.scheme.facts
        if fact.is_feature and sum(fact.name in c.facts for c in seen.cases) > 700
    )

    def without(case: Case) -> Case:
        return replace(case, facts={name: value for name, value in case.facts.items() if name != told.name})

    half = len(seen.cases) // 2
    cases = (*seen.cases[:half], *map(without, seen.cases[half:]))
    crossed = {one.code: one for one in watch_model(assessor, replace(seen, cases=cases)).crossed}

    untold = crossed[f"untold:{told.name}"]
    assert frame.label(told.name) in untold.label
    assert untold.crossed_on in {case.received_on for case in cases[half : half + 50]}


def test_suggestions_that_are_nearly_all_changed_are_found(assessor: Assessor, seen: Seen) -> None:
    changed = tuple(
        Answered(case_id=case.case_id, is_changed=place % 10 > 0, category=None, on=case.received_on)
        for place, case in enumerate(seen.cases[:200])
    )

    (one,) = watch_model(assessor, replace(seen, answered=changed)).of(Part.CHANGED)

    assert (one.n, one.crossed_on is not None) == (200, True)
    assert one.found == pytest.approx(0.9)


def test_where_nothing_has_come_nothing_is_said(assessor: Assessor, seen: Seen) -> None:
    empty = watch_model(assessor, Seen(on=date(2030, 1, 1), since=seen.since, cases=()))

    assert (empty.cases, empty.crossed, empty.months) == (0, (), ())


def test_the_season_is_no_news(assessor: Assessor) -> None:
    months = seasonal(read_scheme(Path(__file__).parents[1] / "schemes" / "sip.toml"))

    assert months == {"received_month"}
    assert seasonal(assessor.scheme) == frozenset()
