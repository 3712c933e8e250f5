"""Which tables are there, and what does each row mean? SQLAlchemy Core; ``migrations/`` must always agree with this."""

from storage.tables import audit, casework, changes, identity, mandate, models, planning, staff, vault, working
from storage.tables.base import METADATA

__all__ = [
    "METADATA",
    "audit",
    "casework",
    "changes",
    "identity",
    "mandate",
    "models",
    "planning",
    "staff",
    "vault",
    "working",
]
