"""What does each principle mean, and what does it cost? In Danish, for whoever puts them in order.

The figures under *measured* are those of docs/tildelingskriterier.md, where they come from a command; a test holds them
together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipleWords:
    """What it does, what it is good for, what it costs, and what was measured: ``where`` names the data."""

    means: str
    good: str
    costs: str
    measured: str = ""
    where: str = ""


_INVENTED = "opdigtet kommune med 14 sagsbehandlere"
_BUILDING = "byggesager, kommune 2 (BPI Challenge 2015)"

WORDS: Mapping[str, PrincipleWords] = MappingProxyType(
    {
        "til_stede": PrincipleWords(
            means="En ny sag går kun til en, der er ansat, snart er på arbejde og har timer til sager.",
            good="Ingen sag ligger hos en, der ikke er der. Gælder i alle politikker, også hvor det ikke står.",
            costs="Den, der er væk, får intet, før hun er på vej tilbage.",
        ),
        "soeskende": PrincipleWords(
            means="Samme eller forskellig sagsbehandler, hvor en person har besluttet det for sagen.",
            good="Familien møder den, der er besluttet.",
            costs="Det bliver aldrig besluttet automatisk: det skal overvejes for hver sag.",
        ),
        "soeskende_samlet": PrincipleWords(
            means="En ny sag går helst til den, der har en søskendes, hvor ingen har besluttet andet.",
            good="Færre voksne om samme familie.",
            costs="Gælder kun over for søskende, der allerede har en sagsbehandler; to nye i samme uge ser det ikke.",
        ),
        "teams": PrincipleWords(
            means="En sag går til en sagsbehandler i sagens eget team eller et team, der er en del af det.",
            good="Sparring og afløsning tæt på sagen, og faglig specialisering.",
            costs="Er et team presset, kan de andre ikke hjælpe.",
            measured="spredning i antal sager +4,2 procentpoint (+1,4 til +7,3)",
            where=_INVENTED,
        ),
        "distrikt": PrincipleWords(
            means="En sag går til en, der dækker dens distrikt.",
            good="Kendskab til skoler, dagtilbud og samarbejdspartnere, og kort rejsetid.",
            costs="Distrikter bliver skævt belastet, og et lille distrikt er sårbart ved sygdom og orlov.",
            measured="uden for distrikt −55,0 procentpoint (−58,9 til −52,2); spredning i antal sager "
            "+4,5 procentpoint (+2,0 til +7,4)",
            where=_INVENTED,
        ),
        "rejseafstand": PrincipleWords(
            means="Den samlede afstand fra sagens distrikt til sagsbehandlerens gøres lille.",
            good="Mindre tid på vejen, uden at et distrikt bliver en mur.",
            costs="Den, der dækker det distrikt, hvor der sker mest, får flest sager.",
        ),
        "cpr_dag": PrincipleWords(
            means="Barnets fødselsdag i måneden (1-31) afgør, hvem der får sagen. Kun dagen gemmes.",
            good="Forudsigeligt, kræver intet møde og kan ikke påvirkes.",
            costs="Blindt for tyngde og kompetencer, skiller søskende ad, og dagene 29-31 er sjældnere end de andre.",
            measured="spredning i belastning +10,1 procentpoint (+3,3 til +14,4)",
            where=_INVENTED,
        ),
        "saerlige_kompetencer": PrincipleWords(
            means="En sag går til en, der har alle de kompetencer, den kræver.",
            good="Faglig kvalitet, tempo og lovmedholdelighed i det, der kræver særlig viden.",
            costs="Den ene, der kan, får det hele, og oftest de tunge sager.",
            measured="manglende kompetence −56,6 procentpoint (−63,0 til −52,0)",
            where=_INVENTED,
        ),
        "ledelsesmaessig_vurdering": PrincipleWords(
            means="Lederens valg, udelukkelser og inhabilitet for den enkelte sag. Pladsen her er den, lederens egen "
            "rækkefølge af sagsbehandlere har blandt målene.",
            good="Kan tage hensyn til alt, også det, ingen har skrevet ned. Gælder i alle politikker.",
            costs="Svær at gennemskue og afhænger af personen. Inhabilitet bliver aldrig fraveget.",
        ),
        "balanceret_belastning": PrincipleWords(
            means="Den største belastning gøres så lille som muligt: forventede timer over nettotimer.",
            good="Det eneste, der ser på timer, deltid og ny i job.",
            costs="Antallet af sager bliver mere ulige, for sagerne vejer ikke det samme.",
            measured="spredning i antal sager +22,6 procentpoint (+20,4 til +27,4) og spredning i belastning "
            "−34,1 procentpoint (−42,8 til −27,1)",
            where=f"{_BUILDING}, politikken standard",
        ),
        "ligelig_fordeling": PrincipleWords(
            means="Lige mange sager til hver.",
            good="Enkelt, gennemsigtigt, og alle kan regne det efter. Godt sidst i listen.",
            costs="En tung sag tæller som en let, og en på halv tid får lige så mange som en på fuld tid.",
        ),
        "blanding": PrincipleWords(
            means="Hver får sin del af hver kategori, efter sine timer.",
            good="Ingen sidder med alle de tunge.",
            costs="Strider mod specialisering.",
        ),
        "indfasning": PrincipleWords(
            means="Nyansatte og dem, der er tilbage fra orlov, får ikke flere nye sager om ugen, end der står under "
            "timer til sager.",
            good="Et tomt bord bliver ikke fyldt på én dag.",
            costs="De andre får flere imens.",
        ),
        "oplaering": PrincipleWords(
            means="Hver nyansat har mindst én sag, der venter på en afgørelse, at lære af.",
            good="Nyansatte lærer at afgøre. Virker bedst før beslutningskompetence i listen.",
            costs="En sag, der snart skal afgøres, kan ligge hos en, der ikke må afgøre den alene.",
        ),
        "beslutningskompetence": PrincipleWords(
            means="En sag, der snart skal afgøres, går helst til en, der må afgøre den alene efter kompetenceplanen.",
            good="Sparer et led.",
            costs="Uden oplæring før sig lærer de nyansatte aldrig at afgøre.",
        ),
        "sprog": PrincipleWords(
            means="En sag går helst til en, der taler familiens sprog.",
            good="Færre samtaler gennem tolk.",
            costs="Få taler det samme sprog; som betingelse kan de få det hele.",
        ),
        "kontinuitet": PrincipleWords(
            means="Aktive sager må flytte, men så få som muligt; uden dette mål flytter intet.",
            good="Når nogen er overbebyrdet. Til omfordeling, ikke til hver uge.",
            costs="Et barn og en familie møder en ny sagsbehandler for hver flytning.",
        ),
    }
)
"""By the principle's name; every one a policy can name, as a test holds."""
