"""How do tests meet the board as a leader does? Forms sent over HTTP, and what the API then has.

The leader herself, with three caseworkers and six cases that wait, is a fixture (``tests/serve/conftest.py``).
"""

import html
import re
from typing import Any

from fastapi.testclient import TestClient

CASES = 6
WORKERS = ("w0", "w1", "w2")
Json = dict[str, Any]
REASON = "kender familien"
KEY = "00000000-0000-4000-8000-00000000000"


def send(client: TestClient, address: str, key: int = 1, **fields: Any) -> Any:
    """Send a form once; ``key`` is which form it is."""
    told = {"noegle": f"{KEY}{key}"} | fields
    return client.post(address, data=told, headers={"accept": "text/html"}, follow_redirects=False)


def proposed(client: TestClient, key: int = 0, **fields: Any) -> Json:
    """Ask for a proposal on the page, wait for it, and return it as the API has it."""
    sent = send(client, "/fordeling/forslag", key=key, **fields)
    assert sent.status_code == 303, sent.text
    arrived = client.get(sent.headers["location"], follow_redirects=False)
    assert arrived.status_code == 303
    plan: Json = client.get(f"/api/v1/plans/{arrived.headers['location'].rpartition('/')[2]}").json()
    return plan


def now(client: TestClient, plan: Json) -> Json:
    """Return a proposal as it stands."""
    found: Json = client.get(f"/api/v1/plans/{plan['plan_id']}").json()
    return found


def address(plan: Json, what: str = "") -> str:
    """Return the address of a proposal, or of what is done with it."""
    return f"/fordeling/forslag/{plan['plan_id']}{what}"


def text_of(answer: Any) -> str:
    """Return a page's text, without its marks."""
    body = answer.text.partition("<main")[2].partition("</main>")[0] or answer.text
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body))).replace("\xa0", " ")


def another(plan: Json, case_id: str) -> str:
    """Return somebody who is not proposed for a case."""
    held = next((one["caseworker_id"] for one in plan["placements"] if one["case_id"] == case_id), None)
    return next(one for one in WORKERS if one != held)


def edit(client: TestClient, plan: Json, case_id: str, to: str, *, key: int = 5, reason: str = REASON) -> Any:
    """Give a case of a proposal to another."""
    fields = {"sag": case_id, "til": to, "udgave": plan["version"], "begrundelse": reason}
    return send(client, address(plan, "/ret"), key=key, **fields)


def holders(client: TestClient, case_id: str) -> list[str]:
    """Return who has a case."""
    found = client.get(f"/api/v1/cases/{case_id}/placements").json()["placements"]
    return [one["caseworker_id"] for one in found if one["ended_on"] is None]
