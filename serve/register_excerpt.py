"""Where in a register's text is a fault? The lines of the entry it is about, so that both are read side by side."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mandate.register_places import HEAD
from sagstyngde.errors import Fault
from sagstyngde.shown import LONGEST

MOST_LINES = 14
_TABLE = re.compile(r"\s*(\[\[?\s*\w+\s*\]\]?)")
_NAME = re.compile(r"\s*(?:rule_id|provision)\s*=\s*[\"']([^\"']*)")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
_AT_LINE = re.compile(r"(?:at line |linje )(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """A line of the text; ``is_meant`` where a fault is about its key."""

    number: int
    text: str
    is_meant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyEntry:
    """An entry with something wrong in it: where it stands, its lines, and each key with its sentence."""

    where: str
    lines: tuple[TextLine, ...]
    faults: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    table: str
    names: tuple[str, ...]
    start: int
    lines: tuple[str, ...]


def faulty_entries(text: str, faults: Sequence[Fault]) -> tuple[FaultyEntry, ...]:
    """Gather faults by the entry they are about, in the order they were found."""
    blocks = tuple(_blocks(text))
    gathered: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        gathered.setdefault((fault.table, fault.entry), []).append(fault)
    return tuple(_entry(text, blocks, own) for own in gathered.values())


def _entry(text: str, blocks: Sequence[_Block], faults: Sequence[Fault]) -> FaultyEntry:
    one = faults[0]
    start, lines = _found(text, blocks, one)
    keys = {fault.key.partition(".")[0] for fault in faults}
    named = [(_KEY.match(line), number, line) for number, line in enumerate(lines, start=start)]
    return FaultyEntry(
        where=" ".join(filter(None, (one.table, one.entry))),
        lines=tuple(
            TextLine(number=number, text=line, is_meant=key is not None and key[1] in keys)
            for key, number, line in named[:MOST_LINES]
        ),
        faults=tuple((fault.key, fault.danish) for fault in faults),
    )


def _found(text: str, blocks: Sequence[_Block], fault: Fault) -> tuple[int, Sequence[str]]:
    """Return the first line's number and the lines: of the entry, or about the line that cannot be read."""
    at = _AT_LINE.search(fault.danish)
    if not fault.table and not fault.key:
        if at is None:
            return 1, ()
        lines, number = text.split("\n"), int(at[1])
        start = max(1, number - 3)
        return start, lines[start - 1 : number + 2]
    own = [block for block in blocks if block.table == fault.table]
    named = [block for block in own if fault.entry in block.names]
    if not named and fault.entry.isdecimal():
        named = own[int(fault.entry) - 1 : int(fault.entry)]
    found = named or (own if not fault.entry else [])
    return (found[0].start, found[0].lines) if found else (1, ())


def _blocks(text: str) -> Iterator[_Block]:
    """Yield the tables of a text with their lines, without the comments that lead to the next."""
    table, start, lines = HEAD, 1, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        found = _TABLE.match(line)
        if found:
            yield _block(table, start, lines)
            table, start, lines = "".join(found[1].split()), number, []
        lines.append(line)
    yield _block(table, start, lines)


def _block(table: str, start: int, lines: list[str]) -> _Block:
    own = list(lines)
    while own and (not own[-1].strip() or own[-1].lstrip().startswith("#")):
        own.pop()
    while table == HEAD and own and (not own[0].strip() or own[0].lstrip().startswith("#")):
        own.pop(0)
        start += 1
    names = tuple(found[1][:LONGEST] for line in own if (found := _NAME.match(line)))
    return _Block(table=table, names=names, start=start, lines=tuple(own))
