"""How many refused log-ins does the log of looks take? So many a minute: it is kept for months.

Whoever is not known here can try to log in as often as the network carries. Each refusal as a row would let a stranger
fill the disk, and then nobody could look at anything, for the log fails closed.
"""

from dataclasses import dataclass, field
from threading import Lock

A_MINUTE_S = 60.0


@dataclass(slots=True)
class Quota:
    """Counts to ``most`` within a minute, then begins anew; for all threads of a process."""

    most: int = 60
    _since: float = field(default=float("-inf"), init=False)
    _taken: int = field(default=0, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def take(self, now: float) -> int | None:
        """Take one and return how many are left, ``None`` where there was none; ``now`` is of a monotonic clock.

        >>> quota = Quota(most=2)
        >>> [quota.take(second) for second in (0.0, 1.0, 2.0, 59.0, 60.0)]
        [1, 0, None, None, 1]
        """
        with self._lock:
            if now - self._since >= A_MINUTE_S:
                self._since, self._taken = now, 0
            if self._taken >= self.most:
                return None
            self._taken += 1
            return self.most - self._taken
