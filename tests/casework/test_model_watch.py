"""What the casebook has seen is laid beside the model; its alarms are about nobody, stored once, and come to rest."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import false, select

from casework.model_watch import brief, findings, keep_look, look_at_model, told
from casework.watch import Night, keep
from features.history import History
from features.history_files import read_history
from models.assess import Assessor
from models.monitored import Monitored, Part, monitored_from_json
from pipelines.train import Trained
from sagstyngde.alarm import AlarmAction, AlarmKind, Closing
from sagstyngde.hours import HoursEntry
from storage.alarms import Asked, Within, alarms_of, close_alarm, count_alarms, done_before
from storage.cases import insert_case
from storage.engine import Connection, Engine, reading, writing
from storage.hours import insert_entries
from storage.monitor_runs import monitor_runs_kept
from storage.stamp import Stamp
from storage.tables.planning import alarms

MODEL = Within(cases=false(), caseworkers=(), model=True)
NOBODY = Within(cases=false(), caseworkers=())


@pytest.fixture(scope="module")
def assessor(trained: Trained) -> Assessor:
    return Assessor(trained.bundle)


@pytest.fixture(scope="module")
def history(assessor: Assessor, municipality: Path) -> History:
    return read_history(assessor.scheme, municipality)[0]


def _at(day: object) -> Stamp:
    return Stamp(by="drift:nat", at=datetime.fromisoformat(f"{day}T03:00:00+00:00"))


def _store(connection: Connection, history: History, assessor: Assessor, *, times: float = 1.0) -> None:
    """Store the cases from before and after training with their hours, those after it times a factor."""
    since = assessor.manifest.trained_through
    for case in history.cases:
        insert_case(connection, replace(case, caseworker_id=None, closed_on=None), _at(case.received_on))
    entries = []
    for place, row in enumerate(history.work.case_index):
        case = history.cases[row]
        factor = times if case.received_on >= since else 1.0
        entries.append(
            HoursEntry(
                source="tid",
                entry_id=str(place),
                case_id=case.case_id,
                worked_on=history.work.day[place].item(),
                hours=min(24.0, float(history.work.hours[place]) * factor),
            )
        )
    insert_entries(connection, entries, _at(since))


def test_hours_and_facts_are_read_from_the_casebook(engine: Engine, assessor: Assessor, history: History) -> None:
    with writing(engine) as connection:
        _store(connection, history, assessor)

    with reading(engine) as connection:
        look = look_at_model(connection, assessor, history.ends_on)

    assert look.cases == sum(case.received_on >= assessor.manifest.trained_through for case in history.cases)
    assert {one.code for one in look.of(Part.HOURS)} >= {"hours:3", "hours:6"}
    assert [one for one in look.crossed if one.part is Part.HOURS] == []
    assert look.hours_through == max(history.work.day).item()
    assert look.months


def test_hours_ten_times_too_many_raise_an_alarm_that_only_those_who_answer_for_the_model_see(
    engine: Engine, assessor: Assessor, history: History
) -> None:
    with writing(engine) as connection:
        _store(connection, history, assessor, times=10.0)
        look = look_at_model(connection, assessor, history.ends_on)
        now = Stamp(by="drift:nat", at=datetime.now(UTC))
        first, again = keep_look(connection, look, now), keep_look(connection, look, now)

        assert first.raised == len(findings(look)) > 0
        assert again.raised == 0
        assert len(monitor_runs_kept(connection, most=9)) == 1
        assert count_alarms(connection, NOBODY, Asked(is_open=True)) == {}
        assert count_alarms(connection, MODEL, Asked(is_open=True)) == {AlarmKind.MODEL: first.raised}
        (run,) = monitor_runs_kept(connection, most=9)
        assert monitored_from_json(run.content) == brief(look)


def _crossed(look: Monitored) -> Monitored:
    """Return a look in which the score has reached its limit."""
    score = look.of(Part.SCORE)[0]
    moved = replace(score, sign=1.2, found=0.6, crossed_on=look.on)
    return replace(look, statistics=(moved, *(one for one in look.statistics if one.part is not Part.SCORE)))


def test_an_alarm_rests_when_its_cause_has_gone_and_nothing_else_touches_it(
    engine: Engine, assessor: Assessor, history: History
) -> None:
    with writing(engine) as connection:
        quiet = look_at_model(connection, assessor, history.ends_on)
        day = timedelta(days=1)
        begun = datetime.now(UTC)
        keep_look(connection, _crossed(quiet), Stamp(by="nat", at=begun))
        night = Night(loads=(), found=())
        keep(connection, night, Stamp(by="nat", at=begun + day))
        assert connection.execute(select(alarms.c.ceased_at)).scalars().all() == [None]

        assert keep_look(connection, quiet, Stamp(by="nat", at=begun + 2 * day)).ceased == 1
        (alarm,), _ = alarms_of(connection, MODEL, Asked(is_open=True), limit=5)
        assert alarm.ceased_at is not None
        assert alarm.finding.text == told(_crossed(quiet).of(Part.SCORE)[0])

        closing = Closing(action=AlarmAction.INVESTIGATED, note="Ny blanket ved modtagelsen.")
        close_alarm(connection, alarm.alarm_id, closing, Stamp(by="analytiker", at=begun + 3 * day))
        later = Stamp(by="nat", at=begun + 60 * day)
        assert keep_look(connection, _crossed(quiet), later).raised == 1
        (again,), _ = alarms_of(connection, MODEL, Asked(is_open=True), limit=5)
        assert done_before(connection, [again])[again.alarm_id].note == "Ny blanket ved modtagelsen."
