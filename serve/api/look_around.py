"""What follows from what was just done, that somebody should look at? Asked in the transaction that did it."""

from collections.abc import Collection

from casework.watch import Table, watch_at_once
from features.scheme import Scheme
from sagstyngde.case import CaseworkerId
from serve.dependencies import today
from serve.house import House
from serve.ledger import board, policy_of
from serve.work import Work


def look_around(work: Work, house: House, scheme: Scheme, touched: Collection[CaseworkerId]) -> None:
    """Raise the alarms that follow from a change of desks or terms. Nothing of what is read is shown.

    ``touched`` are those whose desk or terms were changed.
    """
    on, policy = today(scheme), policy_of(work, house).policy
    table = Table(on=on, policy=policy, board=lambda: board(work, house, on), touched=touched)
    watch_at_once(work.connection, table, stamp=work.stamp, thresholds=house.thresholds)
