import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.planted_pace import bias, plant
from features.history import DEVELOP_SHARE, History
from features.history_files import read_history
from features.panel import panel
from features.scheme import EffortSource
from features.scheme_toml import read_scheme
from models import caseworker_pace
from models.bundle import save
from models.caseworker_pace import FEWEST_PEOPLE, at_average_pace
from models.cohort import split
from models.ordinal import Floats
from models.pace_report import pace_figures
from pipelines.train import Trained
from sagstyngde.case import CaseworkerId


def a_history(folder: Path) -> History:
    return read_history(read_scheme(folder / "scheme.toml"), folder)[0]


def people_of(history: History) -> list[CaseworkerId]:
    owners = {case.caseworker_id for case in history.cases if case.caseworker_id}
    return sorted(owners | {CaseworkerId(name) for name in history.work.caseworkers})


def renamed(history: History, names: Mapping[CaseworkerId, str]) -> History:
    cases = [
        replace(case, caseworker_id=CaseworkerId(names[case.caseworker_id])) if case.caseworker_id else case
        for case in history.cases
    ]
    work = replace(history.work, caseworkers=tuple(names[CaseworkerId(name)] for name in history.work.caseworkers))
    return replace(history, cases=tuple(cases), work=work)


def test_complex_cases_with_slow_people_bias_the_hours_and_removing_pace_puts_that_right(tmp_path: Path) -> None:
    plant(tmp_path / "tempo", cases=1200, caseworkers=10, seed=2)
    plant(tmp_path / "uden", cases=1200, caseworkers=10, seed=2, undone=True)

    # Beside what perfect removal would give: the luck of one small world is in both.
    perfect = bias(tmp_path / "uden", by_person=False)
    as_recorded = {part: one / perfect[part] for part, one in bias(tmp_path / "tempo", by_person=False).items()}
    removed = {part: one / perfect[part] for part, one in bias(tmp_path / "tempo", by_person=True).items()}

    assert as_recorded["all"] > 1.1
    assert as_recorded["most_complex"] > 1.2
    assert as_recorded["simplest"] < 0.85
    assert removed == pytest.approx({"all": 1.0, "simplest": 1.0, "most_complex": 1.0}, abs=0.08)


def test_where_pace_goes_with_nothing_the_sum_of_hours_stays(municipality: Path) -> None:
    history = a_history(municipality)

    (rewritten,), note = at_average_pace(history)

    assert note.is_removed
    assert rewritten.work.hours.sum() == pytest.approx(history.work.hours.sum(), rel=0.03)
    assert rewritten.cases == history.cases


def test_other_names_for_the_same_people_change_no_number(municipality: Path) -> None:
    history = a_history(municipality)
    names = {name: f"x{100 - place}" for place, name in enumerate(people_of(history))}

    (one,), _ = at_average_pace(history)
    (other,), _ = at_average_pace(renamed(history, names))

    assert one.work.hours.tobytes() == other.work.hours.tobytes()


def test_later_work_is_read_by_the_measure_of_the_earlier(municipality: Path) -> None:
    history = a_history(municipality)
    known = history.as_of(history.received_share(DEVELOP_SHARE))

    (alone,), _ = at_average_pace(known)
    (same, whole), _ = at_average_pace(known, history)
    earlier = whole.as_of(known.ends_on)

    assert same.work.hours.tobytes() == alone.work.hours.tobytes()
    assert earlier.work.hours == pytest.approx(alone.work.hours)


def test_work_of_an_unknown_person_stands_as_it_is(municipality: Path) -> None:
    history = a_history(municipality)

    (_, later), note = at_average_pace(history, renamed(history, dict.fromkeys(people_of(history), "ny")))

    assert note.is_removed
    assert later.work.hours.tobytes() == history.work.hours.tobytes()


def test_among_few_people_nothing_is_removed_and_nothing_is_told(municipality: Path) -> None:
    history = a_history(municipality)
    few = renamed(history, {name: f"k{place % (FEWEST_PEOPLE - 1)}" for place, name in enumerate(people_of(history))})

    (same,), note = at_average_pace(few)

    assert same is few
    assert (note.people, note.share_of_variance) == (None, None)
    assert "mindst 5 sagsbehandlere" in note.text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"has_dates": False}, "uden datoer"),
        ({"source": EffortSource.TOUCH_DAYS}, "faste satser"),
        ({"named": False}, "hvem der har registreret"),
    ],
)
def test_where_pace_cannot_be_told_from_the_work_the_reason_is_said(
    municipality: Path, change: dict[str, Any], why: str
) -> None:
    history = a_history(municipality)
    if "source" in change:
        effort = replace(history.scheme.effort, source=change["source"])
        history = replace(history, scheme=replace(history.scheme, effort=effort))
    elif "named" in change:
        nobody = replace(history.work, caseworker=np.full(len(history.work.hours), -1))
        history = replace(history, work=nobody)
    else:
        history = replace(history, has_dates=False)

    (same,), note = at_average_pace(history)

    assert same is history
    assert why in note.text


def test_the_report_shows_hours_as_recorded_and_at_the_average_pace(trained: Trained) -> None:
    told = trained.report["effort"]["caseworkers"]

    assert told.keys() == {"text", "n", "share_of_variance", "test"}
    assert told["n"] >= FEWEST_PEOPLE
    assert 0.0 <= told["share_of_variance"] < 0.5
    assert told["test"]["as_recorded"]["bias_ratio"] == trained.report["effort"]["bias_ratio"]
    assert told["test"]["at_average_pace"] != told["test"]["as_recorded"]


def test_models_learn_at_the_average_pace_and_are_measured_on_hours_as_recorded(
    trained: Trained, municipality: Path
) -> None:
    history, parts = a_history(municipality), trained.parts
    recorded, known = panel(history), panel(history.as_of(history.received_share(DEVELOP_SHARE)))
    first = len(parts.develop.cases) - len(parts.calibrate.cases)

    assert trained.learned.data.panel.hours.tobytes() == parts.develop.at_pace.hours.tobytes()
    assert parts.develop.at_pace.totals.tolist() != parts.develop.panel.totals.tolist()
    assert parts.calibrate.panel.hours.tobytes() == known.hours[first:].tobytes()
    assert parts.test.panel.hours.tobytes() == recorded.hours[len(parts.develop.cases) :].tobytes()


def test_no_number_of_any_person_leaves(trained: Trained, municipality: Path, tmp_path: Path) -> None:
    """The people's factors, recomputed here from within, stand nowhere in what training returns or writes."""
    history = a_history(municipality)
    known = history.as_of(history.received_share(DEVELOP_SHARE))
    recorded = caseworker_pace._recorded(known)
    found, _ = caseworker_pace._log_pace(known, recorded)
    secret = np.concatenate([found.effect, np.exp(found.effect), np.exp(-found.effect), found.unsure])

    numbers = np.concatenate([np.ravel(one) for one in walked((trained.bundle, trained.report, trained.learned))])

    assert len(numbers) > 10_000
    assert np.abs(found.effect).min() > 1e-6
    assert not np.isclose(numbers[:, None], secret, rtol=1e-9, atol=0.0).any()
    save(trained.bundle, tmp_path / "model")
    written = [path.read_bytes() for path in (tmp_path / "model").rglob("*") if path.is_file()]
    written += [json.dumps(trained.report).encode(), trained.card.encode()]
    assert not any(person.encode() in content for person in recorded.ids for content in written)


def test_the_note_has_no_room_for_a_person(trained: Trained) -> None:
    note = trained.parts.pace

    assert {field.name for field in fields(note)} == {"text", "people", "share_of_variance"}
    assert all(isinstance(getattr(note, field.name), (str, int, float)) for field in fields(note))


def test_without_followed_cases_the_report_still_tells_what_was_removed(municipality: Path) -> None:
    parts = split(a_history(municipality))
    unfollowed = replace(parts.test.panel, exposure=np.zeros_like(parts.test.panel.exposure))

    told = pace_figures(replace(parts, test=replace(parts.test, panel=unfollowed)), np.ones(len(parts.test.cases)))

    assert told.keys() == {"text", "n", "share_of_variance"}


def walked(thing: Any) -> Iterator[Floats]:
    """Yield every number within a thing, however deep."""
    if isinstance(thing, float) or (isinstance(thing, np.ndarray) and thing.dtype.kind == "f"):
        yield np.asarray(thing)
    for part in parts_of(thing):
        yield from walked(part)


def parts_of(thing: Any) -> Iterable[Any]:
    if isinstance(thing, dict):
        return thing.values()
    if isinstance(thing, list | tuple):
        return thing
    return [getattr(thing, field.name) for field in fields(thing)] if is_dataclass(thing) else ()
