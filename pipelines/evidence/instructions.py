"""How is the system to be used, and how not? Instructions for use (AI Act, Article 13), with the model's figures."""

from pipelines.evidence.annex_model import LIMITS
from pipelines.evidence.known import Known
from pipelines.evidence.paper import Chapter, Grid
from sagstyngde.danish import number, percent


def instructions(known: Known) -> tuple[Chapter, ...]:
    """Return the instructions for use."""
    figures = known.figures
    scale = known.scheme.scale
    return (
        Chapter(
            code="formaal",
            title="Formål og grænser",
            texts=("Systemet hjælper med at fordele sager. Det må ikke bruges til:",),
            points=LIMITS,
        ),
        Chapter(
            code="laes",
            title="Sådan læses et svar",
            texts=(
                "Kategorien er et forslag på kommunens egen skala. Sættet af sandsynlige kategorier siger, hvor "
                "sikkert det er: "
                "er der flere, kan modellen ikke skille dem. »Kan ikke målgruppevurderes« betyder, at modellen tier, "
                "med en grund.",
                f"Timer gælder de første {known.manifest.horizon} måneder; intervallet lover at rumme "
                f"{percent(known.manifest.interval_level)} af sagerne.",
                "Højst fem begrundelser; hver siger, hvad den lægger til eller trækker fra. De siger, hvad modellen "
                "lagde vægt "
                "på, ikke hvad der er årsag.",
            ),
            grids=(
                Grid(
                    caption="Skalaen",
                    header=("Kode", "Navn", "Betydning"),
                    rows=tuple((one.code, one.name, getattr(one, "definition", "") or "–") for one in scale),
                ),
            ),
        ),
        Chapter(
            code="goer",
            title="Hvad brugeren skal gøre",
            points=(
                "Oplys det, der er kendt; lad det, der ikke er vurderet, stå som ikke vurderet.",
                "Giv din egen vurdering først, når systemet beder om det.",
                "Tilsidesæt, når du ved noget, systemet ikke ved, og skriv hvorfor.",
                "Gennemgå ugens fordeling; det, der ikke kan overholdes, er nævnt.",
                "Luk en advarsel med en handling, ikke for at blive fri for den.",
            ),
        ),
        Chapter(
            code="ydeevne",
            title="Hvor god modellen er",
            texts=(
                f"Prøvet på {number(figures['n_test'])} nyere sager. Alle tal, også for grupper, står i "
                "modelkort.html og "
                "gruppetal.html."
                if figures
                else "Modellen er ikke prøvet på nyere sager: brug den ikke på virkelige sager.",
            ),
        ),
        Chapter(
            code="drift",
            title="Drift, vedligeholdelse og tilsyn",
            points=(
                "Hver nat: sagstyngde watch. Hver måned: overvågning af modellen. Hvert kvartal eller ved "
                "lovændring: gentræning.",
                "Sikkerhedskopi hver nat, og en øvelse i at gendanne mindst hvert halve år (sagstyngde drill).",
                "Loggen gemmes mindst seks måneder; denne dokumentation i ti år.",
            ),
            own=known.written("tilsyn", "kontakt"),
            old=known.outdated("tilsyn", "kontakt"),
        ),
    )
