"""What is a document of the evidence? Chapters of sentences and tables, what they rest on, and what is still to write.

The same document is written as a page to print and as JSON for systems.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.card import HERE as CARD
from pipelines.evidence.shipped import HERE
from sagstyngde.danish import day


class State(StrEnum):
    """Whether a chapter can be shown to whoever asks."""

    WRITTEN = "written"
    OWN_MISSING = "own_missing"
    """Everything that is known stands there; the municipality has not yet written its part."""
    OLD = "old"
    """What it rests on is older than the model it is about."""
    EMPTY = "empty"
    """Nothing is known."""


STATE_WORDS = {
    State.WRITTEN: "udfyldt",
    State.OWN_MISSING: "udfyldt; kommunens egen tekst mangler",
    State.OLD: "et afsnit er ÆLDRE END MODELLEN",
    State.EMPTY: "et afsnit er TOMT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of texts; the first column names the row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What the municipality must write itself: the question, and what it has written and when, where it has."""

    code: str
    question: str
    text: str = ""
    written_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One heading with what is under it.

    ``lacking`` says in Danish what nothing is known of, and makes the chapter empty; ``old`` names what it rests on
    that is older than the model.
    """

    code: str
    title: str
    texts: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    own: tuple[Own, ...] = ()
    lacking: str = ""
    old: str = ""

    @property
    def state(self) -> State:
        """Whether it can be shown."""
        if self.lacking or not (self.texts or self.points or self.grids or self.own):
            return State.EMPTY
        if self.old:
            return State.OLD
        return State.OWN_MISSING if any(not one.text for one in self.own) else State.WRITTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document, under the name its files get."""

    name: str
    title: str
    about: str
    made_on: date
    model: str
    invented: bool
    chapters: tuple[Chapter, ...]

    @property
    def state(self) -> State:
        """The worst of its chapters'."""
        order = list(State)
        return max((chapter.state for chapter in self.chapters), key=order.index, default=State.EMPTY)

    @property
    def unusable(self) -> tuple[Chapter, ...]:
        """The chapters that are empty or older than the model."""
        return tuple(one for one in self.chapters if one.state in {State.EMPTY, State.OLD})


def page(document: Document) -> str:
    """Write a document as one HTML file that needs no other."""
    return _templates().get_template("document.html").render(document=document, words=STATE_WORDS)


def as_json(document: Document) -> dict[str, Any]:
    """Write a document for systems, with the state of every chapter."""
    written = asdict(document)
    for chapter, told in zip(document.chapters, written["chapters"], strict=True):
        told["state"] = chapter.state.value
    return written | {"state": document.state.value}


def index_page(title: str, rows: Sequence[dict[str, str]], texts: Sequence[str], notes: Sequence[str]) -> str:
    """Write the page that leads to all the others."""
    return _templates().get_template("index.html").render(title=title, rows=rows, texts=texts, notes=notes)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([HERE / "templates", CARD / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = day
    return environment
