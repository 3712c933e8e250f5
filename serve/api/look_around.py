"""What follows from what was just done, that somebody should look at? Asked in the transaction that did it."""

from casework.watch import watch
from features.scheme import Scheme
from serve.dependencies import today
from serve.house import House
from serve.ledger import policy_of
from serve.visits import Work


def look_around(work: Work, house: House, scheme: Scheme) -> None:
    """Raise every alarm there now is reason for. Nothing of what is read is shown."""
    codes = [category.code for category in scheme.scale]
    watch(work.connection, policy_of(work, house).policy, on=today(scheme), stamp=work.stamp, scale=codes)
