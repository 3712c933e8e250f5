"""Which entries of a register cannot stand together? What would leave two answers to a question, or none that is meant.

On a day a level has one rule at most under a provision, limits rise with the level, and they are counted in one unit.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import combinations

from mandate.register import Register, RegisteredProvision, Rule
from mandate.register_places import PROVISION, RULE, At
from sagstyngde.decision import Span
from sagstyngde.errors import Fault
from sagstyngde.provision import Provision
from sagstyngde.shown import shown

_TWICE = ("stands twice", "står to gange")


def provision_conflicts(provisions: Collection[RegisteredProvision]) -> Iterator[Fault]:
    """Yield provisions and options that stand twice, and provisions that took the place of each other."""
    for code in _repeated(one.provision.code for one in provisions):
        yield At(PROVISION, code)("provision", *_TWICE)
    former = {one.provision: one.former for one in provisions}
    options = set(_repeated(option for one in provisions for option in one.options))
    for one in provisions:
        at = At(PROVISION, one.provision.code)
        for other in one.former:
            if other != one.provision and one.provision in former.get(other, ()):
                yield at(
                    "former",
                    f"{other.code} in turn says that this provision came before it",
                    f"{other.code} siger omvendt, at denne bestemmelse var dens forgænger",
                )
        for option in sorted(options & set(one.options)):
            yield at("options", f"{shown(option)} stands more than once", f"{shown(option)} står mere end ét sted")


def rule_conflicts(register: Register) -> Iterator[Fault]:
    """Yield what rules say against each other, or against the days on which their provision is in force."""
    for rule_id in _repeated(rule.rule_id for rule in register.rules):
        yield At(RULE, shown(rule_id))("rule_id", *_TWICE)
    in_force = {one.provision: one.holds for one in register.provisions}
    by_provision: dict[Provision, list[Rule]] = defaultdict(list)
    for rule in register.rules:
        by_provision[rule.provision].append(rule)
        yield from _out_of_force(rule, in_force.get(rule.provision))
    for rules in by_provision.values():
        for lower, higher in combinations(sorted(rules, key=_standing), 2):
            if _meet(lower.holds, higher.holds):
                yield from _against(lower, higher)


def _standing(rule: Rule) -> tuple[int, date]:
    return rule.level.rank, rule.holds.starts_on


def _meet(one: Span, other: Span) -> bool:
    """Whether two spans have a day in common."""
    return one.holds(other.starts_on) or other.holds(one.starts_on)


def _out_of_force(rule: Rule, in_force: Span | None) -> Iterator[Fault]:
    """Yield that a rule is about a provision nobody registered, or holds on days when it is not in force."""
    at, code = At(RULE, shown(rule.rule_id)), rule.provision.code
    if in_force is None:
        yield at(
            "provision",
            f"{code} is not registered; write it as a [[provision]]",
            f"{code} er ikke optaget i planen; skriv den som [[provision]]",
        )
        return
    first, last = in_force.starts_on, in_force.ends_on
    if rule.holds.starts_on < first:
        yield at("starts_on", f"{code} is in force from {first} only", f"{code} gælder først fra {first}")
    if last is not None and (rule.holds.ends_on is None or rule.holds.ends_on > last):
        yield at(
            "ends_on",
            f"{code} ended on {last}; let the rule end no later",
            f"{code} ophørte {last}; lad reglen slutte senest den dag",
        )


def _against(lower: Rule, higher: Rule) -> Iterator[Fault]:
    """Yield how two rules of one provision with a common day contradict each other; ``lower`` by level."""
    at, other = At(RULE, shown(higher.rule_id)), shown(lower.rule_id)
    if lower.level is higher.level:
        yield at(
            "level",
            f"holds on the same days as {other}, at the same level and under the same provision",
            f"gælder samme dage som {other}, på samme niveau og for samme bestemmelse",
        )
    elif higher.limit is None:
        return
    elif lower.limit is not None and lower.limit.unit is not higher.limit.unit:
        yield at(
            "unit",
            f"{other} is counted in {lower.limit.unit.value} on the same days; a provision has one unit at a time",
            f"{other} er regnet i {lower.limit.unit.value} de samme dage; en bestemmelse har én enhed ad gangen",
        )
    elif lower.limit is None or higher.limit.value < lower.limit.value:
        yield at(
            "limit",
            f"is lower than that of {other} on the same days, though {higher.level.value} is the higher level",
            f"er lavere end i {other} de samme dage, selv om {higher.level.value} er det højere niveau",
        )


def _repeated(words: Iterable[str]) -> list[str]:
    return [word for word, times in Counter(words).items() if times > 1]
