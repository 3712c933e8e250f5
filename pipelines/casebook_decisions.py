"""Which of the casebook's decisions can be evaluated? Those that say when they were applied for, and by which team."""

from datetime import date

from mandate.decided import Decided
from mandate.effect import Material
from pipelines.operators import Errand
from storage import audit
from storage.cases import in_ids, newest, records
from storage.decisions import DecisionRecord, standing_decisions
from storage.engine import Connection

CASES_AT_ONCE = 500


def read_casebook(connection: Connection, errand: Errand, *, since: date) -> Material:
    """Read the decisions made from a day on, and log every case that is read."""
    found = standing_decisions(connection, since=since)
    case_ids = sorted({one.decision.case_id for one in found})
    for start in range(0, len(case_ids), CASES_AT_ONCE):
        read = records(connection, newest(in_ids(case_ids[start : start + CASES_AT_ONCE])))
        audit.append(connection, errand.looks(record.case for record in read))
    decided = [one for one in map(_decided, found) if one is not None]
    return Material(decisions=decided, source="fra sagsbogen", refused_rows=len(found) - len(decided))


def _decided(record: DecisionRecord) -> Decided | None:
    """Return what is evaluated of a decision; ``None`` where an earlier version of ours did not ask enough."""
    one = record.decision
    if one.provision is None or one.applied_on is None or one.team is None:
        return None
    return Decided(
        team=one.team,
        provision=one.provision,
        applied_on=one.applied_on,
        decided_on=one.decided_on,
        level=one.level,
        outcome=one.outcome,
        amount=one.amount,
        appeal=record.appeal,
    )
