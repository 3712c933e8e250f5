"""Which new cases has somebody begun to write and not handed in? Each its writer's alone, saved over as she goes.

What is kept is what was typed, also where it cannot be used yet. ``tab`` is the page it was last saved from: what a
page saved itself is no surprise to it, what another page or browser saved in the meantime is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NewType

from sqlalchemy import Row, String, cast, delete, func, insert, or_, select, update

from sagstyngde.case import ChildId
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.working import drafts

DraftId = NewType("DraftId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What has been typed of a new case so far, field by field, and from which page it was last saved."""

    draft_id: DraftId
    owner: str
    version: int
    values: Mapping[str, str]
    tab: str
    saved_at: datetime


def begin_draft(connection: Connection, draft_id: DraftId, values: Mapping[str, str], stamp: Stamp) -> Draft:
    """Store a new draft of the stamp's user; an id that is taken breaks the primary key."""
    draft = Draft(draft_id=draft_id, owner=stamp.by, version=1, values=dict(values), tab="", saved_at=stamp.at)
    connection.execute(insert(drafts).values(draft_id=draft_id, owner=stamp.by, **_row(draft, stamp)))
    return draft


def save_draft(connection: Connection, known: Draft, values: Mapping[str, str], stamp: Stamp, *, tab: str) -> Draft:
    """Store what has been typed since. The caller holds the draft's row (``find_draft(..., lock=True)``)."""
    draft = replace(known, version=known.version + 1, values=dict(values), tab=tab, saved_at=stamp.at)
    connection.execute(update(drafts).where(drafts.c.draft_id == known.draft_id).values(**_row(draft, stamp)))
    return draft


def find_draft(connection: Connection, draft_id: DraftId, owner: str, *, lock: bool = False) -> Draft | None:
    """Return a person's own draft, or ``None`` where she has none with that id; ``lock`` holds its row."""
    query = select(drafts).where(drafts.c.draft_id == draft_id, drafts.c.owner == owner)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _read(row)


def own_drafts(connection: Connection, owner: str) -> tuple[Draft, ...]:
    """Return a person's drafts, the one she saved last first."""
    query = select(drafts).where(drafts.c.owner == owner).order_by(drafts.c.saved_at.desc(), drafts.c.draft_id)
    return tuple(map(_read, connection.execute(query)))


def count_drafts(connection: Connection, owner: str) -> int:
    """Return how many drafts a person has."""
    return connection.execute(select(func.count()).select_from(drafts).where(drafts.c.owner == owner)).scalar_one()


def delete_draft(connection: Connection, draft_id: DraftId, owner: str) -> bool:
    """Delete a person's own draft; whether there was one."""
    own = (drafts.c.draft_id == draft_id, drafts.c.owner == owner)
    return connection.execute(delete(drafts).where(*own)).rowcount > 0


def forget_drafts_of(connection: Connection, child_ids: tuple[ChildId, ...]) -> int:
    """Delete every draft that names one of these children, whosever it is; how many there were."""
    named = (cast(drafts.c.content, String).contains(f'"{child_id}"', autoescape=True) for child_id in child_ids)
    return connection.execute(delete(drafts).where(or_(*named))).rowcount if child_ids else 0


def _row(draft: Draft, stamp: Stamp) -> dict[str, Any]:
    content = {"values": dict(draft.values), "tab": draft.tab}
    return {"version": draft.version, "content": content} | stamp.on("saved")


def _read(row: Row[Any]) -> Draft:
    return Draft(
        draft_id=DraftId(row.draft_id),
        owner=row.owner,
        version=row.version,
        values=row.content["values"],
        tab=row.content["tab"],
        saved_at=row.saved_at,
    )
