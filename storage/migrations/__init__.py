"""How did the tables come to be what they are? Alembic revisions, run by ``storage.migrate``."""
