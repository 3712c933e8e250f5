"""How is the server doing, in numbers? Counts and durations by operation and status; no person, case or id among them.

With several workers each counts for itself into files of a folder, and whichever is asked adds them up: that is
prometheus-client's multiprocess mode, switched on by ``PROMETHEUS_MULTIPROC_DIR`` before this module is loaded.
"""

import os
from typing import Final

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
    multiprocess,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_NEWEST: Final = "mostrecent"

disable_created_metrics()  # type: ignore[no-untyped-call]
ANSWERS = Counter("sagstyngde_answers", "Requests answered", ["operation", "status"])
SECONDS = Histogram("sagstyngde_answer_seconds", "Time until an answer was sent", ["operation"], buckets=_SECONDS)
SHED = Counter("sagstyngde_shed", "Requests turned away because too many were waiting")
IN_FLIGHT = Gauge("sagstyngde_in_flight", "Requests being answered or waiting for it", multiprocess_mode="livesum")
MODEL = Gauge("sagstyngde_model_ready", "1 while a model answers, 0 in degraded mode", multiprocess_mode="min")
MODEL_IN_USE = Gauge(
    "sagstyngde_model_in_use", "Processes that answer from a model", ["bundle"], multiprocess_mode="livesum"
)
MODEL_TURNS = Counter("sagstyngde_model_turns_taken", "Times a running process took another model into use")
MODEL_REFUSED = Counter("sagstyngde_model_refused", "Models a running process did not take into use", ["reason"])
SHADOW_ANSWERS = Counter("sagstyngde_shadow_answers", "Answers a silent model gave")
SHADOW_SKIPPED = Counter("sagstyngde_shadow_skipped", "Answers a silent model was not asked for, too many waiting")
SHADOW_APART = Counter("sagstyngde_shadow_apart", "Silent answers of another category, by how many apart", ["apart"])

SIGN = Gauge("sagstyngde_model_sign", "How near an alarm the model is, 0 to 1", ["part"], multiprocess_mode=_NEWEST)
HOURS_RATIO = Gauge(
    "sagstyngde_model_hours_ratio",
    "Recorded over expected hours of the first months",
    ["months"],
    multiprocess_mode=_NEWEST,
)
CHANGED_SHARE = Gauge("sagstyngde_model_changed_share", "Suggestions that people changed", multiprocess_mode=_NEWEST)
SILENT_SHARE = Gauge("sagstyngde_model_silent_share", "Cases without a suggestion", multiprocess_mode=_NEWEST)
MODEL_ALARMS = Gauge("sagstyngde_model_alarms", "Alarms about the model that are open", multiprocess_mode=_NEWEST)
LOOKED_AT = Gauge("sagstyngde_model_looked_at", "When the model was last watched, Unix time", multiprocess_mode=_NEWEST)


def exposition() -> bytes:
    """Return all of it in Prometheus's text format, over all workers."""
    if FOLDER not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
