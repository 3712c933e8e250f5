"""Who writes a new case? Somebody in one tab of a browser, with a form's every field filled in."""

import re
from uuid import uuid4

import httpx2
from fastapi.testclient import TestClient

from sagstyngde.operations import Operation
from storage.drafts import Draft, own_drafts
from storage.engine import Engine, reading
from storage.listing import Filter, count_of
from storage.reach import within
from tests.serve.visitors import EVERYTHING

NEW = "/sager/ny"
FULL = {
    "sags_id": "2026-0500",
    "modtaget": "2026-11-20",
    "team": "Team Nord",
    "distrikt": "Østerbro",
    "kle": "27.24.03",
    "foelsomhed": "FORTROLIGE_PERSONOPLYSNINGER",
    "familie": "f-7",
    "soeskende": "same",
    "kompetencer": "tegnsprog, autisme",
    "sprog": "arabisk",
    "foedselsdag": "31",
    "afgoerelse": "01-12-2026",
    "o_mobility": "3",
    "o_complaint": "nej",
    "o_measures": "4",
    "o_distance": "12,5",
    "o_born_on": "2016-03-01",
    "o_inquiry": "screening",
    "o_partners__0": "ppr",
    "o_partners__2": "sygehus",
    "o_school": "Skovskolen",
    "o_gender": "p",
}


class Writer:
    """Somebody who writes a new case in one tab of a browser."""

    def __init__(self, client: TestClient, address: str = "") -> None:
        self.client = client
        self.address = address or self.begun()
        self.hidden = self.opened()

    def begun(self, key: str = "") -> str:
        """Begin a draft, and return its page."""
        answer = self.sent(NEW, noegle=key or str(uuid4()))
        assert answer.status_code == 303
        return str(answer.headers["location"])

    def opened(self) -> dict[str, str]:
        """Open the page, as in a new tab, and return the hidden fields."""
        text = self.client.get(self.address, headers={"accept": "text/html"}).text
        return dict(re.findall(r'<input type="hidden" name="(fane|udgave)" value="([^"]*)">', text))

    def save(self, **fields: str) -> httpx2.Response:
        """Save what is typed."""
        return self.sent(self.address, **self.hidden, **fields)

    def hand_in(self, **fields: str) -> httpx2.Response:
        """Have the case created."""
        return self.sent(f"{self.address}/opret", **self.hidden, **fields)

    def sent(self, path: str, **fields: str) -> httpx2.Response:
        """Send a form."""
        headers = {"accept": "text/html", "Idempotency-Key": ""}
        return self.client.post(path, data=fields, headers=headers, follow_redirects=False)


def drafts_of(engine: Engine, owner: str = EVERYTHING.user_id) -> tuple[Draft, ...]:
    """What somebody has begun."""
    with reading(engine) as connection:
        return own_drafts(connection, owner)


def case_count(engine: Engine) -> int:
    """How many cases there are."""
    with reading(engine) as connection:
        return count_of(connection, within(EVERYTHING, Operation.CASE_LIST), Filter())
