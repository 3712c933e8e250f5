"""How does the learning curve look? Two small charts in one SVG, ours beside what it must stand beside."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.scheme_pages import NAMES
from benchmarks.surroundings import Json

SHOWN = {
    "category": ("ours", "logistic", "boosting", "forest"),
    "effort": ("ours", "category_table", "glm", "boosting"),
}
TITLES = {"category": "Category: log loss over the truth's", "effort": "Effort: deviance over the truth's"}
STYLES = ("-", "--", ":", "-.")
HIGHEST = 2.0
"""Where the charts end: a free booster on 150 cases lies far above."""


def draw(curve: Json, target: Path) -> None:
    """Write the chart of the invented municipalities; the same figures give the same bytes."""
    with mpl.rc_context({"svg.hashsalt": "sagstyngde", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(9.0, 3.6), layout="constrained")
        for axes, part in zip(figure.subplots(1, 2), SHOWN, strict=True):
            _panel(axes, part, curve["invented"])
        figure.savefig(target, metadata={"Date": None, "Creator": None})


def _panel(axes: Axes, part: str, points: Sequence[Json]) -> None:
    counts = [point["cases"] for point in points]
    for name, style in zip(SHOWN[part], STYLES, strict=True):
        label = "ours" if name == "ours" else NAMES[name]
        drawn = [min(point[part][name], HIGHEST) for point in points]
        axes.plot(counts, drawn, style, color="#0b3d66" if name == "ours" else "#767676", label=label, marker=".")
    low, high = ([min(point[part][end], HIGHEST) for point in points] for end in ("lowest", "highest"))
    axes.fill_between(counts, low, high, color="#dcebf7")
    axes.axhline(1.0, color="#1a1a1a", linewidth=0.8)
    axes.set(
        title=TITLES[part],
        xlabel="cases to learn from",
        xscale="log",
        ylim=(0.98, HIGHEST if part == "effort" else 1.4),
    )
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.minorticks_off()
    axes.legend(frameon=False)
