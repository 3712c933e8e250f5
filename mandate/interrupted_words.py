"""Why can an interrupted time series tell nothing, and what must its reader know? In Danish."""

from collections.abc import Iterator

import numpy as np

from mandate.monthly import Monthly
from mandate.panel import Panel
from mandate.segments import Season, Segments
from mandate.trial_faults import LEAST_AFTER, LEAST_BEFORE, LEAST_IN_ALL
from sagstyngde.danish import count, day, number

DECISIONS_A_MONTH = 10
"""With fewer in a usual month, single decisions are the series."""
METHOD = "afbrudt tidsserie: niveau, hældning og årstid, med fejl, der varer ved fra måned til måned"
NOT_BEGUN = "Ingen team med afgørelser er begyndt på ordningen i perioden."
NO_CHANCE = "Tallene følger modellen helt: der er ingen tilfældighed at måle en virkning mod."


def too_little(series: Monthly, parts: Segments) -> str | None:
    """Say why the series is not enough; ``None``: it is."""
    return next((text for applies, text in _lacks(series, parts) if applies), None)


def _lacks(series: Monthly, parts: Segments) -> Iterator[tuple[bool, str]]:
    usual = float(np.median(series.counts))
    yield (
        series.before < LEAST_BEFORE,
        f"Der er {_months(series.before)} med afgørelser før ordningen. Der skal være mindst {LEAST_BEFORE}: "
        "ellers kan en udvikling før ordningen ikke skelnes fra årstiden.",
    )
    yield (
        series.after < LEAST_AFTER,
        f"Der er {_months(series.after)} med afgørelser under ordningen. Der skal være mindst {LEAST_AFTER}.",
    )
    yield (
        len(series.at) < LEAST_IN_ALL,
        f"Der er {_months(len(series.at))} med afgørelser i alt. Der skal være mindst {LEAST_IN_ALL}, så hver måned "
        "i året er med to gange: ellers kan årstiden ligne en virkning.",
    )
    yield (
        usual < DECISIONS_A_MONTH,
        f"Der er {number(usual)} afgørelser i en typisk måned. Der skal være mindst {DECISIONS_A_MONTH}: ellers er det "
        "enkelte afgørelser, der bestemmer udviklingen.",
    )
    yield (
        bool(np.isnan(series.values).any()),
        "Intet team har afgørelser efter samme bestemmelse på tværs af perioden: det kan ikke ses, om det er tallene "
        "eller kredsen af team og bestemmelser, der har ændret sig.",
    )
    yield (
        not parts.is_estimable,
        "Der mangler så mange måneder, at årstid, udvikling og virkning ikke kan skilles ad.",
    )


def notes(panel: Panel, series: Monthly, season: Season) -> tuple[str, ...]:
    """Return what was left out or assumed, a sentence each."""
    return tuple(text for applies, text in _notes(panel, series, season) if applies)


def _notes(panel: Panel, series: Monthly, season: Season) -> Iterator[tuple[bool, str]]:
    included, left_out = series.teams(panel), len(panel.months) - len(series.at)
    yield (
        included != {unit.team for unit in panel.units} or len(series.rows) < len(panel.units),
        f"Omfatter kun {count(len(included), 'team', 'teams')}, der begyndte {day(panel.months[series.start])}. De "
        "øvrige begyndte på et andet tidspunkt eller slet ikke.",
    )
    yield (
        season is Season.SWING,
        "Der er under to år før ordningen. Årstiden er derfor holdt som et enkelt udsving over året samt juli og "
        "december for sig; andre udsving kan ligne en virkning.",
    )
    yield left_out > 0, f"{_months(left_out).capitalize()} uden afgørelser er udeladt."
    yield True, "Viser, om udviklingen brød, da ordningen begyndte. Andet, der skete samtidig, kan ikke skilles fra."


def _months(number_of: int) -> str:
    return count(number_of, "måned", "måneder")
