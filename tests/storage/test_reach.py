"""The rule of access asked of the database: it must find what the rule lets through, and nothing else."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sagstyngde.access import Classification, Grant, Principal, Role, Scope, Sensitivity
from sagstyngde.allowed import reaches
from sagstyngde.case import CaseworkerId
from sagstyngde.operations import Operation
from storage.cases import insert_case, newest, records
from storage.engine import Connection, Engine, reading, writing
from storage.reach import within
from tests.answers import STAMP, a_case

TEAMS, KLE = ("A", "B"), ("27.24", "27.24.03", "27.240", "27")
SCOPES = st.builds(
    Scope,
    teams=st.none() | st.frozensets(st.sampled_from(TEAMS)),
    kle=st.none() | st.frozensets(st.sampled_from((*KLE, "27.%", "2_.24"))),
    sensitivities=st.none() | st.frozensets(st.sampled_from(list(Sensitivity))),
)
PRINCIPALS = st.builds(
    Principal,
    user_id=st.just("u"),
    name=st.just(""),
    grants=st.lists(st.builds(Grant, role=st.sampled_from(list(Role)), scope=SCOPES), max_size=3).map(tuple),
    caseworker_id=st.none() | st.sampled_from(["w1", "w2"]).map(CaseworkerId),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(principal=PRINCIPALS, operation=st.sampled_from(list(Operation)))
def test_the_database_and_the_rule_agree_on_who_reaches_what(
    principal: Principal, operation: Operation, engine: Engine
) -> None:
    with writing(engine) as connection:
        if not records(connection, newest()):
            _every_kind(connection)
    with reading(engine) as connection:
        everything = records(connection, newest())
        found = {one.case.case_id for one in records(connection, newest(within(principal, operation)))}

    assert found == {one.case.case_id for one in everything if reaches(principal, operation, one.marks)}


def _every_kind(connection: Connection) -> None:
    numbers = [(team, kle, level, who) for team in (None, *TEAMS) for kle in (None, *KLE) for level in Sensitivity
               for who in (None, "w1", "w2")]  # fmt: skip
    for number, (team, kle, level, who) in enumerate(numbers):
        case = a_case(f"s{number}", team=team, caseworker_id=who, received_on=date(2026, 1, 1))
        insert_case(connection, case, STAMP, classification=Classification(kle=kle, sensitivity=level))
