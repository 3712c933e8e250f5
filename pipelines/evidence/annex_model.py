"""Annex IV, sections 1 to 4: what the system is, how it was made, how it behaves, and why it is measured as it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.card_words import CATEGORY_FIGURES, EFFORT_FIGURES, MODELS, SILENCES, warnings_said
from pipelines.evidence.components import OURS
from pipelines.evidence.group_tables import group_grids
from pipelines.evidence.known import Known
from pipelines.evidence.paper import Chapter, Grid
from sagstyngde.danish import count, day, number, percent

NOT_TRIED = "modellen er ikke prøvet på nyere sager, så ingen kender dens fejl"
LIMITS = (
    "At afgøre, hvordan en sag skal oplyses, eller hvilken hjælp der bevilges.",
    "At måle eller sammenligne sagsbehandlere.",
    "At handle uden et menneske: der træffes ingen automatiske afgørelser.",
)


def model_chapters(known: Known) -> tuple[Chapter, ...]:
    """Return sections 1 to 4."""
    return _general(known), _made(known), _behaves(known), _measured(known)


def _general(known: Known) -> Chapter:
    manifest, scheme = known.manifest, known.scheme
    return Chapter(
        code="1",
        title="1. Generel beskrivelse af systemet",
        texts=(
            "Sagstyngde forudsiger, hvor kompleks en ny sag om et barn med handicap er, og hvor mange timer den "
            "ventes at "
            "tage måned for måned, og foreslår, hvem der kan få den. Et menneske bestemmer altid kategorien og "
            "fordelingen.",
            f"Program: {OURS} {manifest.code_version}. Model: {manifest.content_hash}. Skema: {scheme.title}, udgave "
            f"{scheme.version}. Programmet er frit under MPL-2.0 og sættes i drift hos kommunen selv.",
            "Systemet tager imod sager fra fagsystemet gennem en API eller på egne sider i en browser; det kræver en "
            "almindelig server uden særligt udstyr. Alle dele med udgave står i sbom.json.",
            "Brugere: socialfaglige konsulenter, sagsbehandlere, ledere, analytikere, godkendere og revisorer, hver "
            "med sine "
            "egne sider. Hvad de ser og gør, står i brugsanvisningen.",
            "Det må systemet ikke bruges til:",
        ),
        points=LIMITS,
        own=known.written("udbyder", "opsaetning", "klassificering"),
        old=known.outdated("udbyder", "opsaetning", "klassificering"),
    )


def _made(known: Known) -> Chapter:
    manifest = known.manifest
    return Chapter(
        code="2",
        title="2. Hvordan systemet er udviklet",
        texts=(
            "Modellen er to pointtavler, der lægges sammen til en score og et indeks for timer, og en stigende "
            "omsætning til "
            "kategori og timer. Tavlerne læres af kommunens historik med lineære led og par eller små træer, hvis de "
            "gavner på ældre sager, og kan læses og underskrives (pointtavlen på siden Modellen).",
            f"Lært af {count(manifest.training_cases, 'sag', 'sager')} modtaget før {day(manifest.trained_through)}; "
            "prøvet "
            "på nyere sager, modellen ikke har set. Sagerne deles altid efter tid.",
            _origin(known.lineage),
            "Menneskeligt tilsyn er bygget ind: en del af sagerne vurderes, før forslaget vises; modellen tier med en "
            "grund; to klik tilsidesætter; to personer skal til, før en ny model svarer.",
            "Cybersikkerhed: adgang afgøres sag for sag, alle opslag logges i en kæde, der ikke kan ændres uset, "
            "CPR-numre "
            "ligger krypteret for sig, modelpakken kan ikke bære kode. Foranstaltninger og deres prøver står i "
            "risici.html.",
            "Ændringer, der er bestemt på forhånd: gentræning på nyere historik efter samme skema, prøvet og "
            "godkendt som "
            "her. Alt andet er en ny udgave af programmet.",
        ),
        points=tuple(f"{code} {title}" for code, title in known.decisions.items()),
        own=known.written("data"),
        old=known.outdated("data"),
    )


def _origin(lineage: Mapping[str, Any] | None) -> str:
    if lineage is None:
        return (
            "Oprindelse: modellen er ikke registreret med sin oprindelse. Hvilken historik den er lært af, kan "
            "derfor ikke "
            "vises ud over det, modelpakken selv siger."
        )
    told = {
        "historik": lineage.get("data_hash"),
        "programmets udgave": lineage.get("code_version"),
        "låste pakker": lineage.get("lock_hash"),
        "startværdi": lineage.get("seed"),
        "historikken læst": lineage.get("read_at"),
    }
    return "Oprindelse: " + "; ".join(f"{name} {value}" for name, value in told.items() if value is not None) + "."


def _behaves(known: Known) -> Chapter:
    figures = known.figures
    if figures is None:
        return Chapter(code="3", title="3. Overvågning, virkemåde og kontrol", lacking=NOT_TRIED)
    silence = figures["category"].get("abstention", {})
    return Chapter(
        code="3",
        title="3. Overvågning, virkemåde og kontrol",
        texts=(
            _in_short(figures),
            f"I {percent(silence.get('any', 0.0))} af sagerne foreslår modellen ingen kategori: "
            + ", ".join(f"{words} i {percent(silence[code])}" for code, words in SILENCES.items() if code in silence)
            + ". En sag kan have flere grunde.",
            "Kendte grænser: modellen er lært af én kommunes historik; sjældne forhold er set i få sager; ændringer "
            "i lov "
            "eller arbejdsgang kendes først, når der er sager nok; en begrundelse siger, hvad modellen lagde vægt på.",
            "Input er de oplysninger, skemaet nævner, som de kendes ved modtagelsen. En oplysning, der ikke er "
            "vurderet, "
            "er ukendt og aldrig nul. Uden for det kendte tier modellen.",
            "Hver gruppes fejl og undervurdering står nedenfor; »kan ikke afgøres« betyder for få sager, ikke ingen "
            "forskel.",
        ),
        points=tuple(warnings_said(figures, known.scheme)),
        grids=tuple(group_grids(figures)),
        own=known.written("tilsyn"),
        old=known.outdated("tilsyn"),
    )


def _in_short(figures: Mapping[str, Any]) -> str:
    category, effort = figures["category"], figures["effort"]
    hours = (
        f" For hver registreret time i de nyeste sager var {number(effort['bias_ratio'], 2)} forudsagt."
        if "bias_ratio" in effort
        else " Timerne kan ikke prøves endnu: ingen af de nyeste sager har hele forløbet bag sig."
    )
    return (
        f"Af de nyeste {number(figures['n_test'])} sager rammes {percent(category['accuracy'])} af kategorierne; "
        "sættet af "
        f"sandsynlige kategorier rummer den rigtige i {percent(category['coverage'])} (lovet "
        f"{percent(category['set_level'])})." + hours
    )


def _measured(known: Known) -> Chapter:
    figures = known.figures
    if figures is None:
        return Chapter(code="4", title="4. Hvorfor der måles, som der gør", lacking=NOT_TRIED)
    return Chapter(
        code="4",
        title="4. Hvorfor der måles, som der gør",
        texts=(
            "Kategorierne er ordnede, så et fejltrin på to er værre end ét: vægtet kappa. Sandsynligheder vises som "
            "hyppigheder og skal passe: log-tab og kalibreringsfejl. Sættet skal holde, hvad det lover: dækning. Timer "
            "lægges sammen til en uge: forholdet mellem forudsagt og registreret, og middelfejl på den enkelte sag.",
            "Undervurdering vejer tungest, fordi den, hvis sag regnes for let, får for lidt tid. Alle tal er målt på "
            "de "
            "nyeste sager med usikkerhed, ved siden af det enkleste, der kunne gøre det ud for en model.",
        ),
        grids=tuple(_beside(figures)),
    )


def _beside(figures: Mapping[str, Any]) -> Iterator[Grid]:
    """Yield both parts' figures with the baselines' beside them."""
    for part, named, caption in (
        ("category", CATEGORY_FIGURES, "Kategori: de samme nyeste sager"),
        ("effort", EFFORT_FIGURES, "Timer: de samme nyeste sager"),
    ):
        told = figures[part]
        rows = {"ours": told} | dict(told.get("baselines", {}))
        shown = [name for name in named if isinstance(told.get(name), int | float)]
        if shown:
            yield Grid(
                caption=caption,
                header=("Model", *(named[name] for name in shown)),
                rows=tuple(
                    (MODELS.get(model, model), *(_figure(found.get(name)) for name in shown))
                    for model, found in rows.items()
                ),
            )


def _figure(value: object) -> str:
    return number(value, 3) if isinstance(value, int | float) else "–"
