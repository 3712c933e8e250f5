"""Is the log what was written? Follows every link, seal and anchor, and names the first place that cannot be.

One state of the log is checked: what its head said when the check began. Rows written since are left to the next check.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, func, select, type_coerce

from storage.audit_anchors import Anchor, AnchorKind
from storage.audit_chain import GENESIS, START, Break, ChainLink, Fault, Row, walk, written_moment
from storage.audit_seals import Seal, seals
from storage.engine import Connection
from storage.signing_keys import SigningKey
from storage.tables.audit import audit_entries, audit_head

BATCH = 5_000
_AS_IT_STANDS = type_coerce(audit_entries.c.at, String)  # who altered it need not have left a moment
_COLUMNS = [_AS_IT_STANDS if name == "at" else audit_entries.c[name] for name in Row._fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What is known of the log from outside the database."""

    anchors: Sequence[Anchor] = ()
    key: SigningKey | None = None

    def proves(self, made: Seal) -> bool:
        """Whether who may has made a seal: the key signed it, or it was anchored. Without either, all are believed."""
        if self.key is not None and self.key.signed(made.signed_part, made.signature):
            return True
        anchored = {one.hash for one in self.anchors if one.kind is AnchorKind.SEAL}
        return made.hash in anchored or (self.key is None and not self.anchors)

    def breaks(self) -> Iterator[Break]:
        """Yield what is wrong with the anchors themselves: a signature that is not the key's, two that contradict."""
        hashes = self.hashes()
        for one in self.anchors:
            if self.key is not None and one.signature and not self.key.signed(one.signed_part, one.signature):
                yield Break(sequence=one.sequence, fault=Fault.ANCHOR_FORGED)
            elif one.kind is AnchorKind.HEAD and hashes[one.sequence] != one.hash:
                yield Break(sequence=one.sequence, fault=Fault.REWRITTEN)

    def hashes(self) -> dict[int, str]:
        """Return the hash each anchored row was first known by: a log that was rewritten is anchored again later."""
        return {one.sequence: one.hash for one in reversed(self.anchors) if one.kind is AnchorKind.HEAD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check found. ``end`` is the last link that held; ``start`` the one before the first row that is kept."""

    start: ChainLink
    end: ChainLink
    seal_count: int
    anchor_count: int
    breaks: tuple[Break, ...]

    @property
    def row_count(self) -> int:
        """How many rows held."""
        return self.end.sequence - self.start.sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Extent:
    """What the head says and which rows there are, at one moment; ``at_head`` is the hash of the head's row."""

    head: ChainLink | None
    last: int
    at_head: str | None

    @property
    def sequence(self) -> int:
        return max(self.last, self.head.sequence if self.head else 0)


def verify(
    connection: Connection, witness: Witness | None = None, told: Callable[[int, int], None] | None = None
) -> Verdict:
    """Check the whole log. ``told`` hears how many of how many rows have been read."""
    known = witness or Witness()
    sealed = seals(connection)
    start = sealed[-1].last if sealed else START
    extent = _extent(connection, start)
    anchored = {number: value for number, value in known.hashes().items() if number > start.sequence}
    with closing(_rows(connection, start.sequence, extent.sequence, told or _to_nobody)) as rows:
        end, broken = walk(rows, start, anchored)
    breaks = [*known.breaks(), *_seal_breaks(sealed, known), *([broken] if broken else ()), *_end(extent, end, broken)]
    if not breaks and any(number > end.sequence for number in anchored):
        breaks.append(Break(sequence=end.sequence + 1, fault=Fault.TRUNCATED))
    return Verdict(start=start, end=end, seal_count=len(sealed), anchor_count=len(known.anchors), breaks=tuple(breaks))


def rows_between(connection: Connection, after: int, upto: int) -> Generator[Row]:
    """Yield stored rows in the order of their numbers, without holding them all."""
    numbered = audit_entries.c.sequence
    query = select(*_COLUMNS).where(numbered > after, numbered <= upto).order_by(numbered)
    with connection.execute(query, execution_options={"yield_per": BATCH}) as found:
        for one in found:
            row = Row._make(one)
            yield row._replace(at=_as_written(row.at))


def _rows(connection: Connection, after: int, upto: int, told: Callable[[int, int], None]) -> Generator[Row]:
    with closing(rows_between(connection, after, upto)) as rows:
        for count, row in enumerate(rows, 1):
            if count % BATCH == 0:
                told(count, upto - after)
            yield row


def _extent(connection: Connection, start: ChainLink) -> _Extent:
    """Read the head and the last row's number in one statement, so that no row comes between the two."""
    entries = audit_entries.c
    last = select(func.max(entries.sequence)).scalar_subquery()
    at_head = select(entries.hash).where(entries.sequence == audit_head.c.sequence).scalar_subquery()
    found = connection.execute(select(audit_head.c.sequence, audit_head.c.hash, last, at_head)).one_or_none()
    if found is None:
        return _Extent(head=None, last=connection.scalar(select(last)) or start.sequence, at_head=None)
    sequence, value, final, carried = found
    known = start.hash if sequence == start.sequence else carried
    return _Extent(head=ChainLink(sequence, value), last=max(final or 0, start.sequence), at_head=known)


def _seal_breaks(sealed: Sequence[Seal], known: Witness) -> Iterator[Break]:
    """Yield the first seal that does not follow, is not proved, or is not the anchored end of what it closed."""
    previous, hashes = GENESIS, known.hashes()
    for one in sealed:
        anchored = hashes.get(one.last.sequence, one.last.hash)
        if one.linked(previous) != one.hash or anchored != one.last.hash or not known.proves(one):
            yield Break(sequence=one.last.sequence, fault=Fault.SEAL_ALTERED)
            return
        previous = one.hash


def _end(extent: _Extent, end: ChainLink, broken: Break | None) -> Iterator[Break]:
    """Yield what is wrong where the log ends."""
    head, last = extent.head, extent.last
    if head is None:
        yield Break(sequence=end.sequence, fault=Fault.HEAD_ALTERED)
    elif last < head.sequence:
        yield Break(sequence=last + 1, fault=Fault.TRUNCATED)
    elif last > head.sequence and extent.at_head == head.hash:
        yield Break(sequence=head.sequence + 1, fault=Fault.INSERTED)
    elif broken is None and end != head:
        yield Break(sequence=head.sequence, fault=Fault.HEAD_ALTERED)


def _as_written(at: object) -> str:
    """Write a stored moment as it was hashed: SQLite keeps it as text, in UTC and without a zone."""
    return written_moment(at) if isinstance(at, datetime) else f"{at}Z".replace(" ", "T", 1)


def _to_nobody(_count: int, _of: int) -> None:
    """Tell nobody."""
