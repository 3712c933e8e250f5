"""What does a page say when somebody asks for help? One place for all pages, by address, and for each role."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from sagstyngde.access import Role
from serve.words import Word, word_of

HERE = Path(__file__).parent / "help"
FOR_ALL = "alle"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHelp:
    """The help of a page: what it is for, what one does first, what it does not tell, and its words of the trade.

    ``first`` is by role, ``alle`` where a role has no sentence of its own; ``addresses`` may hold ``*``.
    """

    name: str
    addresses: tuple[str, ...]
    purpose: str
    first: Mapping[str, str]
    cannot: str
    words: tuple[Word, ...]

    def first_for(self, roles: Collection[Role]) -> tuple[str, ...]:
        """Return what somebody does first: for each role of hers that has a sentence, else what holds for all."""
        own = tuple(self.first[role] for role in Role if role in roles and role in self.first)
        return own or ((self.first[FOR_ALL],) if FOR_ALL in self.first else ())

    def fit(self, address: str) -> int:
        """Return how closely an address of this page is that address: its letters, or -1 where none is."""
        return max((_letters(one) for one in self.addresses if fnmatchcase(address, one)), default=-1)


def help_at(address: str) -> PageHelp | None:
    """Return a page's help, that of the closest address.

    >>> help_at("/sager/2026-0412/afgoerelser").name, help_at("/sager/2026-0412").name, help_at("/findes-ikke")
    ('Sagens afgørelser', 'En sag', None)
    """
    found = max(all_help(), key=lambda one: one.fit(address))
    return found if found.fit(address) >= 0 else None


@cache
def all_help() -> tuple[PageHelp, ...]:
    """Return every page's help, in the order of the file."""
    return tuple(_help(entry) for entry in tomllib.loads((HERE / "da.toml").read_text("utf-8"))["page"])


def _help(entry: Mapping[str, Any]) -> PageHelp:
    return PageHelp(
        name=entry["name"],
        addresses=tuple(entry["addresses"]),
        purpose=entry["purpose"],
        first=entry["first"],
        cannot=entry.get("cannot", ""),
        words=tuple(word_of(word) for word in entry.get("words", ())),
    )


def _letters(pattern: str) -> int:
    return len(pattern.replace("*", ""))
