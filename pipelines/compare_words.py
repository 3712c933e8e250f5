"""What does a comparison say in words? Which policy does best by each figure, by how much, and how sure is that?"""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from allocation.comparison import ACTUAL, Comparison, Range
from allocation.figures import FIGURES, Figure, Unit
from sagstyngde.danish import NO_BREAK, inside, listing, number, signed

NOTHING = "–"
LABELS: Mapping[str, str] = MappingProxyType(
    {
        ACTUAL: "det, der skete",
        "cpr_dag": "CPR-dag",
        "distrikt_og_kompetence": "distrikt og kompetence",
        "faa_flytninger": "få flytninger",
        "ledelsesmaessig_vurdering": "ledelsesmæssig vurdering",
        "ligelig_fordeling": "ligelig fordeling",
        "saerlige_kompetencer": "særlige kompetencer",
    }
)
"""What the embedded policies are called, where that is not the name of their file."""


def label(name: str) -> str:
    """Return a policy's name as people read it."""
    return LABELS.get(name, name)


def shown(value: float | None, unit: Unit) -> str:
    r"""Write a figure in its unit.

    >>> shown(0.256, Unit.SHARE), shown(None, Unit.DAYS), shown(1.5, Unit.RATIO)
    ('25,6\xa0%', '–', '1,50')
    """
    if value is None or math.isnan(value):
        return NOTHING
    if unit is Unit.SHARE:
        return f"{number(100.0 * value, 1)}{NO_BREAK}%"
    return number(value, 0 if unit is Unit.DAYS else 2)


def spanned(drawn: Range | None, unit: Unit) -> str:
    """Write a mean with the limits that nine of ten worlds lie between."""
    if drawn is None:
        return NOTHING
    return f"{shown(drawn.mean, unit)} ({shown(drawn.low, unit)}–{shown(drawn.high, unit)})"


def difference(drawn: Range | None, unit: Unit, points: str = "") -> str:
    """Write a difference with its limits; of shares, in percentage points."""
    if drawn is None:
        return NOTHING
    factor, decimals = (100.0, 1) if unit is Unit.SHARE else (1.0, 0 if unit is Unit.DAYS else 2)
    low, mean, high = (signed(factor * value, decimals) for value in (drawn.low, drawn.mean, drawn.high))
    return f"{mean}{points} ({low} til {high})"


def is_told_apart(drawn: Range | None) -> bool:
    """Whether nine of ten worlds agree on the sign of a difference."""
    return drawn is not None and (drawn.low > 0.0 or drawn.high < 0.0)


def findings(comparison: Comparison, reference: str) -> list[str]:
    """Say of each figure which policy has it lowest, against a reference, and from which it cannot be told apart."""
    return [text for figure in FIGURES if (text := _finding(comparison, figure, reference))]


def strengths(comparison: Comparison, name: str, reference: str) -> str:
    """Say what a policy is better and worse at than a reference, where nine of ten worlds agree on it."""
    better: list[str] = []
    worse: list[str] = []
    for figure in FIGURES:
        drawn = comparison.difference(name, reference, figure.name)
        if drawn is None or not is_told_apart(drawn):
            continue
        points = " procentpoint" if figure.unit is Unit.SHARE else ""
        text = f"{inside(figure.label)} {difference(drawn, figure.unit, points)}"
        (better if drawn.mean < 0.0 else worse).append(text)
    other = label(reference)
    return " ".join(
        [
            f"Bedre end {other}: {'; '.join(better)}." if better else f"Ikke bedre end {other} til noget, der er målt.",
            f"Dårligere: {'; '.join(worse)}." if worse else "Ikke dårligere til noget, der er målt.",
        ]
    )


def _finding(comparison: Comparison, figure: Figure, reference: str) -> str | None:
    drawn = {name: comparison.drawn(name, figure.name) for name in comparison.names if name != ACTUAL}
    means = {name: found.mean for name, found in drawn.items() if found is not None}
    if len(means) < 2:
        return None
    lowest = min(means.values())
    best = [name for name, mean in means.items() if mean == lowest]
    if len(best) == len(means):
        return f"{figure.label}: ens under alle politikker ({shown(lowest, figure.unit)})."
    close = [name for name in means if name not in best and not _is_worse(comparison, name, best[0], figure)]
    return " ".join(
        [
            f"{figure.label}: lavest under {listing([label(name) for name in best])} ({shown(lowest, figure.unit)})",
            *_against(comparison, best, reference, figure),
        ]
    ) + _told_of(close, everybody=len(close) == len(means) - len(best))


def _is_worse(comparison: Comparison, name: str, best: str, figure: Figure) -> bool:
    return is_told_apart(comparison.difference(name, best, figure.name))


def _against(comparison: Comparison, best: Sequence[str], reference: str, figure: Figure) -> list[str]:
    if reference in best:
        return []
    found = comparison.drawn(reference, figure.name)
    if found is None:
        return []
    points = " procentpoint" if figure.unit is Unit.SHARE else ""
    gap = comparison.difference(best[0], reference, figure.name)
    told = "" if gap is None else f", lavere i {gap.below} af {gap.worlds} verdener"
    return [
        f"mod {shown(found.mean, figure.unit)} under {label(reference)}; "
        f"forskel {difference(gap, figure.unit, points)}{told}"
    ]


def _told_of(close: Sequence[str], *, everybody: bool) -> str:
    if close and everybody:
        return ". Ingen af de andre er til at skelne derfra."
    return f". Ikke til at skelne derfra: {listing([label(name) for name in close])}." if close else "."
