"""Whose desks are there to look at? Two caseworkers' of Nord and one's of Syd, and the people who come to see them."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role, Scope
from sagstyngde.case import CaseworkerId
from serve.dependencies import today
from storage.engine import Engine, writing
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, an_assessment, store
from tests.serve.standin import FULL_FACTS, SCHEME
from tests.serve.visitors import HEADER, Visitor, a_principal

PAGE = "/min-sagsstamme"
HTML = {"accept": "text/html", "Idempotency-Key": ""}
NORD = Scope(teams=frozenset({"Nord"}))
W1, W2 = CaseworkerId("w1"), CaseworkerId("w2")
TODAY = today(SCHEME)


def lay_out(engine: Engine) -> None:
    """Two caseworkers of Nord and one of Syd; s1 (new) and s2 with w1, s3 with w3."""
    staff = [
        a_caseworker(who, name=name, team=team, employed_on=date(2015, 1, 1))
        for who, name, team in (("w1", "M. Holm", "Nord"), ("w2", "T. Krogh", "Nord"), ("w3", "A. Lund", "Syd"))
    ]
    with writing(engine) as connection:
        record_staff(connection, staff, STAMP)
        for case_id, whom, team, days in (("s1", "w1", "Nord", 3), ("s2", "w1", "Nord", 90), ("s3", "w3", "Syd", 3)):
            case = a_case(
                case_id,
                caseworker_id=whom,
                team=team,
                received_on=TODAY - timedelta(days=days),
                decision_on=TODAY + timedelta(days=30),
                facts=FULL_FACTS,
            )
            store(connection, case, an_assessment(case_id))


def as_(app: FastAPI, *roles: Role, **told: Any) -> TestClient:
    """A client of somebody with these roles."""
    door: Any = app.state.door
    user = door.add(a_principal(*roles, user_id=f"u{len(door.known)}", **told))
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: user.user_id}, follow_redirects=False)


def own(app: FastAPI, who: str = "w1") -> TestClient:
    """A caseworker's own client."""
    return as_(app, Role.CASEWORKER, caseworker_id=who)


def text_of(answer: httpx2.Response) -> str:
    """What a page says, without its markup."""
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).replace("\xa0", " ").split())


def key() -> dict[str, str]:
    """The hidden field that tells one sending of a form from another."""
    return {"noegle": str(uuid4())}
