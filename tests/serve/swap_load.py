"""Requests by the clock while models are swapped, and a judge who knows what each model answers to each of them."""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

from models.assess import Assessor
from models.bundle import ModelBundle
from serve.app import create_app
from serve.current import HEADER
from storage.engine import Engine
from tests.serve.visitors import OpenDoor, Visitor

FACTS: Sequence[dict[str, Any]] = (
    {},
    {"mentale_funktioner": 3, "born_on": "2015-03-01"},
    {"relationer": 2, "egenomsorg": 3, "acute": True},
    {"kommunikation": 1, "mobilitet": 1, "born_on": "2020-06-01"},
)
_OWN = ("assessment_id", "assessed_at", "case_id")
Answer = Mapping[str, Any]


def body(kind: int) -> dict[str, Any]:
    """Return one of a few cases, under an id of its own."""
    return {"case_id": f"s-{uuid4()}", "received_on": "2026-01-12", "facts": FACTS[kind]}


def said(answer: Answer) -> Answer:
    """Return what is the model's of an answer."""
    return {name: value for name, value in answer.items() if name not in _OWN}


def known_answers(engine: Engine, bundles: Sequence[ModelBundle]) -> dict[tuple[str, int], Answer]:
    """Return what each model answers to each kind of case, asked alone."""
    found = {}
    for bundle in bundles:
        client = Visitor(create_app(Assessor(bundle), engine, door=OpenDoor()))
        for kind in range(len(FACTS)):
            answer = client.post("/api/v1/assessments", json=body(kind))
            assert answer.status_code == 201, answer.text
            found[bundle.content_hash, kind] = said(answer.json())
    return found


@dataclass(slots=True)
class Load:
    """What was answered while it lasted: how often each model did, how long each took, and all that was wrong."""

    expected: Mapping[tuple[str, int], Answer]
    by_model: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def ask(self, client: httpx2.Client, number: int) -> None:
        """Send one request: an assessment, or every fifth time a page."""
        kind, begun = number % len(FACTS), time.perf_counter()
        try:
            if number % 5 == 4:
                answer = client.get("/ord", headers={"accept": "text/html"})
                self._page(answer)
            else:
                key = {"Idempotency-Key": str(uuid4())}
                answer = client.post("/api/v1/assessments", json=body(kind), headers=key)
                self._answer(answer, kind)
        except httpx2.TransportError as error:
            self.wrong.append(repr(error))
        self.seconds.append(time.perf_counter() - begun)

    def _page(self, answer: httpx2.Response) -> None:
        named = answer.headers.get(HEADER, "")
        if answer.status_code != 200 or not named or f"Model {named[:8]}" not in answer.text:
            self.wrong.append(f"page {answer.status_code} {named}")
        self.by_model[named] += 1

    def _answer(self, answer: httpx2.Response, kind: int) -> None:
        if answer.status_code != 201:
            self.wrong.append(f"{answer.status_code} {answer.text[:200]}")
            return
        given = answer.json()
        named = given["bundle_hash"]
        if answer.headers.get(HEADER) != named or said(given) != self.expected.get((named, kind)):
            self.wrong.append(f"mixed: {named[:8]} {kind}")
        self.by_model[named] += 1

    def percentile_ms(self, share: float) -> float:
        """Return how long all but some waited."""
        return 1e3 * sorted(self.seconds)[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


@contextmanager
def under_load(load: Load, urls: Sequence[str], *, rate: float, clients: int = 6) -> Iterator[Load]:
    """Send so many requests a second, spread over clients and servers, while the block runs."""
    over = threading.Event()

    def send(own: int) -> None:
        began, number = time.monotonic(), 0
        with httpx2.Client(base_url=urls[own % len(urls)], timeout=20) as client:
            while not over.is_set():
                load.ask(client, own + number)
                number += 1
                over.wait(max(0.0, began + (own / clients + number) * clients / rate - time.monotonic()))

    threads = [threading.Thread(target=send, args=(own,)) for own in range(clients)]
    for one in threads:
        one.start()
    try:
        yield load
    finally:
        over.set()
        for one in threads:
            one.join()


def wait_for(url: str, bundle_hash: str, *, seconds: float = 60.0) -> float:
    """Wait until a server answers from a model; return how long it took."""
    began = time.monotonic()
    with httpx2.Client(base_url=url) as client:
        while client.get("/live").headers.get(HEADER) != bundle_hash:
            assert time.monotonic() - began < seconds, bundle_hash
            time.sleep(0.005)
    return time.monotonic() - began


def wait_for_all(url: str, bundle_hash: str, processes: int, *, seconds: float = 120.0) -> float:
    """Wait until every process of a server answers from a model and none from another; return how long it took."""
    began, wanted = time.monotonic(), f'sagstyngde_model_in_use{{bundle="{bundle_hash[:12]}"}} {float(processes)}'
    with httpx2.Client(base_url=url) as client:
        while wanted not in client.get("/metrics").text:
            assert time.monotonic() - began < seconds, bundle_hash
            time.sleep(0.02)
    return time.monotonic() - began
