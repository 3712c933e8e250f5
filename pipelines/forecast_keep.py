"""How does a forecast come onto the page Kapacitet? What it rests on is kept in the casebook: sums, and no case."""

from datetime import UTC, datetime

from allocation.forecast import Forecast
from casework.forecasts import keep_forecast
from pipelines.casebook import opened_casebook
from pipelines.operators import Errand
from sagstyngde.operations import Operation
from storage.audit import append
from storage.engine import Connection
from storage.transactions import write

PURPOSE = "prognose"


def keep(told: Forecast, database_url: str) -> bool:
    """Keep a forecast's grounds and premises, and that it was done; return whether it was new.

    Raises:
        NotReady: the casebook cannot be opened or written.
    """
    errand = Errand.now(Operation.FORECAST_KEEP, PURPOSE, at=datetime.now(UTC))

    def store(connection: Connection) -> bool:
        is_new = keep_forecast(connection, told.grounds, told.question, errand.stamp)
        append(connection, [errand.look()])
        return is_new

    with opened_casebook(database_url) as engine:
        return write(engine, store, computed_key=True)
