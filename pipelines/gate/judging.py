"""Which checks does a challenger go through, and in which order are they told? All of them, always."""

from collections.abc import Iterator

from pipelines.gate.champion import beside_champion
from pipelines.gate.exact import parity, same_hash
from pipelines.gate.newest import Newest
from pipelines.gate.plainer import beside_plainer
from pipelines.gate.trial import Trial
from sagstyngde.gate import Check, Gate


def judge(trial: Trial, *, seed: int = 0) -> Gate:
    """Judge a challenger; the same trial and seed give the same gate.

    Raises:
        ValueError: two checks share a code; none may hide behind another.
    """
    checks = tuple(_checks(trial, seed))
    if len({check.code for check in checks}) < len(checks):
        raise ValueError("two checks of a gate share a code")
    return Gate(
        challenger=trial.challenger.bundle.content_hash,
        champion=None if trial.champion is None else trial.champion.content_hash,
        checks=checks,
    )


def _checks(trial: Trial, seed: int) -> Iterator[Check]:
    yield from trial.data
    newest = Newest.of(trial)
    yield from beside_champion(newest, seed)
    yield from beside_plainer(trial)
    yield parity(trial)
    yield same_hash(trial)
