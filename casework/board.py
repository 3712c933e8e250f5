"""What lies on the table? The stored cases as allocation sees them on a day: their hours, their people, their words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from casework.hands import MONTHS_BACK, shared_work
from casework.weighing import BY_COURSES, CaseWeight, Weigher, weights_of
from mandate.intake import awaited
from mandate.register import Register
from sagstyngde.case import Case, CaseId, CaseworkerId
from sagstyngde.months import add_months
from sagstyngde.plan import CaseToPlace, LeadersWord, SharedWork
from sagstyngde.provision import Provision
from storage.assessments import Answered
from storage.cases import CaseRecord
from storage.disqualifications import Disqualification, disqualified
from storage.engine import Connection
from storage.placements import Held, active
from storage.worked import worked

NO_WORD = LeadersWord()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """From which day on, so many months ahead; who is employed then; and what the leader says of cases.

    ``register`` is the one adopted for the day: it says which provisions decisions are awaited under. ``weigher`` says
    what open cases still take.
    """

    on: date
    months: int
    employed: Collection[CaseworkerId] = ()
    words: Mapping[CaseId, LeadersWord] = field(default_factory=dict)
    register: Register | None = None
    weigher: Weigher = BY_COURSES


def cases_on_board(
    connection: Connection,
    records: Sequence[CaseRecord],
    view: View,
    *,
    hidden: Collection[CaseId] = (),
    answers: Mapping[CaseId, Answered] | None = None,
) -> tuple[CaseToPlace, ...]:
    """Return stored cases as allocation sees them. Of ``hidden`` ones only the hours on whose desk they lie.

    ``answers`` are their newest, where they have been read already.
    """
    ids = [record.case.case_id for record in records]
    placed, barred = active(connection, ids), disqualified(connection, ids)
    weights = weights_of(connection, ids, answers)
    primary = {case_id: held for case_id, several in placed.items() for held in several if held.is_primary}
    holders = {case_id: held.caseworker_id for case_id, held in primary.items()}
    shared = shared_work(
        worked(connection, ids, since=add_months(view.on, -MONTHS_BACK)), holders, frozenset(view.employed)
    )
    hours = view.weigher.hours_left(
        [record.case for record in records], [weights[case_id] for case_id in ids], view.on, view.months
    )
    found: list[CaseToPlace] = []
    for record, left in zip(records, hours, strict=True):
        case_id = record.case.case_id
        lies = _Lies(
            held=primary.get(case_id),
            shared=shared.get(case_id, ()),
            leader=_told(view.words.get(case_id, NO_WORD), barred.get(case_id, ())),
        )
        case = _to_place(record.case, weights[case_id], view, hours=left, lies=lies)
        found.append(_unnamed(case, len(found)) if case_id in hidden else case)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lies:
    """On whose desk a case lies, who helps, and what the leader has said of it."""

    held: Held | None
    shared: tuple[SharedWork, ...]
    leader: LeadersWord


def _told(word: LeadersWord, barred: Sequence[Disqualification]) -> LeadersWord:
    if not barred:
        return word
    return replace(word, disqualified=word.disqualified | {one.caseworker_id for one in barred})


def _to_place(case: Case, weight: CaseWeight, view: View, *, hours: tuple[float, ...], lies: _Lies) -> CaseToPlace:
    return CaseToPlace(
        case_id=case.case_id,
        monthly_hours=hours,
        spread=weight.spread,
        category=weight.category,
        family_id=case.family_id,
        sibling_rule=case.sibling_rule,
        required_competences=case.required_competences,
        team=case.team,
        district=case.district,
        language=case.language,
        birth_day=case.birth_day,
        decision_on=case.decision_on,
        decision_under=_awaited(case, view.register),
        caseworker_id=lies.held.caseworker_id if lies.held else None,
        held_since=lies.held.starts_on if lies.held else None,
        shared=lies.shared,
        leader=lies.leader,
    )


def _awaited(case: Case, register: Register | None) -> tuple[Provision, ...]:
    return () if register is None else awaited(register, case.facts, case.decision_on)


def _unnamed(case: CaseToPlace, number: int) -> CaseToPlace:
    """Keep of a case only its hours, with who has it: nothing moves it, and nothing tells of it."""
    return CaseToPlace(
        case_id=CaseId(f"skjult-{number}"),
        monthly_hours=case.monthly_hours,
        spread=case.spread,
        caseworker_id=case.caseworker_id,
        shared=case.shared,
        leader=LeadersWord(pinned_to=case.caseworker_id),
    )
