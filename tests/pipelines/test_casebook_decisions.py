from datetime import UTC, date, datetime

from sqlalchemy import select

from pipelines.casebook_decisions import read_casebook
from pipelines.operators import Errand
from sagstyngde.case import CaseId
from sagstyngde.decision import AppealResult
from sagstyngde.operations import Operation
from sagstyngde.provision import Provision
from storage.decisions import Decision, DecisionId, insert_appeal, insert_decision, withdraw_decision
from storage.engine import Engine, reading, writing
from storage.tables.audit import audit_entries
from tests.answers import STAMP, a_case, a_decision, store
from tests.databases import BOTH

BACKENDS = BOTH
SINCE = date(2024, 1, 1)


def kept(engine: Engine, *decisions: Decision) -> None:
    with writing(engine) as connection:
        for case_id in sorted({one.case_id for one in decisions}):
            store(connection, a_case(case_id))
        for one in decisions:
            insert_decision(connection, one, STAMP)


def read(engine: Engine) -> tuple[list[str], int]:
    errand = Errand.now(Operation.TRIAL_EVALUATE, "evaluering", at=datetime.now(UTC))
    with writing(engine) as connection:
        material = read_casebook(connection, errand, since=SINCE)
    return [one.team for one in material.decisions], material.refused_rows


def test_a_decision_is_evaluated_with_what_became_of_its_appeal(engine: Engine) -> None:
    kept(engine, a_decision("a", team="Øst"))
    with writing(engine) as connection:
        insert_appeal(connection, DecisionId("a"), AppealResult.CHANGED, decided_on=date(2026, 11, 1), stamp=STAMP)
        errand = Errand.now(Operation.TRIAL_EVALUATE, "evaluering", at=datetime.now(UTC))
        (one,) = read_casebook(connection, errand, since=SINCE).decisions

    assert (one.team, one.appeal, one.provision) == ("Øst", AppealResult.CHANGED, Provision.parse("BL § 90 nr. 3"))


def test_what_cannot_be_evaluated_is_counted(engine: Engine) -> None:
    kept(engine, a_decision("a", team="Øst"), a_decision("b", team="Øst", applied_on=None), a_decision("c", team=None))

    assert read(engine) == (["Øst"], 2)


def test_a_decision_recorded_by_mistake_counts_no_longer(engine: Engine) -> None:
    kept(engine, a_decision("a", team="Øst"), a_decision("b", team="Øst"))
    with writing(engine) as connection:
        withdraw_decision(connection, DecisionId("b"), "forkert sag", STAMP)

    assert read(engine) == (["Øst"], 0)


def test_every_case_that_is_read_is_in_the_log(engine: Engine) -> None:
    others = [a_decision(f"d{number}", case_id=CaseId(f"s{number}"), team="Øst") for number in range(2, 5)]
    kept(engine, a_decision("a", team="Øst"), *others)

    read(engine)

    with reading(engine) as connection:
        found = connection.execute(
            select(audit_entries.c.case_id).where(audit_entries.c.operation == Operation.TRIAL_EVALUATE.value)
        )
        assert sorted(found.scalars()) == ["s1", "s2", "s3", "s4"]
