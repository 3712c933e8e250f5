import pytest
from fastapi.testclient import TestClient

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}
PATHS = [
    "/",
    "/fordeling",
    "/sager/2026-0412",
    "/nix",
    "/live",
    "/ready",
    "/api/v1/model",
    "/api/v1/nix",
    "/static/nix",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_protected_and_not_kept(path: str, filled: TestClient) -> None:
    headers = filled.get(path, headers={"accept": "text/html"}).headers

    assert {name: headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert headers["cache-control"] == "no-store"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_a_refused_body_is_protected_too(client: TestClient) -> None:
    answer = client.post("/api/v1/assessments", content=b"{")

    assert "content-security-policy" in answer.headers


def test_a_static_file_may_be_kept_and_for_ever_where_its_address_holds_its_hash(client: TestClient) -> None:
    plain, hashed = client.get("/static/sagstyngde.css"), client.get("/static/sagstyngde.css?v=abc")

    assert plain.headers["cache-control"] == "public, max-age=3600"
    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/", "/fordeling", "/sager/2026-0412", "/sager/2026-0409", "/beslutningskompetence/rediger"]
)
def test_no_page_has_inline_script_or_style(path: str, filled: TestClient) -> None:
    html = filled.get(path).text

    assert " style=" not in html
    assert "<style" not in html
    assert " onclick" not in html
    assert html.count("<script") == html.count("<script src=")


def test_there_are_no_interactive_pages_that_load_from_elsewhere(client: TestClient) -> None:
    assert [client.get(path).status_code for path in ("/docs", "/redoc")] == [404, 404]
