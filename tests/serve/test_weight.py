"""What does a browser fetch for a page besides it? Styles and scripts, packed: a page may be the rest of 300 kB."""

import re

import pytest
from fastapi.testclient import TestClient

from benchmarks.pages_page import BESIDE_BYTES


@pytest.mark.parametrize("path", ["/", "/fordeling", "/min-sagsstamme", "/opfoelgning", "/tidsdagbog", "/model"])
def test_what_a_page_is_drawn_with_weighs_little_on_the_way(path: str, filled: TestClient) -> None:
    html = filled.get(path, headers={"Accept": "text/html"}).text
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js)[^"]*)"', html))

    assert len(files) >= 3
    assert sum(_sent(filled, file) for file in files) < BESIDE_BYTES


def test_a_page_is_not_packed_for_it_repeats_what_was_asked_beside_a_secret(filled: TestClient) -> None:
    answer = filled.get("/", headers={"Accept": "text/html", "Accept-Encoding": "gzip"})

    assert "content-encoding" not in answer.headers


def _sent(client: TestClient, file: str) -> int:
    with client.stream("GET", file, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        return sum(len(piece) for piece in answer.iter_raw())
