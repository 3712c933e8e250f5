"""Which forecasts have been kept? What each rests on, whole, and the premises asked with; the newest is shown."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select

from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.planning import forecasts


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredForecast:
    """A forecast as it lies there. ``made_on`` is the plan's first day; ``grounds`` are sums by month, and no case."""

    forecast_id: str
    made_on: date
    grounds: Mapping[str, Any]
    reckoned: Stamp


def store_forecast(connection: Connection, made_on: date, grounds: Mapping[str, Any], stamp: Stamp) -> bool:
    """Store what a forecast rests on, and return whether it was new: the same one twice is stored once."""
    text = json.dumps(grounds, sort_keys=True, allow_nan=False)
    forecast_id = sha256(text.encode()).hexdigest()
    known = select(forecasts.c.sequence).where(forecasts.c.forecast_id == forecast_id)
    if connection.execute(known).first() is not None:
        return False
    row = {"forecast_id": forecast_id, "made_on": made_on, "grounds": dict(grounds)}
    connection.execute(insert(forecasts).values(**row, **stamp.on("reckoned")))
    return True


def newest_forecast_id(connection: Connection) -> str | None:
    """Return which forecast is shown: that from the latest day, and of several the one stored last."""
    return connection.execute(select(forecasts.c.forecast_id).order_by(*_NEWEST_FIRST).limit(1)).scalar()


def find_forecast(connection: Connection, forecast_id: str) -> StoredForecast | None:
    """Return a forecast, or ``None`` where there is none with that id."""
    row = connection.execute(select(forecasts).where(forecasts.c.forecast_id == forecast_id)).first()
    if row is None:
        return None
    return StoredForecast(
        forecast_id=row.forecast_id,
        made_on=row.made_on,
        grounds=row.grounds,
        reckoned=Stamp(by=row.reckoned_by, at=row.reckoned_at),
    )


_NEWEST_FIRST = (forecasts.c.made_on.desc(), forecasts.c.sequence.desc())
