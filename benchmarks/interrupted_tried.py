"""With what weight on how long errors last do the limits keep best what they promise? What ADR 0045 chose among.

Errors are AR(1) of known rho, laid in the columns of the lengths that are looked at; nothing of an outcome is in it,
since limits move with whatever the columns explain. The candidates share one fit and differ in its weights alone.

    python -m benchmarks.interrupted_tried        writes its section of docs/beslutningskompetence-maalt
"""

from dataclasses import replace
from datetime import date

import numpy as np

from benchmarks.mandate_measured import Measured, Section, record
from benchmarks.surroundings import Bar, Json, bar
from benchmarks.trial_world import lasting
from mandate.lasting import BEFOREHAND, RHOS, Mixture, mixture
from mandate.panel import Floats
from mandate.segments import segments
from sagstyngde.danish import number

LENGTHS = ((24, 12), (30, 18), (36, 18), (48, 24))
"""Months in all, and before."""
RHO = (0.0, 0.3, 0.5, 0.7)
REPLICATIONS = 1000
CHOSEN = "(1 + ρ)²(1 − ρ), valgt"
LEVEL = np.log1p(RHOS), np.log1p(-RHOS)
WEIGHTS: dict[str, Floats] = {
    "ligeligt −0,2 til 0,7": np.where((RHOS > -0.21) & (RHOS < 0.71), 0.0, -np.inf),
    "(1 + ρ)(1 − ρ)": LEVEL[0] + LEVEL[1],
    CHOSEN: BEFOREHAND,
    "(1 + ρ)³(1 − ρ)": 3.0 * LEVEL[0] + LEVEL[1],
}
BEST_GUESS = "ét gæt (REML)"


def tried(months: int, start: int, rho: float, replications: int) -> dict[str, int]:
    """Return how often each candidate's limits held the truth, which is nothing."""
    parts = segments(np.arange(months), start, date(2024, 1, 1))
    rng = np.random.default_rng([months, start, round(10 * rho)])
    held = dict.fromkeys((BEST_GUESS, *WEIGHTS), 0)
    for y in lasting(rng, replications, months, rho):
        found = mixture(parts.X, y, np.arange(months), parts.effect[None])
        likelihood = np.log(np.maximum(found.weights, 1e-300)) - BEFOREHAND
        best = np.where(np.arange(len(RHOS)) == likelihood.argmax(), 0.0, -np.inf)
        for name, weights in {BEST_GUESS: best, **WEIGHTS}.items():
            held[name] += _holds(found, likelihood + weights)
    return held


def _holds(found: Mixture, log_weight: Floats) -> bool:
    weights = np.exp(log_weight - log_weight.max())
    below = replace(found, weights=weights / weights.sum()).below(np.zeros(1)).item()
    return 0.025 <= below <= 0.975


def collect(tell: Bar) -> list[Json]:
    """Return the counts of every length and rho."""
    rows = []
    for months, start in LENGTHS:
        for rho in RHO:
            tell(f"{months} months, rho {rho}")
            held = tried(months, start, rho, REPLICATIONS)
            rows.append({"months": months, "before": start, "rho": rho, "replications": REPLICATIONS, "held": held})
    return rows


def section(rows: list[Json]) -> Section:
    """Return the section."""
    names = (BEST_GUESS, *WEIGHTS)
    cells = tuple(
        (
            f"{row['months']} ({row['before']} før)",
            number(row["rho"], 1),
            *(number(100 * row["held"][name] / row["replications"], 1) for name in names),
        )
        for row in rows
    )
    about = (
        "Fejlene er AR(1) med kendt ρ. Tallet er, hvor mange af 100 grænser (95 %) der rummer sandheden; hver celle er "
        f"{number(REPLICATIONS)} serier (± 1,4). Kandidaterne adskiller sig kun ved, hvilken vægt ρ har på forhånd; "
        "*ét gæt* lader, som om det mest sandsynlige ρ er det rigtige.",
    )
    table = Measured(title="Dækning i procent", columns=("Måneder", "ρ", *names), rows=cells)
    return Section(
        key="interrupted_tried",
        title="Afbrudt tidsserie: hvor meget varer fejl ved?",
        command="python -m benchmarks.interrupted_tried",
        about=about,
        tables=(table,),
        figures=rows,
    )


def main() -> None:
    """Measure and record."""
    with bar(len(LENGTHS) * len(RHO)) as tell:
        record(section(collect(tell)))


if __name__ == "__main__":
    main()
