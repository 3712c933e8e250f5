"""How are many records sent in one request? One JSON value a line (NDJSON), each line checked like a body of its own.

Every route that takes lines reads them here, so that none can forget a check of ``serve.bodies``.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from sagstyngde.errors import InputRefused
from serve.bodies import MAX_BYTES
from serve.json_bodies import json_problem
from serve.problems import Problem, problem_of

MOST_LINES = 1_000
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, by its number in the request (1 is the first)."""

    number: int
    text: bytes


async def _lines(request: Request) -> tuple[Line, ...]:
    parts = enumerate((await request.body()).split(b"\n"), start=1)
    found = tuple(Line(number, text) for number, text in parts if text.strip())
    if not 1 <= len(found) <= MOST_LINES:
        raise InputRefused(english=f"send between 1 and {MOST_LINES} lines", danish="send mellem 1 og 1.000 linjer")
    return found


Lines = Annotated[tuple[Line, ...], Depends(_lines)]


def read_line(line: Line, model: type[M]) -> M | Problem:
    """Read one line, or say why it cannot be used."""
    if len(line.text) > MAX_BYTES:
        return Problem(status=413, detail="En linje må højst fylde 256 KiB.")
    problem = json_problem(line.text)
    if problem is not None:
        return problem
    try:
        return model.model_validate(json.loads(line.text))
    except ValidationError as error:
        return problem_of(RequestValidationError(error.errors()))


def written(numbered: Iterator[tuple[int, str, Any]]) -> bytes:
    """Write answers line by line: the number of the line that is answered, and one thing said of it."""
    return b"".join(
        json.dumps({"line": number, name: told}, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        for number, name, told in numbered
    )
