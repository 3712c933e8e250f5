"""In which character set is a text file written, and what are its lines? Read line by line, never whole.

UTF-8 is told by its own form; what is not UTF-8 is taken for Windows-1252, as Danish systems write it. A file pasted
together of both cannot be read as either: the lines that do not fit are passed on as they are and refused one by one.
"""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from features.refusals import Reason
from pipelines.importers.limits import Limits
from sagstyngde.errors import ImportRefused, unreadable

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CHUNK = 1024**2
_LONE = re.compile("[\udc80-\udcff]")
"""How Python hands over a byte that is not UTF-8."""


@contextmanager
def opened_bytes(path: Path, limits: Limits) -> Iterator["io.BufferedReader[io.RawIOBase]"]:
    """Open a file, unpacked if it is gzipped, and stop where it grows beyond the limit.

    Raises:
        ImportRefused: the file cannot be read or unpacked, or is too large.

    """
    try:
        with path.open("rb") as packed:
            opener = gzip.GzipFile(fileobj=packed) if path.suffix == ".gz" else packed
            bounded: io.RawIOBase = _Bounded(opener, path.name, limits.file_bytes)
            with io.BufferedReader(bounded, _CHUNK) as raw:
                yield raw
    except (EOFError, zlib.error, OSError) as error:
        english, danish = unreadable(error) if isinstance(error, OSError) else ("is cut short", "er skåret af")
        raise ImportRefused(
            english=f"{path.name}: {english}; export or copy it again",
            danish=f"{path.name}: {danish}; lav udtrækket eller kopien igen",
        ) from error


def detect_encoding(path: Path, limits: Limits) -> str:
    """Return the encoding that most of a file's lines with other letters than a-z are written in.

    Raises:
        ImportRefused: the file cannot be read, or is no text.

    """
    utf8_count = other_count = 0
    with opened_bytes(path, limits) as raw:
        start = raw.peek(4)[:4]
        for mark, encoding in _MARKS:
            if start.startswith(mark):
                return encoding
        for line in iter(lambda: raw.readline(limits.line_chars), b""):
            if not line.isascii():
                is_utf8 = _decodes(line)
                utf8_count, other_count = utf8_count + is_utf8, other_count + (not is_utf8)
    return "cp1252" if other_count > utf8_count else "utf-8"


@contextmanager
def opened_text(path: Path, encoding: str, limits: Limits) -> Iterator[Iterator[str]]:
    """Open a file for its lines.

    Raises:
        ImportRefused: the file cannot be read, holds a line longer than the limit, or is no text.

    """
    errors = "strict" if encoding == "utf-16" else "surrogateescape"
    with opened_bytes(path, limits) as raw:
        text = io.TextIOWrapper(raw, encoding, errors, newline="")
        try:
            yield _bounded_lines(path.name, text, limits)
        except UnicodeDecodeError as error:
            raise ImportRefused(
                english=f"{path.name}: is not text; save it as CSV in UTF-8",
                danish=f"{path.name}: er ikke tekst; gem filen som CSV i UTF-8",
            ) from error
        finally:
            text.detach()


def encoding_fault(cells: tuple[str, ...], encoding: str) -> Reason | None:
    """Say why a row's letters cannot be believed: another encoding than the file's, or a NUL."""
    text = "".join(cells)
    if "\0" in text:
        return _NUL
    if text.isascii():
        return None
    return _OTHER if _LONE.search(text) or (encoding == "cp1252" and _is_utf8_misread(text)) else None


_NUL = Reason(
    danish="rækken indeholder et NUL-tegn, som ikke hører til i tekst",
    english="the row holds a NUL, which does not belong in text",
)
_OTHER = Reason(
    danish="rækken er skrevet i et andet tegnsæt end resten af filen; gem hele filen i UTF-8",
    english="the row is written in another encoding than the rest of the file; save the whole file in UTF-8",
)


class _Bounded(io.RawIOBase):
    """Bytes that end in a refusal where there are more of them than the limit."""

    def __init__(self, source: BinaryIO | gzip.GzipFile, name: str, most: int) -> None:
        self._source, self._name, self._left = source, name, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        chunk = self._source.read(len(buffer))
        self._left -= len(chunk)
        if self._left < 0:
            raise ImportRefused(
                english=f"{self._name}: unpacks to more than may be read; divide the file",
                danish=f"{self._name}: fylder udpakket mere, end der må læses; del filen",
            )
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _bounded_lines(name: str, text: TextIO, limits: Limits) -> Iterator[str]:
    for number, line in enumerate(iter(lambda: text.readline(limits.line_chars + 1), ""), start=1):
        if len(line) > limits.line_chars:
            raise ImportRefused(
                english=f"{name}: line {number} is longer than {limits.line_chars} characters; is it a CSV file?",
                danish=f"{name}: linje {number} er længere end {limits.line_chars} tegn; er det en CSV-fil?",
            )
        yield line


def _decodes(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8_misread(text: str) -> bool:
    """Whether UTF-8 was read as Windows-1252: then *æ* looks like *Ã¦*, and reading it again gives fewer letters."""
    try:
        return text.encode("cp1252").decode("utf-8") != text
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False
