"""Which cases does a large municipality have, and who has them? Invented ones, as many as asked for.

A few hundred invented cases are assessed by a real model; all others are copies of them under ids, days and people of
their own. Seeded: the same cases each time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from models.assess import Assessor
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import Case, CaseId, CaseworkerId, ChildId, FamilyId
from sagstyngde.caseworker import Caseworker
from storage.stamp import Stamp

STAMP = Stamp(by="opdigtet", at=datetime(2026, 1, 2, 12, tzinfo=UTC))
OPEN, WAITING, BLIND, TOLD, SIBLING = 0.3, 0.01, 0.03, 0.6, 0.2
"""Shares of all cases: open; without a caseworker; drawn for blind judgement; judged or answered; with a sibling's."""
LEAST_WAITING = 3
"""So many cases wait in each team at the least: a queue that is empty shows nothing."""
YEARS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a municipality is."""

    cases: int = 20_000
    caseworkers: int = 200
    teams: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One case, its answer, and where it lies: with somebody, waiting, or closed; and what people have said to it."""

    case: Case
    answer: Assessment
    is_blind: bool
    is_judged: bool
    is_settled: bool

    @property
    def is_held(self) -> bool:
        """Whether somebody works on it."""
        return self.case.closed_on is None and self.case.caseworker_id is not None


def caseworker_of(number: int, size: Size, today: date) -> Caseworker:
    """Return one of the caseworkers: teams, districts and competences go in turn."""
    return Caseworker(
        caseworker_id=CaseworkerId(f"sb-{number:03}"),
        name=f"Sagsbehandler {number}",
        employed_on=today - timedelta(days=90 + 31 * (number % 60)),
        weekly_hours=37.0 - (number % 4),
        team=f"Team {number % size.teams}",
        districts=frozenset({f"distrikt {number % 7}"}),
        competences=frozenset({"autisme"} if number % 3 == 0 else ()),
    )


def cases_of(  # noqa: PLR0913  what they are copied from, whose they are, how many, as of when
    rng: np.random.Generator,
    assessor: Assessor,
    templates: Sequence[Case],
    staff: Sequence[Caseworker],
    *,
    size: Size,
    today: date,
) -> Iterator[Made]:
    """Yield the cases, the oldest first: the newest are open, the very newest wait, of each team's one for a word."""
    ids = [AssessmentId(f"skabelon-{number}") for number in range(len(templates))]
    answers = [assessor.assess(case, assessment_id=own, at=STAMP.at) for case, own in zip(templates, ids, strict=True)]
    opened, waiting = round(size.cases * OPEN), max(round(size.cases * WAITING), LEAST_WAITING * size.teams)
    days = np.sort(rng.integers(0, 365 * YEARS, size.cases))[::-1]
    chosen = rng.integers(0, len(templates), size.cases)
    family, is_blind, is_told = (rng.random(size.cases) < share for share in (SIBLING, BLIND, TOLD))
    for number in range(size.cases):
        left = size.cases - number
        template, own = templates[chosen[number]], CaseId(f"2026-{number:05}")
        received = today - timedelta(days=int(days[number] * (1 if left > opened else 0.25)))
        holder = None if left <= waiting else staff[number % len(staff)]
        case = replace(
            template,
            case_id=own,
            child_id=ChildId(f"barn-{number}"),
            family_id=FamilyId(f"familie-{number // 2}") if family[number // 2 * 2] else None,
            received_on=received,
            closed_on=None if left <= opened else min(received + timedelta(days=300), today),
            team=holder.team if holder else f"Team {number % size.teams}",
            caseworker_id=holder.caseworker_id if holder else None,
        )
        answer = replace(answers[chosen[number]], case_id=own, assessment_id=AssessmentId(f"vurdering-{number:05}"))
        drawn = bool(is_blind[number]) and holder is None
        told = bool(is_told[number]) and not drawn and left > size.teams  # somebody in each team waits for a word
        judged = told and number // len(staff) % 2 == 0
        yield Made(case=case, answer=answer, is_blind=drawn, is_judged=judged, is_settled=told and not judged)
