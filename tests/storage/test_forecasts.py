from datetime import date

from storage.engine import Engine, reading, writing
from storage.forecasts import find_forecast, newest_forecast_id, store_forecast
from tests.answers import STAMP
from tests.databases import BOTH

BACKENDS = BOTH
GROUNDS = {"limit": 0.1 + 0.2, "hours": [1e-17, 123456789.12345679, None], "form": 1}


def test_what_is_kept_is_read_to_the_last_bit_and_kept_once(engine: Engine) -> None:
    with writing(engine) as connection:
        assert store_forecast(connection, date(2026, 11, 1), GROUNDS, STAMP)
        assert not store_forecast(connection, date(2026, 11, 1), dict(reversed(GROUNDS.items())), STAMP)

    with reading(engine) as connection:
        stored = find_forecast(connection, newest_forecast_id(connection) or "")
        assert find_forecast(connection, "nix") is None
    assert stored is not None
    assert (stored.grounds, stored.made_on, stored.reckoned) == (GROUNDS, date(2026, 11, 1), STAMP)


def test_the_latest_day_counts_before_what_was_stored_last(engine: Engine) -> None:
    with writing(engine) as connection:
        assert newest_forecast_id(connection) is None
        for form, month in ((1, 11), (2, 12), (3, 12), (4, 10)):
            store_forecast(connection, date(2026, month, 1), GROUNDS | {"form": form}, STAMP)

    with reading(engine) as connection:
        stored = find_forecast(connection, newest_forecast_id(connection) or "")
    assert stored is not None
    assert stored.grounds["form"] == 3
