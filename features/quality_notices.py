"""What should an analyst know before training, and what would stop it? Sentences with a stable code."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from features.history import DEVELOP_SHARE, FEWEST_FOLLOWED, TRAIN_SHARE, History
from features.leakage import leaks
from features.panel import Panel, panel
from features.scheme import CategorySource, Scheme, Use
from sagstyngde.danish import percent
from sagstyngde.errors import Language

FEWEST_CASES = 150
"""Fewer labelled cases than this and a table would learn chance."""

FEWEST_SHOWN = 50.0
"""A diary that shows fewer whole months of cases than this tells chance; two weeks of one caseworker show about ten."""

FEWEST_PER_CATEGORY = 20
MOSTLY_MISSING = 0.5
MANY_REFUSED = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to know. ``code`` never changes; the texts may."""

    code: str
    text_da: str
    text_en: str

    def text(self, language: Language) -> str:
        """Return the sentence in the reader's language."""
        return self.text_da if language is Language.DANISH else self.text_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustments:
    """What the history tells differently than the rows, counted."""

    planned_closings: int = 0
    early_entries: int = 0
    entries_after_closing: int = 0
    open_totals: int = 0
    unseen_activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactQuality:
    """One fact over all kept cases. ``rare_option_count`` counts options with fewer than ten cases.

    Options are named only where the scheme declares them: learned ones are whatever was typed.
    """

    fact: str
    missing_share: float
    distinct_count: int
    rare_option_count: int = 0
    rare_options: tuple[str, ...] = ()

    @property
    def is_constant(self) -> bool:
        """Whether every known value is the same, so that nothing can be learned from it."""
        return self.distinct_count <= 1


def adjustment_notices(counted: Adjustments) -> Iterator[Notice]:
    """Tell what was counted differently than it stands."""
    sentences = {
        "planned_closings": (
            counted.planned_closings,
            "lukkedatoer ligger efter udtrækkets slutning; sagerne regnes som åbne",
            "closing dates lie after the end of the export; the cases count as open",
        ),
        "work_before_receipt": (
            counted.early_entries,
            "registreringer ligger op til en måned før sagens modtagelse; de tæller på modtagelsesdagen",
            "records lie up to a month before the receipt; they count on the day of receipt",
        ),
        "work_after_closing": (
            counted.entries_after_closing,
            "registreringer ligger efter sagens lukning; de tæller med i sagens tidsforbrug",
            "records lie after the closing; they count in the case's effort",
        ),
        "open_totals": (
            counted.open_totals,
            "åbne sager har et foreløbigt total; det tæller ikke, før sagen er lukket",
            "open cases have a running total; it does not count until the case is closed",
        ),
    }
    for code, (count, danish, english) in sentences.items():
        if count:
            yield Notice(code=code, text_da=f"{count} {danish}.", text_en=f"{count} {english}.")
    if counted.unseen_activities:
        names = ", ".join(counted.unseen_activities)
        yield Notice(
            code="unseen_activities",
            text_da=f"effort.minutes nævner aktiviteter, der ikke findes i historikken: {names}.",
            text_en=f"effort.minutes names activities the history does not hold: {names}.",
        )


def fact_notices(scheme: Scheme, facts: Sequence[FactQuality]) -> Iterator[Notice]:
    """Tell which facts will teach little; of those for audit only that they are empty."""
    for fact in facts:
        if fact.distinct_count == 0:
            yield Notice(
                code="empty_fact",
                text_da=f"{fact.fact}: er aldrig udfyldt; er det den rigtige kolonne?",
                text_en=f"{fact.fact}: is never filled in; is it the right column?",
            )
        elif scheme.fact(fact.fact).use is Use.MODEL:
            yield from _little_taught(fact)


def _little_taught(fact: FactQuality) -> Iterator[Notice]:
    if fact.is_constant:
        yield Notice(
            code="constant_fact",
            text_da=f"{fact.fact}: har kun én værdi og kan intet lære modellen.",
            text_en=f"{fact.fact}: has one value only and can teach a model nothing.",
        )
    elif fact.missing_share > MOSTLY_MISSING:
        yield Notice(
            code="mostly_missing_fact",
            text_da=f"{fact.fact}: mangler i {percent(fact.missing_share)} af sagerne.",
            text_en=f"{fact.fact}: is missing in {fact.missing_share:.0%} of the cases.",
        )
    if fact.rare_option_count:
        yield Notice(
            code="rare_options",
            text_da=f"{fact.fact}: valgmuligheder med færre end 10 sager: {fact.rare_option_count}.",
            text_en=f"{fact.fact}: options with fewer than 10 cases: {fact.rare_option_count}.",
        )


def history_notices(history: History, row_count: int, refused_count: int) -> Iterator[Notice]:
    """Tell what limits the history as a whole."""
    if refused_count > MANY_REFUSED * row_count:
        yield Notice(
            code="many_refused",
            text_da=f"{refused_count} af {row_count} rækker blev afvist; ret udtrækket, før der trænes.",
            text_en=f"{refused_count} of {row_count} rows were refused; correct the export before training.",
        )
    if not history.has_dates:
        yield Notice(
            code="no_dates",
            text_da="Historikken har ingen datoer; modellen kan ikke afprøves på senere sager end dem, den lærte af.",
            text_en="The history has no dates; a model cannot be tested on later cases than those it learned from.",
        )


def category_notices(categories: Mapping[str, int]) -> Iterator[Notice]:
    """Tell which categories have hardly any judged cases."""
    for code, count in categories.items():
        if count < FEWEST_PER_CATEGORY:
            yield Notice(
                code="rare_category",
                text_da=f"Kategori {code} har {count} vurderede sager og kan næppe læres.",
                text_en=f"Category {code} has {count} judged cases and can hardly be learned.",
            )


def stops(history: History, laid_out: Panel, categories: Mapping[str, int], labelled_count: int) -> Iterator[Notice]:
    """Tell what would stop training, and what is possible meanwhile."""
    for leak in leaks(history.scheme):
        yield Notice(code="leakage", text_da=leak.danish, text_en=leak.english)
    if labelled_count < FEWEST_CASES:
        yield _too_few(history, labelled_count)
    if history.scheme.category.source is CategorySource.JUDGED and sum(map(bool, categories.values())) == 1:
        yield Notice(
            code="one_category",
            text_da="Alle vurderede sager har samme kategori; der er intet at skelne mellem.",
            text_en="All judged cases have one category; there is nothing to tell apart.",
        )
    if labelled_count >= FEWEST_CASES and not laid_out.sampled and (followed := _followed(history)) < FEWEST_FOLLOWED:
        yield short_history(followed, history.scheme.effort.horizon_months)
    if laid_out.sampled and (shown := shown_months(laid_out)) < FEWEST_SHOWN:
        yield _short_diary(int(shown))
    if not laid_out.hours.any():
        yield Notice(
            code="no_effort",
            text_da="Historikken har intet registreret tidsforbrug inden for den periode, den dækker.",
            text_en="The history records no effort within the period it covers.",
        )


def short_history(followed: int, months: int) -> Notice:
    """Tell that hardly any case has shown its hours in full, and the ways out."""
    return Notice(
        code="short_history",
        text_da=f"Kun {followed} af de ældre sager er fulgt i alle {months} måneder, og der skal {FEWEST_FOLLOWED} til "
        "at lære, hvad et helt forløb tager; forkort effort.horizon_months i skemaet, eller vent.",
        text_en=f"Only {followed} of the older cases were followed over all {months} months, {FEWEST_FOLLOWED} are "
        "needed to learn what a whole course takes; shorten effort.horizon_months in the scheme, or wait.",
    )


def shown_months(laid_out: Panel) -> float:
    """Return how many whole months of cases within the horizon were seen, closed ones among them."""
    return float(laid_out.exposure[:, : laid_out.horizon].sum())


def _short_diary(shown: int) -> Notice:
    return Notice(
        code="short_diary",
        text_da=f"Registreringsperioderne har kun vist {shown} sagsmåneder, og der skal {FEWEST_SHOWN:g} til at lære, "
        "hvad en sag tager; registrér i flere uger eller med flere sagsbehandlere.",
        text_en=f"The diary has shown only {shown} case-months, {FEWEST_SHOWN:g} are needed to learn what a case "
        "takes; register for more weeks or with more caseworkers.",
    )


def _followed(history: History) -> int:
    """Count the cases that training would know in full; bands of effort are cut already on its oldest part."""
    if not history.has_dates:
        return len(history.cases)
    in_bands = history.scheme.category.source is CategorySource.EFFORT_BANDS
    day = history.received_share(TRAIN_SHARE if in_bands else DEVELOP_SHARE)
    return int(panel(history.as_of(day)).matured.sum())


def _too_few(history: History, labelled_count: int) -> Notice:
    is_judged = history.scheme.category.source is CategorySource.JUDGED
    what_da = "med en vurderet kategori" if is_judged else "der er fulgt hele den periode, tidsforbruget tælles over"
    what_en = "with a judged category" if is_judged else "followed over the whole horizon of effort"
    return Notice(
        code="too_few_cases",
        text_da=f"Der er {labelled_count} sager, {what_da}; der skal {FEWEST_CASES} til, før noget kan læres. Imens "
        "kan sager fordeles efter antal, kompetencer og ledelsens vurdering (sagstyngde allocate), og hver ny faglig "
        "vurdering og timeregistrering bringer tallet nærmere.",
        text_en=f"There are {labelled_count} cases {what_en}; {FEWEST_CASES} are needed to learn anything. "
        "Meanwhile cases can be allocated by number, competence and the leader's judgement (sagstyngde allocate), and "
        "every new judgement and recorded hour brings the number closer.",
    )
