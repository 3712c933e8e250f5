"""What follows from what was just done, that somebody should look at? Asked in the transaction that did it."""

from casework.watch import watch_at_once
from features.scheme import Scheme
from serve.dependencies import today
from serve.house import House
from serve.ledger import board
from serve.work import Work


def look_around(work: Work, house: House, scheme: Scheme) -> None:
    """Raise every alarm there is reason for now, as things stand. Nothing of what is read is shown."""
    codes = [category.code for category in scheme.scale]
    laid = board(work, house, today(scheme))
    watch_at_once(work.connection, laid, stamp=work.stamp, scale=codes, thresholds=house.thresholds)
