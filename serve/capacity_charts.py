"""How do the hours that are expected lie against the hours there are, month by month? One chart for one side or two.

Months that are short of hours are hatched and carry a mark: neither colour nor a line alone tells it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from allocation.arrivals import Floats
from allocation.forecast import Forecast, Side
from allocation.outlook import quantiles
from allocation.staffing import Aim
from casework.forecast_sections import BAND
from sagstyngde.months import add_months
from serve.chart_frame import Frame, Tick
from serve.language import _
from serve.rendering import fragment
from serve.written import number, short_month

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BASE = 640.0, 300.0, 58.0, 632.0, 40.0, 250.0
_ROOM = 1.08
_MOST_NAMED = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line through the months, and how it is drawn."""

    points: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A month with too few hours: where its column begins, how wide it is, and its middle."""

    x: str
    width: str
    middle: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An entry of the legend."""

    kind: str
    text: str


def short_months(side: Side, aim: Aim) -> list[int]:
    """Return the months in which the limit does not hold as surely as is aimed for."""
    return [place for place, over in enumerate(side.staffing.over.tolist()) if over > 1.0 - aim.probability]


def months_chart(told: Forecast, unit: str, point: str) -> Markup:
    """Draw how things are, and beside it how they would be where that is asked.

    ``point`` is what the chart shows, in words: its name for those who do not see it.
    """
    side, months = told.sides[-1], told.question.months
    low, high = quantiles(side.ahead.load, BAND)
    frame = _frame(told.sides, high, months)
    names = _names(told.question.on, months)
    two = told.what_if is not None
    return fragment(
        "charts/capacity.html",
        frame=frame,
        unit=_("{unit} i måneden").format(unit=unit),
        point=point,
        two=two,
        band=" ".join((*_through(frame, high), *reversed(_through(frame, low)))),
        lines=_lines(frame, told.sides),
        dots=[(frame.x(place), frame.y(value)) for place, value in enumerate(side.ahead.expected.tolist())],
        shorts=[_short(frame, place, names[place]) for place in short_months(side, told.asked.aim)],
        ticks=[Tick(at=frame.y(step), text=number(step)) for step in frame.steps() if step >= 0.0],
        names=[
            Tick(at=frame.x(place), text=name)
            for place, name in enumerate(names)
            if months <= _MOST_NAMED or place % 3 == 0
        ],
        keys=_keys(two=two),
    )


def _frame(sides: Sequence[Side], high: Floats, months: int) -> Frame:
    tops = [float(high.max()), *(float(side.staffing.hours.max()) for side in sides)]
    tops += [float(side.ahead.expected.max()) for side in sides]
    return Frame(
        first=-0.5,
        last=months - 0.5,
        lowest=0.0,
        highest=max(*tops, 1.0) * _ROOM,
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=RIGHT,
        top=TOP,
        base=BASE,
    )


def _lines(frame: Frame, sides: Sequence[Side]) -> list[Line]:
    """Return the lines from the back: as things are behind as they would be."""
    lines: list[Line] = []
    for place, side in enumerate(sides):
        kind = "now" if place < len(sides) - 1 else "then"
        lines.append(Line(points=" ".join(_stepwise(frame, side.staffing.hours)), kind=f"there-{kind}"))
        lines.append(Line(points=" ".join(_through(frame, side.ahead.expected)), kind=f"expected-{kind}"))
    return lines


def _through(frame: Frame, values: Floats) -> list[str]:
    return [f"{frame.x(place)},{frame.y(value)}" for place, value in enumerate(values.tolist())]


def _stepwise(frame: Frame, values: Floats) -> list[str]:
    """Return a line that is flat through each month and steps between them."""
    return [f"{frame.x(edge)},{frame.y(value)}" for place, value in enumerate(values.tolist())
            for edge in (place - 0.5, place + 0.5)]  # fmt: skip


def _short(frame: Frame, place: int, name: str) -> Short:
    left, right = float(frame.x(place - 0.5)), float(frame.x(place + 0.5))
    return Short(
        x=frame.x(place - 0.5),
        width=f"{right - left:.1f}",
        middle=frame.x(place),
        title=_("{month}: for få timer").format(month=name),
    )


def _names(on: date, months: int) -> list[str]:
    """Name the months shortly; January and the first with their year."""
    days = [add_months(on, place) for place in range(months)]
    return [
        short_month(one.month) + (f" {one.year % 100:02}" if place == 0 or one.month == 1 else "")
        for place, one in enumerate(days)
    ]


def _keys(*, two: bool) -> list[Key]:
    if two:
        return [
            Key(kind="expected-then", text=_("Ventede timer, hvis")),
            Key(kind="there-then", text=_("Timer til sager, hvis")),
            Key(kind="expected-now", text=_("Ventede timer, nu")),
            Key(kind="there-now", text=_("Timer til sager, nu")),
        ]
    return [
        Key(kind="expected-then", text=_("Ventede timer")),
        Key(kind="there-then", text=_("Timer til sager")),
    ]
