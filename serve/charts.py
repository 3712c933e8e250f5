"""How do reasons and months look? Geometry here, drawing in ``templates/charts``; behind each chart its table.

Every bar is SVG with presentation attributes (the content security policy allows no inline style), every text is real
text beside it, and direction or position tells what colour tells. Rows of bars are rows of HTML, so that long Danish
reasons wrap on a telephone.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sagstyngde.assessment import Reason
from sagstyngde.effort import Effort
from serve.rendering import fragment
from serve.wording import reason_sentence
from serve.written import number, period, signed

BAR_WIDTH = 240.0
_TIP = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonBar:
    """A row: its sentence, its amount, and the outline of its arrow in a box of ``BAR_WIDTH`` × 16."""

    sentence: str
    amount: str
    points: float
    outline: str
    rises: bool


def reason_bars(reasons: Sequence[Reason], unit: str) -> Markup:
    """Draw what each fact adds to the hours: arrows to the right rise, to the left fall, on one common scale."""
    low = min(0.0, *(reason.hours for reason in reasons)) if reasons else 0.0
    high = max(0.0, *(reason.hours for reason in reasons)) if reasons else 0.0
    scale = BAR_WIDTH / max(high - low, 1e-6)
    zero = -low * scale
    bars = [
        ReasonBar(
            sentence=reason_sentence(reason, unit),
            amount=f"{signed(reason.hours)} {unit}",
            points=reason.points,
            outline=_arrow(zero, zero + reason.hours * scale),
            rises=reason.hours >= 0.0,
        )
        for reason in reasons
    ]
    return fragment("charts/reasons.html", bars=bars, zero=_at(zero), width=BAR_WIDTH, unit=unit)


def _arrow(start: float, end: float) -> str:
    """Return a bar's corners with a tip at its end; a short bar is all tip."""
    tip = math.copysign(min(_TIP, abs(end - start)), end - start)
    corners = ((start, 2.0), (end - tip, 2.0), (end, 8.0), (end - tip, 14.0), (start, 14.0))
    return " ".join(f"{_at(x)},{_at(y)}" for x, y in corners)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBar:
    """A month's column in the chart's own units."""

    month: int
    hours: float
    x: str
    y: str
    height: str
    is_later: bool
    is_labelled: bool
    middle: str


MONTH_WIDTH, MONTH_HEIGHT = 480.0, 192.0
_LEFT, _TOP, _BOTTOM = 46.0, 22.0, 42.0


def month_bars(effort: Effort, unit: str) -> Markup:
    """Draw the expected hours of each month since receipt; months past the horizon are outlined, not filled."""
    months = effort.monthly_hours
    step = nice_step(max(months, default=0.0))
    top = step * max(1, math.ceil(max(months, default=0.0) / step))
    column = (MONTH_WIDTH - _LEFT) / max(1, len(months))
    height = MONTH_HEIGHT - _TOP - _BOTTOM
    bars = [
        MonthBar(
            month=place + 1,
            hours=hours,
            x=_at(_LEFT + place * column + 0.12 * column),
            y=_at(_TOP + height * (1 - hours / top)),
            height=_at(height * hours / top),
            is_later=place >= effort.horizon_months,
            is_labelled=len(months) <= 12 or place == 0 or (place + 1) % 3 == 0,
            middle=_at(_LEFT + (place + 0.5) * column),
        )
        for place, hours in enumerate(months)
    ]
    ticks = [(number(step * i), _at(_TOP + height * (1 - step * i / top))) for i in range(round(top / step) + 1)]
    return fragment(
        "charts/months.html",
        bars=bars,
        ticks=ticks,
        bar_width=_at(0.76 * column),
        base=_at(_TOP + height),
        horizon=period(effort.horizon_months),
        unit=unit,
        peak=max(bars, key=lambda bar: bar.hours, default=None),
    )


def nice_step(highest: float) -> float:
    """Return the distance between grid lines: 1, 2 or 5 times a power of ten, at most five lines.

    >>> nice_step(7.2), nice_step(38.0), nice_step(0.0)
    (2.0, 10.0, 1.0)
    """
    if highest <= 4.0:
        return 1.0
    rough = highest / 4
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough)


def _at(value: float) -> str:
    return f"{value:.1f}"
