"""What has watching the model left in a large casebook? A look a night for some months, and an alarm that waits."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from benchmarks.large_cases import STAMP
from casework.model_watch import brief, keep_look, look_at_model
from models.assess import Assessor
from models.monitored import monitored_to_json
from serve.monitor_view import RUNS
from storage.alarms import Asked, Within, alarms_of
from storage.engine import Connection
from storage.monitor_runs import keep_monitor_run
from storage.reach import NOTHING
from storage.stamp import Stamp

_MODEL = Within(cases=NOTHING, caseworkers=(), model=True)


def watched(connection: Connection, assessor: Assessor, today: date) -> str:
    """Look once at all that has come, keep as many looks as the page draws, and return an alarm of the last."""
    look = look_at_model(connection, assessor, today)
    content = monitored_to_json(brief(look))
    for back in range(RUNS, 0, -1):
        keep_monitor_run(connection, look.bundle_hash, content, _at(today - timedelta(days=back)))
    first, *others = look.statistics
    keep_look(connection, replace(look, statistics=(replace(first, sign=1.1, crossed_on=today), *others)), _at(today))
    return alarms_of(connection, _MODEL, Asked(is_open=True), limit=1)[0][0].alarm_id


def _at(day: date) -> Stamp:
    return Stamp(by=STAMP.by, at=datetime.combine(day, time(4), UTC))
