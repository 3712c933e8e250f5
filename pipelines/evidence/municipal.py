"""Which documents must a municipality write itself? Templates that hold what is known, and ask for the rest.

A data protection impact assessment (GDPR 35), a fundamental rights impact assessment (AI Act 27), one of what
administrative law asks and a notice to employees (AI Act 26(7)). None of them is legal
advice, and none is finished before the municipality has written its part.
"""

from pipelines.evidence.known import Known
from pipelines.evidence.paper import Chapter, Grid
from pipelines.evidence.risk_paper import risk_chapter
from sagstyngde.danish import count, day, number


def data_protection(known: Known) -> tuple[Chapter, ...]:
    """Return the template of a data protection impact assessment."""
    return (
        Chapter(
            code="beskrivelse",
            title="Behandlingen, beskrevet systematisk",
            texts=(
                "Formål: at fordele sager om børn med handicap efter den tid, de tager, så ingen sagsbehandler får "
                "mere, end "
                "der er tid til. Ikke at vurdere barnet, familien eller medarbejderen.",
                f"Oplysninger: {count(len(known.scheme.facts), 'oplysning', 'oplysninger')} pr. sag efter skemaet, "
                "kategorien, "
                "timer pr. sag og hvem der har sagen. Flere er helbredsoplysninger (artikel 9).",
                "Registrerede: børn, deres familier og sagsbehandlere.",
                "Sådan behandles de: CPR-nummeret ligger krypteret for sig; resten af systemet kender et pseudonym. "
                "Modellen "
                "husker de nyeste sager uden navn, id og dag. Alle opslag logges. Opbevaring og sletning følger "
                "kommunens egne "
                "regler og kan køres som en kommando, der når alle tabeller.",
            ),
            own=known.written("brug"),
            old=known.outdated("brug"),
        ),
        Chapter(
            code="noedvendighed",
            title="Nødvendighed og proportionalitet",
            texts=(
                f"Registreret retsgrundlag: {known.history.basis.text} ({day(known.history.basis.decided_on)})."
                if known.history.basis
                else "Der er ikke registreret et retsgrundlag; på virkelige sager starter serveren ikke uden.",
                "Datatilsynet har udtalt, at udvikling kan hvile på kommunens opgaver, men at drift kræver et "
                "klarere grundlag "
                "(17. november 2023, j.nr. 2023-212-0015).",
                "Dataminimering: skemaet siger, hvilke oplysninger modellen må kende; følsomme træk bruges kun til "
                "at finde "
                "fejl mellem grupper og kan ikke flytte et svar.",
            ),
            own=known.written("noedvendighed", "hjemmel"),
            old=known.outdated("noedvendighed", "hjemmel"),
        ),
        risk_chapter(known, "Risici for de registrerede, og hvad der gøres"),
        Chapter(
            code="hoering",
            title="Rådgivning og høring",
            texts=(
                "Databeskyttelsesrådgiveren skal spørges, og de registrerede høres, hvor det er relevant (artikel 35).",
            ),
            own=known.written("raadgiver", "hoert"),
            old=known.outdated("raadgiver", "hoert"),
        ),
    )


def fundamental_rights(known: Known) -> tuple[Chapter, ...]:
    """Return the template of a fundamental rights impact assessment."""
    return (
        Chapter(
            code="brug",
            title="Hvordan systemet bruges, hvor længe og hvor ofte",
            texts=(
                "Ved visitation: en konsulent oplyser sagen, vurderer den i en del af tilfældene selv først, ser "
                "forslaget og "
                "afgør kategorien. En leder gennemgår ugens fordeling og gennemfører den.",
                f"Det seneste år: {count(known.log.answer_count, 'svar', 'svar')}, heraf "
                f"{number(known.log.withheld)} uden "
                "forslag.",
            ),
            own=known.written("brug"),
            old=known.outdated("brug"),
        ),
        Chapter(
            code="ramte",
            title="Hvem der kan blive ramt, og hvordan",
            texts=(
                "Børn, hvis sag regnes for let, kan få for lidt tid. Børn i små grupper kan være dårligere kendt af "
                "modellen. "
                "Sagsbehandlere kan få for meget eller føle sig målt. Tallene for hver gruppe står i gruppetal.html.",
                "Rettigheder, der især kan berøres: barnets tarv (artikel 24), ikke-forskelsbehandling (21), "
                "personer med "
                "handicap (26), databeskyttelse (8), god forvaltning (41) og rimelige arbejdsforhold (31) i EU's "
                "charter.",
            ),
            own=known.written("ramte", "hoert"),
            old=known.outdated("ramte", "hoert"),
        ),
        risk_chapter(known, "Risici for skade, og hvad der gøres"),
        Chapter(
            code="tilsyn",
            title="Menneskeligt tilsyn, klage og styring",
            texts=(
                "Et menneske afgør altid kategorien og fordelingen; modellen tier, når den ikke kan svare "
                "forsvarligt; alt "
                "undtagen forslaget virker uden model; en tidligere model kan tages i brug igen.",
            ),
            own=known.written("tilsyn", "klage"),
            old=known.outdated("tilsyn", "klage"),
        ),
    )


def administrative_law(known: Known) -> tuple[Chapter, ...]:
    """Return the template of what administrative law asks of a system that helps casework."""
    asked = (
        ("Hjemmel", "Systemet træffer ingen afgørelser; fordeling er intern sagstilrettelæggelse."),
        ("Officialprincippet", "En oplysning, der ikke er vurderet, er ukendt; modellen tier, når for lidt er oplyst."),
        ("Saglighed og lighed", "Hvad modellen må kende, står i skemaet; fejl måles for hver gruppe."),
        ("Skøn under regel", "Kategorien er et forslag; et andet valg tager to klik og en grund."),
        ("Partshøring og begrundelse", "Kategori og timer er ikke sagsoplysninger og må ikke begrunde en afgørelse."),
        (
            "Notatpligt og journalisering",
            "Hver vurdering, tilsidesættelse og fordeling er gemt med tid, person og model.",
        ),
        ("Aktindsigt", "Hvert svar kan gives igen af sin egen model; pointtavlen kan udleveres."),
        ("Egenacces", "Hvem der har set barnets oplysninger, kan skrives ud til familien."),
        ("Habilitet", "Inhabilitet registreres og kan ikke omgås af en fordeling."),
        ("Dokumentation og test", "Prøver og figurer er samlet her; se teknisk-dokumentation.html."),
    )
    return (
        Chapter(
            code="krav",
            title="Forvaltningsrettens krav, et for et",
            texts=("Hvad systemet gør ved hvert krav. Om det er nok, vurderer kommunen.",),
            grids=(
                Grid(
                    caption="Krav, og hvad systemet gør",
                    header=("Krav", "Hvad systemet gør"),
                    rows=asked,
                ),
            ),
        ),
        Chapter(
            code="kommunen",
            title="Kommunens egen vurdering",
            texts=("Konsekvensanalysen skal foreligge, før systemet tages i brug, og tages op igen, når det ændres.",),
            own=known.written("hjemmel", "sagsbehandling", "hoert"),
            old=known.outdated("hjemmel", "sagsbehandling", "hoert"),
        ),
    )


def notice(known: Known) -> tuple[Chapter, ...]:
    """Return the notice to caseworkers and their representatives."""
    return (
        Chapter(
            code="hvad",
            title="Hvad der sker",
            texts=(
                "Kommunen bruger et system, der foreslår, hvem der kan få en ny sag, ud fra hvor mange timer sagen "
                "ventes at "
                "tage, og hvor meget tid hver har. En leder gennemgår og gennemfører fordelingen; intet sker af sig "
                "selv.",
                "Systemet kender din aftalte tid, fravær, kompetencer, team og hvilke sager du har. Det kender de "
                "timer, der er "
                "registreret på sagerne.",
            ),
        ),
        Chapter(
            code="ikke",
            title="Hvad systemet ikke gør",
            points=(
                "Det gemmer ikke, hvor hurtigt nogen arbejder, og kan ikke sammenligne medarbejdere.",
                "Tempo regnes ud af timerne, når modellen lærer, og smides væk.",
                "Din oplevede belastning bruges ikke i fordelingen.",
                "Ugedagbogen måler sager, ikke dig: en leder ser ikke dine minutter.",
                "Det vurderer ikke adfærd, personlighed eller indsats.",
            ),
        ),
        Chapter(
            code="du",
            title="Hvad du kan gøre",
            points=(
                "Du ser dit eget bord og hvordan tallene er regnet.",
                "Du kan gøre indsigelse mod en fordeling og få svar.",
                "Du kan sige til, hvis du kan være inhabil.",
                "Du kan se, hvilken model der svarer, og hvor god den er.",
            ),
            own=known.written("medarbejdere", "kontakt"),
            old=known.outdated("medarbejdere", "kontakt"),
        ),
    )
