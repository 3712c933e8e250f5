"""How are many cases assessed at once? A line each, answered line by line, a part of the lines in each transaction.

The whole is idempotent, part by part: sent again with the same key after a broken connection, the lines already
answered are answered byte for byte as before and the others for the first time. So no client is left with a half of
which it cannot know the rest, and no long transaction keeps people waiting who work at the same time.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import Field

from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import CaseId
from sagstyngde.errors import SagstyngdeError
from sagstyngde.operations import Operation
from serve.api.answering import keep_answer
from serve.api.intake import as_stored, known_or_created
from serve.assesses import Assesses
from serve.blind import shown
from serve.bodies import BodyKind
from serve.dependencies import HouseRules, ReadyAssessor
from serve.house import House
from serve.ndjson import Line, Lines, read_line, written
from serve.openapi_parts import lines_body
from serve.problems import Problem, problem_body, problem_of
from serve.visits import Visit, Visiting
from serve.wire import CaseIn
from serve.wire_out import AssessmentOut, Out, WaitingOut
from serve.work import Work
from storage.answered import Reply
from storage.assessments import Answered

PART = 50
"""Lines a transaction: about a tenth of a second, so that nobody waits long for the write lock."""


class BatchLineOut(Out):
    """What is answered to one line: an assessment, or a problem."""

    line: int = Field(title="Linje", description="Linjens nummer i forespørgslen; 0 = send resten igen.")
    assessment: AssessmentOut | WaitingOut | None = Field(None, title="Vurdering")
    problem: dict[str, Any] | None = Field(None, title="Problem", description="Som Problem.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """A line that could be read and assessed; it is not stored yet."""

    case_in: CaseIn
    assessment: Assessment


def router(case_model: type[CaseIn]) -> APIRouter:
    """Return the route that takes many cases, under a scheme's model of a case."""
    made = APIRouter(tags=["Vurdering"])

    def assess_many(visit: Visiting, lines: Lines, assessor: ReadyAssessor, house: HouseRules) -> StreamingResponse:
        """Assess up to 1,000 cases, one JSON object a line. Each line is answered by its number.

        A line that is refused holds a problem and leaves the others as they are. Sent again with the same
        Idempotency-Key, the request is answered as before and goes on where it broke off.
        """
        batch = Batch(visit=visit, assessor=assessor, house=house, case_model=case_model)
        parts = batch.parts(lines)
        first = next(parts)  # whoever may not come in, or sends another body under the key, is told before it begins
        return StreamingResponse(_chained(first, parts), media_type=BodyKind.LINES.value)

    made.add_api_route(
        "/assessments/batch",
        assess_many,
        methods=["POST"],
        summary="Vurdér mange sager",
        operation_id=Operation.ASSESSMENT_BATCH,
        response_model=BatchLineOut,
        openapi_extra=lines_body("CaseIn"),
    )
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One request for many cases."""

    visit: Visit
    assessor: Assesses
    house: House
    case_model: type[CaseIn]

    def parts(self, lines: Sequence[Line]) -> Iterator[bytes]:
        """Answer part by part; each is durable before its bytes are given."""
        for begin in range(0, len(lines), PART):
            yield self._part(lines[begin : begin + PART])

    def _part(self, lines: Sequence[Line]) -> bytes:
        read = [(line.number, self._assessed(line)) for line in lines]
        return self.visit.once(lambda work: self._stored(work, read), part=str(lines[0].number)).body

    def _assessed(self, line: Line) -> Assessed | Problem:
        """Read and assess a line: outside the transaction, since it takes longer than storing."""
        case_in = read_line(line, self.case_model)
        if isinstance(case_in, Problem):
            return case_in
        try:
            assessment = self.assessor.assess(
                case_in.case(), assessment_id=AssessmentId(str(uuid4())), at=datetime.now(UTC)
            )
        except SagstyngdeError as error:
            return problem_of(error)
        return Assessed(case_in=case_in, assessment=assessment)

    def _stored(self, work: Work, read: Sequence[tuple[int, Assessed | Problem]]) -> Reply:
        told = [(number, self._answer(work, one)) for number, one in read]
        case_ids = tuple(case_id for _, (_, _, case_id) in told if case_id is not None)
        body = written((number, name, content) for number, (name, content, _) in told)
        return Reply(status=200, body=body, case_ids=case_ids)

    def _answer(self, work: Work, one: Assessed | Problem) -> tuple[str, object, CaseId | None]:
        if isinstance(one, Problem):
            return "problem", problem_body(one), None
        try:
            answered = work.attempt(self._keeps(one))
        except SagstyngdeError as error:
            return "problem", problem_body(problem_of(error)), None
        return "assessment", shown(answered).model_dump(mode="json"), one.assessment.case_id

    def _keeps(self, one: Assessed) -> Callable[[Work], Answered]:
        def keep(work: Work) -> Answered:
            record, _ = known_or_created(work, one.case_in, self.assessor.scheme)
            answer = as_stored(self.assessor, one.assessment, one.case_in.case(), record)
            return keep_answer(work, record, answer, is_blind=self.house.draws_blind(record.case.case_id))

        return keep


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    """Send part after part. Where one cannot be stored, say so in a last line: the request is to be sent again."""
    yield first
    try:
        yield from rest
    except SagstyngdeError as error:
        yield written(iter([(0, "problem", problem_body(problem_of(error)))]))
