"""What was stored under an earlier version's tables is there under this one's, and back again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from alembic import op
from sqlalchemy import MetaData, Table, insert, select, text, true

from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.decision import Amount, AppealResult, Level, Outcome, Unit
from sagstyngde.provision import Provision
from storage.assessments import insert_assessment, newest_assessment
from storage.cases import change_case, find_record, versions
from storage.codec import assessment_to_json, facts_to_json, plan_to_json
from storage.decisions import DecisionId, Routed, decisions_of, insert_appeal, insert_decision, withdraw_decision
from storage.engine import Engine, open_engine, reading, writing
from storage.listing import Filter, page_of
from storage.migrate import downgrade, is_at_head, upgrade
from storage.migrations.versions import r0004_staff_and_plans
from storage.models import ModelStage, models_known
from storage.plans import PlanId, find_plan_record, insert_plan
from storage.registers import NewRegister, adopt_register
from storage.staff import add_term, all_staff, record_staff
from storage.tables.staff import TermKind
from storage.terms import Term
from tests.answers import NOON, STAMP, a_case, a_caseworker, a_decision, a_plan, an_assessment, store

Rows = dict[str, list[dict[str, Any]]]

FACTS = {"born_on": date(2016, 2, 29), "mobility": 3, "share": 0.1 + 0.2, "partners": frozenset({"ppr", "skole"})}
CASES = (
    a_case("plain"),
    a_case("full", facts=FACTS, child_id="c1", family_id="f1", team="Team Øst", district="Øst", language="arabisk",
           birth_day=31, decision_on=date(2026, 12, 1), caseworker_id="w1",
           required_competences=frozenset({"tegnsprog"})),
    a_case("closed", closed_on=date(2026, 11, 20), caseworker_id="w2"),
)  # fmt: skip
STAFF = (
    a_caseworker("w1", team="Team Øst", districts=frozenset({"Øst", "Vest"}), languages=frozenset({"arabisk"})),
    a_caseworker("w2", weekly_hours=30.0, fixed_monthly_hours=12.0, left_on=date(2026, 12, 31), absences=()),
)
LATER = ("language", "birth_day", "decision_on")
"""Columns that r0001 has no place for."""


@pytest.fixture
def empty(empty_url: str) -> Iterator[Engine]:
    opened = open_engine(empty_url)
    upgrade(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def old(empty: Engine) -> Engine:
    """A database as the second version left it, with something of everything it could hold."""
    downgrade(empty, "r0002")
    with writing(empty) as connection:
        for table, rows in _second_versions_rows().items():
            connection.execute(insert(Table(table, MetaData(), autoload_with=connection)), rows)
    return empty


def test_what_the_second_version_stored_reads_as_it_was_meant(old: Engine) -> None:
    upgrade(old)

    with reading(old) as connection:
        found = [find_record(connection, case.case_id) for case in CASES]
        first = [versions(connection, case.case_id) for case in CASES]
        newest = newest_assessment(connection, CaseId("full"))
        staff, plan = all_staff(connection), find_plan_record(connection, PlanId("p1"))
        queue, _ = page_of(connection, true(), Filter(is_waiting=True), after=None, limit=9)
    assert [record and record.case for record in found] == list(CASES)
    assert [sorted(record.caseworkers) for record in found if record] == [[], ["w1"], ["w2"]]
    assert [[one.number for one in each] for each in first] == [[1]] * 3
    assert [each[0].known.at for each in first] == [NOON] * 3
    assert newest is not None
    assert (newest.assessment, newest.awaits_judgement) == (_answer("full", "a3"), False)
    assert staff == STAFF
    assert plan is not None
    assert plan.plan == a_plan()
    assert [record.case.case_id for record in queue] == ["plain"]


def test_up_and_down_again_loses_no_row_and_changes_none(old: Engine) -> None:
    before = _rows(old)

    upgrade(old)
    downgrade(old, "r0002")

    assert _rows(old) == before


def test_what_came_later_keeps_what_the_second_version_has_a_place_for(old: Engine) -> None:
    upgrade(old)
    with writing(old) as connection:
        known = find_record(connection, CaseId("plain"), lock=True)
        assert known is not None
        changed = replace(known, case=replace(known.case, facts={"mobility": 4}, team="Team Vest"))
        record = change_case(connection, known, changed, STAMP)
        insert_assessment(connection, record, _answer("plain", "a9"), by="u1", is_blind=True)
        insert_plan(connection, PlanId("p2"), a_plan(), STAMP)

    downgrade(old, "r0002")
    rows = _rows(old)
    upgrade(old)

    (plain,) = (row for row in rows["cases"] if row["case_id"] == "plain")
    assert (plain["facts"], plain["team"]) == ({"mobility": 4}, "Team Vest")
    assert [row["assessment_id"] for row in rows["assessments"]] == ["a1", "a2", "a3", "a9"]
    assert [row["plan_id"] for row in rows["plans"]] == ["p1", "p2"]
    with reading(old) as connection:
        newest = newest_assessment(connection, CaseId("plain"))
        assert newest is not None
        assert newest.assessment == _answer("plain", "a9")


def test_the_first_version_loses_only_the_columns_it_has_not(old: Engine) -> None:
    before = _rows(old)

    downgrade(old, "r0001")

    less = [{name: value for name, value in row.items() if name not in LATER} for row in before["cases"]]
    assert _rows(old) == before | {"cases": less}


def test_a_staff_list_from_before_languages_were_kept_is_taken_over(old: Engine) -> None:
    """The first version's own rows have no such key: what it wrote must come up, not what we would write for it."""
    downgrade(old, "r0001")
    with writing(old) as connection:
        staff = Table("caseworkers", MetaData(), autoload_with=connection)
        for row in connection.execute(select(staff)).all():
            less = {name: value for name, value in row.record.items() if name != "languages"}
            connection.execute(staff.update().where(staff.c.caseworker_id == row.caseworker_id).values(record=less))

    upgrade(old)

    with reading(old) as connection:
        found = all_staff(connection)
    assert found == tuple(replace(one, languages=frozenset()) for one in STAFF)


def test_rows_are_numbered_on_from_the_last_one_carried_over(old: Engine) -> None:
    upgrade(old)

    with writing(old) as connection:
        record = find_record(connection, CaseId("plain"))
        assert record is not None
        insert_assessment(connection, record, _answer("plain", "new"), by="u1")

    with reading(old) as connection:
        numbers = connection.execute(text("SELECT sequence FROM assessments ORDER BY sequence")).scalars().all()
    assert numbers == [1, 2, 7, 8]


def test_a_migration_that_breaks_off_halfway_leaves_everything_as_it_was(
    old: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(old)
    before = _rows(old)
    drop_table = op.drop_table
    dropped: list[str] = []

    def drop_ten(name: str) -> None:
        if len(dropped) == 10:
            raise KeyboardInterrupt
        dropped.append(name)
        drop_table(name)

    with monkeypatch.context() as broken:
        broken.setattr(op, "drop_table", drop_ten)
        with pytest.raises(KeyboardInterrupt):
            downgrade(old, "r0002")

    assert is_at_head(old)
    assert _rows(old) == before


def test_decisions_are_carried_over_and_back_whatever_was_written_as_their_provision(empty: Engine) -> None:
    with writing(empty) as connection:
        store(connection, a_case("s1"))
    downgrade(empty, "r0005")
    kept = [
        _fifth_versions_decision(3, "barnets lov § 90, nr. 3", yearly_amount=60_000.0),
        _fifth_versions_decision(5, "§ 90 eller noget", decided_alone=False, granted=False),
    ]
    with writing(empty) as connection:
        connection.execute(insert(Table("decisions", MetaData(), autoload_with=connection)), kept)
    before = _rows(empty)["decisions"]

    upgrade(empty)

    with reading(empty) as connection:
        first, second = (one.decision for one in decisions_of(connection, [CaseId("s1")]))
    assert (first.provision, first.provision_text) == (Provision.parse("BL § 90 nr. 3"), "barnets lov § 90, nr. 3")
    assert (first.level, first.outcome) == (Level.OWN, Outcome.GRANTED)
    assert first.amount == Amount(value=60_000.0, unit=Unit.KRONER_A_YEAR)
    assert (second.provision, second.provision_text, second.amount) == (None, "§ 90 eller noget", None)
    assert (second.level, second.outcome) == (Level.COMMITTEE, Outcome.REFUSED)
    downgrade(empty, "r0005")
    assert _rows(empty)["decisions"] == before


def test_what_came_with_decisions_goes_without_taking_what_stood_before(empty: Engine) -> None:
    before = Term(TermKind.EMPLOYMENT, None, None, date(2020, 1, 1), date(2021, 1, 31))
    with writing(empty) as connection:
        store(connection, a_case("s1"))
        record_staff(connection, [a_caseworker("w1")], STAMP)
        add_term(connection, CaseworkerId("w1"), before, STAMP)
        adopt_register(connection, NewRegister(toml="", holds_from=date(2026, 1, 1)), STAMP)
        routed = Routed(level=Level.COMMITTEE, reason="x", register_version=1)
        for name in ("d1", "d2"):
            insert_decision(connection, a_decision(name, routed=routed, outcome=Outcome.PARTLY), STAMP)
        insert_appeal(connection, DecisionId("d1"), AppealResult.UPHELD, decided_on=NOON.date(), stamp=STAMP)
        withdraw_decision(connection, DecisionId("d2"), "forkert sag", STAMP)

    downgrade(empty, "r0005")

    (decision,) = _rows(empty)["decisions"]
    assert (decision["provision"], decision["decided_alone"], decision["granted"]) == ("BL § 90 nr. 3", True, True)
    upgrade(empty)
    with reading(empty) as connection:
        assert all_staff(connection) == (a_caseworker("w1"),)


def _fifth_versions_decision(sequence: int, provision: str, **changes: Any) -> dict[str, Any]:
    own = {"sequence": sequence, "decision_id": f"d{sequence}", "case_id": "s1", "provision": provision}
    told = {"decided_on": date(2026, 11, 3), "decided_alone": True, "granted": True, "yearly_amount": None}
    return own | told | STAMP.on("recorded") | changes


def _answer(case_id: str, name: str) -> Any:
    return an_assessment(case_id, assessment_id=AssessmentId(name))


def _second_versions_rows() -> Rows:
    plain = (
        "case_id",
        "child_id",
        "family_id",
        "received_on",
        "closed_on",
        "team",
        "district",
        "caseworker_id",
        *LATER,
    )
    cases = [
        {name: getattr(case, name) for name in (*plain, *LATER)}
        | {
            "sibling_rule": case.sibling_rule.value,
            "required_competences": sorted(case.required_competences),
            "facts": facts_to_json(case.facts),
            "created_at": NOON,
        }
        for case in CASES
    ]
    return {
        "cases": cases,
        "assessments": [
            _assessment(1, "plain", "a1"),
            _assessment(2, "full", "a2"),
            _assessment(7, "full", "a3"),  # a gap, as a transaction that was given up leaves one
        ],
        "plans": [
            {"sequence": 3, "plan_id": "p1", "policy": "standard", "proposed_on": date(2026, 11, 3), "created_at": NOON,
             "answer": plan_to_json(a_plan())},
        ],
        "caseworkers": [
            {"caseworker_id": one.caseworker_id, "name": one.name, "team": one.team, "record": _staff_record(one)}
            for one in STAFF
        ],
    }  # fmt: skip


def _assessment(sequence: int, case_id: str, name: str) -> dict[str, Any]:
    answer = _answer(case_id, name)
    return {
        "sequence": sequence, "assessment_id": name, "case_id": case_id, "assessed_at": NOON, "bundle_hash": "3fa2",
        "scheme_version": "2026-1", "category": "C", "answer": assessment_to_json(answer),
    }  # fmt: skip


def _staff_record(one: Any) -> dict[str, Any]:
    """Write a caseworker as the second version did."""
    record = {name: getattr(one, name) for name in ("caseworker_id", "name", "team", "weekly_hours")}
    record |= {name: sorted(getattr(one, name)) for name in ("districts", "competences", "languages")}
    record |= {"employed_on": one.employed_on.isoformat(), "left_on": one.left_on and one.left_on.isoformat()}
    record["fixed_monthly_hours"] = one.fixed_monthly_hours
    record["absences"] = [
        {"starts_on": each.starts_on.isoformat(), "ends_on": each.ends_on.isoformat(), "share": each.share}
        for each in one.absences
    ]
    return record


def _rows(engine: Engine) -> Rows:
    with reading(engine) as connection:
        metadata = MetaData()
        metadata.reflect(connection)
        return {
            table.name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in metadata.sorted_tables
            if table.name != "alembic_version"
        }


def test_a_caseworker_stored_before_she_could_have_languages_is_carried_over() -> None:
    record = _staff_record(STAFF[0])
    whole = r0004_staff_and_plans._terms(record, NOON)
    del record["languages"]

    terms = r0004_staff_and_plans._terms(record, NOON)

    assert terms == [term for term in whole if term["kind"] != "language"]
    assert len(terms) < len(whole)


def test_who_approved_a_model_before_proposals_is_who_approved_it(empty: Engine) -> None:
    people = {"registered_by": "u1", "registered_at": NOON}
    approved = people | {"approved_by": "u2", "approved_at": NOON}
    kept = {"scheme_version": "1", "manifest": {"n": 1}}
    older = [
        kept | people | {"bundle_hash": "a", "state": "candidate", "approved_by": None, "approved_at": None},
        kept | approved | {"bundle_hash": "b", "state": "approved"},
        kept | approved | {"bundle_hash": "c", "state": "active"},
    ]
    downgrade(empty, "r0007")
    with writing(empty) as connection:
        connection.execute(insert(Table("models", MetaData(), autoload_with=connection)), older)

    upgrade(empty)
    with reading(empty) as connection:
        known = {one.model.bundle_hash: one for one in models_known(connection)}
    downgrade(empty, "r0007")

    assert [known[name].stage for name in "abc"] == [ModelStage.CANDIDATE, ModelStage.APPROVED, ModelStage.APPROVED]
    assert known["c"].acted == ("u1", "u2")
    assert not known["c"].model.has_package
    with reading(empty) as connection:
        rows = connection.execute(select(Table("models", MetaData(), autoload_with=connection))).mappings().all()
    assert [(row["bundle_hash"], row["state"], row["approved_by"]) for row in rows] == [
        ("a", "candidate", None), ("b", "approved", "u2"), ("c", "approved", "u2"),
    ]  # fmt: skip
