"""A small casebook for tests: caseworkers and assessed cases, stored in one call each."""

from datetime import timedelta
from typing import Any

from casework.policy import HousePolicy, read_text
from sagstyngde.case import CaseId, CaseworkerId
from storage.cases import insert_case
from storage.engine import Connection
from storage.staff import record_staff
from tests.answers import NOON, STAMP, a_case, a_caseworker, an_assessment, store

TODAY = NOON.date()
POLICY = """
name = "prøve"
[capacity]
{capacity}
[[principle]]
name = "soeskende"
[[principle]]
name = "saerlige_kompetencer"
[[principle]]
name = "balanceret_belastning"
"""


def a_policy(capacity: str = "") -> HousePolicy:
    return read_text(POLICY.format(capacity=capacity), "prøve")


def fill(connection: Connection, *, cases: int, caseworkers: int, **changes: Any) -> None:
    """Store caseworkers w0… and assessed cases c0…, all waiting."""
    record_staff(connection, [a_caseworker(f"w{n}", name=f"W {n}") for n in range(caseworkers)], STAMP)
    for number in range(cases):
        add_case(connection, f"c{number}", **changes)


def add_case(connection: Connection, case_id: str, *, assessed: bool = True, **changes: Any) -> CaseId:
    """Store a case, received yesterday, with an assessment."""
    case = a_case(case_id, received_on=TODAY - timedelta(days=1), **changes)
    if assessed:
        store(connection, case, an_assessment(case_id))
    else:
        insert_case(connection, case, STAMP)
    return case.case_id


def worker(number: int) -> CaseworkerId:
    return CaseworkerId(f"w{number}")
