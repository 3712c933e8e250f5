import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from sagstyngde.assessment import Reason
from sagstyngde.effort import Effort, Interval
from serve.charts import BAR_WIDTH, month_bars, nice_step, reason_bars
from serve.wording import tenths
from tests.answers import an_effort, reasons


def _svgs(chart: Markup) -> list[ET.Element]:
    found = re.findall(r"<svg.*?</svg>", chart, flags=re.DOTALL)
    return [ET.fromstring(svg) for svg in found]  # noqa: S314  our own output


def _reason(hours: float) -> Reason:
    return Reason(fact="f", text="Forhold", points=0.0, hours=hours)


@pytest.mark.parametrize(
    "chart",
    [
        reason_bars(reasons(), "timer"),
        month_bars(an_effort(), "timer"),
    ],
    ids=["reasons", "months"],
)
def test_every_drawing_names_itself_or_stands_beside_its_words_and_has_a_table(chart: Markup) -> None:
    for svg in _svgs(chart):
        is_named = svg.get("role") == "img" and svg.get("aria-label") and svg.find("title") is not None
        assert is_named or svg.get("aria-hidden") == "true"
    assert "Vis som tabel" in chart
    assert "<table" in chart
    assert "style=" not in chart


def test_arrows_point_where_the_reason_pulls_from_one_common_line() -> None:
    up, _, down, _ = _svgs(reason_bars(reasons(), "timer"))

    zero = float(up.find("line").get("x1"))  # type: ignore[union-attr, arg-type]
    assert _extent(up) == (zero, BAR_WIDTH)
    assert _extent(down) == (0.0, zero)


def _extent(svg: ET.Element) -> tuple[float, float]:
    polygon = svg.find("polygon")
    assert polygon is not None
    xs = [float(point.split(",")[0]) for point in polygon.get("points", "").split()]
    return min(xs), max(xs)


@given(hours=st.lists(st.floats(-1e6, 1e6), max_size=6))
def test_no_arrow_leaves_its_box(hours: list[float]) -> None:
    for svg in _svgs(reason_bars([_reason(value) for value in hours], "timer")):
        low, high = _extent(svg)

        assert -0.1 <= low <= high <= BAR_WIDTH + 0.1


@given(months=st.lists(st.floats(0, 1e4), min_size=1, max_size=60))
def test_no_month_leaves_the_chart_and_the_tallest_is_the_largest(months: list[float]) -> None:
    effort = Effort(
        hours=sum(months[:12]),
        interval=Interval(low=0, high=1, level=0.8),
        monthly_hours=tuple(months),
        horizon_months=12,
    )

    (svg,) = _svgs(month_bars(effort, "timer"))

    heights = [float(rect.get("height", "nan")) for rect in svg.findall("rect")]
    assert all(float(rect.get("y", "nan")) >= 21.9 for rect in svg.findall("rect"))
    assert heights[months.index(max(months))] == max(heights)


def test_months_after_the_horizon_are_drawn_otherwise() -> None:
    (svg,) = _svgs(month_bars(an_effort(), "timer"))

    kinds = [rect.get("class") for rect in svg.findall("rect")]
    assert kinds == ["month"] * 12 + ["month-later"] * 4


def test_empty_charts_are_still_charts() -> None:
    nothing = replace(an_effort(), hours=0.0, monthly_hours=())

    assert "<figure" in reason_bars((), "timer") + month_bars(nothing, "timer")


@given(highest=st.floats(0, 1e6))
def test_grid_lines_are_few_and_round(highest: float) -> None:
    step = nice_step(highest)

    assert highest / step <= 5
    assert step >= 1


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=6))
def test_ten_cases_are_always_ten(probabilities: list[float]) -> None:
    counts = tenths(probabilities)

    assert sum(counts) == 10
    exact = [10 * share / sum(probabilities) for share in probabilities]
    assert all(abs(whole - share) < 1 for whole, share in zip(counts, exact, strict=True))
