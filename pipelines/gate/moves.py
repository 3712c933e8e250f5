"""What would change for the same newest cases, and do categories and hours still follow each other?

A new model may well be right to expect other hours; but whoever signs must know by how much, and where a quarter has
been added or lost, two people must say why. And a category that is heavier while it takes fewer hours says that the
scale has been turned, or that two columns have changed places.
"""

from collections.abc import Iterator

import numpy as np

from features.scheme import CategorySource
from models.metrics import spearman
from models.ordinal import Floats
from pipelines.gate.levels import FEWEST, stop_z
from pipelines.gate.newest import Newest
from sagstyngde.danish import number, percent, signed
from sagstyngde.gate import Check, Outcome

NAMED_HOURS, STOP_HOURS, NAMED_POINTS = 0.10, 0.25, 0.05
_TRIED = 2


def moves(newest: Newest, alone: Newest) -> Iterator[Check]:
    """Yield a check for the hours, one for the categories, and one for their order."""
    yield _hours(newest)
    yield _categories(newest)
    yield _order(alone)


def _hours(newest: Newest) -> Check:
    limit = f"over {percent(NAMED_HOURS)} nævnes, sikkert over {percent(STOP_HOURS)} stopper"
    if newest.theirs is None or not len(newest.cohort.cases):
        return _nothing("moved_hours", "Timer: de samme sager før og nu", limit)
    change = float(newest.ours.hours.sum() / newest.theirs.hours.sum()) - 1.0
    is_moved = abs(change) > NAMED_HOURS
    is_far = abs(change) > STOP_HOURS and abs(np.log1p(change)) > stop_z(_TRIED) * _level_error(newest)
    way = "flere" if change > 0.0 else "færre"
    return Check(
        code="moved_hours",
        label="Timer: de samme sager før og nu",
        outcome=Outcome.STOPPED if is_far else Outcome.NAMED if is_moved else Outcome.PASSED,
        figure=f"{signed(100 * change)} % timer i alt på {len(newest.cohort.cases)} sager",
        limit=limit,
        told=f"Den nye model venter {way} timer af de samme sager: alles belastning flytter sig." if is_moved else "",
    )


def _level_error(newest: Newest) -> float:
    """Return how far, in logs, chance alone moves the level between two trainings on samples of these sizes.

    The champion's cases are among the challenger's, so only what is new moves it; where they are not, both do.
    """
    panel = newest.trial.challenger.parts.develop.panel
    share = float(panel.matured.mean())
    totals = panel.totals[panel.matured]
    champion = newest.trial.champion
    if champion is None or share == 0.0:
        return np.inf  # nobody can tell: it is named and does not stop
    own, before = newest.trial.challenger.bundle.manifest.training_cases, champion.manifest.training_cases
    sizes = 1.0 / before - 1.0 / own if before < own else 1.0 / before + 1.0 / own
    return float(totals.std() / max(totals.mean(), 1e-9) * np.sqrt(sizes / share))


def _categories(newest: Newest) -> Check:
    limit = f"over {number(100 * NAMED_POINTS)} procentpoint nævnes"
    label = "Kategorier: de samme sager før og nu"
    if newest.theirs is None or not len(newest.cohort.cases):
        return _nothing("moved_categories", label, limit)
    if not newest.same_scale:
        return _other_categories(newest, label, limit)
    change = (newest.ours.probability - newest.theirs.probability).mean(axis=0)
    place = int(np.abs(change).argmax())
    is_moved = abs(change[place]) > NAMED_POINTS
    name = newest.trial.challenger.bundle.frame.scheme.scale[place].code
    return Check(
        code="moved_categories",
        label=label,
        outcome=Outcome.NAMED if is_moved else Outcome.PASSED,
        figure=f"kategori {name}: {signed(100 * float(change[place]))} procentpoint",
        limit=limit,
        told="Den nye model fordeler de samme sager anderledes på kategorierne." if is_moved else "",
    )


def _other_categories(newest: Newest, label: str, limit: str) -> Check:
    """There is a model in use, but its categories are not the new one's."""
    figure, told = "de to modeller har hver sin skala", "Kategorierne kan ikke sammenlignes: skalaen er en anden."
    if newest.trial.challenger.bundle.bands is not None:
        figure = "kategorier efter timer"
        told = "Kategorierne er skåret efter timer, hver model med sine egne grænser: sammenlign timerne."
    return Check(code="moved_categories", label=label, outcome=Outcome.PASSED, figure=figure, limit=limit, told=told)


def _order(alone: Newest) -> Check:
    code, label, limit = "order", "Tungere kategori, flere timer", "rangkorrelation over nul"
    if alone.trial.history.scheme.category.source is not CategorySource.JUDGED:
        figure = "kategorierne er skåret efter timer"
        return Check(code=code, label=label, outcome=Outcome.PASSED, figure=figure, limit=limit)
    said, hours = _pairs(alone)
    if len(said) < FEWEST:
        figure = f"kun {len(said)} vurderede sager med alle timer"
        told = "Ingen kan sige, om kategorier og timer stadig følges ad."
        return Check(code=code, label=label, outcome=Outcome.UNMEASURED, figure=figure, limit=limit, told=told)
    found = spearman(said, hours)
    middle, error = float(np.arctanh(np.clip(found, -0.999, 0.999))), 1.0 / np.sqrt(len(said) - 3)
    outcome, told = Outcome.PASSED, ""
    if middle + stop_z() * error < 0.0:
        outcome, told = (
            Outcome.STOPPED,
            "Jo tungere kategori, jo færre timer: skalaen er vendt, eller kolonner er byttet om.",
        )
    elif middle - 1.96 * error < 0.0:
        outcome, told = Outcome.NAMED, "Kategorier og timer følges ikke sikkert ad på de nyeste sager."
    figure = f"{number(found, 2)} på {len(said)} sager"
    return Check(code=code, label=label, outcome=outcome, figure=figure, limit=limit, told=told)


def _pairs(alone: Newest) -> tuple[Floats, Floats]:
    """Return judged category and recorded hours of the newest cases of which both are known."""
    labels, panel = alone.cohort.labels, alone.cohort.panel
    known = (panel.exposure[:, : panel.horizon].sum(axis=1) > 0.0) if panel.sampled else panel.matured
    mine = known[labels.rows]
    return labels.category[mine].astype(np.float64), panel.totals[labels.rows[mine]]


def _nothing(code: str, label: str, limit: str) -> Check:
    told = "Der er ingen model i brug at sammenligne med."
    figure = "intet at sammenligne"
    return Check(code=code, label=label, outcome=Outcome.PASSED, figure=figure, limit=limit, told=told)
