"""Is the challenger as good as the champion on the same newest cases? Not surely worse, nor possibly much worse.

Four figures: log loss and weighted kappa of the categories, deviance and error in logs of the hours. A figure stops
when the challenger is worse beyond chance and by more than a tenth of its margin, or when it may be worse by more than
the margin although there are cases enough to rule that out for an equally good model (non-inferiority; Piaggio et al.
2012). Where there are too few for the latter, that is named: an upper limit that nobody could have met says nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.assess import Answers
from models.deviance import deviances
from models.observed import observed
from models.ordinal import log_losses
from pipelines.gate.levels import FEWEST, stop_z
from pipelines.gate.newest import Newest
from pipelines.gate.paired import Z95, Gap, Said, kappa_gap, mean_gap
from sagstyngde.danish import number, signed
from sagstyngde.gate import Check, Outcome

NEGLIGIBLE = 0.1
"""This part of a margin is too little to stop for, however certain it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One of the four: ``margin`` is how much worse is too much, in the figure's own unit; ``sign`` +1 if low is good.

    ``relative`` margins are parts of the champion's own figure.
    """

    code: str
    label: str
    unit: str
    margin: float
    sign: int = 1
    relative: bool = False


LOG_LOSS = Figure(code="champion_log_loss", label="Kategori: log-tab mod modellen i brug", unit="log-tab", margin=0.05)
KAPPA = Figure(code="champion_qwk", label="Kategori: enighed mod modellen i brug", unit="kappa", margin=0.05, sign=-1)
DEVIANCE = Figure(
    code="champion_deviance", label="Timer: afvigelse mod modellen i brug", unit="deviance", margin=0.05, relative=True
)
LOG_ERROR = Figure(
    code="champion_log_error", label="Timer: typisk fejl mod modellen i brug", unit="log-timer", margin=0.05
)
FIGURES = (LOG_LOSS, KAPPA, DEVIANCE, LOG_ERROR)


def beside_champion(newest: Newest, seed: int) -> Iterator[Check]:
    """Yield the four checks; without a champion each says so and passes."""
    if newest.theirs is None:
        yield from (_first(figure) for figure in FIGURES)
        return
    yield from _categories(newest, newest.theirs, seed)
    yield from _hours(newest, newest.theirs, seed)


def _categories(newest: Newest, theirs: Answers, seed: int) -> Iterator[Check]:
    labels = newest.compared
    if not newest.same_scale:
        yield from (_other_scale(newest, figure) for figure in (LOG_LOSS, KAPPA))
    elif len(labels.rows) < FEWEST:
        yield from (_too_few(figure, len(labels.rows), "vurderede sager") for figure in (LOG_LOSS, KAPPA))
    else:
        cluster = newest.children[labels.rows]
        chances = [answers.probability[labels.rows] for answers in (newest.ours, theirs)]
        losses = [log_losses(chance, labels.category) for chance in chances]
        basis = f"{len(labels.rows)} {'blinde vurderinger' if newest.is_blind else 'vurderinger'}"
        yield _check(LOG_LOSS, mean_gap(losses[0], losses[1], labels.weight, cluster, seed=seed), basis)
        best = [chance.argmax(axis=1) for chance in chances]
        said = Said(category=labels.category, weight=labels.weight, cluster=cluster, size=labels.categories)
        yield _check(KAPPA, kappa_gap(best[0], best[1], said, seed=seed), basis)


def _hours(newest: Newest, theirs: Answers, seed: int) -> Iterator[Check]:
    seen = observed(newest.cohort.panel, newest.ours)
    if len(seen.rows) < FEWEST:
        yield from (_too_few(figure, len(seen.rows), "sager med alle timer") for figure in (DEVIANCE, LOG_ERROR))
        return
    cluster, weight = newest.children[seen.rows], np.ones(len(seen.rows))
    pair = [seen.part(answers.hours) for answers in (newest.ours, theirs)]
    basis = f"{len(seen.rows)} sager"
    losses = [deviances(seen.recorded, hours, 1.0) for hours in pair]
    yield _check(DEVIANCE, mean_gap(losses[0], losses[1], weight, cluster, seed=seed), basis)
    errors = [np.abs(np.log1p(seen.recorded) - np.log1p(hours)) for hours in pair]
    yield _check(LOG_ERROR, mean_gap(errors[0], errors[1], weight, cluster, seed=seed), basis)


def _check(figure: Figure, gap: Gap, basis: str) -> Check:
    """Turn a gap into a verdict; ``gap`` is turned so that more is worse."""
    worse = Gap(ours=figure.sign * gap.ours, theirs=figure.sign * gap.theirs, error=gap.error)
    margin = figure.margin * (abs(gap.theirs) if figure.relative else 1.0)
    outcome, told = verdict(worse, margin, figure.unit)
    return Check(
        code=figure.code,
        label=figure.label,
        outcome=outcome,
        figure=f"{number(gap.ours, 3)} mod {number(gap.theirs, 3)} {figure.unit}; forskel {signed(gap.size, 3)} "
        f"(95 %: {signed(gap.least(), 3)} til {signed(gap.most(), 3)}) på {basis}",
        limit=f"ikke sikkert dårligere, og ikke måske mere end {number(margin, 3)} dårligere",
        told=told,
    )


def verdict(worse: Gap, margin: float, unit: str) -> tuple[Outcome, str]:
    """Return what a gap comes to, where more than nothing is worse.

    >>> verdict(Gap(ours=1.0, theirs=0.8, error=0.01), 0.05, "log-tab")[0].value
    'stopped'
    >>> verdict(Gap(ours=0.8, theirs=0.8, error=0.10), 0.05, "log-tab")[0].value
    'named'
    >>> verdict(Gap(ours=0.8, theirs=0.8, error=0.01), 0.05, "log-tab")[0].value
    'passed'
    """
    z = stop_z(len(FIGURES))
    if worse.least(z) > 0.0 and worse.size > NEGLIGIBLE * margin:
        return Outcome.STOPPED, f"Den nye model er sikkert dårligere på de nyeste sager ({unit})."
    if worse.most() <= margin:
        return Outcome.PASSED, ""
    may_be = f"Den nye model kan være op til {number(worse.most(), 3)} {unit} dårligere"
    if (Z95 + z) * worse.error <= margin:
        return Outcome.STOPPED, f"{may_be}, og der er sager nok til, at det skulle kunne afvises."
    return Outcome.NAMED, f"{may_be}; der er for få nye sager til at afvise det."


def _first(figure: Figure) -> Check:
    told = "Der er ingen model i brug at sammenligne med: det er den første."
    return _without(figure, Outcome.PASSED, "ingen model i brug", told)


def _other_scale(newest: Newest, figure: Figure) -> Check:
    if newest.trial.challenger.bundle.bands is not None:
        told = "Kategorierne er skåret efter timer, hver model med sine egne grænser: sammenlign timerne."
        return _without(figure, Outcome.PASSED, "kategorier efter timer", told)
    told = "De to modeller har hver sin skala, så ingen kan sige, om den nye er lige så god."
    return _without(figure, Outcome.UNMEASURED, "to forskellige skalaer", told)


def _too_few(figure: Figure, count: int, what: str) -> Check:
    told = "Vent, til flere nye sager er vurderet og fulgt, eller begrund hvorfor der ikke ventes."
    return _without(figure, Outcome.UNMEASURED, f"kun {count} {what}, som ingen af modellerne har lært af", told)


def _without(figure: Figure, outcome: Outcome, found: str, told: str) -> Check:
    limit = "ikke dårligere end modellen i brug på de samme nyeste sager"
    return Check(code=figure.code, label=figure.label, outcome=outcome, figure=found, limit=limit, told=told)
