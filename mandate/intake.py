"""What does the register say of a case as it comes in? Which provisions its application is under, and who decides.

A case's facts name what is applied for by the scheme's codes (``bl_86``); the register says which provision each is on
a day. How much is to be decided is not known yet, so the answer is nothing where it depends on that.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mandate.eligibility import eligibility
from mandate.question import Question
from mandate.register import Register
from mandate.route import routed
from mandate.timeline import timeline
from mandate.wording import LEVEL_NAMES
from sagstyngde.case import FactValue
from sagstyngde.decision import Decider, Level, Route
from sagstyngde.provision import Provision

PROVISIONS = "provisions"
"""The fact, of a scheme that has it, that holds the codes of what is applied for."""
COMMITTEE = "committee_decision"
"""The fact, of a scheme that has it, that says whether the committee must decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Where one provision is decided: up to the highest limit there is (``least``), and whatever the amount (``most``).

    The two differ where the amount decides, which is not known at intake.
    """

    provision: Provision
    least: Route
    most: Route


def applied_for(facts: Mapping[str, FactValue]) -> frozenset[str]:
    """Return the scheme's codes for what a case applies for; none where its facts do not say.

    >>> applied_for({PROVISIONS: frozenset({"bl_86"})}), applied_for({})
    (frozenset({'bl_86'}), frozenset())
    """
    options = facts.get(PROVISIONS)
    return options if isinstance(options, frozenset) else frozenset()


def awaited(register: Register, facts: Mapping[str, FactValue], decision_on: date | None) -> tuple[Provision, ...]:
    """Return the provisions under which a case awaits its decision; none where no day is set for it."""
    return () if decision_on is None else provisions_on(register, applied_for(facts), decision_on)


def provisions_on(register: Register, options: Iterable[str], on: date) -> tuple[Provision, ...]:
    """Return the provisions that a scheme's codes stand for on a day; those the register does not know are left out.

    One that is not in force yet gives way to those it took the place of.
    """
    found = (one for option in sorted(set(options)) for one in _of_option(register, option, on))
    return tuple(dict.fromkeys(found))


def routings(register: Register, options: Iterable[str], decider: Decider | None, on: date) -> tuple[Routing, ...]:
    """Return where each provision is decided by a caseworker, or with ``None`` by the register alone."""
    who = eligibility(register.seniority, decider)
    return tuple(
        Routing(
            provision=one,
            least=routed(
                register, timeline(register, one), Question(amount=None, eligibility=who, on=on, at_best=True)
            ),
            most=routed(register, timeline(register, one), Question(amount=None, eligibility=who, on=on)),
        )
        for one in provisions_on(register, options, on)
    )


def needs_committee(register: Register, options: Collection[str], decider: Decider | None, on: date) -> bool | None:
    """Say whether the committee must decide on what a case applies for; nothing where that cannot be known yet.

    It must where one of the provisions goes there however small the amount, and need not where none of them does
    however large. In between the amount decides. A code that no provision in force stands for settles nothing, nor does
    an earlier provision without rules: the register was written after its time.
    """
    known = [one for one in routings(register, options, decider, on) if _speaks(register, one.provision, on)]
    if any(one.least.level is Level.COMMITTEE for one in known):
        return True
    is_whole = all(any(_speaks(register, one, on) for one in _of_option(register, code, on)) for code in options)
    if not options or not is_whole or any(one.most.level is Level.COMMITTEE for one in known):
        return None
    return False


def level_text(routing: Routing) -> str:
    """Name the level in Danish, or both ends where the amount decides.

    >>> from mandate.register_toml import example_register
    >>> on, example = date(2026, 11, 2), example_register()
    >>> [level_text(one) for one in routings(example, ["bl_81", "bl_83"], None, on)]
    ['egenkompetence', 'visitationsudvalg']
    """
    least, most = (LEVEL_NAMES[one.level] for one in (routing.least, routing.most))
    return least if least == most else f"{least} eller {most}, efter beløbet"


def _of_option(register: Register, option: str, on: date) -> Iterator[Provision]:
    for entry in register.provisions:
        if option in entry.options:
            former = [one for one in entry.former if _is_in_force(register, one, on)]
            yield from former if former and not entry.holds.holds(on) else [entry.provision]


def _speaks(register: Register, provision: Provision, on: date) -> bool:
    """Whether a register says anything of a provision in force on a day; of an earlier one it may have no rules."""
    is_earlier = any(provision in entry.former for entry in register.provisions)
    return _is_in_force(register, provision, on) and (
        not is_earlier or bool(timeline(register, provision).at(on).rules)
    )


def _is_in_force(register: Register, provision: Provision, on: date) -> bool:
    return any(entry.provision == provision and entry.holds.holds(on) for entry in register.provisions)
