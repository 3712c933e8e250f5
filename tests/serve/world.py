"""Whose records are there, and who may see which? Six cases that differ in all a rule looks at, and everybody's answer.

Every record bears its own canary in each of its texts, so that a leak shows wherever it comes out. ``reaches`` says who
may see what in words of its own: the server's rules are measured by it, not by themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert

from sagstyngde.access import Classification, Grant, Principal, Role, Scope, Sensitivity
from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId, CaseworkerId, ChildId, FamilyId
from sagstyngde.hand_over import Heading
from sagstyngde.operations import Operation
from sagstyngde.rules import RULES, Reach
from storage.assessments import insert_assessment
from storage.cases import insert_case
from storage.decisions import insert_decision
from storage.engine import Connection, Engine, writing
from storage.hand_overs import write_hand_over
from storage.staff import record_staff
from storage.tables.working import dissents
from tests.answers import STAMP, a_case, a_caseworker, a_decision, an_assessment


@dataclass(frozen=True, slots=True)
class Record:
    """One case of the world; ``canary`` stands in every text of it."""

    canary: str
    team: str | None
    kle: str | None
    sensitivity: Sensitivity
    caseworker: str | None

    @property
    def case_id(self) -> str:
        """The case's id."""
        return f"sag-{self.canary}"

    @property
    def child_id(self) -> str:
        """Its child's id."""
        return f"barn-{self.canary}"

    @property
    def assessment_id(self) -> str:
        """The id of its assessment."""
        return f"vurdering-{self.canary}"

    @property
    def decision_id(self) -> str:
        """The id of a decision in it."""
        return f"afgoerelse-{self.canary}"

    @property
    def dissent_id(self) -> str:
        """The id of a dissent about it, where somebody has it; her own she may know of a case she no longer reaches."""
        return f"indsigelse-{self.canary.lower()}"


RECORDS = (
    Record("KANARIEEST", "Øst", "27.24.03", Sensitivity.SENSITIVE, "w1"),
    Record("KANARIEFREE", "Øst", "27.24.03", Sensitivity.SENSITIVE, None),
    Record("KANARIEVEST", "Vest", "27.24.03", Sensitivity.SENSITIVE, "w2"),
    Record("KANARIEKLE", "Øst", "32.18.04", Sensitivity.SENSITIVE, "w1"),
    Record("KANARIEVIP", "Øst", "27.24.03", Sensitivity.PROTECTED, "w1"),
    Record("KANARIEBARE", None, None, Sensitivity.OPEN, None),
)
SCOPES = {
    "all": Scope(),
    "east": Scope(teams=frozenset({"Øst"})),
    "kle": Scope(kle=frozenset({"27.24"})),
    "open": Scope(sensitivities=frozenset({Sensitivity.OPEN, Sensitivity.SENSITIVE})),
    "none": Scope(teams=frozenset()),
}


def fill(engine: Engine) -> None:
    """Store the six cases, an assessment of each and a decision in each, and their caseworkers."""
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1", team="Øst"), a_caseworker("w2", team="Vest")], STAMP)
        for one in RECORDS:
            case = a_case(
                one.case_id,
                child_id=ChildId(one.child_id),
                family_id=FamilyId(f"familie-{one.canary}"),
                team=one.team,
                district=f"distrikt-{one.canary}",
                caseworker_id=one.caseworker,
                received_on=date(2026, 11, 1),
            )
            classification = Classification(kle=one.kle, sensitivity=one.sensitivity)
            record = insert_case(connection, case, STAMP, classification=classification)
            answer = an_assessment(CaseId(one.case_id), assessment_id=AssessmentId(one.assessment_id))
            insert_assessment(connection, record, answer, by=STAMP.by)
            made = a_decision(one.decision_id, case_id=CaseId(one.case_id), provision_text=f"§ {one.canary}")
            insert_decision(connection, made, STAMP)
            if one.caseworker is not None:
                _tell_of_the_desk(connection, one, one.caseworker)


def _tell_of_the_desk(connection: Connection, one: Record, caseworker: str) -> None:
    """Store a dissent about a case, and a note for whoever takes it on."""
    own = {"case_id": one.case_id, "caseworker_id": caseworker, "dissent_id": one.dissent_id}
    connection.execute(insert(dissents).values(own | {"reason": "load", "note": one.canary} | STAMP.on("told")))
    notes = {Heading.STATUS: one.canary}
    write_hand_over(connection, CaseId(one.case_id), CaseworkerId(caseworker), notes=notes, stamp=STAMP)


def principals() -> Iterator[Principal]:
    """Everybody who could ask: every role in every scope, caseworkers with cases and without, two roles at once."""
    for role in Role:
        for name, scope in SCOPES.items():
            own = CaseworkerId("w1") if role is Role.CASEWORKER else None
            yield Principal(
                user_id=f"{role}-{name}", name="P", grants=(Grant(role=role, scope=scope),), caseworker_id=own
            )
    for worker in (CaseworkerId("w2"), CaseworkerId("w3"), None):
        grant = Grant(role=Role.CASEWORKER)
        yield Principal(user_id=f"caseworker-{worker}", name="P", grants=(grant,), caseworker_id=worker)
    mixed = (Grant(role=Role.CASEWORKER), Grant(role=Role.AUDITOR, scope=SCOPES["none"]))
    yield Principal(user_id="mixed", name="P", grants=mixed, caseworker_id=CaseworkerId("w1"))
    yield Principal(user_id="no grant", name="P", grants=())


def reaches(principal: Principal, operation: Operation, record: Record) -> bool:
    """Say who may touch which record, grant by grant, as the table of operations means it."""
    for grant in principal.grants:
        how_far = RULES[operation].reach.get(grant.role)
        if how_far is None or how_far is Reach.NO_RECORD:
            continue
        if how_far is Reach.OWN and (principal.caseworker_id is None or principal.caseworker_id != record.caseworker):
            continue
        if grant.scope.teams is not None and record.team not in grant.scope.teams:
            continue
        if grant.scope.kle is not None and not any((record.kle or "").startswith(one) for one in grant.scope.kle):
            continue
        if grant.scope.sensitivities is not None and record.sensitivity not in grant.scope.sensitivities:
            continue
        return True
    return False
