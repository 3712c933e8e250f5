"""Which checks does a challenger go through, and in which order are they told? All of them, always."""

from collections.abc import Iterator

from pipelines.gate.calibration import calibration
from pipelines.gate.champion import beside_champion
from pipelines.gate.cost import cost
from pipelines.gate.coverage import coverage
from pipelines.gate.direction import direction
from pipelines.gate.exact import parity, same_hash
from pipelines.gate.groups import groups
from pipelines.gate.influence import influence
from pipelines.gate.judges import judges
from pipelines.gate.learned_from import learned_from
from pipelines.gate.minimum import minimum
from pipelines.gate.moves import moves
from pipelines.gate.newest import Newest
from pipelines.gate.plainer import beside_plainer
from pipelines.gate.provenance import provenance
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
    newest, alone = Newest.of(trial), Newest.alone(trial)
    yield from trial.data
    yield from learned_from(trial)
    yield from beside_champion(newest, seed)
    yield from beside_plainer(trial)
    yield from calibration(alone, seed)
    yield from coverage(alone)
    yield from groups(newest, alone, seed)
    yield from moves(newest, alone)
    yield direction(trial)
    yield minimum(trial)
    yield from provenance(newest, alone)
    yield from judges(alone)
    yield influence(alone, seed)
    yield parity(trial)
    yield same_hash(trial)
    yield from cost(trial)
