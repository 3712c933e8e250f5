"""How is a forecast drawn? Small SVGs with Danish words: lines told apart by stroke and mark, bands by hatching too."""

from collections.abc import Callable, Sequence
from io import StringIO

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from allocation.arrivals import Floats
from allocation.forecast import Forecast
from allocation.outlook import quantiles
from casework.forecast_sections import BAND
from features.scheme import Scheme
from sagstyngde.danish import SHORT_MONTHS, number
from sagstyngde.months import add_months

BLUE, GREY, BAND_BLUE, DARK = "#0b3d66", "#5c5c5c", "#cfe2f3", "#1a1a1a"
MOST_PAST = 24
Drawing = Callable[[Axes, Forecast, Scheme], None]


def charts(told: Forecast, scheme: Scheme) -> dict[str, str]:
    """Draw every chart as SVG text, by the name a section gives it; the same forecast gives the same bytes."""
    wanted = {"belastning": _load, "aarsvaerk": _staff, "nye_sager": _arrivals}
    if told.what_if is not None:
        wanted["hvad_nu_hvis"] = _compare
    return {name: _drawn(drawing, told, scheme) for name, drawing in wanted.items()}


def _drawn(drawing: Drawing, told: Forecast, scheme: Scheme) -> str:
    with mpl.rc_context({"svg.hashsalt": "sagstyngde", "svg.fonttype": "none", "font.size": 9, "hatch.linewidth": 0.4}):
        figure = Figure(figsize=(8.0, 3.4), layout="constrained")
        axes = figure.subplots()
        drawing(axes, told, scheme)
        axes.set_ylim(bottom=0.0)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
        axes.grid(axis="y", color="#e0e0e0", linewidth=0.6)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
        handles, _ = axes.get_legend_handles_labels()
        figure.legend(loc="outside lower center", ncols=min(len(handles), 4), frameon=False)
        svg = StringIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return svg.getvalue()


def _months(axes: Axes, told: Forecast, first: int = 0) -> None:
    """Name the months from one before the plan (negative) to its last; every third where there are many."""
    places = list(range(first, told.question.months))
    step = 1 if len(places) <= 14 else 3
    shown = [place for place in places if place % step == 0]
    days = [add_months(told.question.on, place) for place in shown]
    years = [None, *(on.year for on in days)]
    axes.set_xticks(
        shown,
        [
            SHORT_MONTHS[on.month - 1] + (f"\n{on.year}" if on.year != year else "")
            for on, year in zip(days, years, strict=False)
        ],
    )
    axes.set_xlim(first - 0.6, told.question.months - 0.4)


def _past(values: Sequence[float] | Floats) -> tuple[Floats, Floats]:
    shown = np.asarray(values, dtype=np.float64)[-MOST_PAST:]
    return np.arange(-len(shown), 0.0), shown


def _band(axes: Axes, drawn: Floats, label: str) -> None:
    low, high = quantiles(drawn, BAND)
    place = np.arange(len(low))
    axes.fill_between(place, low, high, facecolor=BAND_BLUE, edgecolor=BLUE, hatch="///", linewidth=0.0, label=label)


def _today(axes: Axes) -> None:
    axes.axvline(-0.5, color=DARK, linewidth=0.8, linestyle=(0, (2, 2)))
    axes.annotate("prognose →", (-0.45, 1.0), xycoords=("data", "axes fraction"), va="top", color=DARK, fontsize=8)


def _load(axes: Axes, told: Forecast, scheme: Scheme) -> None:
    side = told.base
    place, recorded = _past(told.materials.past_hours)
    axes.plot(place, recorded, "-", color=GREY, marker="s", markersize=3, label="registreret")
    _band(axes, side.ahead.load, "8 ud af 10 forløb")
    ahead = np.arange(told.question.months)
    axes.plot(ahead, side.ahead.expected, "-", color=BLUE, marker="o", markersize=4, label="ventet i alt")
    axes.plot(ahead, side.ahead.stock_hours, "--", color=BLUE, marker="^", markersize=4, label="heraf åbne sager")
    axes.step(ahead, side.staffing.hours, where="mid", color=DARK, linewidth=1.6, label="til rådighed")
    _today(axes)
    _months(axes, told, int(place[0]) if len(place) else 0)
    axes.set_ylabel(f"{scheme.effort.unit} pr. måned")


def _staff(axes: Axes, told: Forecast, _scheme: Scheme) -> None:
    side, place = told.base, np.arange(told.question.months)
    axes.bar(place, side.staffing.have, 0.7, facecolor="#dddddd", edgecolor=GREY, label="årsværk, der er")
    axes.plot(place, side.staffing.need, "-", color=BLUE, marker="D", markersize=5, label="årsværk, der skal til")
    if side.by_norm is not None:
        axes.plot(place, side.by_norm, ":", color=DARK, marker="x", label="efter sagstal")
    _months(axes, told)
    axes.set_ylabel("årsværk")


def _arrivals(axes: Axes, told: Forecast, _scheme: Scheme) -> None:
    drawn = told.base.ahead.arrivals.sum(axis=1).astype(np.float64)
    place, came = _past(told.materials.past.astype(np.float64))
    axes.plot(place, came, "-", color=GREY, marker="s", markersize=3, label="kom")
    _band(axes, drawn, "8 ud af 10 forløb")
    ahead = np.arange(told.question.months)
    axes.plot(ahead, drawn.mean(axis=0), "-", color=BLUE, marker="o", markersize=4, label="ventet")
    _today(axes)
    _months(axes, told, int(place[0]) if len(place) else 0)
    axes.set_ylabel("nye sager pr. måned")


def _compare(axes: Axes, told: Forecast, scheme: Scheme) -> None:
    place = np.arange(told.question.months)
    assert told.what_if is not None  # noqa: S101  the chart is only drawn where there is one
    styles = ((told.base, "nu", GREY, "s", ":"), (told.what_if, "hvis", BLUE, "o", "--"))
    for side, name, color, mark, stroke in styles:
        axes.plot(place, side.ahead.expected, "-", color=color, marker=mark, markersize=4, label=f"ventet, {name}")
        axes.step(place, side.staffing.hours, where="mid", linestyle=stroke, color=color, label=f"til rådighed, {name}")
    _months(axes, told)
    axes.set_ylabel(f"{scheme.effort.unit} pr. måned")
