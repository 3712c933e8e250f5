"""Has the model become larger or slower to ask than the one in use? In times, so that no machine's speed counts."""

import time
from collections.abc import Iterator

from models.assess import Assessor
from models.bundle import ModelBundle
from models.bundle_arrays import arrays_of
from models.cohort import Cohort
from pipelines.gate.trial import Trial
from sagstyngde.danish import number
from sagstyngde.gate import Check, Outcome

MOST_BYTES = 200 * 1024**2
"""What a model package may unpack to at all (R05)."""
MOST_TIMES_LARGER, MOST_TIMES_SLOWER = 4.0, 8
_ROUNDS = 7
_ROWS = 500


def cost(trial: Trial) -> Iterator[Check]:
    """Yield a check for size and one for speed."""
    yield _size(trial)
    yield _speed(trial)


def table_bytes(bundle: ModelBundle) -> int:
    """Return how many bytes a bundle's arrays take in memory."""
    arrays = arrays_of(bundle.category, bundle.effort, bundle.abstention, bundle.neighbours.earlier)
    return sum(array.nbytes for array in arrays.values()) + len(bundle.scheme_text.encode())


def _size(trial: Trial) -> Check:
    own, champion = table_bytes(trial.challenger.bundle), trial.champion
    # A longer history holds more earlier cases; what a case takes is what may grow.
    cases = trial.challenger.bundle.manifest.training_cases
    times = 1.0
    if champion is not None:
        times = (own / cases) / (table_bytes(champion) / champion.manifest.training_cases)
    stops = own > MOST_BYTES or times > MOST_TIMES_LARGER
    beside = "" if champion is None else f"; {number(times, 1)} gange modellen i brug for hver sag, der er lært af"
    return Check(
        code="size",
        label="Modellens størrelse",
        outcome=Outcome.STOPPED if stops else Outcome.PASSED,
        figure=f"{number(own / 1024**2, 1)} MB{beside}",
        limit=f"højst {number(MOST_BYTES / 1024**2)} MB og {number(MOST_TIMES_LARGER)} gange",
        told="Tabellerne er vokset så meget, at nogen bør se hvorfor." if stops else "",
    )


def _speed(trial: Trial) -> Check:
    label, limit = "Modellens hastighed", f"højst {MOST_TIMES_SLOWER} gange så lang tid som modellen i brug"
    if trial.champion is None:
        told = "Der er ingen model i brug at sammenligne med."
        figure = "ingen model i brug"
        return Check(code="speed", label=label, outcome=Outcome.PASSED, figure=figure, limit=limit, told=told)
    most = max(_times(trial, rows) for rows in (1, _ROWS))
    stops = most > MOST_TIMES_SLOWER
    return Check(
        code="speed",
        label=label,
        outcome=Outcome.STOPPED if stops else Outcome.PASSED,
        figure=f"højst {most} gange så lang tid, for én sag og for {_ROWS}",
        limit=limit,
        told="Svarene er blevet så langsomme, at nogen bør se hvorfor." if stops else "",
    )


def _times(trial: Trial, rows: int) -> int:
    """Return how many times as long an answer takes, rounded up to a power of two: the same from run to run.

    The two models answer in turn and the quickest round counts, so a busy machine slows neither of them.
    """
    bundles = [bundle for bundle in (trial.challenger.bundle, trial.champion) if bundle is not None]
    asked = [(Assessor(bundle), bundle) for bundle in bundles]
    best = [float("inf")] * len(asked)
    for _ in range(_ROUNDS):
        for place, (assessor, bundle) in enumerate(asked):
            best[place] = min(best[place], _seconds(assessor, bundle, trial.challenger.parts.test, rows))
    times = 2
    while times < best[0] / best[1]:
        times *= 2
    return times


def _seconds(assessor: Assessor, bundle: ModelBundle, test: Cohort, rows: int) -> float:
    X = bundle.frame.rows(test.cases[:rows])
    started = time.perf_counter()
    assessor.answers(X)
    return time.perf_counter() - started
