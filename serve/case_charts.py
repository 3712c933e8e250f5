"""How do the hours of a case's first months look at a glance? Small columns beside the sentence that says the same."""

from dataclasses import dataclass

from markupsafe import Markup

from sagstyngde.effort import Effort
from serve.chart_frame import placed
from serve.rendering import fragment
from serve.written import hours

WIDTH, HEIGHT = 264.0, 72.0
_TOP, _BASE = 14.0, 54.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A month's column: where it stands, and its label where it has one."""

    month: int
    x: str
    y: str
    height: str
    middle: str
    label: str


def month_strip(effort: Effort) -> Markup:
    """Draw the months within the horizon, the busiest with its hours over it.

    No reader of the screen is told of it: the sentence beside it says as much, and every month stands in the table of
    the larger chart.
    """
    within = effort.monthly_hours[: effort.horizon_months]
    highest = max(within, default=0.0) or 1.0
    step = WIDTH / max(1, len(within))
    peak = max(range(len(within)), key=lambda place: within[place], default=0)
    columns = [
        Column(
            month=place + 1,
            x=placed(place * step + 0.1 * step),
            y=placed(_BASE - (_BASE - _TOP) * value / highest),
            height=placed((_BASE - _TOP) * value / highest),
            middle=placed((place + 0.5) * step),
            label=hours(value) if place == peak else "",
        )
        for place, value in enumerate(within)
    ]
    return fragment(
        "charts/strip.html",
        columns=columns,
        width=placed(WIDTH),
        height=placed(HEIGHT),
        column=placed(0.8 * step),
        base=placed(_BASE),
    )
