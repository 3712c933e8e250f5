"""What does whoever watches the servers see of the model? The newest look's figures as gauges, and no case."""

from models.monitored import Part
from serve.metrics import CHANGED_SHARE, HOURS_RATIO, LOOKED_AT, MODEL_ALARMS, SIGN, SILENT_SHARE
from serve.monitor_view import look_of
from storage.alarms import Asked, Within, count_alarms
from storage.engine import Connection
from storage.monitor_runs import monitor_runs_kept
from storage.reach import NOTHING

_MODEL = Within(cases=NOTHING, caseworkers=(), model=True)


def tell_of_model(connection: Connection) -> None:
    """Set the gauges by the newest look and the alarms that are open; nothing before the first look."""
    MODEL_ALARMS.set(sum(count_alarms(connection, _MODEL, Asked(is_open=True)).values()))
    for run in monitor_runs_kept(connection, most=1):
        look = look_of(run)
        LOOKED_AT.set(run.ran.at.timestamp())
        for part in Part:
            SIGN.labels(part.value).set(max((one.sign for one in look.of(part)), default=0.0))
        for one in look.of(Part.HOURS):
            HOURS_RATIO.labels(one.code.removeprefix("hours:")).set(one.found)
        for gauge, part in ((CHANGED_SHARE, Part.CHANGED), (SILENT_SHARE, Part.SILENT)):
            for one in look.of(part):
                gauge.set(one.found)
