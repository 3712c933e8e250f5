"""What may each caseworker decide alone, from which day to which? A mandate is withdrawn, never removed."""

from dataclasses import dataclass
from datetime import date
from typing import NewType

from sqlalchemy import insert, select, update

from sagstyngde.case import CaseworkerId
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.staff import mandates

MandateId = NewType("MandateId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedMandate:
    """A provision that a caseworker may decide under alone, up to an amount a year (``None``: any)."""

    mandate_id: MandateId
    caseworker_id: CaseworkerId
    provision: str
    starts_on: date
    ends_on: date | None = None
    yearly_amount: float | None = None


def grant_mandate(connection: Connection, mandate: GrantedMandate, stamp: Stamp) -> None:
    """Store a mandate."""
    row = {name: getattr(mandate, name) for name in GrantedMandate.__slots__} | stamp.on("granted")
    connection.execute(insert(mandates).values(**row))


def withdraw_mandate(connection: Connection, mandate_id: MandateId, stamp: Stamp) -> None:
    """Let a mandate no longer count."""
    values = stamp.on("withdrawn")
    connection.execute(update(mandates).where(mandates.c.mandate_id == mandate_id).values(**values))


def mandates_on(connection: Connection, day: date) -> tuple[GrantedMandate, ...]:
    """Return the mandates that hold on a day, in the order they were granted."""
    query = select(mandates).where(mandates.c.withdrawn_at.is_(None), mandates.c.starts_on <= day)
    query = query.where(mandates.c.ends_on.is_(None) | (mandates.c.ends_on >= day))
    return tuple(
        GrantedMandate(
            mandate_id=MandateId(row.mandate_id),
            caseworker_id=CaseworkerId(row.caseworker_id),
            provision=row.provision,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            yearly_amount=row.yearly_amount,
        )
        for row in connection.execute(query.order_by(mandates.c.sequence))
    )
