"""May a caseworker make the decisions a case awaits alone? The register's answer to allocation.

A decision that nobody may make alone is no objection to a person: it says nothing of who should have the case. An
amount that is not known yet is taken to be within the rule's limit, and the limit is told.
"""

from collections.abc import Iterable

from mandate.eligibility import Eligibility, eligibility
from mandate.question import Question
from mandate.register import Register, Rule
from mandate.route import own_from, own_rule
from mandate.timeline import timeline
from mandate.wording import amount_text, months_text
from sagstyngde.case import CaseworkerId
from sagstyngde.danish import listing, whole_day
from sagstyngde.decision import Decider, ExpectedDecision

_Clause = tuple[str, str]
"""What stands before the provisions it is about, and after them."""


class RegisterAuthority:
    """Answers by a register, for some caseworkers; ``sagstyngde.decision.Authority``."""

    def __init__(self, register: Register, deciders: Iterable[Decider]) -> None:
        self._register = register
        self._people = {one.caseworker_id: eligibility(register.seniority, one) for one in deciders}
        self._anybody = eligibility(register.seniority, None)

    def objection(self, awaits: tuple[ExpectedDecision, ...], caseworker_id: CaseworkerId) -> str | None:
        """Say why she may not make them all, of those that anybody may make alone; nothing where she may.

        Raises:
            AmountRefused: an amount is in another unit than the register's limit.

        """
        about: dict[_Clause, list[str]] = {}
        for one in awaits:
            if self._rule(one, self._anybody) is not None and (clause := self._clause(one, caseworker_id)) is not None:
                about.setdefault(clause, []).append(one.provision.text)
        told = [f"{before} {listing(list(dict.fromkeys(texts)))} {after}" for (before, after), texts in about.items()]
        return ", og ".join(told) or None

    def merit(self, awaits: tuple[ExpectedDecision, ...], caseworker_id: CaseworkerId) -> str | None:
        """Say which of them she may make alone, up to how much, and by whose rule; nothing where there are none.

        Raises:
            AmountRefused: an amount is in another unit than the register's limit.

        """
        whose = self._people.get(caseworker_id)
        rules = [(one, self._rule(one, whose)) for one in awaits] if whose is not None else []
        told = dict.fromkeys(f"{one.provision.text}{_how(rule, one)}" for one, rule in rules if rule is not None)
        return f"må selv træffe afgørelse efter {listing(list(told))}" if told else None

    def _rule(self, one: ExpectedDecision, whose: Eligibility) -> Rule | None:
        return own_rule(timeline(self._register, one.provision), _question(one, whose))

    def _clause(self, one: ExpectedDecision, caseworker_id: CaseworkerId) -> _Clause | None:
        """Say what stands in the way of somebody deciding alone what others may."""
        whose, alone = self._people.get(caseworker_id), "kan ikke træffe afgørelse efter"
        if whose is None:
            return f"har ingen oplyst ansættelse og {alone}", "alene"
        asked, over_time = _question(one, whose), timeline(self._register, one.provision)
        if own_rule(over_time, asked) is not None:
            return None
        if (since := own_from(over_time, asked)) is not None:
            return "kan først træffe afgørelse efter", f"alene fra den {whole_day(since)}"
        if whose.tenure(one.on) is None:
            return "er ikke ansat, når der skal træffes afgørelse efter", f"den {whole_day(one.on)}"
        rule = own_rule(over_time, _question(one, self._anybody))
        missing = rule.competence if rule is not None and not whose.is_trained(rule, one.on) else None
        why = f"når ikke {months_text(whose.seniority.months)} som ansat"
        return f"{why if missing is None else f'mangler kompetencen {missing}'} og {alone}", "alene"


def _question(one: ExpectedDecision, whose: Eligibility) -> Question:
    return Question(amount=one.amount, eligibility=whose, on=one.on, at_best=one.amount is None)


def _how(rule: Rule, one: ExpectedDecision) -> str:
    """Say up to how much, and whose rule it is where the provision has none of its own."""
    limit = "" if rule.limit is None else f"op til {amount_text(rule.limit)}"
    wider = "" if rule.provision == one.provision else f"efter reglen for {rule.provision.text}"
    told = ", ".join(filter(None, (limit, wider)))
    return f" ({told})" if told else ""
