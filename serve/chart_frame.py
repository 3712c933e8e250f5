"""Where in a chart does a figure lie? Months across, values up, in the units of an SVG's field."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from serve.charts import nice_step


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A chart's field: months across, values up."""

    first: float
    last: float
    lowest: float
    highest: float
    width: float = 480.0
    height: float = 210.0
    left: float = 48.0
    right: float = 472.0
    top: float = 20.0
    base: float = 172.0

    @classmethod
    def over(cls, places: Sequence[float], values: Sequence[float]) -> "Frame":
        """Return a field that shows these places and values, with a little room around."""
        low, high = min(values, default=0.0), max(values, default=1.0)
        room = 0.06 * (high - low or 1.0)
        return cls(first=min(places) - 0.7, last=max(places) + 0.7, lowest=low - room, highest=high + room)

    def x(self, place: float) -> str:
        """Where a month lies."""
        return placed(self.left + (place - self.first) / (self.last - self.first) * (self.right - self.left))

    def y(self, value: float) -> str:
        """Where a value lies; one beyond the field at its edge."""
        inside = min(max(value, self.lowest), self.highest)
        return placed(self.base - (inside - self.lowest) / (self.highest - self.lowest) * (self.base - self.top))

    def steps(self) -> list[float]:
        """Return the round values that the grid's lines stand for."""
        span = self.highest - self.lowest
        power = 10.0 ** (math.floor(math.log10(span)) - 1.0)
        step = nice_step(span / power) * power
        return [step * place for place in range(math.ceil(self.lowest / step), math.floor(self.highest / step) + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark of an axis: where it stands, and its text."""

    at: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A month's figure in its place, with its limits where it has them."""

    x: str
    y: str
    title: str
    low: str = ""
    high: str = ""


def placed(value: float) -> str:
    """Write a place as SVG has it."""
    return f"{value:.1f}"
