"""Where is a decision to be made? By the register's first rule, in rising level, that covers it.

On the day of the decision those rules count that hold for the provision itself, or else for the nearest it is a part
of. A rule covers an amount up to its limit, never one that is not known; an amount in another unit is refused, never
converted. Alone (``Level.OWN``) only she decides who is employed on the day and fulfils the rule's conditions. What no
rule covers goes to the committee, with the reason.
"""

from datetime import date

from mandate.course import Course, Stretch, course
from mandate.question import Question
from mandate.register import Register, Rule
from mandate.standing import common, standing
from mandate.wording import UNIT_NAMES, reason
from sagstyngde.decision import Amount, Decider, Level, Route, RuleReference, Span, Unit
from sagstyngde.errors import AmountRefused
from sagstyngde.provision import Provision


def route(  # noqa: PLR0917  what a route rests on
    register: Register, provision: Provision, amount: Amount | None, decider: Decider | None, on: date
) -> Route:
    """Return where a decision is to be made, why, and by which rule.

    Without a ``decider`` it is the route by the register alone, as for a caseworker who fulfils every condition. Its
    ``own_from`` is the first later day on which she may decide the same alone, as things stand: a month of employment
    more, a rule or a competence that begins.

    Raises:
        AmountRefused: the amount is in another unit than a limit that holds for the provision on the day.

    """
    asked = Question(amount=amount, standing=standing(register.seniority, decider), on=on)
    return routed(register, course(register, provision), asked)


def routed(register: Register, over_time: Course, asked: Question) -> Route:
    """Return the route for a provision's course; ``route`` with what several questions have in common at hand."""
    stretch = over_time.at(asked.on)
    if asked.amount is not None:
        _refuse_other_unit(over_time, stretch, asked.amount.unit)
    rule = next((one for one in stretch.rules if asked.within(one) and _is_fulfilled(one, asked)), None)
    level = Level.COMMITTEE if rule is None else rule.level
    own_from = None if level is Level.OWN else _own_from(over_time, asked)
    return Route(
        level=level,
        reason=reason(asked, over_time, rule=rule, own_from=own_from),
        rule=RuleReference(
            register=register.name, version=register.version, rule=None if rule is None else rule.rule_id
        ),
        own_from=own_from,
    )


def own_days(over_time: Course, asked: Question) -> list[tuple[Span, Rule]]:
    """Return when she may decide alone, and by which rule, from the first such days on."""
    return [
        (days, rule)
        for stretch in over_time.stretches
        for rule in stretch.rules
        if rule.level is Level.OWN and asked.within(rule)
        for fulfilled in asked.standing.days(rule)
        if (days := common(stretch.days, fulfilled)) is not None
    ]


def _own_from(over_time: Course, asked: Question) -> date | None:
    starts = (max(days.starts_on, asked.on) for days, _ in own_days(over_time, asked) if not _is_over(days, asked.on))
    return min(starts, default=None)


def _is_over(days: Span, on: date) -> bool:
    return days.ends_on is not None and days.ends_on < on


def _is_fulfilled(rule: Rule, asked: Question) -> bool:
    return rule.level is not Level.OWN or asked.standing.fulfils(rule, asked.on)


def _refuse_other_unit(over_time: Course, stretch: Stretch, unit: Unit) -> None:
    other = next((rule.limit.unit for rule in stretch.rules if rule.limit and rule.limit.unit is not unit), None)
    if other is None:
        return
    code, text = over_time.provision.code, over_time.provision.text
    raise AmountRefused(
        english=f"amount: it is stated in {unit}, and the register's limit for {code} is in {other}; state it in that",
        danish=f"beløb: det er angivet i {UNIT_NAMES[unit]}, og kompetenceplanens grænse for {text} er i "
        f"{UNIT_NAMES[other]}; angiv det sådan",
    )
