"""What is written in a page, and in which language? Text and the attributes that are read aloud, by ``lang``."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
UNREAD = frozenset({"script", "style", "pre", "code", "textarea"})
READ_ALOUD = frozenset({"aria-label", "title", "alt", "placeholder"})
_WORDS = """
og er på af til det den der ikke som har kan skal uden med et fra ved eller efter ingen alle vises måned
måneder sag sager sagen timer timerne uge uger dag dage sagsbehandler sagsbehandlere belastning forslag frist
siden hvem hvad hvorfor hvor når nu også kun flere tidligere oplysninger måneden senest modtaget vurdering
vurdér din dit gem vis luk vælg skriv læs giv
"""
DANISH = frozenset(_WORDS.split())
"""Words that no English sentence holds; "for", "over" and "at" are words of both."""


def danish_left(html: str, *, names: frozenset[str] = frozenset()) -> list[str]:
    """Return what of an English page is Danish and not marked so; ``names`` are left alone wherever they stand."""
    return [text for text in _Reader.texts(html) if _is_danish(text, names)]


def _is_danish(text: str, names: frozenset[str]) -> bool:
    for name in names:
        text = text.replace(name, "")
    return any(word in DANISH for word in re.findall(r"[a-zæøå]+", text.lower()))


class _Reader(HTMLParser):
    """Walks a page and keeps what is to be read as English."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    @classmethod
    def texts(cls, html: str) -> Iterator[str]:
        reader = cls()
        reader.feed(html)
        yield from reader.found

    @property
    def _is_english(self) -> bool:
        return not self._open or self._open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        is_read = self._is_english and tag not in UNREAD
        is_english = told["lang"] == "en" if "lang" in told else is_read
        if is_english:
            self.found += [" ".join((told[name] or "").split()) for name in READ_ALOUD & told.keys()]
        if tag not in VOID:
            self._open.append((tag, is_english))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == opened for opened, _is_english in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self._is_english:
            self.found.append(" ".join(data.split()))
