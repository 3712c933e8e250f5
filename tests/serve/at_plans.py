"""How do tests plan as a system does over the API? A proposal asked for, carried out, and who then has a case.

The leader herself, with three caseworkers and six cases that wait, is a fixture (``tests/serve/conftest.py``).
"""

from typing import Any

from fastapi.testclient import TestClient

CASES = 6
Json = dict[str, Any]


def propose(client: TestClient, **asked: Any) -> Json:
    """Ask for a proposal."""
    answer = client.post("/api/v1/plans", json=asked)
    assert answer.status_code == 201, answer.text
    plan: Json = answer.json()
    return plan


def commit(client: TestClient, plan: Json, **body: Any) -> Any:
    """Carry a proposal out as it was read."""
    headers = {"If-Match": f'"{plan["version"]}"'}
    return client.post(f"/api/v1/plans/{plan['plan_id']}/commit", json=body, headers=headers)


def holders(client: TestClient, case_id: str) -> list[Json]:
    """Return the placements of a case that have not ended."""
    found: list[Json] = client.get(f"/api/v1/cases/{case_id}/placements").json()["placements"]
    return [one for one in found if one["ended_on"] is None]
