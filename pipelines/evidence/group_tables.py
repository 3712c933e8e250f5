"""How does the model do for each group? The bundle's own figures, with those of too few cases left out."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.card_words import GROUP_FIGURES, NOT_SHOWN, VERDICTS
from models.told_figures import FEW
from pipelines.evidence.paper import Grid
from sagstyngde.danish import number, percent

HEADS = ("Gruppe", "Sager", *GROUP_FIGURES.values())


def group_grids(figures: Mapping[str, Any]) -> Iterator[Grid]:
    """Yield a table for each way of telling children apart."""
    for grouping in figures.get("groups", {}).get("by", ()):
        yield Grid(
            caption=f"Efter {grouping['label'].lower()}: tal (95 %-interval) og dom",
            header=HEADS,
            rows=tuple(_row(group) for group in grouping["groups"]),
        )


def told_count(cases: int | None) -> str:
    """Write a count as it may be told."""
    if cases is None:
        return NOT_SHOWN
    return f"under {FEW}" if 0 < cases < FEW else number(cases)


def _row(group: Mapping[str, Any]) -> tuple[str, ...]:
    cells = (_cell(group[part].get(name), name) for part, name in GROUP_FIGURES)
    return group["label"], told_count(group["n"]), *cells


def _cell(figure: Mapping[str, Any] | None, name: str) -> str:
    if figure is None:
        return "for få sager"
    if name == "ratio":
        written = [number(figure[key], 2) for key in ("value", "low", "high")]
    else:
        written = [percent(figure["value"]), number(100 * figure["low"]), number(100 * figure["high"])]
    return f"{written[0]} ({written[1]}; {written[2]}), {VERDICTS[figure['verdict']]}"
