"""What does a large casebook know of its model? Its gate, a look a night for some months, and an alarm that waits."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from benchmarks.large_cases import STAMP
from casework.model_watch import brief, keep_look, look_at_model
from models.assess import Assessor
from models.monitored import monitored_to_json
from sagstyngde.gate import Check, Gate, Outcome
from sagstyngde.signed import Signed, SignedPackage
from serve.monitor_view import RUNS
from storage.alarms import Asked, Within, alarms_of
from storage.codec import gate_to_json
from storage.engine import Connection
from storage.models import NewModel, register_candidate
from storage.monitor_runs import keep_monitor_run
from storage.reach import NOTHING
from storage.stamp import Stamp

_CHECKS = 32
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


def registered(connection: Connection, assessor: Assessor) -> None:
    """Register the model with a gate as long as a real one. Its package is nobody's: it is only read about."""
    words = {
        "label": "Timer: niveauet passer",
        "figure": "1,04 (95 %: 0,97 til 1,12) på 900 sager",
        "told": "Se efter.",
    }
    outcomes = (Outcome.PASSED, Outcome.NAMED, Outcome.STOPPED)
    checks = [
        Check(code=f"check_{number}", outcome=outcomes[number % 3], limit="mellem 0,80 og 1,25", **words)
        for number in range(_CHECKS)
    ]
    new = NewModel(
        bundle_hash=assessor.bundle_hash,
        scheme_version=assessor.manifest.scheme_version,
        manifest={},
        gate=gate_to_json(Gate(challenger=assessor.bundle_hash, champion=None, checks=tuple(checks))),
    )
    register_candidate(connection, new, SignedPackage(package=b"", made=Signed(statement="{}", signature="")), STAMP)


def _at(day: date) -> Stamp:
    return Stamp(by=STAMP.by, at=datetime.combine(day, time(4), UTC))
