"""Are the challenger's chances and hours what they say, beyond what so few cases would show of a perfect model?"""

from collections.abc import Iterator

import numpy as np

from models.metrics import ECE_BINS, calibration_error
from models.observed import observed
from models.ordinal import Floats
from models.verdict import MOST_RATIO
from pipelines.gate.levels import FEWEST, budget, stop_z
from pipelines.gate.newest import Newest
from pipelines.gate.paired import ratio_of
from sagstyngde.danish import number
from sagstyngde.gate import Check, Outcome

MOST_ERROR = 0.05
"""A calibration error that matters (R45); under it nothing stops, however certain."""
_DRAWS = 4000
_TRIED = 2


def calibration(alone: Newest, seed: int) -> Iterator[Check]:
    """Yield a check for the categories' chances and one for the level of hours."""
    yield _chances(alone, seed)
    yield _level(alone, seed)


def _chances(alone: Newest, seed: int) -> Check:
    code, label = "calibration_category", "Kategori: sandsynlighederne holder"
    labels = alone.compared
    if len(labels.rows) < FEWEST:
        return _too_few(code, label, f"kun {len(labels.rows)} vurderinger")
    found = calibration_error(alone.ours.probability, labels)
    usual, most = _noise(alone.ours.probability[labels.rows], labels.weight, seed)
    outcome, told = Outcome.PASSED, ""
    if found > max(most, MOST_ERROR):
        outcome, told = Outcome.STOPPED, "Det, modellen kalder sikkert, sker ikke så tit, som den siger."
    elif found > usual:
        outcome, told = Outcome.NAMED, "Sandsynlighederne holder lidt dårligere end ventet af tilfældet alene."
    return Check(
        code=code,
        label=label,
        outcome=outcome,
        figure=f"kalibreringsfejl {number(found, 3)} på {len(labels.rows)} vurderinger",
        limit=f"højst {number(max(most, MOST_ERROR), 3)}; en fejlfri model viser op til {number(usual, 3)}",
        told=told,
    )


def _noise(mine: Floats, weight: Floats, seed: int) -> tuple[float, float]:
    """Return the errors that a perfect model stays below in 975 of 1,000 samples, and all but our budget of them."""
    confidence = mine.max(axis=1)
    gap = confidence - (np.random.default_rng(seed).random((_DRAWS, len(confidence))) < confidence)
    parts = np.array_split(np.argsort(confidence, kind="stable"), ECE_BINS)
    total = sum(np.abs(gap[:, part] @ weight[part]) for part in parts if len(part)) / weight.sum()
    usual, most = np.quantile(total, [0.975, 1.0 - budget(_TRIED)])
    return float(usual), float(most)


def _level(alone: Newest, seed: int) -> Check:
    code, label = "calibration_hours", "Timer: niveauet passer"
    seen = observed(alone.cohort.panel, alone.ours)
    if len(seen.rows) < FEWEST:
        return _too_few(code, label, f"kun {len(seen.rows)} sager med alle timer")
    ratio = ratio_of(seen.recorded, seen.part(alone.ours.hours), alone.children[seen.rows], seed=seed)
    low, high = ratio.limits()
    outcome, told = level_verdict(ratio.value, ratio.limits(stop_z(_TRIED)), (low, high))
    return Check(
        code=code,
        label=label,
        outcome=outcome,
        figure=f"{number(ratio.value, 2)} registreret time for hver ventet (95 %: {number(low, 2)} til "
        f"{number(high, 2)}) på {len(seen.rows)} sager",
        limit=f"mellem {number(1.0 / MOST_RATIO, 2)} og {number(MOST_RATIO, 2)}",
        told=told,
    )


def level_verdict(value: float, far: tuple[float, float], usual: tuple[float, float]) -> tuple[Outcome, str]:
    """Return what recorded over expected hours comes to, with its limits by our budget and the usual ones.

    >>> level_verdict(1.4, (1.2, 1.6), (1.3, 1.5))[0].value, level_verdict(1.4, (0.9, 2.2), (1.0, 2.0))[0].value
    ('stopped', 'named')
    """
    way = "flere" if value > 1.0 else "færre"
    if (value > MOST_RATIO and far[0] > 1.0) or (value < 1.0 / MOST_RATIO and far[1] < 1.0):
        return Outcome.STOPPED, f"De nyeste sager tog langt {way} timer, end modellen venter: niveauet er flyttet."
    is_outside = not 1.0 / MOST_RATIO <= value <= MOST_RATIO
    if is_outside or usual[0] > 1.0 or usual[1] < 1.0:
        return Outcome.NAMED, f"De nyeste sager tog {way} timer, end modellen venter; se efter, om det fortsætter."
    return Outcome.PASSED, ""


def _too_few(code: str, label: str, found: str) -> Check:
    told = "Der er for få nye sager til at sige, om modellen holder, hvad den lover."
    return Check(code=code, label=label, outcome=Outcome.UNMEASURED, figure=found, limit=f"mindst {FEWEST}", told=told)
