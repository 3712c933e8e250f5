"""Where did a CPR number get to? Invented numbers that are planted everywhere, and a search that finds them again.

The search is written apart from ``sagstyngde.cpr``, which it is there to check: it takes every run of digits and
separators in a file's bytes, and every hash that needs no key, and asks whether one of ours is among them.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import md5, sha1, sha256
from pathlib import Path
from random import Random

WRITTEN = ("{0}{1}", "{0}-{1}", "{0} {1}", "{0}–{1}", "{0} - {1}", "{0[0]}{0[1]} {0[2]}{0[3]} {0[4]}{0[5]} {1}")
"""As people write a number. ``{0}`` is the birthday, ``{1}`` the rest."""

_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_RUN = re.compile(rb"\d(?:(?:[ ./_-]|\xe2\x80\x93|\xc2\xa0|%20|%2[dD])*\d){9,}")
_HASH = re.compile(rb"[0-9a-f]{32,64}")


@dataclass(frozen=True, kw_only=True)
class Canaries:
    """Numbers of invented children born from 2003 on; a third has no modulus 11, some are replacement numbers."""

    digits: tuple[str, ...]

    @classmethod
    def drawn(cls, count: int, *, seed: int) -> "Canaries":
        """Draw so many different numbers."""
        random, drawn = Random(seed), set[str]()  # noqa: S311  invented numbers
        while len(drawn) < count:
            born = date(2003, 1, 1) + timedelta(days=random.randrange(8_000))
            day = born.day + 60 * (random.random() < 0.05)
            digits = f"{day:02}{born:%m%y}{random.randrange(4_000, 10_000)}"
            if random.random() < 0.4 or is_modulus_11(digits):
                drawn.add(digits)
        return cls(digits=tuple(sorted(drawn)))

    def written(self, place: int) -> str:
        """Return one of them, each in its turn in another way of writing."""
        digits = self.digits[place]
        return WRITTEN[place % len(WRITTEN)].format(digits[:6], digits[6:])

    def found_in(self, content: bytes) -> set[str]:
        """Return those that stand in some bytes, in whatever way of writing, or as a hash without a key."""
        runs = (re.sub(rb"\D", b"", run) for run in map(_without_escapes, _RUN.findall(content)))
        plain = {run[start : start + 10].decode() for run in runs for start in range(len(run) - 9)}
        hashed = {self._hashes[found] for found in _HASH.findall(content) if found in self._hashes}
        return (plain & set(self.digits)) | hashed

    @cached_property
    def _hashes(self) -> dict[bytes, str]:
        ways = (lambda text: text, lambda text: f"{text[:6]}-{text[6:]}")
        return {
            make(way(digits).encode(), usedforsecurity=False).hexdigest().encode(): digits
            for digits in self.digits
            for way in ways
            for make in (sha256, sha1, md5)
        }


def is_modulus_11(digits: str) -> bool:
    """Whether a number fulfils the check that must not be asked for."""
    return sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11 == 0


def files_with(canaries: Canaries, places: Iterable[Path]) -> dict[str, int]:
    """Return how many numbers each file below some places holds, for those that hold any."""
    counted = {str(path): len(set().union(*map(canaries.found_in, _contents(path)))) for path in _files(places)}
    return {path: count for path, count in counted.items() if count}


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        below: Sequence[Path] = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (path for path in below if path.is_file())


def _contents(path: Path) -> Iterator[bytes]:
    """Read a file, and what is packed in it: NumPy's arrays lie in an archive."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from map(archive.read, archive.namelist())


def _without_escapes(run: bytes) -> bytes:
    return re.sub(rb"%2[0dD]", b" ", run)
