"""What keeps the log's rows as they are, whoever is signed in to the database? Triggers: rows are added, never changed.

A row can be deleted only where a seal covers it; the head only moves forward, and stays once there is a row; so do
seals. Whoever can drop a trigger can still do what they like, which is what the chain and its anchors are for; the
server's own account need not be able to (docs/audit.md).
"""

from alembic import op

_SEALED = "COALESCE((SELECT max(last_sequence) FROM audit_seals), 0)"
_HEAD = "COALESCE((SELECT sequence FROM audit_head), 0)"
_GUARDS = {
    "audit_entries_added_at_the_end": ("INSERT ON audit_entries", f"NEW.sequence <= {_HEAD}"),
    "audit_entries_never_changed": ("UPDATE ON audit_entries", ""),
    "audit_entries_deleted_when_sealed": ("DELETE ON audit_entries", f"OLD.sequence > {_SEALED}"),
    "audit_head_moves_forward": ("UPDATE ON audit_head", "NEW.sequence <= OLD.sequence"),
    "audit_head_stays": ("DELETE ON audit_head", "OLD.sequence > 0"),
    "audit_seals_never_changed": ("UPDATE ON audit_seals", ""),
    "audit_seals_stay": ("DELETE ON audit_seals", ""),
}
"""Each trigger, what it guards against, and the condition under which it refuses; without one, always."""

_EMPTIED = ("audit_entries", "audit_head", "audit_seals")


def install() -> None:
    """Make the triggers."""
    if op.get_context().dialect.name == "sqlite":
        for name, (event, condition) in _GUARDS.items():
            when = f"WHEN {condition} " if condition else ""
            op.execute(f"CREATE TRIGGER {name} BEFORE {event} {when}BEGIN SELECT RAISE(ABORT, '{name}'); END")
        return
    for name, (event, condition) in _GUARDS.items():
        _refuse(name, f"BEFORE {event} FOR EACH ROW", condition)
    for table in _EMPTIED:
        _refuse(f"{table}_never_emptied", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT", "")


def remove() -> None:
    """Remove what would outlive the tables."""
    if op.get_context().dialect.name == "sqlite":
        return
    for name in (*_GUARDS, *(f"{table}_never_emptied" for table in _EMPTIED)):
        op.execute(f"DROP FUNCTION {name}() CASCADE")


def _refuse(name: str, event: str, condition: str) -> None:
    """Make PostgreSQL's trigger: the condition stands in its function, since WHEN takes no subquery."""
    returned = "NULL" if "STATEMENT" in event else "OLD" if "DELETE" in event else "NEW"
    refusal = f"RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation';"
    body = f"IF {condition} THEN {refusal} END IF;" if condition else refusal
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN {returned}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION {name}()")
