"""How is a forecast kept in the casebook, and asked again there? Its grounds, and the premises it was asked with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from allocation.capacity import CapacityRules
from allocation.forecast import Question
from allocation.forecast_grounds import Grounds
from allocation.forecast_kept import grounds_from_json, grounds_to_json
from allocation.staffing import Aim
from sagstyngde.errors import NotReady
from sagstyngde.months import add_months
from storage.engine import Connection
from storage.forecasts import StoredForecast, store_forecast
from storage.stamp import Stamp

FRESH_MONTHS = 1
"""So old a forecast may be before it is said to be out of date: it is made anew every month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForecast:
    """A forecast that was kept: what it rests on, and the premises of the one who made it."""

    forecast_id: str
    grounds: Grounds
    aim: Aim
    norm: float | None
    absence: float

    @property
    def on(self) -> date:
        """The plan's first day: what was known that morning is what it rests on."""
        return self.grounds.materials.on

    @property
    def last_day(self) -> date:
        """The last day of the plan's months."""
        return add_months(self.on, self.grounds.materials.months) - timedelta(days=1)

    def is_old(self, today: date) -> bool:
        """Whether so much may have happened since that it should be made anew first."""
        return today > add_months(self.on, FRESH_MONTHS)

    def question(self, rules: CapacityRules) -> Question:
        """Return what was asked, under the rules by which contracts become hours now."""
        return Question(
            on=self.on,
            months=self.grounds.materials.months,
            aim=self.aim,
            norm=self.norm,
            absence=self.absence,
            rules=rules,
            seed=self.grounds.seed,
        )


def keep_forecast(connection: Connection, grounds: Grounds, question: Question, stamp: Stamp) -> bool:
    """Keep what a forecast rests on, and return whether it was new."""
    kept = {
        "limit": question.aim.limit,
        "probability": question.aim.probability,
        "norm": question.norm,
        "absence": question.absence,
        "grounds": grounds_to_json(grounds),
    }
    return store_forecast(connection, question.on, kept, stamp)


def kept_of(stored: StoredForecast) -> KeptForecast:
    """Read a forecast that was kept.

    Raises:
        NotReady: another version of the program kept it, in a form that this one does not know.
    """
    kept: Mapping[str, Any] = stored.grounds
    try:
        return KeptForecast(
            forecast_id=stored.forecast_id,
            grounds=grounds_from_json(kept["grounds"]),
            aim=Aim(limit=kept["limit"], probability=kept["probability"]),
            norm=kept["norm"],
            absence=kept["absence"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NotReady(
            english="the forecast was kept by another version of the program; make it anew",
            danish="prognosen er gemt af en anden version af programmet; lav den på ny",
        ) from error
