"""How are the coverage figures of the staggered comparison read? In Danish."""

from collections.abc import Iterator, Sequence

from benchmarks.coverage_words import HARDER, HIGH, LOW, NAMES
from benchmarks.mandate_measured import Measured, Section, share_with_error
from benchmarks.surroundings import Json
from sagstyngde.danish import number, percent, signed

PEERS = ("clustered", "two_way", "lot")


def section(usual: Sequence[Json], hard: Sequence[Json], replications: int) -> Section:
    """Return the section: what was counted, and where the bar was not met."""
    below = [row for row in usual if _share(row) < LOW]
    above = [row for row in usual if _share(row) > HIGH]
    inside = len(usual) - len(below) - len(above)
    about = (
        f"Hver opdigtet situation er trukket {number(replications)} gange. Tallet er, hvor ofte grænserne (95 %) "
        "rummer den plantede virkning, vejet efter de afgørelser, den måles på. Grænserne og p-værdien er altid enige, "
        "så det, der mangler op til 100 %, er også, hvor ofte det sande forkastes: fejl af type I.",
        "Teams begynder på skift fra 16. til 25. måned af 36, og en femtedel til en tredjedel slet ikke. ρ er, hvor "
        "meget af en måneds fejl der er tilbage måneden efter. *Vores*: imputation med wild bootstrap over teams. "
        "*Lod*: samme skøn, grænser ved at trække starterne om (gælder kun, hvor de er trukket ved lod). "
        "*Klynget t*: samme skøn med klyngede standardfejl og t-fordeling. *Faste virkninger*: almindelig regression "
        "med faste virkninger af team og måned, klyngede fejl.",
        "*Vist med urette*: hvor ofte en påstand findes vist, selv om sandheden ligger lige på dens grænse. Det må ske "
        "i 5 % af forsøgene. *Bredde*: grænsernes afstand, i logaritmer (0,20 er omtrent 20 %) eller andele. "
        "*Udvikling før start*: hvor ofte prøven med urette finder, at teams var på vej hver sin vej, før de "
        "begyndte; det må også ske i 5 %.",
        f"Af {len(usual)} situationer ligger {inside} mellem 93 % og 97 %; {len(above)} ligger over (grænserne er "
        f"bredere end nødvendigt) og {len(below)} under. I gennemsnit dækker de "
        f"{percent(sum(map(_share, usual)) / len(usual))}; de er trukket af de samme tilfælde, så deres afvigelser "
        f"følges ad. Lavest: {_told(min(usual, key=_share))}. Højest: {_told(max(usual, key=_share))}.",
    )
    return Section(
        key="staggered",
        title="Forskel i forskelle med forskudt start",
        command="python -m benchmarks.staggered_coverage",
        about=about,
        tables=(_usual(usual), _hard(hard)),
        figures=[*usual, *hard],
    )


def _share(row: Json) -> float:
    return float(row["held"] / row["replications"])


def _told(row: Json) -> str:
    where = f"{NAMES[row['name']]}, {row['teams']} teams, ρ {number(row['rho'], 1)}"
    return f"{share_with_error(row['held'], row['replications'])} ({where})"


FIGURES = (
    "Vores",
    "Vist med urette",
    "Bredde",
    "Udvikling før start",
    "Klynget t",
    "Faste virkninger",
    "Lod",
)


def _usual(rows: Sequence[Json]) -> Measured:
    cells = tuple((NAMES[row["name"]], str(row["teams"]), number(row["rho"], 1), *_figures(row)) for row in rows)
    return Measured(title="Dækning af 95 %-grænser", columns=("Udfald", "Teams", "ρ", *FIGURES), rows=cells)


def _hard(rows: Sequence[Json]) -> Measured:
    columns = (HARDER, *FIGURES, "Vores skævhed", "Faste virkningers skævhed")
    cells = tuple((row["name"], *_figures(row), signed(row["bias"], 3), signed(row["two_way_bias"], 3)) for row in rows)
    return Measured(title="Dækning, når det er sværere", columns=columns, rows=cells)


def _figures(row: Json) -> Iterator[str]:
    yield share_with_error(row["held"], row["replications"])
    yield share_with_error(row["missed_above"], row["replications"])
    yield number(row["width"], 2)
    yield percent(row["drifted"] / row["replications"])
    yield from ("–" if row[peer] is None else percent(row[peer] / row["replications"]) for peer in PEERS)
