"""How is a route told in Danish? One sentence a caseworker understands and a lawyer can check against the register."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from mandate.eligibility import Eligibility
from mandate.question import Question
from mandate.register import RegisteredProvision, Rule, Seniority
from mandate.seniority import Tenure
from mandate.timeline import Stretch, Timeline
from sagstyngde.danish import in_words, listing, number, whole_day
from sagstyngde.decision import Amount, Competence, Level, Unit

LEVEL_NAMES: Mapping[Level, str] = MappingProxyType(
    {
        Level.OWN: "egenkompetence",
        Level.TEAM: "teammøde",
        Level.SPECIALIST: "fagspecialist",
        Level.LEADER: "teamleder",
        Level.COMMITTEE: "visitationsudvalg",
    }
)
UNIT_NAMES: Mapping[Unit, str] = MappingProxyType(
    {
        Unit.KRONER_A_YEAR: "kr. om året",
        Unit.KRONER_A_MONTH: "kr. om måneden",
        Unit.KRONER_ONCE: "kr. som engangsbeløb",
        Unit.HOURS_A_WEEK: "timer om ugen",
        Unit.HOURS_A_MONTH: "timer om måneden",
        Unit.DAYS_A_MONTH: "døgn om måneden",
    }
)
_OPENINGS: Mapping[Level, str] = MappingProxyType(
    {
        Level.OWN: "Kan afgøres med egenkompetence",
        Level.TEAM: "Skal afgøres på et teammøde",
        Level.SPECIALIST: "Skal afgøres af en fagspecialist",
        Level.LEADER: "Skal afgøres af teamlederen",
        Level.COMMITTEE: "Skal i visitationsudvalget",
    }
)
_KRONER = frozenset({Unit.KRONER_A_YEAR, Unit.KRONER_A_MONTH, Unit.KRONER_ONCE})


def amount_text(amount: Amount) -> str:
    """Write an amount with its unit.

    >>> amount_text(Amount(value=60000, unit=Unit.KRONER_A_YEAR))
    '60.000 kr. om året'
    >>> amount_text(Amount(value=1250.5, unit=Unit.KRONER_ONCE))
    '1.250,50 kr. som engangsbeløb'
    >>> amount_text(Amount(value=1, unit=Unit.HOURS_A_WEEK)), amount_text(Amount(value=7.5, unit=Unit.HOURS_A_MONTH))
    ('1 time om ugen', '7,5 timer om måneden')
    """
    value, unit = amount.value, UNIT_NAMES[amount.unit]
    if float(value).is_integer():
        return f"{number(value)} {unit.replace('timer', 'time') if value == 1 else unit}"
    text = number(value, 2)
    return f"{text if amount.unit in _KRONER else text.rstrip('0')} {unit}"


def months_text(months: int) -> str:
    """Write a count of months.

    >>> months_text(1), months_text(6)
    ('én måned', 'seks måneder')
    """
    return f"{in_words(months)} {'måned' if months == 1 else 'måneder'}"


def reason(asked: Question, over_time: Timeline, *, rule: Rule | None, own_from: date | None) -> str:
    """Say where a decision is to be made and why; where it is not by herself, why she may not."""
    stretch = over_time.at(asked.on)
    opening = _opening(over_time, rule)
    if rule is not None and rule.level is Level.OWN:
        return f"{opening}: {', '.join(_permits(asked, rule))}."
    obstacles = list(_obstacles(asked, over_time, stretch, rule))
    told = f"{opening}: {'; '.join(obstacles)}."
    return told if own_from is None else _with_day(told, own_from)


def _with_day(told: str, own_from: date) -> str:
    day = f"den {whole_day(own_from)}"
    return told if day in told else f"{told} Egenkompetence fra {day}."


def _opening(over_time: Timeline, rule: Rule | None) -> str:
    if rule is None:
        return _OPENINGS[Level.COMMITTEE]
    wider = "" if rule.provision == over_time.provision else f" efter reglen for {rule.provision.text}"
    limit = "" if rule.limit is None or rule.level is Level.OWN else f" (højst {amount_text(rule.limit)})"
    return f"{_OPENINGS[rule.level]}{wider}{limit}"


def _permits(asked: Question, rule: Rule) -> list[str]:
    """Say what the right to decide alone rests on, and up to how much."""
    parts = list(
        _conditions(rule, asked.eligibility.seniority) if asked.eligibility.decider is None else _met(asked, rule)
    )
    if rule.limit is not None:
        parts.append(f"højst {amount_text(rule.limit)}")
    return parts or ["reglen stiller ingen betingelser og sætter ingen grænse"]


def _conditions(rule: Rule, seniority: Seniority) -> Iterator[str]:
    if rule.seniority:
        yield f"kræver ansættelse som sagsbehandler i {months_text(seniority.months)}"
    if rule.competence is not None:
        yield f"kræver kompetencen {rule.competence}"


def _met(asked: Question, rule: Rule) -> Iterator[str]:
    tenure = asked.eligibility.tenure(asked.on)
    if rule.seniority and tenure is not None and tenure.full_on is not None:
        since = whole_day(tenure.employments[0].starts_on)
        breaks = " med afbrydelser" if len(tenure.employments) > 1 else ""
        full = f"{months_text(asked.eligibility.seniority.months)} den {whole_day(tenure.full_on)}"
        yield f"ansat som sagsbehandler siden {since}{breaks} ({full})"
    if rule.competence is not None:
        yield f"har kompetencen {rule.competence}"


def _obstacles(asked: Question, over_time: Timeline, stretch: Stretch, rule: Rule | None) -> Iterator[str]:
    """Say what stands in the way of her deciding alone, and of the levels below the one it goes to."""
    if stretch.in_force is None:
        yield _out_of_force(over_time, asked.on)
        return
    if not stretch.rules:
        yield _unruled(over_time, asked.on)
        return
    own = next((one for one in stretch.rules if one.level is Level.OWN), None)
    if own is None:
        yield f"kompetenceplanen giver ikke egenkompetence efter {over_time.provision.text}"
    else:
        yield from _personal(asked, own)
    below = stretch.rules if rule is None else stretch.rules[: stretch.rules.index(rule)]
    yield from _exceeded(asked.amount, [one for one in below if not asked.within(one)])


def _personal(asked: Question, rule: Rule) -> Iterator[str]:
    """Say which of a rule's conditions she does not fulfil on the day."""
    decider, on = asked.eligibility.decider, asked.on
    if decider is None:
        return
    tenure = asked.eligibility.tenure(on)
    if tenure is None:
        yield _not_employed(asked.eligibility, on)
    elif rule.seniority and (tenure.full_on is None or tenure.full_on > on):
        yield _not_yet(asked, tenure)
    if rule.competence is not None:
        yield from _untrained(rule.competence, [one for one in decider.competences if one.name == rule.competence], on)


def _not_employed(whose: Eligibility, on: date) -> str:
    employments = [span for tenure in whose.tenures for span in tenure.employments]
    ended = [span.ends_on for span in employments if span.ends_on is not None and span.ends_on < on]
    begins = [span.starts_on for span in employments if span.starts_on > on]
    about = [f"ansættelsen sluttede den {whole_day(max(ended))}"] if ended else []
    about += [f"{'en ny' if ended else 'ansættelsen'} begynder den {whole_day(min(begins))}"] if begins else []
    note = f" ({', og '.join(about)})" if about else ""
    return f"sagsbehandleren er ikke ansat den {whole_day(on)}{note}"


def _not_yet(asked: Question, tenure: Tenure) -> str:
    months = months_text(asked.eligibility.seniority.months)
    if tenure.full_on is not None:
        decided = "" if asked.at_best else f" (afgørelsen træffes den {whole_day(asked.on)})"
        return f"sagsbehandleren har først været ansat i {months} den {whole_day(tenure.full_on)}{decided}"
    ends_on = tenure.employments[-1].ends_on
    why = "med orlov uden slutdato" if ends_on is None else f"før ansættelsen slutter den {whole_day(ends_on)}"
    return f"sagsbehandleren når ikke {months} som ansat, {why}"


def _untrained(name: str, spans: Sequence[Competence], on: date) -> Iterator[str]:
    if any(one.span.holds(on) for one in spans):
        return
    begins = [one.span.starts_on for one in spans if one.span.starts_on > on]
    ended = [one.span.ends_on for one in spans if one.span.ends_on is not None and one.span.ends_on < on]
    if begins:
        yield f"sagsbehandleren har først kompetencen {name} fra den {whole_day(min(begins))}"
    elif ended:
        yield f"sagsbehandlerens kompetence {name} gjaldt til og med den {whole_day(max(ended))}"
    else:
        yield f"sagsbehandleren mangler kompetencen {name}"


def _exceeded(amount: Amount | None, rules: Sequence[Rule]) -> Iterator[str]:
    limits = [(rule.level, rule.limit) for rule in rules if rule.limit is not None]
    if not limits:
        return
    told = listing([f"{LEVEL_NAMES[level]} ({amount_text(limit)})" for level, limit in limits])
    what = "beløbet" if limits[0][1].unit in _KRONER else "omfanget"
    if amount is None:
        yield f"{what} er ikke oplyst, og der er en grænse for {told}"
    else:
        yield f"{what} på {amount_text(amount)} er over grænsen for {told}"


def _unruled(over_time: Timeline, on: date) -> str:
    successors = listing([one.text for one in over_time.successors])
    instead = f" (se {successors})" if successors else ""
    return f"kompetenceplanen har ingen regel for {over_time.provision.text}{instead} den {whole_day(on)}"


def _out_of_force(over_time: Timeline, on: date) -> str:
    successors = listing([one.text for one in over_time.successors])
    instead = f" og er afløst af {successors}" if successors else ""
    if not over_time.entries:
        return f"{over_time.provision.text} står ikke i kompetenceplanen{instead}"
    coming = [entry for entry in over_time.entries if entry.holds.starts_on > on]
    if coming:
        return _coming(coming[0])
    last = over_time.entries[-1]
    ended = "" if last.holds.ends_on is None else f" gjaldt til og med den {whole_day(last.holds.ends_on)}"
    return f"{last.provision.text}{ended}{instead}"


def _coming(entry: RegisteredProvision) -> str:
    former = listing([one.text for one in entry.former])
    instead = f", hvor den afløser {former}" if former else ""
    return f"{entry.provision.text} gælder først fra den {whole_day(entry.holds.starts_on)}{instead}"
