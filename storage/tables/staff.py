"""Which tables hold the staff? Who is employed, on what terms from when to when, and who is *inhabil* in which case.

A term is never changed: it is ended, and the next one begins.
"""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Date, Float, ForeignKey, Index, Integer, String, Table, text

from storage.tables.base import ID_LENGTH, METADATA, NAME_LENGTH, NOTE_LENGTH, one_of, sequence, stamped, together


class TermKind(StrEnum):
    """What can be agreed. A contract carries weekly hours, a duty monthly hours, an absence a share, the rest text.

    An employment is one that has ended, before the one that stands with the caseworker herself: it carries days only.
    """

    CONTRACT = "contract"
    FIXED_DUTY = "fixed_duty"
    ABSENCE = "absence"
    TEAM = "team"
    DISTRICT = "district"
    COMPETENCE = "competence"
    LANGUAGE = "language"
    EMPLOYMENT = "employment"


caseworkers = Table(
    "caseworkers",
    METADATA,
    Column("caseworker_id", String(ID_LENGTH), primary_key=True),
    Column("name", String(NAME_LENGTH), nullable=False),
    Column("user_id", String(NAME_LENGTH), unique=True),
    Column("employed_on", Date, nullable=False),
    Column("left_on", Date),
    Column("version", Integer, nullable=False),  # counts every change of her terms: what an ETag is made of
    *stamped("recorded"),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("left_on IS NULL OR left_on >= employed_on", name="left_after_start"),
)

staff_terms = Table(
    "staff_terms",
    METADATA,
    sequence(),
    Column("caseworker_id", String(ID_LENGTH), ForeignKey("caseworkers.caseworker_id"), nullable=False),
    Column("kind", String(ID_LENGTH), nullable=False),
    Column("text", String(NAME_LENGTH)),
    Column("amount", Float),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),  # the last day it holds; null = until further notice
    *stamped("recorded"),
    *stamped("withdrawn", optional=True),
    one_of("kind", TermKind),
    together("withdrawn", "withdrawn_by", "withdrawn_at"),
    CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    CheckConstraint(
        "(kind IN ('contract', 'fixed_duty', 'absence')) = (amount IS NOT NULL)"
        " AND (kind IN ('contract', 'fixed_duty', 'absence', 'employment')) = (text IS NULL)",
        name="text_or_amount",
    ),
    CheckConstraint("kind <> 'employment' OR ends_on IS NOT NULL", name="an_earlier_employment_ended"),
    CheckConstraint("amount IS NULL OR amount >= 0", name="amount"),
    Index(None, "caseworker_id"),
    sqlite_autoincrement=True,
)

disqualifications = Table(
    "disqualifications",
    METADATA,
    sequence(),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), nullable=False),
    Column("caseworker_id", String(ID_LENGTH), ForeignKey("caseworkers.caseworker_id"), nullable=False),
    Column("reason", String(NOTE_LENGTH), nullable=False),
    *stamped("recorded"),
    *stamped("withdrawn", optional=True),
    together("withdrawn", "withdrawn_by", "withdrawn_at"),
    Index(
        "uq_disqualifications_standing",
        "case_id",
        "caseworker_id",
        unique=True,
        sqlite_where=text("withdrawn_at IS NULL"),
        postgresql_where=text("withdrawn_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)
