"""Are the newest labels people's own, or the model's own suggestions coming back? Against learning from an echo.

A judgement given before the suggestion was seen is blind. A model that is tried on accepted suggestions agrees with
itself, and after some rounds nobody knows what the cases are; so at least a fifth of the cases it is tried on must have
a blind word (R51). The models are held against blind words alone where there are enough (``pipelines.gate.newest``).
Beyond that, where seen words agree with the champion far more than blind ones do, the suggestion leads and is named.
"""

from collections.abc import Iterator

import numpy as np

from features.scheme import CategorySource
from models.uncertainty import difference, share
from pipelines.gate.newest import Newest, is_blind
from pipelines.gate.trial import Trial
from sagstyngde.danish import number, percent, signed
from sagstyngde.gate import Check, Outcome

LEAST_BLIND = 0.2
FEWEST_EACH = 30
ECHO = 0.10
"""Seen words may agree so much more with the suggestion than blind ones before it is named."""


def provenance(newest: Newest, alone: Newest) -> Iterator[Check]:
    """Yield a check for the share of blind words, one for what was taught, and one for the echo."""
    trial = alone.trial
    if trial.history.scheme.category.source is not CategorySource.JUDGED:
        told = "Kategorierne er skåret efter registrerede timer; ingen forslag kan komme igen som svar."
        yield _blind(Outcome.PASSED, "ingen vurderer kategorien", told)
    elif trial.champion is None:
        yield _blind(Outcome.PASSED, "ingen model i brug", "Ingen har endnu set et forslag, så alle ord er folks egne.")
    elif trial.history.scheme.columns.blind is None and trial.suggesting_since is None:
        told = "Skemaet har ingen kolonne for, om forslaget var set, så ingen ved, hvis ord modellen prøves på."
        yield _blind(Outcome.UNMEASURED, "ukendt", told)
    else:
        yield _blind_share(alone)
        yield _taught(trial)
        yield _echo(newest)


def _blind(outcome: Outcome, figure: str, told: str) -> Check:
    return Check(
        code="blind",
        label="Vurderet uden at se forslaget",
        outcome=outcome,
        figure=figure,
        limit=f"mindst {percent(LEAST_BLIND)} af de nyeste vurderede sager",
        told=told,
    )


def _blind_share(alone: Newest) -> Check:
    rows, blind = alone.cohort.labels.rows, alone.words.blind
    cases, with_blind = len(np.unique(rows)), len(np.unique(rows[blind]))
    part = with_blind / max(cases, 1)
    stops = part < LEAST_BLIND
    told = (
        "Modellen prøves på egne forslag, som nogen har sagt ja til. Få flere sager vurderet, før forslaget vises, "
        "og gentræn så."
    )
    outcome = Outcome.STOPPED if stops else Outcome.PASSED
    return _blind(outcome, f"{percent(part)} af {cases} vurderede sager", told if stops else "")


def _taught(trial: Trial) -> Check:
    """Name a history in which most words were given after the suggestion was seen."""
    words = trial.history.judgements
    blind = sum(is_blind(word, trial) for word in words) / max(len(words), 1)
    is_low = blind < LEAST_BLIND
    return Check(
        code="blind_taught",
        label="Uafhængige vurderinger at lære af",
        outcome=Outcome.NAMED if is_low else Outcome.PASSED,
        figure=f"{percent(blind)} af {len(words)} vurderinger",
        limit=f"mindst {percent(LEAST_BLIND)}; nævnes, stopper ikke",
        told="Modellen lærer mest af vurderinger, der er givet, efter forslaget var set." if is_low else "",
    )


def _echo(newest: Newest) -> Check:
    code, label = "echo", "Forslaget styrer ikke vurderingen"
    limit = f"højst {number(100 * ECHO)} procentpoint større enighed med forslaget, når det er set"
    labels, blind = newest.cohort.labels, newest.words.blind
    seen = int((~blind).sum())
    if newest.theirs is None or not newest.same_scale or min(seen, len(blind) - seen) < FEWEST_EACH:
        figure = f"{seen} vurderinger efter at have set forslaget, {len(blind) - seen} før"
        return Check(code=code, label=label, outcome=Outcome.PASSED, figure=figure, limit=limit)
    agrees = (newest.theirs.probability[labels.rows].argmax(axis=1) == labels.category).astype(np.float64)
    cluster = newest.children[labels.rows]
    parts = [share(agrees[mine], labels.weight[mine], cluster[mine]) for mine in (~blind, blind)]
    gap, low, high = difference(*parts)
    is_echo = low > 0.0 and gap > ECHO
    told = "Når forslaget er set, følges det langt oftere end folks egen vurdering ville: ordene er delvis dets ekko."
    return Check(
        code=code,
        label=label,
        outcome=Outcome.NAMED if is_echo else Outcome.PASSED,
        figure=f"{signed(100 * gap)} procentpoint (95 %: {signed(100 * low)} til {signed(100 * high)})",
        limit=limit,
        told=told if is_echo else "",
    )
