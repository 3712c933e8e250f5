"""Where is it kept what the evaluation's designs have been measured to do? One section each in a JSON file and a page.

A script measures its own section and records it; the others stand. The page is made from the JSON alone.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from benchmarks.markdown import table
from benchmarks.surroundings import DOCS, Json, surroundings
from sagstyngde.danish import day, number

JSON_NAME, PAGE_NAME = "beslutningskompetence-maalt.json", "beslutningskompetence-maalt.md"
ORDER = ("interrupted", "interrupted_tried", "staggered", "margins")
"""The sections in the order they are read; others come after these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A table as it is read: the first ``texts`` columns are words, the others figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1

    def __post_init__(self) -> None:
        """Refuse a row that its headings do not fit."""
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"{self.title}: every row has a cell for each of {len(self.columns)} columns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What one script measured.

    Attributes:
        key: its name in the JSON file, in ASCII.
        command: what makes it.
        about: paragraphs in Danish: what was invented, what the figures say and where they fall short.
        figures: the same figures as numbers, for whoever reckons on.

    """

    key: str
    title: str
    command: str
    about: tuple[str, ...]
    tables: tuple[Measured, ...]
    figures: Sequence[Json] = ()


def record(section: Section, folder: Path = DOCS) -> None:
    """Put a section in the place of what stood under its key, and make the page anew."""
    target = folder / JSON_NAME
    kept: Json = json.loads(target.read_text("utf-8")) if target.exists() else {}
    kept[section.key] = asdict(section) | surroundings()
    ordered = {key: kept[key] for key in sorted(kept, key=_place)}
    target.write_text(json.dumps(ordered, indent=1, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")
    (folder / PAGE_NAME).write_text(page(ordered.values()), "utf-8")


def page(sections: Iterable[Json]) -> str:
    """Return the page of all sections."""
    parts = [
        "# Evalueringens metoder målt",
        "Alle forsøg her er opdigtede: virkningen er plantet og kendt, så metodernes svar kan holdes op mod den. "
        "Efter ± står den tilfældige usikkerhed (95 %), som antallet af gentagelser giver.",
    ]
    for section in sections:
        made = day(date.fromisoformat(section["date"]))
        parts += [f"## {section['title']}", f"Lavet af `{section['command']}` den {made}.", *section["about"]]
        for one in section["tables"]:
            parts += [f"**{one['title']}**", table(one["columns"], one["rows"], texts=one["texts"])]
    return "\n\n".join(parts) + "\n"


def share_with_error(hits: int, tries: int) -> str:
    """Write how often something happened, with its Monte Carlo error.

    >>> share_with_error(475, 500)
    '95,0 ± 1,9 %'
    """
    share = hits / tries
    return f"{number(100 * share, 1)} ± {number(196 * (share * (1 - share) / tries) ** 0.5, 1)} %"


def _place(key: str) -> tuple[int, str]:
    return (ORDER.index(key) if key in ORDER else len(ORDER), key)
