"""How fast does the real server assess real requests, how soon is it ready, and how much memory does it take?

Every request is a case of the newest week with an id of its own; it is assessed and stored with its answer, both in one
transaction of SQLite. Clients and server share the machine's cores.
"""

import http.client
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import count, islice
from pathlib import Path
from shutil import rmtree

import numpy as np

from benchmarks.server import HOST, Server, running
from benchmarks.surroundings import VAR, Json
from models import bundle as bundles
from models.bundle import ModelBundle
from pipelines.batch import read_case_file
from sagstyngde.case import Case, CaseId, FactValue

STARTS = 5
SEQUENTIAL = 300
CLIENTS = 4
BOUND_S = 10.0
REQUESTS_EACH = 500


def bench_http(bundle: ModelBundle, intake: Path) -> Json:
    """Return requests a second, latencies, resident memory and the median time from start to ready."""
    home = VAR / "bench" / "server"
    rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    bundles.save(bundle, home / "bundle")
    settings = {"var": str(home), "bundle": str(home / "bundle"), "database": f"sqlite:///{home / 'bench.sqlite'}"}
    bodies = _bodies(read_case_file(bundle.frame.scheme, intake))
    starts = []
    for _ in range(STARTS - 1):
        with running(settings) as server:
            starts.append(server.ready_s)
    with running(settings) as server:
        return {"ready_s": round(float(np.median([*starts, server.ready_s])), 3)} | _measured(server, bodies)


def _measured(server: Server, bodies: Iterator[bytes]) -> Json:
    at_rest = server.resident_mib
    alone = np.array(_latencies(server.port, list(islice(bodies, SEQUENTIAL)), BOUND_S)) * 1e3
    parts = [list(islice(bodies, REQUESTS_EACH)) for _ in range(CLIENTS)]
    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        together = [
            one for part in clients.map(lambda part: _latencies(server.port, part, BOUND_S), parts) for one in part
        ]
    elapsed = time.perf_counter() - started
    return {
        "ours_rps": round(len(together) / elapsed, 1),
        "clients": CLIENTS,
        "requests": len(together),
        "p50_ms": round(float(np.quantile(alone, 0.5)), 2),
        "p99_ms": round(float(np.quantile(alone, 0.99)), 2),
        "sequential_requests": len(alone),
        "p99_ms_together": round(float(np.quantile(together, 0.99)) * 1e3, 2),
        "rss_mib": round(server.resident_mib, 1),
        "rss_mib_at_rest": round(at_rest, 1),
    }


def _latencies(port: int, bodies: Sequence[bytes], bound_s: float) -> list[float]:
    """Send requests one after another over one connection; return the seconds of each."""
    connection = http.client.HTTPConnection(HOST, port, timeout=bound_s)
    taken: list[float] = []
    deadline = time.perf_counter() + bound_s
    for body in bodies:
        started = time.perf_counter()
        if started > deadline:
            break
        connection.request("POST", "/api/v1/assessments", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
        if response.status != 201:
            raise RuntimeError(f"the server answered {response.status}: {answer.decode()}")
        taken.append(time.perf_counter() - started)
    connection.close()
    return taken


def _bodies(cases: Sequence[Case]) -> Iterator[bytes]:
    for number in count():
        case = replace(cases[number % len(cases)], case_id=CaseId(f"bench-{number}"))
        yield json.dumps(_wire(case)).encode()


def _wire(case: Case) -> Json:
    """Write a case as the case system would."""
    return {
        "case_id": case.case_id,
        "received_on": case.received_on.isoformat(),
        "child_id": case.child_id,
        "family_id": case.family_id,
        "district": case.district,
        "required_competences": sorted(case.required_competences),
        "facts": {name: _fact(value) for name, value in case.facts.items()},
    }


def _fact(value: FactValue) -> bool | float | str | list[str]:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value
