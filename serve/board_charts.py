"""How do a desk's months and the price of slack look? Small bars by month, and one line of dots a goal.

Behind each stands the table: the desks' months are the board's own table, the slack's figures its own.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sagstyngde.plan import GoalReached, Load, Slack
from serve.chart_frame import placed
from serve.language import _
from serve.rendering import fragment
from serve.wording import share_text

MONTH_WIDTH, DESK_HEIGHT = 16.0, 40.0
TOP_SHARE = 1.5
"""A month's bar ends here; what is more is told by its number."""
SLACK_WIDTH, SLACK_HEIGHT = 480.0, 84.0
_LEFT, _RIGHT, _HIGH, _LOW = 16.0, 464.0, 26.0, 54.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A month of the table: what is shown, and how full it is in twentieths of the capacity, 0-30."""

    text: str
    filled: int
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackLine:
    """A goal's price at every tolerance: dots with their figures."""

    label: str
    points: str
    dots: tuple[tuple[str, str, str, str], ...]
    sentence: str


def month_shares(hours: Sequence[float], capacity: Sequence[float]) -> tuple[float, ...]:
    """Return the load of every month.

    >>> month_shares((5.0, 1.0, 0.0), (10.0, 0.0, 0.0))
    (0.5, inf, 0.0)
    """
    return tuple(
        have / room if room > 0.0 else math.inf if have > 0.0 else 0.0
        for have, room in zip(hours, capacity, strict=True)
    )


def month_cells(load: Load) -> tuple[Cell, ...]:
    """Return a desk's months as the table shows them: before → after where they differ."""
    before = month_shares(load.hours_before, load.capacity_hours)
    after = month_shares(load.hours_after, load.capacity_hours)
    return tuple(
        Cell(text=_told(one, other), filled=_twentieths(other), is_over=other > 1.0 + 1e-9)
        for one, other in zip(before, after, strict=True)
    )


def desk_months(load: Load, name: str) -> Markup:
    """Draw a desk's months: dark what is there, light with a frame what the proposal adds, a line at 100 per cent."""
    before = month_shares(load.hours_before, load.capacity_hours)
    after = month_shares(load.hours_after, load.capacity_hours)
    tall = [(_tall(one), _tall(other)) for one, other in zip(before, after, strict=True)]
    sentence = _("{name}: belastning {before} nu og {after} efter forslaget, højest {peak} i én måned").format(
        name=name,
        before=share_text(load.share_before),
        after=share_text(load.share_after),
        peak=share_text(load.peak_after),
    )
    limit = placed(DESK_HEIGHT * (1.0 - 1.0 / TOP_SHARE))
    width = MONTH_WIDTH * max(1, len(tall))
    return fragment(
        "charts/desk.html",
        before=_bars((0.0, min(one, other)) for one, other in tall),
        added=_bars((one, max(one, other)) for one, other in tall),
        removed=_bars((other, max(one, other)) for one, other in tall),
        sentence=sentence,
        limit=limit,
        width=placed(width),
        height=DESK_HEIGHT,
    )


def slack_chart(slack: Sequence[Slack], left_out: Collection[str]) -> Markup:
    """Draw what a tolerance of the largest load buys: for each goal that moves, its number at every tolerance."""
    goals = [goal for goal in slack[0].goals if goal.goal not in left_out] if slack else []
    lines = [_line(slack, goal) for goal in goals]
    ticks = [(placed(_across(place, len(slack))), share_text(one.tolerance)) for place, one in enumerate(slack)]
    return fragment("charts/slack.html", lines=lines, ticks=ticks, width=SLACK_WIDTH, height=SLACK_HEIGHT)


def _line(slack: Sequence[Slack], goal: GoalReached) -> SlackLine:
    found = [next(one for one in step.goals if one.goal == goal.goal) for step in slack]
    values = [one.value for one in found]
    top = max(values) or 1.0
    dots = tuple(
        (placed(_across(place, len(found))), placed(_LOW - (_LOW - _HIGH) * one.value / top), *_text(found, place))
        for place, one in enumerate(found)
    )
    return SlackLine(
        label=goal.label,
        points=" ".join(f"{x},{y}" for x, y, *_rest in dots),
        dots=dots,
        sentence=_("{goal}: {first} uden spillerum, {last} med {most} spillerum").format(
            goal=goal.label, first=found[0].text, last=found[-1].text, most=share_text(slack[-1].tolerance)
        ),
    )


def _text(found: Sequence[GoalReached], place: int) -> tuple[str, str]:
    """Return a dot's text and where it hangs: the first and the last have one, the others stand in the table."""
    if place == 0:
        return found[0].text, "start"
    return (found[-1].text, "end") if place == len(found) - 1 else ("", "middle")


def _across(place: int, count: int) -> float:
    return _LEFT + place * (_RIGHT - _LEFT) / max(1, count - 1)


def _tall(share: float) -> float:
    return min(share, TOP_SHARE) / TOP_SHARE * DESK_HEIGHT


def _bars(spans: Iterable[tuple[float, float]]) -> str:
    """Return the path of a bar a month, each from one height up to another; of those without height nothing."""
    return "".join(
        f"M{placed(MONTH_WIDTH * place + 2.0)} {placed(DESK_HEIGHT - high)}h12v{placed(high - low)}h-12z"
        for place, (low, high) in enumerate(spans)
        if high > low
    )


def _told(before: float, after: float) -> str:
    one, other = share_text(before), share_text(after)
    return other if one == other else f"{one} → {other}"


def _twentieths(share: float) -> int:
    return round(20 * min(share, TOP_SHARE)) if math.isfinite(share) else round(20 * TOP_SHARE)
