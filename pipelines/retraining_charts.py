"""How is a retraining drawn? Hours before and now, told apart by stroke and mark; the point table's largest changes."""

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from pipelines.forecast_charts import BLUE, GREY
from sagstyngde.danish import number

MOST_ROWS = 10
_LONGEST = 46


def hours_chart(before: Sequence[float], after: Sequence[float]) -> str:
    """Draw the hours of all open cases in each month to come, as the two models expect them."""
    figure, axes = _figure(3.2)
    months = range(1, len(before) + 1)
    axes.plot(months, before, color=GREY, linestyle="--", marker="s", label="modellen i brug")
    axes.plot(months, after, color=BLUE, marker="o", label="den nye model")
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("måneder frem")
    axes.set_ylabel("timer")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    return _svg(figure)


def table_chart(changes: Sequence[Mapping[str, Any]]) -> str:
    """Draw what the values that changed most give in points, before and now."""
    shown = list(changes[:MOST_ROWS])[::-1]
    figure, axes = _figure(0.9 + 0.32 * len(shown))
    rows = range(len(shown))
    before, after = ([one[key] for one in shown] for key in ("points_before", "points_after"))
    axes.hlines(rows, before, after, color=GREY, linewidth=1.0)
    axes.plot(before, rows, color=GREY, marker="s", linestyle="", label="modellen i brug")
    axes.plot(after, rows, color=BLUE, marker="o", linestyle="", label="den nye model")
    axes.axvline(0.0, color="#bfbfbf", linewidth=0.8)
    axes.set_yticks(list(rows), [_short(f"{one['label']}: {one['value']}") for one in shown])
    axes.set_xlabel("point")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    return _svg(figure)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _figure(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(8.0, height), layout="constrained")
    axes = figure.subplots()
    axes.grid(axis="both", color="#e0e0e0", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _svg(figure: Figure) -> str:
    """Write a drawing; the same figures give the same bytes."""
    with mpl.rc_context({"svg.hashsalt": "sagstyngde", "svg.fonttype": "none"}):
        text = StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()
