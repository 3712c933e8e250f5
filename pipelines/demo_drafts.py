"""What lies half-written on the invented consultant's desk? One new case, begun and not handed in."""

from datetime import UTC, datetime

from storage.drafts import DraftId, begin_draft
from storage.engine import open_engine, writing
from storage.stamp import Stamp

DRAFT = DraftId("00000000-0000-4000-8000-000000000050")
TYPED = {
    "sags_id": "Opdigtet 2026-9001",
    "o_fysiske_funktioner": "2",
    "o_mobilitet": "3",
    "o_acute": "nej",
    "o_partners__4": "ppr",
}
"""Told of an invented child: two themes of eleven, and one partner."""


def draft_invented(url: str) -> None:
    """Store the draft."""
    now = datetime.now(UTC)
    engine = open_engine(url)
    typed = TYPED | {"modtaget": now.date().isoformat()}
    with writing(engine) as connection:
        begin_draft(connection, DRAFT, typed, Stamp(by="demo:konsulent", at=now))
    engine.dispose()
