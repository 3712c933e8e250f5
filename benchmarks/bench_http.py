"""How fast does the real server assess real requests, how soon is it ready, and how much memory does it take?

Every request is a case of the newest week with an id and an Idempotency-Key of its own, sent with a service token. It
is assessed and explained; case, answer, audit entry, event and the reply itself are durable in SQLite (WAL, FULL)
before it is answered. Beside it, in the same run, by the same clients, taking turns: ``benchmarks.peer_server``.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count, islice
from pathlib import Path
from shutil import rmtree
from statistics import median

from benchmarks.load import measure, post
from benchmarks.peer_server import COMMAND, Peer, peers
from benchmarks.server import Server, running
from benchmarks.surroundings import VAR, Json
from models import bundle as bundles
from pipelines.batch import read_case_file
from pipelines.train import Trained
from sagstyngde.access import Grant, Principal, Role
from sagstyngde.case import Case, CaseId, FactValue
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.service_tokens import create_token
from storage.stamp import Stamp
from storage.transactions import write

STARTS = 5
TURNS = 3
SECONDS = 3.0
CLIENTS = (1, 4, 16)
TOLD = 4
"""The level whose figures stand first."""
MOST_RPS = 2_000
"""So many requests a second are made ready: more than a server answers."""
RATE, RATE_SECONDS, RATE_CLIENTS = 100.0, 10.0, 16


def bench_http(trained: Trained, intake: Path) -> Json:
    """Return requests a second beside the peer's, latencies at a steady rate, memory, and time from start to ready."""
    home = VAR / "bench" / "server"
    rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    bundles.save(trained.bundle, home / "bundle")
    settings = {"var": str(home), "bundle": str(home / "bundle"), "database": f"sqlite:///{home / 'bench.sqlite'}"}
    requests = _requests(read_case_file(trained.bundle.frame.scheme, intake), _token(settings["database"]))
    starts = []
    for _ in range(STARTS - 1):
        with running(settings) as server:
            starts.append(server.ready_s)
    with running(settings) as server, peers(trained, home) as beside:
        at_rest = server.resident_mib
        levels = [_level(server, requests, beside, clients) for clients in CLIENTS]
        steady = _steady(server, requests)
        return {
            "ready_s": round(median([*starts, server.ready_s]), 3),
            **next(_first(level) for level in levels if level["clients"] == TOLD),
            "p50_ms": steady["p50_ms"],
            "p99_ms": steady["p99_ms"],
            "rss_mib": round(server.resident_mib, 1),
            "rss_mib_at_rest": round(at_rest, 1),
            "workers": 1,
            "steady": {"rate": RATE} | steady,
            "levels": levels,
            "mlflow": {"command": COMMAND} | {way: _size(peer) for way, peer in beside.items()},
        }


def _level(server: Server, requests: Iterator[bytes], beside: dict[str, Peer], clients: int) -> Json:
    """Measure all servers with so many clients, in turn, so that whatever slows the machine slows each of them."""
    asked = {"ours": (server, requests)} | {way: (peer.server, peer.requests) for way, peer in beside.items()}
    turns: dict[str, list[Json]] = {name: [] for name in asked}
    for _ in range(TURNS):
        for name, (one, own) in asked.items():
            ready = list(islice(own, int(MOST_RPS * SECONDS)))
            turns[name].append(measure(one.port, ready, clients=clients, seconds=SECONDS))
    middle = {name: {key: round(median(turn[key] for turn in own), 2) for key in own[0]} for name, own in turns.items()}
    return {"clients": clients, **middle}


def _first(level: Json) -> Json:
    """Return the figures that stand first. The peer at its quickest is the one to beat."""
    ours, quickest, documented = (level[name]["rps"] for name in ("ours", "quickest", "documented"))
    return {
        "clients": level["clients"],
        "ours_rps": ours,
        "mlflow_rps": quickest,
        "ratio": round(ours / quickest, 2),
        "mlflow_documented_rps": documented,
        "documented_ratio": round(ours / documented, 2),
    }


def _steady(server: Server, requests: Iterator[bytes]) -> Json:
    """Send requests by the clock."""
    due = list(islice(requests, int(RATE * RATE_SECONDS)))
    return measure(server.port, due, clients=RATE_CLIENTS, seconds=RATE_SECONDS, rate=RATE)


def _size(peer: Peer) -> Json:
    return {"ready_s": round(peer.server.ready_s, 3), "rss_mib": round(peer.server.resident_mib, 1)}


def _token(database: str) -> str:
    """Make the database and a token for the case system."""
    engine = open_engine(database)
    upgrade(engine)
    system = Principal(user_id="fagsystem", name="Fagsystem", grants=(Grant(role=Role.SYSTEM),))
    stamp = Stamp(by="cli:bench", at=datetime.now(UTC))
    token = write(engine, lambda connection: create_token(connection, system, stamp, ends_at=None))
    engine.dispose()
    return token


def _requests(cases: Sequence[Case], token: str) -> Iterator[bytes]:
    for number in count():
        case = replace(cases[number % len(cases)], case_id=CaseId(f"bench-{number}"))
        own = {"authorization": f"Bearer {token}", "idempotency_key": f"bench-{number}"}
        yield post("/api/v1/assessments", json.dumps(_wire(case)).encode(), **own)


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
