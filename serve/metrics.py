"""How is the server doing, in numbers? Counts and durations by operation and status; no person, case or id among them.

With several workers each counts for itself into files of a folder, and whichever is asked adds them up: that is
prometheus-client's multiprocess mode, switched on by ``PROMETHEUS_MULTIPROC_DIR`` before this module is loaded.
"""

import os

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

disable_created_metrics()  # type: ignore[no-untyped-call]
ANSWERS = Counter("sagstyngde_answers", "Requests answered", ["operation", "status"])
SECONDS = Histogram("sagstyngde_answer_seconds", "Time until an answer was sent", ["operation"], buckets=_SECONDS)
SHED = Counter("sagstyngde_shed", "Requests turned away because too many were waiting")
IN_FLIGHT = Gauge("sagstyngde_in_flight", "Requests being answered or waiting for it", multiprocess_mode="livesum")
MODEL = Gauge("sagstyngde_model_ready", "1 while a model answers, 0 in degraded mode", multiprocess_mode="min")


def exposition() -> bytes:
    """Return all of it in Prometheus's text format, over all workers."""
    if FOLDER not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
