"""How are the coverage figures of the interrupted time series read? In Danish."""

from collections.abc import Iterator, Sequence

from benchmarks.coverage_words import HARDER, HIGH, LOW, NAMES
from benchmarks.mandate_measured import Measured, Section, share_with_error
from benchmarks.surroundings import Json
from sagstyngde.danish import number, percent, signed

PEERS = ("ols", "hac", "glsar")
FIGURES = ("Vores", "Vist med urette", "Bredde", "OLS", "HAC", "GLSAR")
LEAST = 0.94
"""The coverage at which a true claim is refuted in 6 per cent of the trials."""


def section(usual: Sequence[Json], hard: Sequence[Json], replications: int) -> Section:
    """Return the section: what was counted, and where the bar was not met."""
    below = [row for row in usual if _share(row) < LOW]
    above = [row for row in usual if _share(row) > HIGH]
    too_often = sum(_share(row) < LEAST for row in usual)
    inside = len(usual) - len(below) - len(above)
    about = (
        f"Hver opdigtet situation er trukket {number(replications)} gange. Tallet er, hvor ofte grænserne (95 %) "
        "rummer den plantede virkning. Grænserne og p-værdien er altid enige, så det, der mangler op til 100 %, er "
        "også, hvor ofte det sande forkastes: fejl af type I.",
        "Alle begynder samtidig midt i perioden. ρ er, hvor meget af en måneds fejl der er tilbage måneden efter. De "
        "andre metoder får samme månedstal og samme søjler: OLS lader, som om fejl ikke varer ved, HAC tager højde for "
        "det i standardfejlen, GLSAR gætter én gang på, hvor meget de varer ved.",
        "*Vist med urette*: hvor ofte en påstand findes vist, selv om sandheden ligger lige på dens grænse. Det må ske "
        "i 5 % af forsøgene. *Bredde*: grænsernes afstand, i logaritmer (0,20 er omtrent 20 %) eller andele.",
        f"Af {len(usual)} situationer ligger {inside} mellem 93 % og 97 %; {len(above)} ligger over (grænserne er "
        f"bredere end nødvendigt) og {len(below)} under. Lavest: {_told(min(usual, key=_share))}. "
        f"Højest: {_told(max(usual, key=_share))}. Fejl af type I er over 6 % i {too_often}.",
        "Bredden siger, hvad en tidsserie alene kan: at udgiften højst er steget 5 % eller 10 %, kan den ikke vise "
        "med disse måneder og teams. Det kræver teams, der begynder forskudt, eller flere år.",
    )
    return Section(
        key="interrupted",
        title="Afbrudt tidsserie",
        command="python -m benchmarks.interrupted_coverage",
        about=about,
        tables=(_usual(usual), _hard(hard)),
        figures=[*usual, *hard],
    )


def _share(row: Json) -> float:
    return float(row["ours"] / row["replications"])


def _told(row: Json) -> str:
    where = f"{NAMES[row['name']]}, {row['months']} måneder, ρ {number(row['rho'], 1)}, {row['teams']} teams"
    return f"{share_with_error(row['ours'], row['replications'])} ({where})"


def _usual(rows: Sequence[Json]) -> Measured:
    columns = ("Udfald", "Måneder", "ρ", "Teams", *FIGURES)
    cells = tuple(
        (NAMES[row["name"]], str(row["months"]), number(row["rho"], 1), str(row["teams"]), *_figures(row))
        for row in rows
    )
    return Measured(title="Dækning af 95 %-grænser", columns=columns, rows=cells)


def _hard(rows: Sequence[Json]) -> Measured:
    cells = tuple((row["name"], *_figures(row), signed(row["bias"], 3)) for row in rows)
    return Measured(title="Dækning, når det er sværere", columns=(HARDER, *FIGURES, "Skævhed"), rows=cells)


def _figures(row: Json) -> Iterator[str]:
    yield share_with_error(row["ours"], row["replications"])
    yield share_with_error(row["missed_above"], row["replications"])
    yield number(row["width"], 2)
    yield from (percent(row[peer] / row["replications"]) for peer in PEERS)
