"""Do the expected hours still fit? Recorded over expected by the quarter the cases were closed in, with its limits."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from models.card_words import NOT_SHOWN
from models.told_figures import FEW
from serve.chart_frame import Dot, Frame, Tick
from serve.drift_view import quarter_text, short_quarter
from serve.language import _
from serve.rendering import fragment
from serve.written import count, hours, number
from storage.hours_beside import Beside

FEW_FOR_A_QUARTER = 30
"""Fewer cases than this, and a few heavy ones decide."""
_Z = 1.96
_HIGHEST = 250.0
"""A chart goes no higher than this: what lies above is drawn at its edge, and told in the table."""


def together(quarters: Sequence[Beside]) -> Beside | None:
    """Return all quarters as one; ``None`` where too few cases were closed to be told of."""
    if sum(one.cases for one in quarters) < FEW:
        return None
    return Beside(
        quarter=quarters[-1].quarter,
        cases=sum(one.cases for one in quarters),
        recorded=sum(one.recorded for one in quarters),
        expected=sum(one.expected for one in quarters),
        recorded_squared=sum(one.recorded_squared for one in quarters),
        expected_squared=sum(one.expected_squared for one in quarters),
        product=sum(one.product for one in quarters),
    )


def ratio_limits(one: Beside) -> tuple[float, float, float]:
    """Return recorded over expected in per cent, and the limits that are to hold it in 95 of 100.

    The limits are those of the logarithm of a ratio of two means of the same cases (delta method), with Student's
    factor for so few cases: from sums alone, so that no case need be read. Hours are skewed, so they hold it a little
    less often: in 90 of 100 with 10 cases, 92 with 30, 94 with 200 (``tests/serve/test_drift_hours.py``).

    >>> even = Beside(quarter=(2026, 1), cases=10, recorded=100.0, expected=100.0,
    ...               recorded_squared=1400.0, expected_squared=1000.0, product=1000.0)
    >>> [round(limit) for limit in ratio_limits(even)]
    [100, 62, 161]
    """
    n, ratio = one.cases, one.recorded / one.expected
    worked, awaited = one.recorded / n, one.expected / n
    spread = (
        (one.recorded_squared / n - worked**2) / worked**2
        + (one.expected_squared / n - awaited**2) / awaited**2
        - 2.0 * (one.product / n - worked * awaited) / (worked * awaited)
    )
    error = math.sqrt(max(spread, 0.0) / (n - 1))
    factor = math.exp(_student(n - 1) * error)
    return 100.0 * ratio, 100.0 * ratio / factor, 100.0 * ratio * factor


def lead(whole: Beside, unit: str) -> str:
    """Say what was recorded for every hundred that was expected, and whether that can be chance."""
    ratio, low, high = ratio_limits(whole)
    parts = [
        _("For hver 100 {unit}, modellen ventede, er der registreret {n}.").format(unit=unit, n=number(ratio)),
        _("Det rigtige tal kan ligge mellem {low} og {high}.").format(low=number(low), high=number(high)),
    ]
    if low > 100.0:
        parts.append(_("De lukkede sager tog mere, end modellen ventede."))
    elif high < 100.0:
        parts.append(
            _(
                "De lukkede sager tog mindre, end modellen ventede; de første år kan det skyldes, at korte sager lukkes"
                " først."
            )
        )
    else:
        parts.append(_("Det kan være tilfældigt, at det ikke er 100."))
    return " ".join(parts)


def rests_on(whole: Beside) -> str:
    """Say how many cases it is about, and that they are few where they are."""
    told = _("Regnet på {n}, der er lukket de sidste to år.").format(n=count(whole.cases, "sag", "sager"))
    few = _("Det er få: nogle tunge sager kan flytte tallet.") if whole.cases < FEW_FOR_A_QUARTER else ""
    return f"{told} {few}".rstrip()


def rows(quarters: Sequence[Beside]) -> list[tuple[str, list[str]]]:
    """Lay the quarters out, each with its cases, means, ratio and limits."""
    return [(quarter_text(one.quarter), _cells(one)) for one in quarters]


def heads(unit: str) -> list[str]:
    """Return the heads of that table."""
    return [
        _("Lukket i"),
        _("Sager"),
        _("Ventet pr. sag ({unit})").format(unit=unit),
        _("Registreret pr. sag ({unit})").format(unit=unit),
        _("Registreret for hver 100 ventede"),
        _("Interval (95 %)"),
    ]


def chart(quarters: Sequence[Beside], name: str) -> Markup | None:
    """Draw the ratio by quarter with its limits, beside the line of 100; ``None`` where no quarter may be told of."""
    told = [one for one in quarters if _is_told(one)]
    if not told:
        return None
    limits = [ratio_limits(one) for one in told]
    places = [4.0 * one.quarter[0] + one.quarter[1] for one in told]
    highest = min(_HIGHEST, max(125.0, *(high for _ratio, _low, high in limits)))
    frame = Frame(first=min(places) - 0.7, last=max(places) + 0.7, lowest=0.0, highest=highest)
    dots = [
        Dot(
            x=frame.x(place),
            y=frame.y(ratio),
            low=frame.y(low),
            high=frame.y(high),
            title=f"{quarter_text(one.quarter)}: {number(ratio)}",
        )
        for one, place, (ratio, low, high) in zip(told, places, limits, strict=True)
    ]
    ticks = [Tick(at=frame.y(step), text=number(step)) for step in frame.steps()]
    named = [Tick(at=dot.x, text=short_quarter(one.quarter)) for dot, one in zip(dots, told, strict=True)]
    return fragment(
        "charts/ratios.html", name=name, frame=frame, dots=dots, ticks=ticks, named=named, even=frame.y(100.0)
    )


def _is_told(one: Beside) -> bool:
    return one.cases >= FEW and one.expected > 0.0 and one.recorded > 0.0


def _cells(one: Beside) -> list[str]:
    if not _is_told(one):
        return [NOT_SHOWN, "–", "–", "–", "–"]
    ratio, low, high = ratio_limits(one)
    means = (hours(one.expected / one.cases), hours(one.recorded / one.cases))
    cases = number(one.cases)
    if one.cases < FEW_FOR_A_QUARTER:
        cases = _("{n} (få)").format(n=cases)
    return [cases, *means, number(ratio), f"{number(low)} – {number(high)}"]


def _student(freedom: int) -> float:
    """Return Student's factor for 95 per cent (Cornish and Fisher's expansion; within 0.01 from 4 degrees on).

    >>> [round(_student(freedom), 2) for freedom in (4, 9, 29, 1000)]
    [2.77, 2.26, 2.05, 1.96]
    """
    first = (_Z**3 + _Z) / 4.0
    second = (5.0 * _Z**5 + 16.0 * _Z**3 + 3.0 * _Z) / 96.0
    third = (3.0 * _Z**7 + 19.0 * _Z**5 + 17.0 * _Z**3 - 15.0 * _Z) / 384.0
    return _Z + first / freedom + second / freedom**2 + third / freedom**3
