"""What do the words on the pages mean? Each in one or two sentences, for those who read them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

FILE = Path(__file__).parent / "help" / "ord.toml"
ALPHABET = "abcdefghijklmnopqrstuvwxyzæøå"
_PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "-"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of the trade and what it means."""

    word: str
    meaning: str

    @property
    def key(self) -> str:
        """What an address leads to it by.

        >>> Word(word="oplevet belastning", meaning="…").key
        'oplevet-belastning'
        """
        return self.word.lower().translate(_PLAIN)

    @property
    def letter(self) -> str:
        """The letter it stands under."""
        return self.word[0].upper()


def alphabetical(word: str) -> tuple[int, ...]:
    """Return what Danish words are ordered by: å comes last.

    >>> sorted(["ål", "zebra", "ærø", "Abe"], key=alphabetical)
    ['Abe', 'zebra', 'ærø', 'ål']
    """
    return tuple(ALPHABET.find(letter) for letter in word.lower())


@cache
def words() -> Mapping[str, Word]:
    """Return every word of the list, by itself, in order of the Danish alphabet."""
    told = tomllib.loads(FILE.read_text("utf-8"))["ord"]
    return {word: Word(word=word, meaning=told[word]) for word in sorted(told, key=alphabetical)}


def word_of(word: str) -> Word:
    """Return a word of the list; ``KeyError`` where it is not there."""
    return words()[word]


def by_letter() -> list[tuple[str, list[Word]]]:
    """Return the words under their letters."""
    return [(letter, list(found)) for letter, found in groupby(words().values(), key=lambda one: one.letter)]
