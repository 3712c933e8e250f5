"""The demo's log: invented looks that say so, chained as all are, the same for the same seed."""

from sqlalchemy import text

from pipelines.demo_trace import LOOKS, PURPOSE, fill_log
from sagstyngde.case import CaseworkerId
from storage.audit_verify import verify
from storage.cases import insert_case
from storage.engine import open_engine, reading, writing
from storage.migrate import upgrade
from storage.staff import record_staff
from tests.answers import NOON, STAMP, a_case, a_caseworker


def test_the_demos_log_holds_looks_and_refusals_that_say_they_are_invented(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/demo.sqlite"
    engine = open_engine(url)
    upgrade(engine)
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1")], STAMP)
        insert_case(connection, a_case("s1", caseworker_id=CaseworkerId("w1")), STAMP)

    fill_log(url, seed=1, now=NOON)

    with reading(engine) as connection:
        counted = connection.execute(text("SELECT outcome, count(*), min(purpose) FROM audit_entries GROUP BY outcome"))
        assert {tuple(row) for row in counted} == {("allowed", LOOKS, PURPOSE), ("denied", 3, PURPOSE)}
        assert verify(connection).breaks == ()
