"""Why can nothing be said by comparing teams, and what must a reader know where something can? In Danish."""

from collections.abc import Iterator

import numpy as np

from mandate.imputation import (
    COMPARED_TEAMS,
    LEAST_BEFORE,
    LEAST_BEGUN,
    LEAST_TEAMS,
    LEAST_UNDER,
    Parting,
    hangs_together,
)
from mandate.panel import Floats
from sagstyngde.danish import count, in_words, listing


def hindrance(parted: Parting, weights: Floats) -> str | None:
    """Say why the teams cannot be compared, or nothing where they can: ``weights`` are the cells' in the effect."""
    return next(_hindrances(parted, weights), None)


def _hindrances(parted: Parting, weights: Floats) -> Iterator[str]:
    deciding = len(parted.teams_of(parted.weights > 0.0))
    if deciding < LEAST_TEAMS:
        yield f"Der er afgørelser fra {count(deciding, 'team', 'teams')}; sammenligningen kræver mindst {LEAST_TEAMS}."
    if not parted.begun.any():
        yield "Ingen teams har truffet afgørelser under ordningen i perioden."
    if parted.lacking[parted.begun.any(axis=1)].all():
        yield (
            f"Ingen af de teams, der er begyndt, har {LEAST_BEFORE} måneder med afgørelser før deres start "
            "at sammenligne med."
        )
    months = int((parted.under > 0.0).any(axis=0).sum())
    if months < LEAST_UNDER:
        yield (
            f"Der er {count(months, 'måned', 'måneder') if months else 'ingen måneder'}, hvor nogle teams er begyndt, "
            f"mens mindst {in_words(COMPARED_TEAMS)} andre endnu ikke er; der skal være mindst {in_words(LEAST_UNDER)}."
        )
    if len(parted.teams_of(parted.under > 0.0)) < LEAST_BEGUN:
        yield "Kun ét team er begyndt og kan sammenlignes; dets egne udsving kan ikke skelnes fra ordningens virkning."
    if not hangs_together(parted, weights):
        yield "Måneder og teams hænger ikke sammen: der mangler afgørelser i for mange måneder før start."
    if np.ptp(parted.values[parted.used]) == 0.0:
        yield "Udfaldet er det samme i alle teams og måneder; så er der ingen usikkerhed at måle virkningen mod."


def too_few(parted: Parting) -> str:
    """Say that the uncertainty cannot be bounded."""
    begun = len(parted.teams_of(parted.under > 0.0))
    return (
        f"Kun {in_words(begun)} af {in_words(len(parted.names))} teams er begyndt og kan sammenlignes; "
        "det er for få til, at usikkerheden kan afgrænses."
    )


def remarks(parted: Parting, *, anticipation: int) -> tuple[str, ...]:
    """Say what was left out of the comparison, and why."""
    return tuple(_remarks(parted, anticipation))


def _remarks(parted: Parting, anticipation: int) -> Iterator[str]:
    if parted.lacking.any():
        yield (
            f"{listing(_named(parted))} er ikke med i virkningen: der er færre end {LEAST_BEFORE} måneder "
            "med afgørelser før starten."
        )
    begun = parted.begun & ~parted.lacking[:, None]
    uncompared = int((begun.any(axis=0) & ~(parted.under > 0.0).any(axis=0)).sum())
    if uncompared:
        yield (
            f"{count(uncompared, 'måned', 'måneder')} under ordningen er ikke med: der var færre end "
            f"{in_words(COMPARED_TEAMS)} teams tilbage, som ikke var begyndt."
        )
    if anticipation:
        yield f"{count(anticipation, 'måned', 'måneder')} lige før hvert teams start er udeladt: ordningen var ventet."


def _named(parted: Parting) -> list[str]:
    """Name what is lacking: a team, or its provision where others of it are not."""
    begun = parted.begun.any(axis=1)
    whole = {
        unit.team
        for place, unit in enumerate(parted.units)
        if parted.lacking[begun & (parted.team == parted.team[place])].all()
    }
    lacking = [unit for unit, is_lacking in zip(parted.units, parted.lacking, strict=True) if is_lacking]
    return sorted({unit.team if unit.team in whole else f"{unit.team} ({unit.provision})" for unit in lacking})


def reference(months: int) -> str:
    """Say what the effects about the start are measured from."""
    if not months:
        return "alle måneder før start og de teams, der ikke er begyndt"
    return f"måneder mere end {in_words(months)} før start og de teams, der ikke er begyndt"


def event_remarks(*, tested: int, unbounded: int) -> tuple[str, ...]:
    """Say what of the months about the start could not be told."""
    remarks = []
    if tested < 1:
        remarks.append(
            "Der er ikke måneder nok før start til at prøve, om de teams, der begyndte, allerede var på vej "
            f"et andet sted hen end de andre: det kræver mere end {LEAST_BEFORE}."
        )
    if unbounded:
        remarks.append(
            f"{count(unbounded, 'måned', 'måneder')} vises ikke: for få teams til, at usikkerheden kan afgrænses."
        )
    return tuple(remarks)
