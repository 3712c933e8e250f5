"""What presses in the invented municipality, which steps were taken, and of which new case is hardly anything told?

Most steps were taken in time, some late, a few not at all.

Drawn from each case's id alone, so that the same municipality always tells the same story. All of it is invented.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import NAMESPACE_OID, uuid5

from casework.clock_rules import STATUTORY
from models.assess import Assessor
from sagstyngde.assessment import AssessmentId
from sagstyngde.case import Case, CaseId
from sagstyngde.milestone import Milestone, MilestoneId, MilestoneKind
from sagstyngde.months import add_months
from storage.assessments import insert_assessment
from storage.cases import insert_case
from storage.engine import Connection, open_engine, writing
from storage.milestones import insert_milestone
from storage.stamp import Stamp

_LIMITS = """\
# Opdigtet: kommunens offentliggjorte frister (retssikkerhedsloven § 3, stk. 2).
[[limit]]
area = "kompensationsydelse og merudgifter"
options = ["bl_86"]
provisions = ["BL § 86"]
weeks = 8

[[limit]]
area = "tabt arbejdsfortjeneste"
options = ["bl_87"]
provisions = ["BL § 87"]
weeks = 6
"""

BARELY_TOLD = CaseId("Opdigtet 2026-9002")
_JUST_IN = timedelta(days=7)
"""A case this new has waited for somebody to look at it."""
_RECORDED = timedelta(days=30)
"""So long before the week of the intake the invented municipality began to record the steps it takes."""

_PRESSING: tuple[tuple[int | None, int | None], ...] = ((3, None), (None, -2), (0, None), (None, 5))
"""Days since an *underretning* came in, and days until a decision is due."""


def published_limits(on: date) -> str:
    """Return the municipality's own clocks as it writes them; cases from long before a day are not watched."""
    return f"known_from = {on - _RECORDED}\n{_LIMITS}"


def some_urgent(cases: Sequence[Case], on: date) -> tuple[Case, ...]:
    """Return a week's intake in which four cases press, so that the day begins as it does in a municipality.

    An *underretning* whose 24 hours have run out and one of today, a decision that was due and one due within the week.
    """
    order = sorted(range(len(cases)), key=lambda place: cases[place].case_id)
    pressing = dict(zip(order[:: max(1, len(order) // len(_PRESSING))], _PRESSING, strict=False))
    return tuple(_pressed(case, pressing[place], on) if place in pressing else case for place, case in enumerate(cases))


def _pressed(case: Case, days: tuple[int | None, int | None], on: date) -> Case:
    reported, decided = days
    if reported is not None:
        facts = {**case.facts, STATUTORY.facts.notification: True}
        case = replace(case, received_on=on - timedelta(days=reported), facts=facts)
    return case if decided is None else replace(case, decision_on=on + timedelta(days=decided))


def receive_barely_told(database_url: str, assessor: Assessor, *, now: datetime | None = None) -> None:
    """Store a case that came after the week's proposal, and of which so little is told that the model is silent."""
    at = now or datetime.now(UTC)
    stamp = Stamp(by="demo:konsulent", at=at)
    case = Case(case_id=BARELY_TOLD, received_on=at.date())
    answer = assessor.assess(case, assessment_id=AssessmentId(str(uuid5(NAMESPACE_OID, BARELY_TOLD))), at=at)
    with writing(open_engine(database_url)) as connection:
        insert_assessment(connection, insert_case(connection, case, stamp), answer, by=stamp.by)


def record_invented_steps(connection: Connection, cases: Iterable[Case], on: date, stamp: Stamp) -> None:
    """Store the steps of open cases, up to a day."""
    for case in cases:
        for kind, reached_on, next_on in _steps(case, on):
            if reached_on <= on:
                own_id = MilestoneId(str(uuid5(NAMESPACE_OID, f"{case.case_id} {kind} {reached_on}")))
                step = Milestone(
                    milestone_id=own_id, case_id=case.case_id, kind=kind, reached_on=reached_on, next_on=next_on
                )
                insert_milestone(connection, step, stamp)


def _steps(case: Case, on: date) -> Iterator[tuple[MilestoneKind, date, date | None]]:
    facts, is_new = case.facts, on - case.received_on <= _JUST_IN
    if facts.get(STATUTORY.facts.notification) is True and not is_new and _draw(case, "underretning") < 0.85:
        late = 2 if _draw(case, "sent") < 0.08 else 0
        yield MilestoneKind.NOTIFICATION_ASSESSED, _later(case, late), None
    if facts.get(STATUTORY.facts.inquiry) in STATUTORY.facts.examinations and _draw(case, "undersøgelse") < 0.93:
        yield MilestoneKind.EXAMINATION_DONE, _later(case, 70 + round(60 * _draw(case, "varighed"))), None
    yield from _measures(case, on)
    born = facts.get(STATUTORY.facts.born_on)
    if isinstance(born, date) and _draw(case, "voksen") < 0.7:
        yield MilestoneKind.PREPARATION_BEGUN, add_months(born, 12 * 16 + 1), None
    if case.caseworker_id is not None and _draw(case, "kontakt") < 0.9:
        spoken = on - timedelta(days=round(70 * _draw(case, "samtale") ** 2))
        yield MilestoneKind.CONTACT, max(case.received_on, spoken), None


def _measures(case: Case, on: date) -> Iterator[tuple[MilestoneKind, date, date | None]]:
    """An indsats for most of those that have a caseworker, and its follow-ups every half year."""
    if case.caseworker_id is None or _draw(case, "indsats") > 0.6:
        return
    begun = _later(case, 130)
    yield MilestoneKind.MEASURE_BEGUN, begun, None
    held = begun + timedelta(days=60 + round(40 * _draw(case, "opfølgning")))
    while held <= on:
        following = add_months(held, 6)
        yield MilestoneKind.FOLLOWED_UP, held, following
        held = following + timedelta(days=round(20 * _draw(case, held.isoformat())) - 14)


def _later(case: Case, days: int) -> date:
    return case.received_on + timedelta(days=days)


def _draw(case: Case, what: str) -> float:
    """Return a number from 0 up to 1 that a case and a word always give."""
    return int.from_bytes(sha256(f"{case.case_id} {what}".encode()).digest()[:6]) / 2**48
