"""How many caseworker hours, and when? The one unit of the ledger is caseworker hours per month."""

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A range of hours and the share of cases it is meant to hold (0.8 = eight of ten)."""

    low: float
    high: float
    level: float

    def __post_init__(self) -> None:
        """Refuse limits that cross and levels that are no share."""
        if not 0.0 <= self.low <= self.high:
            raise ValueError("an interval runs from a low limit, zero or more, to a high one")
        if not 0.0 < self.level < 1.0:
            raise ValueError("an interval's level is a share between 0 and 1")

    @property
    def width(self) -> float:
        """High minus low, in hours."""
        return self.high - self.low

    @property
    def spread(self) -> float:
        """The standard deviation of the hours over their mean, were they log-normal between these limits.

        The limits are those of log(hours + 1), symmetric: s = log((high + 1) / (low + 1)) / (2 z), with z the normal
        quantile of the level, and the spread is sqrt(exp(s^2) - 1).

        >>> round(Interval(low=9.0, high=39.0, level=0.8).spread, 3)
        0.583
        """
        s = log((self.high + 1.0) / (self.low + 1.0)) / (2.0 * NormalDist().inv_cdf(0.5 + self.level / 2.0))
        return sqrt(exp(s**2) - 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Expected hours over the horizon, their interval, and the expected hours of each month since intake.

    ``monthly_hours[0]`` is the first month after the case was received. The profile runs past the horizon
    (24 months by default), and its first ``horizon_months`` add up to ``hours``.
    """

    hours: float
    interval: Interval
    monthly_hours: tuple[float, ...]
    horizon_months: int

    def __post_init__(self) -> None:
        """Refuse a profile that does not add up to its total."""
        if min(self.monthly_hours, default=0.0) < 0.0:
            raise ValueError("a month cannot hold negative hours")
        within = sum(self.monthly_hours[: self.horizon_months])
        if abs(within - self.hours) > 1e-6 * max(1.0, self.hours):
            raise ValueError("the months of the horizon do not add up to the hours")

    def remaining(self, month: int) -> tuple[float, ...]:
        """Return the profile from a month on: what an open case still weighs.

        >>> Effort(hours=3.0, interval=Interval(low=1, high=9, level=0.8), monthly_hours=(2.0, 1.0, 0.5),
        ...        horizon_months=2).remaining(1)
        (1.0, 0.5)
        """
        return self.monthly_hours[month:]
