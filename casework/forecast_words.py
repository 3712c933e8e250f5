"""How is a forecast said in Danish? The sentences of a report; every figure in them stands in a table too."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

import numpy as np

from allocation.arrivals import MONTHS_PER_YEAR
from allocation.forecast import Forecast, Question, Side
from allocation.outlook import quantiles
from allocation.sagstal import GUIDES
from allocation.scenario import Shift, Shifted
from features.scheme import Scheme
from sagstyngde.case import CaseworkerId
from sagstyngde.danish import amount, count, day, listing, number, percent, signed
from sagstyngde.months import add_months

METHODS = {
    "saeson_og_tendens": "Sæson og tendens",
    "gennemsnit_af_seneste_aar": "Gennemsnittet af de seneste 12 måneder",
    "samme_maaned_sidste_aar": "Samme måned sidste år",
}
IMPOSSIBLE = "En ligelig fordeling af en umulig belastning er stadig umulig: afdelingen er på {load}."
TEN_OF = "8 ud af 10 forløb"
NOBODY: Mapping[CaseworkerId, str] = MappingProxyType({})


def out_of(share: float) -> str:
    """Say a round share as a frequency.

    >>> out_of(0.8), out_of(0.95), out_of(0.87)
    ('8 ud af 10', '19 ud af 20', '87 ud af 100')
    """
    whole = next(whole for whole in (10, 20, 100) if whole == 100 or abs(share * whole - round(share * whole)) < 1e-9)
    return f"{round(share * whole)} ud af {whole}"


def often(chance: float) -> str:
    """Say how often something is to be expected.

    >>> often(0.31), often(0.0), often(0.97)
    ('3 ud af 10', 'under 1 ud af 20', 'over 19 ud af 20')
    """
    if not 0.05 <= chance <= 0.95:
        return "under 1 ud af 20" if chance < 0.5 else "over 19 ud af 20"
    return f"{max(1, min(9, round(10.0 * chance)))} ud af 10"


def month(on: date) -> str:
    """Name the month of a plan that begins on a day.

    >>> month(date(2026, 11, 1)), month(date(2026, 11, 15))
    ('nov. 2026', 'fra 15. nov. 2026')
    """
    return day(on).split(" ", 1)[1] if on.day == 1 else f"fra {day(on)}"


def month_names(told: Forecast) -> list[str]:
    """Name the plan's months."""
    return [month(add_months(told.question.on, place)) for place in range(told.question.months)]


def summary(told: Forecast, scheme: Scheme) -> Iterator[str]:
    """Say the answer before its grounds."""
    if scheme.synthetic:
        yield "Alle oplysninger er opdigtede."
    side, aim = told.base, told.question.aim
    unit, load = scheme.effort.unit, side.staffing
    low, high = quantiles(side.ahead.load.sum(axis=1)[:, None], (0.1, 0.9))[:, 0]
    yield (
        f"De næste {told.question.months} måneder ventes sagerne at tage {number(float(side.ahead.expected.sum()))} "
        f"{unit} ({TEN_OF} ligger mellem {number(float(low))} og {number(float(high))}); medarbejderne har "
        f"{number(float(load.hours.sum()))} til sager. Det er en belastning på {percent(load_of(side))}."
    )
    yield (
        f"For at holde belastningen på højst {percent(aim.limit)} over hele perioden i {out_of(aim.probability)} "
        f"forløb skal der {number(load.period_need, 1)} årsværk til. Der er {number(load.period_have, 1)}. "
        f"{gap(load.period_need - load.period_have)}"
    )
    busiest = int(np.argmax(np.where(np.isfinite(load.load), load.load, 0.0)))
    peak = percent(float(load.load[busiest]))
    yield f"Den højeste belastning i en enkelt måned er {peak} ({month_names(told)[busiest]})."
    if load_of(side) > 1.0:
        yield IMPOSSIBLE.format(load=percent(load_of(side)))


def load_of(side: Side) -> float:
    """Return the expected hours of all months over the hours there are; nought where there are none."""
    hours = float(side.staffing.hours.sum())
    return float(side.ahead.expected.sum()) / hours if hours > 0.0 else 0.0


def gap(lacking: float, then: str = "") -> str:
    """Say how many full-time equivalents are missing, or to spare."""
    if abs(lacking) < 0.05:
        return f"Det går {then}lige op."
    if lacking > 0.0:
        return f"Der mangler {then}{number(lacking, 1)} årsværk."
    return f"Der er {then}{number(-lacking, 1)} årsværk mere, end der skal til."


def what_if(told: Forecast, scheme: Scheme, people: Mapping[CaseworkerId, str] = NOBODY) -> Iterator[str]:
    """Say what is asked, and what it would change. ``people`` are the names of those who may be named, by id."""
    assert told.what_if is not None  # noqa: S101  the section is only made where there is one
    before, after = told.base, told.what_if
    yield f"Hvis {listing(list(asked(told, scheme, people)))}, ser det sådan ud."
    more = float(after.ahead.expected.sum() - before.ahead.expected.sum())
    have = after.staffing.period_have - before.staffing.period_have
    need = after.staffing.period_need - before.staffing.period_need
    yield (
        f"Over hele perioden: {signed(more, 0)} {scheme.effort.unit}, {signed(have)} årsværk til rådighed, "
        f"{signed(need)} årsværk, der skal til. Belastningen går fra {percent(load_of(before))} til "
        f"{percent(load_of(after))}. {gap(after.staffing.period_need - after.staffing.period_have, then='så ')}"
    )
    yield from newcomers(told.asked)
    if load_of(after) > 1.0:
        yield IMPOSSIBLE.format(load=percent(load_of(after)))


def newcomers(question: Question) -> Iterator[str]:
    """Say what those who are hired can do at first, where somebody is."""
    if question.scenario.hires:
        rules = question.rules
        yield (
            f"Nyansatte begynder på {percent(rules.ramp[0])} sagsarbejde og er på fuld tid efter "
            f"{amount(rules.ramp_months)} måneder; indtil da giver de færre årsværk, end de har kontrakt på."
        )


def asked(told: Forecast, scheme: Scheme, people: Mapping[CaseworkerId, str] = NOBODY) -> Iterator[str]:
    """Say what a what-if asks, a clause each. ``people`` are the names of those who may be named, by id."""
    names = {category.code: category.name for category in scheme.scale}
    scenario, usual, own = told.asked.scenario, told.question, told.asked
    for vacancy in scenario.vacancies:
        yield f"{people.get(vacancy.caseworker_id, vacancy.caseworker_id)} er væk fra {day(vacancy.starts_on)}"
    for hire in scenario.hires:
        hours = f"à {amount(hire.weekly_hours)} timer"
        yield f"{count(hire.count, 'nyansat', 'nyansatte')} {hours} begynder {day(hire.starts_on)}"
    for shift in scenario.shifts:
        yield _shifted(shift, names)
    for merge in scenario.merges:
        yield f"{listing(sorted(merge))} bliver ét team"
    if own.aim.limit != usual.aim.limit:
        yield f"belastningen højst må være {percent(own.aim.limit)}"
    if own.absence != usual.absence:
        yield f"{percent(own.absence)} af tiden går til fravær"


def _shifted(shift: Shift, names: dict[str, str]) -> str:
    what = "tiden på hver sag" if shift.shifted is Shifted.HOURS else "antallet af nye sager"
    of = f" i {listing([names[code] for code in sorted(shift.categories)])}" if shift.categories else ""
    return f"{what}{of} ganges med {number(shift.factor, 2)} fra {day(shift.starts_on)}"


def staffing(told: Forecast) -> Iterator[str]:
    """Say what a full-time equivalent is here."""
    question = told.question
    yield (
        f"Et årsværk er en fuldtidsstilling på 37 timer, fuldt indkørt og uden faste opgaver. {_absence(question)} "
        f"Af resten går {percent(question.rules.casework_share)} til sager. Det giver "
        f"{number(float(told.full_time_hours.mean()))} timer til sager om måneden."
    )
    yield (
        f"Måned for måned er de årsværk, der skal til, så mange, at belastningen i den måned er højst "
        f"{percent(question.aim.limit)} i {out_of(question.aim.probability)} forløb. Kan travle og rolige måneder "
        f"udligne hinanden, er {number(told.base.staffing.period_need, 1)} nok."
    )


def _absence(question: Question) -> str:
    if question.absence == 0.0:
        return "Der regnes ikke med andet fravær end det, der står i medarbejderfilen."
    return (
        f"Mindst {percent(question.absence)} af tiden regnes som fravær (ferie, sygdom, kurser); det fravær, der står "
        "i medarbejderfilen, tæller med i det."
    )


def arrivals(told: Forecast) -> Iterator[str]:
    """Say how many come, and which forecast was used."""
    past = told.materials.past
    drawn = told.base.ahead.arrivals.sum(axis=(1, 2))
    low, high = np.quantile(drawn, (0.1, 0.9))
    known = min(len(past), MONTHS_PER_YEAR)
    yield (
        f"Der ventes {number(float(drawn.mean()))} nye sager på {told.question.months} måneder ({TEN_OF} ligger mellem "
        f"{number(float(low))} og {number(float(high))}). De seneste {known} måneder kom der "
        f"{number(float(past[-known:].sum()))}."
    )
    if told.arrivals.scores:
        yield (
            f"Tre måder at regne på er prøvet fra {count(told.arrivals.origins, 'måned', 'måneder')} i historikken med "
            f"det, man vidste dengang. Bedst var: {METHODS[told.arrivals.used].lower()}. Den er brugt."
        )
    else:
        yield (
            f"Historikken rummer kun {count(len(past), 'hel måned', 'hele måneder')}. Det er for lidt til at prøve "
            "prognosen på tidligere måneder, og hverken årets gang eller tendensen kan kendes ret godt."
        )


def caseload(told: Forecast, scheme: Scheme) -> Iterator[str]:
    """Say what the classic count says, and why hours say something else."""
    load, guide = told.base.caseload, GUIDES[0]
    unit = scheme.effort.unit
    if load.full_time > 0.0:
        yield (
            f"Talt på den klassiske måde er der {number(load.per_full_time, 1)} sager pr. fuldtidsstilling. DS' "
            f"vejledende sagstal for børnehandicap var sidst {guide.low}–{guide.high} ({guide.year}); undersøg, om der "
            "er kommet et nyere. Vejledende sagstal er et udgangspunkt for dialog, ikke en facitliste."
        )
        one = told.question.aim.limit * float(told.full_time_hours.mean())
        yield (
            f"Med {guide.low}–{guide.high} sager pr. årsværk må en sag højst tage {number(one / guide.high, 1)}–"
            f"{number(one / guide.low, 1)} timer om måneden."
        )
    yield (
        f"Her tager en åben sag i gennemsnit {number(load.hours_a_case_month, 1)} {unit} om måneden. Med det forbrug "
        f"er der tid til {number(load.affordable, 1)} sager pr. årsværk."
    )
    yield (
        "Sagstallet tæller hver sag som én. Timerne viser, at kategorierne vejer forskelligt, og at en ny sag tager "
        "mere tid end en gammel: to sagsbehandlere med lige mange sager kan have hver sin belastning, og mange nye "
        "sager mærkes på timerne, før de ses på sagstallet. Sagstallet regner desuden med stillinger efter kontrakt; "
        "i timerne er fravær, indkøring og faste opgaver trukket fra."
    )
    if told.materials.idle:
        it = "den" if told.materials.idle == 1 else "de"
        yield (
            f"På {count(told.materials.idle, 'åben sag', 'åbne sager')} er der ikke registreret tid det seneste halve "
            f"år. Er {it} i virkeligheden afsluttet, er sagstallet for højt; for timerne betyder {it} næsten intet."
        )
    if told.question.norm is not None and told.base.by_norm is not None:
        yield (
            f"Med {number(told.question.norm)} sager pr. årsværk skal der i gennemsnit "
            f"{number(float(told.base.by_norm.mean()), 1)} årsværk til; regnet i timer skal der "
            f"{number(float(told.base.staffing.need.mean()), 1)}."
        )


TEAMS = (
    "Et lille team svinger mere i forhold til sin størrelse end et stort: i et team på en fjerdedel af afdelingen er "
    "de tilfældige udsving dobbelt så store i forhold til arbejdet. Klarer hvert team sig selv, skal der derfor flere "
    "årsværk til for at være lige så sikker. Udsving, som rammer alle på én gang, bliver ikke mindre af at lægge "
    "teams sammen.",
)
"""What it costs that teams do not help one another."""


def method(told: Forecast, scheme: Scheme) -> Iterator[str]:
    """Say how it was calculated, and what it cannot know."""
    now = told.materials
    source = (
        "Timer og kategorier er modelpakkens vurdering af hver sag."
        if told.has_bundle
        else "Uden modelpakke vejer hver sag som gennemsnittet af sin kategori i historikken."
    )
    yield (
        f"{source} Åbne sager tæller med det, der er tilbage af deres forløb; har en sag hidtil taget mere eller "
        "mindre tid end andre af sin slags, regnes der med, at det delvis bliver ved. Nye sager tæller med hele "
        "forløbet."
    )
    if now.known < 1.0:
        yield (
            f"Kategorien er ukendt for {percent(1.0 - now.known)} af de åbne sager; de deles ud på kategorierne efter, "
            "hvor sandsynlige de er."
        )
    if told.record.coverage is not None:
        without = ", uden modelpakke," if told.has_bundle else ""
        days = count(len(told.record.ratios), "tidligere dag", "tidligere dage")
        yield (
            f"Prognosen er også lavet{without} fra {days} og holdt op mod de {scheme.effort.unit}, der siden blev "
            f"registreret. På det grundlag regnes der med, at hele niveauet kan ligge {percent(told.record.level_sd)} "
            "forkert (én standardafvigelse)."
        )
    else:
        yield (
            "Prognosen har ikke kunnet holdes op mod tidligere måneders timer. Det er et skøn, at hele niveauet kan "
            f"ligge {percent(told.record.level_sd)} forkert (én standardafvigelse)."
        )
    yield (
        "Registrerede timer er det arbejde, der blev gjort, ikke det, der burde være gjort: har afdelingen manglet "
        "tid, er behovet større, end prognosen siger."
    )
    yield "Ændringer, der ikke er begyndt endnu, kender prognosen ikke; spørg med »hvad nu hvis«."
