"""What can be told of the log from within? Where it begins and ends, whether its newest links hold, and its anchor.

This is no verification: whoever can rewrite the whole chain can make all of this hold. ``sagstyngde audit verify``,
with the anchors and the key, on another machine, is.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from sagstyngde.errors import InputRefused
from storage.audit import head
from storage.audit_anchors import Anchor, AnchorKind, anchors_in
from storage.audit_chain import START, ChainLink, walk
from storage.audit_seals import seals
from storage.audit_verify import rows_between
from storage.engine import Connection
from storage.tables.audit import audit_entries

LINKS = 500
"""So many of the newest links are followed each time."""
_TAIL_BYTES = 8_192


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """The log as it stands.

    Attributes:
        count: how many looks are kept.
        let_go: how many have been sealed and deleted.
        kept_from: when the newest look was made that is no longer kept.
        checked: how many links were followed, the newest.
        holds: whether each followed from the one before it, up to the log's end.
        anchor: the newest anchor, if there is a file of them that can be read.
        is_anchor_met: whether the log still holds the very row that was anchored; ``None`` where it cannot be told.

    """

    count: int
    let_go: int
    kept_from: datetime | None
    checked: int
    holds: bool
    anchor: Anchor | None
    is_anchor_met: bool | None


def log_state(connection: Connection, anchor: Anchor | None) -> LogState:
    """Return how the log stands.

    Raises:
        NotReady: the log has no head.

    """
    end, sealed = head(connection), seals(connection)
    start = sealed[-1].last if sealed else START
    begin = _link(connection, end.sequence - LINKS) if end.sequence - LINKS > start.sequence else start
    reached = START if begin is None else walk(rows_between(connection, begin.sequence, end.sequence), begin, {})[0]
    return LogState(
        count=end.sequence - start.sequence,
        let_go=start.sequence,
        kept_from=max(one.last_at for one in sealed) if sealed else None,
        checked=min(LINKS, end.sequence - start.sequence),
        holds=reached == end,
        anchor=anchor,
        is_anchor_met=_is_met(connection, anchor, start, end),
    )


def newest_anchor(path: Path) -> Anchor | None:
    """Return the newest anchor of the log's end in a file, or ``None`` where there is none that can be read."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
        whole = [line for line in lines if line.startswith("{") and line.endswith("}")]
        heads = [one for one in anchors_in(path.name, "\n".join(whole)) if one.kind is AnchorKind.HEAD]
    except (OSError, InputRefused):
        return None
    return heads[-1] if heads else None


def _link(connection: Connection, sequence: int) -> ChainLink | None:
    """Return the link of a row, or ``None`` where the row is gone."""
    own = select(audit_entries.c.hash).where(audit_entries.c.sequence == sequence)
    found = connection.scalar(own)
    return None if found is None else ChainLink(sequence, found)


def _is_met(connection: Connection, anchor: Anchor | None, start: ChainLink, end: ChainLink) -> bool | None:
    if anchor is None or anchor.sequence < start.sequence:
        return None
    if anchor.sequence > end.sequence:
        return False
    link = start if anchor.sequence == start.sequence else _link(connection, anchor.sequence)
    return link is not None and link.hash == anchor.hash
