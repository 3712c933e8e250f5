"""Which settings has each principle, and each rule of capacity, and what are they called in a field?"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from allocation import setting_text as shapes
from allocation.setting_text import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting: its name in TOML, what people call it, a hint, and how it is shown and read."""

    name: str
    label: str
    hint: str = ""
    form: Form


_TOLERANCE = Setting(
    name="tolerance",
    label="Må forringes for de næste måls skyld (%)",
    hint="0 betyder slet ikke. 3 giver plads til næsten alt det næste, uden at nogen mærker det.",
    form=shapes.PERCENT,
)
_HARD = Setting(
    name="hard",
    label="Hvor fast er det?",
    hint="En betingelse gælder for hver tildeling. Et ønske tæller som et mål, på sin plads i rækkefølgen.",
    form=shapes.HARD,
)
_WEEKS = Setting(
    name="weeks", label="Ugens nye sager skal række i (uger)", hint="1, når der fordeles hver uge.", form=shapes.NUMBER
)

SETTINGS: Mapping[str, tuple[Setting, ...]] = MappingProxyType(
    {
        "til_stede": (
            Setting(
                name="start_within_days",
                label="Skal være på arbejde inden for (dage)",
                hint="Så længe må en ny sag vente på sin sagsbehandler.",
                form=shapes.WHOLE,
            ),
        ),
        "soeskende": (),
        "soeskende_samlet": (_TOLERANCE,),
        "teams": (
            _HARD,
            _TOLERANCE,
            Setting(
                name="within",
                label="Hvilket team er en del af hvilket?",
                hint="Én linje for hvert: Team Nord A = Team Nord. Tomt: alle teams står alene.",
                form=shapes.WITHIN,
            ),
        ),
        "distrikt": (_HARD, _TOLERANCE),
        "rejseafstand": (
            _TOLERANCE,
            Setting(
                name="default",
                label="Afstand mellem distrikter, der ikke er nævnt",
                hint="I samme enhed som nedenfor: minutter eller kilometer.",
                form=shapes.NUMBER,
            ),
            Setting(
                name="distances",
                label="Afstande mellem distrikter",
                hint="Én linje for hver, skrevet én vej: Nord – Syd = 20. Tomt: der tælles sager uden for distriktet.",
                form=shapes.DISTANCES,
            ),
        ),
        "cpr_dag": (
            Setting(
                name="bands",
                label="Hvem har hvilke dage i måneden?",
                hint="Én linje for hver sagsbehandlers id: K01 = 1-10. Tilsammen alle 31 dage. Tomt: de deles lige.",
                form=shapes.BANDS,
            ),
        ),
        "saerlige_kompetencer": (
            _HARD,
            _TOLERANCE,
            Setting(
                name="fallback",
                label="Hvad kan træde i stedet, når ingen på arbejde har kompetencen?",
                hint="Én linje for hver kompetence: autisme = adhd. Tomt: intet kan træde i stedet.",
                form=shapes.FALLBACK,
            ),
        ),
        "ledelsesmaessig_vurdering": (_TOLERANCE,),
        "beslutningskompetence": (
            _TOLERANCE,
            Setting(
                name="months",
                label="Måneders ansættelse, hvor kompetenceplanen intet siger",
                form=shapes.WHOLE,
            ),
            Setting(
                name="competence",
                label="Kompetence, der så også kræves",
                hint="Navnet på listen over sagsbehandlere. Tomt: ingen.",
                form=shapes.MAYBE_TEXT,
            ),
        ),
        "oplaering": (
            _TOLERANCE,
            Setting(name="least", label="Sager til afgørelse hos hver nyansat, mindst", form=shapes.WHOLE),
            Setting(name="months", label="Nyansat er man i (måneder)", form=shapes.WHOLE),
        ),
        "sprog": (_HARD, _TOLERANCE),
        "balanceret_belastning": (
            _TOLERANCE,
            Setting(
                name="per",
                label="Belastningen regnes over",
                hint="Den værste måned vejer, når spidser gør mere ondt end summen.",
                form=shapes.SPAN,
            ),
            Setting(
                name="z",
                label="Luft til usikre timer (standardafvigelser)",
                hint="0 er ingen luft, 0,7 er det sædvanlige, 1,3 er meget.",
                form=shapes.NUMBER,
            ),
        ),
        "ligelig_fordeling": (_TOLERANCE,),
        "blanding": (_TOLERANCE,),
        "indfasning": (_TOLERANCE, _WEEKS),
        "kontinuitet": (
            _TOLERANCE,
            Setting(name="move_price", label="En flytning koster", form=shapes.NUMBER),
            Setting(
                name="price_per_year",
                label="Og for hvert år, sagsbehandleren har haft sagen",
                hint="Højst ti år tæller.",
                form=shapes.NUMBER,
            ),
            Setting(name="price_near_decision", label="Og når en afgørelse er nær", form=shapes.NUMBER),
            Setting(name="near_days", label="En afgørelse er nær inden for (dage)", form=shapes.WHOLE),
        ),
    }
)
"""By the principle's name; every setting it has, as a test holds."""

CAPACITY: tuple[Setting, ...] = (
    Setting(
        name="casework_share",
        label="Andel af arbejdstiden, der går til sager (%)",
        hint="68 er målt i Colorado i 2014. Sæt jeres eget tal; 60 til 85 er rimelige.",
        form=shapes.PERCENT,
    ),
    Setting(
        name="most_share",
        label="Fuldt bord: højst så stor en del af nettotimerne (%)",
        hint="Herover afvises en tildeling. Et forslag viser overbelastning, men er ikke bundet. Tomt: ingen grænse.",
        form=shapes.MAYBE_PERCENT,
    ),
    Setting(
        name="ramp",
        label="Nyansattes andel af fuld tid til sager (%)",
        hint="Jævnt fordelt over månederne nedenfor, adskilt af semikolon: 50; 100.",
        form=shapes.PERCENTS,
    ),
    Setting(name="ramp_months", label="Nyansatte er på vej til fuld tid i (måneder)", form=shapes.NUMBER),
    Setting(name="new_per_week_ramping", label="Nye sager om ugen til en nyansat, højst", form=shapes.NUMBER),
    Setting(
        name="leave_days",
        label="Fravær er en orlov fra (dage i træk)",
        form=shapes.WHOLE,
    ),
    Setting(name="weeks_after_leave", label="Sager kommer langsomt efter en orlov i (uger)", form=shapes.WHOLE),
    Setting(name="new_per_week_after_leave", label="Nye sager om ugen efter en orlov, højst", form=shapes.NUMBER),
)
"""The rules of capacity, all of them."""

HORIZON = Setting(
    name="horizon_months",
    label="Belastningen ses så mange måneder frem",
    hint="6 er det sædvanlige.",
    form=shapes.WHOLE,
)
NORMS = Setting(
    name="norm_hours",
    label="Timer om måneden for en sag uden skøn",
    hint="Én linje for hver kategori: A = 2,5. Tomt: som gennemsnittet af kategoriens sager.",
    form=shapes.HOURS,
)
