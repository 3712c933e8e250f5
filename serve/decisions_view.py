"""What does a case's page show of its decisions? Those made, how they fared, and the forms to ask and record with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from casework.deciding import remarks, told_before
from casework.mandates import newest
from mandate.intake import applied_for, provisions_on
from mandate.wording import UNIT_NAMES, amount_text
from sagstyngde.allowed import may, reaches_caseworker
from sagstyngde.case import Case
from sagstyngde.decision import AppealResult, Level, Outcome, Unit
from sagstyngde.errors import NotReady
from sagstyngde.operations import Operation
from serve.api.wire_mandate import RouteOut
from serve.decision_wording import LEVELS, OUTCOMES, RESULTS, days_text
from serve.form_reading import BLANK, Filling
from serve.language import _
from serve.work import Work
from serve.written import first
from storage.decisions import DecisionRecord, decisions_of
from storage.staff import all_staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A decision as it is read: the newest of a case stands first."""

    record: DecisionRecord
    provision: str
    level: str
    outcome: str
    amount: str
    days: str
    who: str
    remarks: tuple[str, ...]
    appeals: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be chosen in the forms."""

    provisions: Sequence[tuple[str, str]]
    units: Mapping[Unit, str]
    levels: Mapping[Level, str]
    outcomes: Mapping[Outcome, str]
    results: Mapping[AppealResult, str]
    staff: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The forms as they were filled in, and what was answered.

    ``asked`` is the question of who decides and ``route`` its answer; ``told`` a decision to record; ``appealed`` and
    ``mistaken`` are about the decision ``about``.
    """

    asked: Filling = BLANK
    route: RouteOut | None = None
    told: Filling = BLANK
    about: str = ""
    appealed: Filling = BLANK
    mistaken: Filling = BLANK

    @property
    def level(self) -> str:
        """The level of the route that was found, in words."""
        return "" if self.route is None else _(LEVELS[self.route.level])


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecisions:
    """All that the section of a case's decisions shows."""

    shown: tuple[Shown, ...]
    choices: Choices
    filled: Filled
    key: str
    today: date
    may_record: bool
    may_appeal: bool
    may_withdraw: bool
    blank: Filling = BLANK


def case_decisions(work: Work, case: Case, on: date, filled: Filled | None = None) -> CaseDecisions:
    """Return what the section shows, with its forms as they were filled in."""
    who = work.visit.principal
    names = {str(one.caseworker_id): one.name or one.caseworker_id for one in all_staff(work.connection)}
    found = decisions_of(work.connection, [case.case_id])
    return CaseDecisions(
        shown=tuple(_shown(one, case, found, names) for one in reversed(found)),
        choices=Choices(
            provisions=_provisions(work, case, on),
            units=UNIT_NAMES,
            levels=LEVELS,
            outcomes=OUTCOMES,
            results=RESULTS,
            staff=_staff(work),
        ),
        key=str(uuid4()),
        today=on,
        may_record=may(who, Operation.DECISION_RECORD),
        may_appeal=may(who, Operation.DECISION_APPEAL),
        may_withdraw=may(who, Operation.DECISION_WITHDRAW),
        filled=filled or Filled(),
    )


def _shown(
    record: DecisionRecord, case: Case, all_of_case: Sequence[DecisionRecord], names: Mapping[str, str]
) -> Shown:
    own = record.decision
    return Shown(
        record=record,
        provision=first(own.provision.text if own.provision else own.provision_text or _("ukendt bestemmelse")),
        level=_(LEVELS[own.level]),
        outcome=_(OUTCOMES[own.outcome]),
        amount=amount_text(own.amount) if own.amount else "",
        days=days_text(own.days),
        who=names.get(own.caseworker_id, own.caseworker_id) if own.caseworker_id else "",
        remarks=(*remarks(record, case), *told_before(record, all_of_case)),
        appeals=tuple((_(RESULTS[one.result]), one.decided_on) for one in record.appeals),
    )


def _provisions(work: Work, case: Case, on: date) -> tuple[tuple[str, str], ...]:
    """Return the provisions that can be picked, with their titles: those applied for first."""
    try:
        register = newest(work.connection).register
    except NotReady:  # adopted by a version of the program that took what this one does not: codes can still be typed
        return ()
    titles = {one.provision: one.title for one in register.provisions}
    wanted = provisions_on(register, applied_for(case.facts), on)
    ordered = dict.fromkeys((*wanted, *titles))
    return tuple((one.code, titles.get(one, one.text)) for one in ordered)


def _staff(work: Work) -> tuple[tuple[str, str], ...]:
    """Return the caseworkers that may be named: those within reach of whoever may see the staff list."""
    who = work.visit.principal
    return tuple(
        (one.caseworker_id, one.name or one.caseworker_id)
        for one in all_staff(work.connection, on=work.stamp.at.date())
        if reaches_caseworker(who, Operation.STAFF_LIST, one.caseworker_id, team=one.team)
    )
