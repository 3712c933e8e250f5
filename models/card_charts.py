"""How are intervals and curves drawn on the model card? As small SVGs without colour that carries meaning alone."""

import math
from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT = 120.0, 18.0
_EDGE = 4.0


def whisker(value: float, limits: tuple[float, float], band: tuple[float, float]) -> Markup:
    """Draw a share (0-1) as a dot with its interval over the band in which it counts as like the others'."""
    return _whisker([value, *limits, *band])


def ratio_whisker(value: float, limits: tuple[float, float], band: tuple[float, float]) -> Markup:
    """Draw a ratio on a logarithmic axis from a half to the double."""
    return _whisker([math.log2(min(max(number, 0.5), 2.0)) / 2.0 + 0.5 for number in (value, *limits, *band)])


def _whisker(places: Sequence[float]) -> Markup:
    value, low, high, band_low, band_high = (_EDGE + min(max(x, 0.0), 1.0) * (WIDTH - 2 * _EDGE) for x in places)
    middle = HEIGHT / 2
    return Markup(  # noqa: S704  numbers only
        f'<svg class="whisker" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" width="{WIDTH:.0f}" height="{HEIGHT:.0f}" '
        f'aria-hidden="true"><rect class="band" x="{band_low:.1f}" y="1" width="{max(band_high - band_low, 0.0):.1f}" '
        f'height="{HEIGHT - 2:.0f}"/><line class="axis" x1="{_EDGE}" x2="{WIDTH - _EDGE}" y1="{HEIGHT - 1:.0f}" '
        f'y2="{HEIGHT - 1:.0f}"/><line class="range" x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}"/>'
        f'<circle class="dot" cx="{value:.1f}" cy="{middle}" r="3.5"/></svg>'
    )


def curve(points: Sequence[tuple[float, float]], highest: float) -> Markup:
    """Draw a falling or rising line through (x from 0 to 1, y from 0 to ``highest``), with a grid of quarters."""
    width, height, left, right, bottom = 440.0, 200.0, 44.0, 24.0, 24.0

    def place(x: float, y: float) -> str:
        return f"{left + x * (width - left - right):.1f},{8 + (1 - y / highest) * (height - bottom - 8):.1f}"

    quarters = [step / 4 for step in range(5)]
    lines = [
        f'<polyline class="axis" points="{place(0, highest * q)} {place(1, highest * q)}"/>'
        f'<text x="{left - 6}" y="{place(0, highest * q).split(",")[1]}" dy="4" text-anchor="end">'
        f"{round(100 * highest * q)} %</text>"
        for q in quarters
    ]
    below = [
        f'<text x="{place(q, 0).split(",")[0]}" y="{height - 6}" text-anchor="middle">{round(100 * q)} %</text>'
        for q in quarters
    ]
    drawn = " ".join(place(x, y) for x, y in points)
    return Markup(  # noqa: S704  numbers only
        f'<svg class="curve" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        f'aria-hidden="true">{"".join(lines)}{"".join(below)}<polyline class="line" points="{drawn}"/></svg>'
    )
