"""Where is a decision to be made? By the register's first rule, in rising level, that covers it.

On the day of the decision those rules count that hold for the provision itself, or else for the nearest it is a part
of. A rule covers an amount up to its limit, never one that is not known; an amount in another unit is refused, never
converted. Alone (``Level.OWN``) only she decides who is employed on the day and fulfils the rule's conditions. What no
rule covers goes to the committee, with the reason.
"""

from datetime import date

from mandate.eligibility import common, eligibility
from mandate.question import Question
from mandate.register import Register, Rule
from mandate.timeline import Stretch, Timeline, timeline
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
    asked = Question(amount=amount, eligibility=eligibility(register.seniority, decider), on=on)
    return routed(register, timeline(register, provision), asked)


def routed(register: Register, over_time: Timeline, asked: Question) -> Route:
    """Return the route over a provision's timeline: ``route`` with what several questions share at hand."""
    rule = _first_rule(over_time, asked)
    is_own = rule is not None and rule.level is Level.OWN
    since = None if is_own else own_from(over_time, asked)
    return Route(
        level=Level.COMMITTEE if rule is None else rule.level,
        reason=reason(asked, over_time, rule=rule, own_from=since),
        rule=RuleReference(
            register=register.name, version=register.version, rule=None if rule is None else rule.rule_id
        ),
        own_from=since,
    )


def own_rule(over_time: Timeline, asked: Question) -> Rule | None:
    """Return the rule by which the decision may be made alone on the day, if any."""
    rule = _first_rule(over_time, asked)
    return rule if rule is not None and rule.level is Level.OWN else None


def own_from(over_time: Timeline, asked: Question) -> date | None:
    """Return the first day, that of the decision or later, on which it may be made alone."""
    days = (days for days, _ in _own_days(over_time, asked) if days.ends_on is None or asked.on <= days.ends_on)
    return min((max(span.starts_on, asked.on) for span in days), default=None)


def _own_days(over_time: Timeline, asked: Question) -> list[tuple[Span, Rule]]:
    """Return when it may be made alone, and by which rule, the day of the decision apart."""
    return [
        (days, rule)
        for stretch in over_time.stretches
        if _other_unit(stretch, asked) is None
        for rule in stretch.rules
        if rule.level is Level.OWN and asked.within(rule)
        for fulfilled in asked.eligibility.days(rule)
        if (days := common(stretch.days, fulfilled)) is not None
    ]


def _first_rule(over_time: Timeline, asked: Question) -> Rule | None:
    stretch = over_time.at(asked.on)
    if asked.amount is not None and (other := _other_unit(stretch, asked)) is not None:
        raise _refused(over_time.provision, asked.amount, other)
    return next((one for one in stretch.rules if asked.within(one) and _is_fulfilled(one, asked)), None)


def _other_unit(stretch: Stretch, asked: Question) -> Unit | None:
    """Return the unit of a limit that the amount cannot be held against."""
    if asked.amount is None:
        return None
    units = (rule.limit.unit for rule in stretch.rules if rule.limit is not None)
    return next((unit for unit in units if unit is not asked.amount.unit), None)


def _is_fulfilled(rule: Rule, asked: Question) -> bool:
    return rule.level is not Level.OWN or asked.eligibility.fulfils(rule, asked.on)


def _refused(provision: Provision, amount: Amount, other: Unit) -> AmountRefused:
    return AmountRefused(
        english=f"amount: it is in {amount.unit}, and the register's limit for {provision.code} is in {other}; "
        "state it in that",
        danish=f"beløb: det er angivet i {UNIT_NAMES[amount.unit]}, og kompetenceplanens grænse for {provision.text} "
        f"er i {UNIT_NAMES[other]}; angiv det sådan",
    )
