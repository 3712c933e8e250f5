"""Who may decide what in the demo's municipality, and what was decided? An invented plan, its change, and decisions."""

from datetime import UTC, date, datetime, timedelta

from mandate.register_toml import EXAMPLE, register_text
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.decision import Amount, Level, Outcome, Unit
from sagstyngde.provision import Provision
from storage.decisions import Decision, DecisionId, Routed, insert_decision, withdraw_decision
from storage.engine import Connection, open_engine, writing
from storage.placements import open_with
from storage.registers import NewRegister, adopt_register
from storage.staff import all_staff
from storage.stamp import Stamp

FIRST = "Opdigtet: udvalgets møde i januar, punkt 4."
SECOND = "Opdigtet: udvalgets møde i august, punkt 7. Et år i stedet for et halvt, før man afgør alene."
REASON = "Opdigtet: Beløbet er over det, sagsbehandleren selv kan bevilge."


def adopt_invented_plan(database_url: str, *, now: datetime | None = None) -> None:
    """Adopt the example plan as the municipality's own, then one with longer seniority; record what was decided."""
    at = now or datetime.now(UTC)
    stamp = Stamp(by="demo:leder", at=at)
    own = register_text(EXAMPLE)[1].replace("is_example = true\n", "").replace('"eksempel"', '"opdigtet-kommune"')
    later = own.replace('version = "2026-1"', 'version = "2026-2"').replace("months = 6", "months = 12")
    with writing(open_engine(database_url)) as connection:
        adopt_register(connection, NewRegister(toml=own, holds_from=date(at.year, 1, 1), note=FIRST), stamp)
        adopt_register(connection, NewRegister(toml=later, holds_from=date(at.year, 9, 1), after=1, note=SECOND), stamp)
        held = open_with(connection, [one.caseworker_id for one in all_staff(connection, on=at.date())][:1])
        for caseworker_id, case_id in held[:1]:
            _decide(connection, caseworker_id, CaseId(case_id), stamp)


def _decide(connection: Connection, caseworker_id: CaseworkerId, case_id: CaseId, stamp: Stamp) -> None:
    """Record a decision as it should be made, one that was made elsewhere than the plan says, and one by mistake."""
    day = stamp.at.date()
    above = Routed(level=Level.LEADER, reason=REASON, register_version=2)
    told = (
        ("1", "BL § 86", Level.OWN, None, Amount(value=1_500.0, unit=Unit.KRONER_A_MONTH)),
        ("2", "BL § 90 nr. 3", Level.OWN, above, Amount(value=80_000.0, unit=Unit.KRONER_A_YEAR)),
        ("3", "BL § 87", Level.LEADER, None, None),
    )
    for number, provision, level, routed, amount in told:
        made = Decision(
            decision_id=DecisionId(f"opdigtet-afgoerelse-{number}"),
            case_id=case_id,
            provision=Provision.parse(provision),
            applied_on=day - timedelta(days=40),
            decided_on=day - timedelta(days=9),
            level=level,
            outcome=Outcome.GRANTED,
            amount=amount,
            caseworker_id=caseworker_id,
            routed=routed,
        )
        insert_decision(connection, made, stamp)
    withdraw_decision(connection, DecisionId("opdigtet-afgoerelse-3"), "Opdigtet: skrevet i den forkerte sag.", stamp)
