"""R55: whatever is done in whatever order, the casebook's allocation is whole - on both engines.

A sequence of steps is drawn; an oracle that knows nothing of the policy's code says which placements must be refused.
``make soak`` draws 10,000 sequences on SQLite and 2,000 on PostgreSQL, otherwise a few.
"""

import os
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from allocation.impact import Edit
from casework.basis import basis_from_json, basis_to_json
from casework.committing import Commitment, commit
from casework.placing import Order, place
from casework.proposing import Asked, Sees, edited, gather, propose
from casework.weighing import BY_COURSES
from sagstyngde.case import CaseId, CaseworkerId, SiblingRule
from sagstyngde.errors import PlacementRefused, PlanStale
from sagstyngde.plan import Plan
from storage.cases import change_case, find_record
from storage.disqualifications import disqualify
from storage.engine import Connection, Engine, reading
from storage.placements import active
from storage.plans import PlanId, basis_of, change_plan, find_plan_record, insert_plan
from storage.staff import add_term, lock_staff, record_staff
from storage.tables import METADATA
from storage.tables.casework import placements
from storage.tables.staff import TermKind
from storage.terms import Term
from storage.transactions import write
from tests.answers import STAMP, a_caseworker
from tests.casework.casebook import TODAY, a_policy, add_case
from tests.soak import size, soak

POLICY = a_policy()
WORKERS = [CaseworkerId(f"w{number}") for number in range(4)]
SIGNER = CaseworkerId("w0")
"""The only one who knows sign language."""
EVERYTHING = Sees(case=lambda _: True, caseworker=lambda _: True)
LONG = timedelta(days=400)
MEANWHILE = ["nothing", "placed", "barred", "closed", "away"]
_worker = st.sampled_from(WORKERS)


class Casebook(RuleBasedStateMachine):
    """A casebook to which anything may be done."""

    engine: Engine

    @initialize()
    def begin(self) -> None:
        """Begin with four caseworkers and two cases that wait: a plan has something to place from the first step."""
        write(self.engine, _wipe)
        people = [
            a_caseworker(key, absences=(), competences=frozenset({"tegnsprog"} if key == SIGNER else ()))
            for key in WORKERS
        ]
        write(self.engine, lambda connection: record_staff(connection, people, STAMP))
        self.cases: dict[CaseId, dict[str, Any]] = {}
        self.away: set[CaseworkerId] = set()
        self.made = 0
        for _ in range(2):
            self.receive(signs=False, assessed=True, family=None, wish=SiblingRule.FREE)

    @rule(
        signs=st.booleans(),
        assessed=st.booleans(),
        family=st.sampled_from([None, "f1", "f2"]),
        wish=st.sampled_from(list(SiblingRule)),
    )
    def receive(self, *, signs: bool, assessed: bool, family: str | None, wish: SiblingRule) -> None:
        """A case comes in."""
        case_id, needs = CaseId(f"c{len(self.cases)}"), frozenset({"tegnsprog"} if signs else ())
        known: dict[str, Any] = {"family_id": family, "sibling_rule": wish, "required_competences": needs}
        write(self.engine, lambda connection: add_case(connection, case_id, assessed=assessed, **known))
        self.cases[case_id] = known | {"open": True, "barred": set()}

    @rule(data=st.data(), whom=_worker, is_primary=st.booleans())
    def place_one(self, data: st.DataObject, whom: CaseworkerId, *, is_primary: bool) -> None:
        """A leader gives a case to somebody."""
        if not self.cases:
            return
        case_id = data.draw(st.sampled_from(sorted(self.cases)))
        order = Order(case_id=case_id, caseworker_id=whom, is_primary=is_primary)
        why_not = self._why_not(case_id, whom, is_primary=is_primary)
        try:
            write(self.engine, lambda connection: place(connection, order, POLICY.policy, on=TODAY, stamp=STAMP))
        except PlacementRefused:
            assert why_not, (case_id, whom, "was refused without a reason")
            return
        assert not why_not, (case_id, whom, why_not)
        self.made += 1

    @rule(data=st.data(), whom=_worker)
    def bar(self, data: st.DataObject, whom: CaseworkerId) -> None:
        """Somebody turns out to be disqualified."""
        free = [case_id for case_id, known in self.cases.items() if whom not in known["barred"]]
        if free:
            case_id = data.draw(st.sampled_from(sorted(free)))
            write(self.engine, lambda c: disqualify(c, case_id, whom, reason="slægtning", stamp=STAMP))
            self.cases[case_id]["barred"].add(whom)

    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        """A case is closed."""
        still = [case_id for case_id, known in self.cases.items() if known["open"]]
        if still:
            case_id = data.draw(st.sampled_from(sorted(still)))
            write(self.engine, lambda connection: _close(connection, case_id))
            self.cases[case_id]["open"] = False

    @rule(whom=_worker)
    def leave(self, whom: CaseworkerId) -> None:
        """Somebody goes on a long leave."""
        if whom not in self.away:
            write(self.engine, lambda connection: _send_away(connection, whom))
            self.away.add(whom)

    @rule(data=st.data(), whom=_worker, is_edited=st.booleans(), meanwhile=st.sampled_from(MEANWHILE))
    def plan(self, data: st.DataObject, whom: CaseworkerId, *, is_edited: bool, meanwhile: str) -> None:
        """A plan is proposed, perhaps edited, perhaps overtaken by something, and committed."""
        plan_id = write(self.engine, self._proposed)
        with reading(self.engine) as connection:
            record, stored = find_plan_record(connection, plan_id), basis_of(connection, plan_id)
        assert record is not None
        assert stored is not None
        basis, plan = basis_from_json(stored), record.plan
        assert propose(basis, time_limit_s=60.0) == plan, "the same basis gave another plan"
        self._assert_lawful(plan)
        if is_edited and plan.placements:
            edit = Edit(case_id=plan.placements[0].case_id, caseworker_id=whom)
            changed = edited(basis, plan, [edit])
            write(self.engine, lambda c: change_plan(c, record, changed, change={}, stamp=STAMP))
        match meanwhile:
            case "placed":
                self.place_one(data, whom, is_primary=True)
            case "barred":
                self.bar(data, whom)
            case "closed":
                self.close(data)
            case "away":
                self.leave(whom)
        self._commit(plan_id, is_undisturbed=not is_edited and meanwhile == "nothing")

    @invariant()
    def every_open_case_has_at_most_one_primary_and_nothing_is_lost(self) -> None:
        """What stands in the table of placements is whole."""
        if not hasattr(self, "cases"):
            return
        with reading(self.engine) as connection:
            standing = active(connection, sorted(self.cases))
            count = len(connection.execute(select(placements.c.sequence)).all())
            shown = {case_id: find_record(connection, case_id) for case_id in self.cases}
        assert count == self.made, "a placement is lost, or was made twice"
        for case_id, several in standing.items():
            record = shown[case_id]
            assert record is not None
            assert len({one.caseworker_id for one in several}) == len(several)
            assert [one.caseworker_id for one in several if one.is_primary] in (
                [],
                [record.case.caseworker_id],
            )

    def _proposed(self, connection: Connection) -> PlanId:
        basis = gather(connection, Asked(on=TODAY, policy=POLICY, weigher=BY_COURSES), EVERYTHING).basis
        plan = propose(basis, time_limit_s=60.0)
        plan_id = PlanId(f"p{self.made}-{len(self.cases)}-{os.urandom(4).hex()}")
        insert_plan(connection, plan_id, plan, STAMP, basis=basis_to_json(basis))
        return plan_id

    def _commit(self, plan_id: PlanId, *, is_undisturbed: bool) -> None:
        """Commit a plan: every placement it makes must be one that a leader could have made by her word."""

        def act(connection: Connection) -> tuple[Plan, int]:
            record = find_plan_record(connection, plan_id, lock=True)
            assert record is not None
            done = commit(connection, record, Commitment(), on=TODAY, stamp=STAMP)
            return record.plan, len(done.made)

        with reading(self.engine) as connection:
            held = active(connection, sorted(self.cases))
        try:
            plan, made = write(self.engine, act)
        except (PlanStale, PlacementRefused):
            assert not is_undisturbed, "a plan that nothing has touched was refused"
            return
        self.made += made
        for one in plan.placements:
            why_not = self._own_reasons(one.case_id, one.caseworker_id, held)
            assert not why_not, (one.case_id, one.caseworker_id, why_not)
            assert not [each for each in held.get(one.case_id, ()) if each.is_primary], "it was placed meanwhile"

    def _assert_lawful(self, plan: Plan) -> None:
        assert not any(one.hard for one in plan.violations)
        for one in plan.placements:
            known = self.cases[one.case_id]
            assert known["open"]
            assert one.caseworker_id not in known["barred"] | self.away
            assert not known["required_competences"] or one.caseworker_id == SIGNER

    def _why_not(self, case_id: CaseId, whom: CaseworkerId, *, is_primary: bool) -> list[str]:
        """Say what stands in the way, by rules written a second time."""
        with reading(self.engine) as connection:
            held = active(connection, sorted(self.cases))
        reasons = self._own_reasons(case_id, whom, held, is_primary=is_primary)
        return reasons + (self._siblings_say(case_id, whom, held) if is_primary else [])

    def _own_reasons(
        self, case_id: CaseId, whom: CaseworkerId, held: dict[CaseId, Any], *, is_primary: bool = True
    ) -> list[str]:
        known = self.cases[case_id]
        own = [one for one in held.get(case_id, ()) if one.caseworker_id == whom]
        reasons = [] if known["open"] else ["closed"]
        reasons += ["disqualified"] if whom in known["barred"] else []
        reasons += ["has it"] if own and (own[0].is_primary or not is_primary) else []
        if is_primary:
            reasons += ["cannot sign"] if known["required_competences"] and whom != SIGNER else []
            reasons += ["away"] if whom in self.away else []
        return reasons

    def _siblings_say(self, case_id: CaseId, whom: CaseworkerId, held: dict[CaseId, Any]) -> list[str]:
        known, reasons = self.cases[case_id], []
        for other, its in self.cases.items():
            if other == case_id or not its["open"] or known["family_id"] is None:
                continue
            if its["family_id"] != known["family_id"]:
                continue
            theirs = [one.caseworker_id for one in held.get(other, ()) if one.is_primary]
            wishes = {known["sibling_rule"], its["sibling_rule"]}
            if SiblingRule.SAME in wishes and theirs and theirs != [whom]:
                reasons.append(f"{other} must have the same")
            if SiblingRule.DIFFERENT in wishes and theirs == [whom]:
                reasons.append(f"{other} must have another")
        return reasons


def _wipe(connection: Connection) -> None:
    for table in reversed(METADATA.sorted_tables):
        if not table.name.startswith("audit"):
            connection.execute(delete(table))


def _close(connection: Connection, case_id: CaseId) -> None:
    record = find_record(connection, case_id, lock=True)
    assert record is not None
    change_case(connection, record, replace(record, case=replace(record.case, closed_on=TODAY)), STAMP)


def _send_away(connection: Connection, whom: CaseworkerId) -> None:
    lock_staff(connection, [whom])
    add_term(connection, whom, Term(TermKind.ABSENCE, None, 1.0, TODAY, date.max - LONG), STAMP)


@soak
def test_whatever_is_done_the_allocation_is_whole(engine: Engine, backend: str) -> None:
    class Machine(Casebook):
        pass

    Machine.engine = engine
    count = size(40 if backend == "sqlite" else 10, 10_000 if backend == "sqlite" else 2_000)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=count,
            stateful_step_count=14,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
