"""What lets a board that was laid out be kept until something it rests on changes? Triggers that renew a random mark.

Every row that is added, changed or removed gives the board another mark, whoever does it and from which process. A mark
never comes back: what was undone and done again otherwise is another state under another mark. PostgreSQL renews it
once a transaction, as it commits: the row is locked for that moment alone, and always last, so nobody waits in a ring.
"""

from alembic import op

RESTED_ON = (
    "cases",
    "case_versions",
    "placements",
    "assessments",
    "judgements",
    "settlements",
    "hours",
    "caseworkers",
    "staff_terms",
    "disqualifications",
)
"""What a board is laid out from (``casework.board``, ``casework.caseload``)."""

_EVENTS = ("insert", "update", "delete")
_FUNCTION = """
CREATE FUNCTION board_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('sagstyngde.board_changed', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
    PERFORM set_config('sagstyngde.board_changed', pg_current_xact_id()::text, true);
    UPDATE changes SET mark = gen_random_uuid()::text WHERE subject = 'board';
  END IF;
  RETURN NULL;
END $$
"""


def install() -> None:
    """Make the triggers and the first mark."""
    if op.get_context().dialect.name == "sqlite":
        op.execute("INSERT INTO changes (subject, mark) VALUES ('board', hex(randomblob(16)))")
        for table in RESTED_ON:
            for event in _EVENTS:
                renews = "UPDATE changes SET mark = hex(randomblob(16)) WHERE subject = 'board';"
                op.execute(f"CREATE TRIGGER board_{table}_{event} AFTER {event} ON {table} BEGIN {renews} END")
        return
    op.execute("INSERT INTO changes (subject, mark) VALUES ('board', gen_random_uuid()::text)")
    op.execute(_FUNCTION)
    for table in RESTED_ON:
        timing = f"AFTER {' OR '.join(_EVENTS)} ON {table} DEFERRABLE INITIALLY DEFERRED"
        op.execute(f"CREATE CONSTRAINT TRIGGER board_{table} {timing} FOR EACH ROW EXECUTE FUNCTION board_changed()")
        op.execute(f"CREATE TRIGGER board_{table}_emptied AFTER TRUNCATE ON {table} EXECUTE FUNCTION board_changed()")


def remove() -> None:
    """Remove the triggers: the tables stay."""
    if op.get_context().dialect.name == "sqlite":
        for table in RESTED_ON:
            for event in _EVENTS:
                op.execute(f"DROP TRIGGER board_{table}_{event}")
        return
    op.execute("DROP FUNCTION board_changed() CASCADE")
