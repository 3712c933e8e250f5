"""Which decisions have been made in a case, at which level, and how did they fare?

A decision is only ever added to: one recorded by mistake is withdrawn with its reason, and what became of an appeal is
written beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NewType

from sqlalchemy import ColumnElement, Row, insert, select, update

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.decision import Amount, AppealResult, Level, Outcome, Unit
from sagstyngde.provision import Provision
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.mandate import appeals, decisions

DecisionId = NewType("DecisionId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """Where an adopted register said that a decision belonged, and why; ``rule`` is ``None`` where none covered it."""

    level: Level
    reason: str
    register_version: int
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: under which provision, at which level, by whom, on how much, and with what outcome.

    ``provision`` is ``None`` where an earlier version of ours kept a text that is no provision's code; that text, as it
    was written, is ``provision_text``. ``applied_on`` is ``None`` where it was not asked for then. ``routed`` is what
    the register adopted for the day said, if there was one.
    """

    decision_id: DecisionId
    case_id: CaseId
    provision: Provision | None
    decided_on: date
    level: Level
    outcome: Outcome
    applied_on: date | None = None
    amount: Amount | None = None
    caseworker_id: CaseworkerId | None = None
    team: str | None = None
    routed: Routed | None = None
    provision_text: str | None = None

    @property
    def days(self) -> int | None:
        """Days from the application to the decision; 0 is the same day."""
        return None if self.applied_on is None else (self.decided_on - self.applied_on).days

    @property
    def deviates(self) -> bool:
        """Whether it was made at a lower level than the register said: a fact to be looked at, never refused."""
        return self.routed is not None and self.level.rank < self.routed.level.rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """What became of an appeal, on which day."""

    result: AppealResult
    decided_on: date
    recorded: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Why a decision no longer counts: it was recorded by mistake."""

    reason: str
    stamp: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """A decision as it stands: when it was recorded, its appeals in the order they were told of, and its withdrawal."""

    decision: Decision
    recorded: Stamp
    appeals: tuple[Appeal, ...] = ()
    withdrawn: Withdrawal | None = None

    @property
    def appeal(self) -> AppealResult | None:
        """What became of the appeal told of last."""
        return self.appeals[-1].result if self.appeals else None


def insert_decision(connection: Connection, decision: Decision, stamp: Stamp) -> None:
    """Store a decision."""
    plain = ("decision_id", "case_id", "decided_on", "applied_on", "caseworker_id", "team", "provision_text")
    routed, amount = decision.routed, decision.amount
    row = {name: getattr(decision, name) for name in plain} | {
        "provision": None if decision.provision is None else decision.provision.code,
        "level": decision.level.value,
        "outcome": decision.outcome.value,
        "amount": None if amount is None else amount.value,
        "unit": None if amount is None else amount.unit.value,
        "register_version": None if routed is None else routed.register_version,
        "routed_level": None if routed is None else routed.level.value,
        "routed_rule": None if routed is None else routed.rule,
        "routed_reason": None if routed is None else routed.reason,
    }
    connection.execute(insert(decisions).values(**row, **stamp.on("recorded")))


def insert_appeal(
    connection: Connection, decision_id: DecisionId, result: AppealResult, *, decided_on: date, stamp: Stamp
) -> None:
    """Write down what became of an appeal of a decision."""
    row = {"decision_id": decision_id, "result": result.value, "decided_on": decided_on} | stamp.on("recorded")
    connection.execute(insert(appeals).values(**row))


def withdraw_decision(connection: Connection, decision_id: DecisionId, reason: str, stamp: Stamp) -> None:
    """Let a decision that was recorded by mistake no longer count; one that does not count already stays as it is."""
    is_it = (decisions.c.decision_id == decision_id) & decisions.c.withdrawn_at.is_(None)
    values = {"withdrawn_reason": reason} | stamp.on("withdrawn")
    connection.execute(update(decisions).where(is_it).values(**values))


def find_decision(connection: Connection, decision_id: DecisionId) -> DecisionRecord | None:
    """Return a decision, or ``None`` where the id is unknown. Who changes it holds its case's row."""
    found = _read(connection, decisions.c.decision_id == decision_id)
    return found[0] if found else None


def decisions_of(connection: Connection, case_ids: Sequence[CaseId]) -> tuple[DecisionRecord, ...]:
    """Return the decisions of cases, withdrawn ones too, in the order they were recorded."""
    return _read(connection, decisions.c.case_id.in_(case_ids)) if case_ids else ()


def standing_decisions(
    connection: Connection, *, since: date | None = None, until: date | None = None
) -> tuple[DecisionRecord, ...]:
    """Return every decision that counts, made from a day to a day, in the order they were recorded."""
    conditions: list[ColumnElement[bool]] = [decisions.c.withdrawn_at.is_(None)]
    if since is not None:
        conditions.append(decisions.c.decided_on >= since)
    if until is not None:
        conditions.append(decisions.c.decided_on <= until)
    return _read(connection, *conditions)


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[DecisionRecord, ...]:
    rows = connection.execute(select(decisions).where(*conditions).order_by(decisions.c.sequence)).all()
    told = (
        select(appeals)
        .join(decisions, decisions.c.decision_id == appeals.c.decision_id)
        .where(*conditions)
        .order_by(appeals.c.sequence)
    )
    by_decision = _appeals(connection.execute(told)) if rows else {}
    return tuple(_record(row, tuple(by_decision.get(row.decision_id, ()))) for row in rows)


def _appeals(rows: Iterable[Row[Any]]) -> dict[str, list[Appeal]]:
    found: defaultdict[str, list[Appeal]] = defaultdict(list)
    for row in rows:
        stamp = Stamp(by=row.recorded_by, at=row.recorded_at)
        found[row.decision_id].append(
            Appeal(result=AppealResult(row.result), decided_on=row.decided_on, recorded=stamp)
        )
    return found


def _record(row: Row[Any], told: tuple[Appeal, ...]) -> DecisionRecord:
    withdrawn = None
    if row.withdrawn_at is not None:
        stamp = Stamp(by=row.withdrawn_by, at=row.withdrawn_at)
        withdrawn = Withdrawal(reason=row.withdrawn_reason, stamp=stamp)
    recorded = Stamp(by=row.recorded_by, at=row.recorded_at)
    return DecisionRecord(decision=_decision(row), recorded=recorded, appeals=told, withdrawn=withdrawn)


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        decision_id=DecisionId(row.decision_id),
        case_id=CaseId(row.case_id),
        provision=None if row.provision is None else Provision.parse(row.provision),
        provision_text=row.provision_text,
        applied_on=row.applied_on,
        decided_on=row.decided_on,
        level=Level(row.level),
        outcome=Outcome(row.outcome),
        amount=None if row.unit is None else Amount(value=row.amount, unit=Unit(row.unit)),
        caseworker_id=None if row.caseworker_id is None else CaseworkerId(row.caseworker_id),
        team=row.team,
        routed=_routed(row),
    )


def _routed(row: Row[Any]) -> Routed | None:
    if row.register_version is None:
        return None
    return Routed(
        level=Level(row.routed_level),
        reason=row.routed_reason,
        register_version=row.register_version,
        rule=row.routed_rule,
    )
