"""Which forecast is shown, and what was drawn of it? Read and drawn once, then asked by every page that follows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from threading import Lock

from allocation.arrivals import Floats
from allocation.forecast import Drawn, drawn, drawn_part, grounds_of_part
from allocation.forecast_grounds import Grounds
from casework.forecasts import KeptForecast, kept_of
from serve.kept_answers import Kept
from storage.engine import Connection
from storage.forecasts import find_forecast, newest_forecast_id


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLoad:
    """What a team's months hold when nothing changes: ``load`` (draws, months), ``expected`` (months,)."""

    load: Floats
    expected: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A forecast that was kept, with what was drawn of it. ``teams`` are those that its grounds tell apart."""

    kept: KeptForecast
    futures: Drawn
    teams: Mapping[str, TeamLoad]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The grounds and futures of some teams together."""

    grounds: Grounds
    futures: Drawn


class Shelf:
    """Holds the forecasts asked for last. What is held is as it was stored: a forecast is never changed."""

    def __init__(self) -> None:
        self._shown: Kept[Shown] = Kept(most=2)
        self._parts: Kept[Part] = Kept(most=6)
        self._drawing = Lock()  # who comes meanwhile waits for what is drawn, and does not draw it again

    def newest(self, connection: Connection) -> Shown | None:
        """Return the newest forecast, or ``None`` where none has been kept.

        Raises:
            NotReady: another version of the program kept it.
        """
        newest = newest_forecast_id(connection)
        if newest is None:
            return None
        with self._drawing:
            found = self._shown.find(newest)
            if found is None and (stored := find_forecast(connection, newest)) is not None:
                found = _drawn(kept_of(stored))
                self._shown.keep(newest, found)
        return found

    def part(self, shown: Shown, teams: Collection[str]) -> Part:
        """Return a forecast as it is for some of its teams."""
        mark = "\n".join((shown.kept.forecast_id, *sorted(teams)))
        found = self._parts.find(mark)
        if found is None:
            grounds, share = grounds_of_part(shown.kept.grounds, teams)
            found = Part(grounds=grounds, futures=drawn_part(shown.futures, share))
            self._parts.keep(mark, found)
        return found


def _drawn(kept: KeptForecast) -> Shown:
    futures = drawn(kept.grounds)
    shares = kept.grounds.materials.of_team
    loads = {team: _load_of(drawn_part(futures, share)) for team, share in shares.items()} if len(shares) > 1 else {}
    return Shown(kept=kept, futures=futures, teams=loads)


def _load_of(part: Drawn) -> TeamLoad:
    return TeamLoad(load=part.unchanged.load, expected=part.unchanged.expected)
