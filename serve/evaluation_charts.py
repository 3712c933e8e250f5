"""How do an evaluation's figures look? Effects beside their margins, months before and after; a table behind each.

Position, shape and stroke tell what colour tells, so that a grey print says the same. Effects that are ratios lie on a
logarithmic axis, where a halving is as far as a doubling.
"""

import math
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from mandate.finding import Claim, Estimate, EventMonth, EventStudy, OutcomeName, Scale, Series
from mandate.margin_words import OUTCOMES
from serve.chart_frame import Dot, Frame, Tick, placed
from serve.language import _, later
from serve.rendering import fragment
from serve.written import number, short_month, signed

WHISKER_WIDTH, WHISKER_HEIGHT = 170.0, 20.0
LEVEL_UNITS = {
    OutcomeName.DAYS: later("dage"),
    OutcomeName.GRANTED: later("procent"),
    OutcomeName.AMOUNT: later("kroner om året"),
    OutcomeName.SPENDING: later("1.000 kroner om året"),
    OutcomeName.OVERTURNED: later("procent"),
}
"""What a month's figure is counted in."""
HALF_YEARS_NAMED = 48
"""In a longer series the names of half years would run into each other: only its Januaries are named."""


def effect_text(scale: Scale, effect: float) -> str:
    """Write an effect with its sign, in per cent or percentage points.

    >>> effect_text(Scale.RATIO, 0.8), effect_text(Scale.DIFFERENCE, 0.021), effect_text(Scale.RATIO, float("inf"))
    ('−20,0', '+2,1', 'uden grænse')
    """
    return signed(100.0 * (effect - scale.no_effect)) if math.isfinite(effect) else _("uden grænse")


def range_text(low: str, high: str) -> str:
    """Write two ends of something.

    >>> range_text("−20,0", "+2,1")
    '−20,0 til +2,1'
    """
    return _("{low} til {high}").format(low=low, high=high)


def unit_of(scale: Scale) -> str:
    """Name what an effect is counted in."""
    return "%" if scale is Scale.RATIO else _("procentpoint")


def whisker(claim: Claim, found: Estimate) -> Markup:
    """Draw an effect with its interval; no effect is a line, all that lies within the margin a pale field."""
    none = found.scale.no_effect
    places = [_place(found.scale, value) for value in (found.low, found.high, claim.margin, none)]
    shown = [place for place in places if math.isfinite(place)]
    frame = Frame.over([0.0], shown)

    def across(value: float) -> str:
        place = min(max(_place(found.scale, value), frame.lowest), frame.highest)
        return placed((place - frame.lowest) / (frame.highest - frame.lowest) * WHISKER_WIDTH)

    return fragment(
        "charts/whisker.html",
        width=WHISKER_WIDTH,
        height=WHISKER_HEIGHT,
        margin=across(claim.margin),
        nothing=across(none),
        low=across(found.low),
        high=across(found.high),
        effect=across(found.effect),
    )


def series_chart(series: Series) -> Markup:
    """Draw what was seen month by month, what is reckoned, and how it would have gone without the arrangement."""
    places = [_months(day) for day in series.months]
    values = (*series.observed, *series.fitted, *series.without_low, *series.without_high)
    frame = Frame.over(places, [value for value in values if math.isfinite(value)])
    named = {1, 7} if len(series.months) <= HALF_YEARS_NAMED else {1}
    under = [row for row, day in enumerate(series.months) if day >= series.starts_on]
    dots = [
        Dot(x=frame.x(at), y=frame.y(value), title=f"{_month(day)}: {_level(series, value)}")
        for at, day, value in zip(places, series.months, series.observed, strict=True)
    ]
    return fragment(
        "charts/series.html",
        outcome=OUTCOMES[series.outcome],
        unit=_(LEVEL_UNITS[series.outcome]),
        frame=frame,
        dots=dots,
        fitted=_path(frame, places, series.fitted),
        without=_path(frame, [places[row] for row in under], [series.without[row] for row in under]),
        band=_band(frame, places, series, under),
        ticks=[Tick(at=frame.y(value), text=_level(series, value)) for value in frame.steps()],
        months=[Tick(at=frame.x(_months(day)), text=_month(day)) for day in series.months if day.month in named],
        start=frame.x(_months(series.starts_on) - 0.5),
        rows=[
            (_month(day), *(_level(series, value) for value in (seen, fitted, without)))
            for day, seen, fitted, without in zip(
                series.months, series.observed, series.fitted, series.without, strict=True
            )
        ],
    )


def event_chart(study: EventStudy) -> Markup:
    """Draw the effect month by month since each team's start, with its limits; before it there should be none."""
    scale, since = study.scale, [month.since for month in study.months]
    limits = [_place(scale, effect) for month in study.months for effect in (month.effect, month.low, month.high)]
    frame = Frame.over(since, [*filter(math.isfinite, limits), _place(scale, scale.no_effect)])
    dots = [
        Dot(
            x=frame.x(month.since),
            y=frame.y(_place(scale, month.effect)),
            low=frame.y(_place(scale, month.low)),
            high=frame.y(_place(scale, month.high)),
            title=_("Måned {month}: {effect} {unit}").format(
                month=signed(month.since, 0), effect=effect_text(scale, month.effect), unit=unit_of(scale)
            ),
        )
        for month in study.months
    ]
    steps = [(effect, _place(scale, effect)) for effect in _steps(scale, frame)]
    return fragment(
        "charts/event_study.html",
        outcome=OUTCOMES[study.outcome],
        unit=unit_of(scale),
        frame=frame,
        dots=dots,
        zero=frame.y(_place(scale, scale.no_effect)),
        ticks=[Tick(at=frame.y(place), text=effect_text(scale, effect)) for effect, place in steps],
        months=[Tick(at=frame.x(month), text=signed(month, 0)) for month in since if month % 6 == 0],
        start=frame.x(-0.5),
        told=_told(study),
        rows=[_event_row(scale, month) for month in study.months],
    )


def _told(study: EventStudy) -> str:
    """Say what the effects are measured from, and whether the teams had drawn apart before."""
    measured = _("Målt mod {reference}.").format(reference=study.reference)
    if study.no_trend_p is None:
        told = _("Der er for få måneder før starten til at prøve, om team var på vej hver sin vej.")
    elif study.no_trend_p < 0.05:
        told = _(
            "Team, der senere begyndte, var allerede på vej væk fra de andre før starten (p = {p}): "
            "sammenligningen holder måske ikke."
        ).format(p=number(study.no_trend_p, 3))
    else:
        told = _("Før starten ses ingen forskel i udvikling (p = {p}).").format(p=number(study.no_trend_p, 2))
    return f"{measured} {told}"


def _event_row(scale: Scale, month: EventMonth) -> tuple[str, str, str, str]:
    limits = range_text(effect_text(scale, month.low), effect_text(scale, month.high))
    return signed(month.since, 0), effect_text(scale, month.effect), limits, number(month.teams)


def _place(scale: Scale, effect: float) -> float:
    """Return where an effect lies on its axis."""
    if scale is Scale.DIFFERENCE:
        return effect
    return math.log(effect) if effect > 0.0 else -math.inf


def _steps(scale: Scale, frame: Frame) -> list[float]:
    """Return the effects that the grid's lines stand for: round in per cent also where the axis is logarithmic."""
    if scale is Scale.DIFFERENCE:
        return frame.steps()
    plain = Frame.over([0.0], (math.exp(frame.lowest) - 1.0, math.exp(frame.highest) - 1.0))
    return [1.0 + step for step in plain.steps() if frame.lowest <= _place(scale, 1.0 + step) <= frame.highest]


def _path(frame: Frame, places: Sequence[float], values: Sequence[float]) -> str:
    return " ".join(f"{frame.x(at)},{frame.y(value)}" for at, value in zip(places, values, strict=True))


def _band(frame: Frame, places: Sequence[float], series: Series, under: Sequence[int]) -> str:
    """Return the corners of the field that the course without the arrangement lies in."""
    along = [places[row] for row in under]
    over = _path(frame, along, [series.without_high[row] for row in under])
    return f"{over} {_path(frame, along[::-1], [series.without_low[row] for row in reversed(under)])}"


def _level(series: Series, value: float) -> str:
    """Write a month's figure in its outcome's unit.

    Shares are fractions; what is spent is shown in thousands.
    """
    match series.outcome:
        case OutcomeName.GRANTED | OutcomeName.OVERTURNED:
            return number(100.0 * value, 1)
        case OutcomeName.SPENDING:
            return number(value / 1000.0)
        case _:
            return number(value)


def _month(day: date) -> str:
    return f"{short_month(day.month)} {day.year}"


def _months(day: date) -> float:
    return 12.0 * day.year + day.month
