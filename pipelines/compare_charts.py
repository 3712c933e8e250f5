"""How does a comparison look? Dots with their ranges, a row a policy; the same figures give the same bytes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import FuncFormatter

from allocation.comparison import ACTUAL, Range
from allocation.figures import FIGURES, Figure, Unit
from pipelines.compare_table import Answer
from pipelines.compare_words import label
from sagstyngde.danish import number

SHOWN = ("load_cv", "load_peak", "over_110", "wait_mean", "competence_misses", "sibling_splits")
COLUMNS = 3
BLUE, GREY, INK = "#0b3d66", "#767676", "#1a1a1a"
STYLE: Any = {
    "svg.hashsalt": "sagstyngde",
    "svg.fonttype": "none",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw_levels(answer: Answer, target: Path) -> None:
    """Draw each policy's figures: the replayed history as a diamond, the drawn worlds as a dot with their range."""

    def row(axes: Axes, place: int, name: str, figure: Figure) -> None:
        colour = INK if name == ACTUAL else BLUE
        _dot(axes, place, answer.comparison.drawn(name, figure.name), figure=figure, colour=colour)
        replayed = _scaled(answer.comparison.replayed(name, figure.name), figure)
        axes.plot(replayed, place, "D", markersize=5, markerfacecolor="white", color=colour)

    told = "◇ historikken genspillet"
    if answer.replications:
        told += " · ● gennemsnit af de trukne verdener; ni af ti ligger på stregen"
    _draw(target, answer.comparison.names, row, told=told, share="procent")


def draw_differences(answer: Answer, target: Path) -> None:
    """Draw each policy's difference from the reference, world by world, with a line at none."""
    names = [name for name in answer.comparison.names if name != answer.reference]

    def row(axes: Axes, place: int, name: str, figure: Figure) -> None:
        axes.axvline(0.0, color=INK, linewidth=0.8)
        found = answer.comparison.difference(name, answer.reference, figure.name)
        _dot(axes, place, found, figure=figure, colour=INK if name == ACTUAL else BLUE)

    told = f"Forskel til {label(answer.reference)} · ● gennemsnit af de trukne verdener; ni af ti ligger på stregen"
    _draw(target, names, row, told=told, share="procentpoint")


def _draw(
    target: Path, names: Sequence[str], row: Callable[[Axes, int, str, Figure], None], *, told: str, share: str
) -> None:
    figures = [figure for figure in FIGURES if figure.name in SHOWN]
    with mpl.rc_context(STYLE):
        height = 1.2 + 0.24 * len(names)
        drawing = Drawing(figsize=(11.0, 2 * height), layout="constrained")
        drawing.suptitle(told, x=0.01, ha="left", fontsize=9)
        grid = drawing.subplots(len(figures) // COLUMNS, COLUMNS, sharey=True)
        for axes, figure in zip(np.ravel(grid), figures, strict=True):
            for place, name in enumerate(names):
                row(axes, place, name, figure)
            _dress(axes, names, figure, share)
        drawing.savefig(target, metadata={"Date": None, "Creator": None})


def _dot(axes: Axes, place: int, found: Range | None, *, figure: Figure, colour: str) -> None:
    if found is None:
        return
    low, mean, high = (_scaled(value, figure) for value in (found.low, found.mean, found.high))
    axes.plot([low, high], [place, place], color=colour, linewidth=1.4)
    axes.plot(mean, place, "o", markersize=5, color=colour)


def _dress(axes: Axes, names: Sequence[str], figure: Figure, share: str) -> None:
    axes.set_title(figure.label, loc="left")
    axes.set_xlabel(_UNITS.get(figure.unit, share))
    axes.set_yticks(range(len(names)), [label(name) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value)))


_UNITS = {Unit.RATIO: "forhold", Unit.DAYS: "dage", Unit.RATE: "pr. barn pr. år"}


def _tick(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1 if abs(value) >= 1.0 else 2)


def _scaled(value: float, figure: Figure) -> float:
    return 100.0 * value if figure.unit is Unit.SHARE else value
