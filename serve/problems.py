"""What is a client told when something cannot be done? Problem details (RFC 9457) in Danish, and never its own input.

A body that is echoed in an error ends in a proxy's log, and here a body is a child's case. So an error names the field,
a stable code and what is expected; a field's name is shown only where it looks like one of ours. People's browsers get
the same words as a page.
"""

import logging
import re
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from sagstyngde.errors import (
    BundleRefused,
    CaseDiffers,
    CaseRefused,
    InputRefused,
    KeyMissing,
    KeyReused,
    LoginRefused,
    NotAllowed,
    NotReady,
    NotSignedIn,
    PlacementRefused,
    PlanSettled,
    PlanStale,
    RegisterRefused,
    SagstyngdeError,
    StateRefused,
    Unseen,
    VaultClosed,
    VersionDiffers,
    VersionMissing,
)
from serve.access.forms import SAFE
from serve.kept import kept_of
from serve.language import _, language, later
from serve.rendering import page
from serve.request_id import request_id

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
UNKNOWN_FIELD = "(ukendt felt)"
_MOST_ERRORS = 20
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_MANY_DIGITS = re.compile(r"\d{5}", re.ASCII)

TITLES: Mapping[int, str] = {
    400: later("Forespørgslen kan ikke læses"),
    401: later("Du er ikke logget ind"),
    403: later("Du har ikke adgang"),
    404: later("Det findes ikke"),
    405: later("Det kan ikke gøres her"),
    408: later("Forespørgslen kom for langsomt"),
    409: later("Det passer ikke med det, der står nu"),
    412: later("Ændret i mellemtiden"),
    413: later("Forespørgslen er for stor"),
    415: later("Indholdstypen kan ikke bruges"),
    422: later("Oplysningerne kan ikke bruges"),
    428: later("Forespørgslen mangler en betingelse"),
    431: later("Forespørgslens headere er for store"),
    500: later("Der skete en fejl hos os"),
    503: later("Systemet er ikke klar"),
}
DETAILS: Mapping[int, str] = {
    404: later("Adressen eller id'et er ukendt, eller det ligger uden for det, du har adgang til."),
    405: later("Adressen kan ikke bruges på den måde."),
    422: later("En eller flere oplysninger mangler eller har en værdi, der ikke kan bruges. Se felterne nedenfor."),
    500: later("Fejlen er registreret. Prøv igen, eller sig det til driften med fejlens id."),
}
_OTHERWISE = later("Forespørgslen kan ikke behandles.")
_UNUSABLE = later("har en værdi, der ikke kan bruges")
_STATUS: Mapping[type[SagstyngdeError], int] = {
    CaseDiffers: 409,
    InputRefused: 422,
    NotReady: 503,
    BundleRefused: 503,
    VaultClosed: 503,
    NotSignedIn: 401,
    LoginRefused: 401,
    NotAllowed: 403,
    Unseen: 404,
    KeyMissing: 400,
    KeyReused: 422,
    StateRefused: 409,
    PlacementRefused: 409,
    PlanStale: 409,
    PlanSettled: 409,
    VersionDiffers: 412,
    VersionMissing: 428,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """What is wrong with one field: its dotted name, a stable code and a Danish sentence."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One refusal: HTTP status, what happened and what to do (Danish), the fields it is about, its id in the log."""

    status: int
    detail: str
    errors: tuple[FieldError, ...] = ()
    instance: str = field(default_factory=lambda: f"urn:uuid:{request_id()}")

    @property
    def title(self) -> str:
        """The Danish heading of the status."""
        return _(TITLES[self.status]) if self.status in TITLES else _("Det kan ikke lade sig gøre")


def install(app: FastAPI) -> None:
    """Let every error of an app become a problem."""
    for kind in (RequestValidationError, SagstyngdeError, HTTPException, Exception):
        app.add_exception_handler(kind, _on_error)


def problem_of(error: Exception) -> Problem:
    """Return what a client is told of an error."""
    match error:
        case RequestValidationError():
            errors = tuple(_field_error(found) for found in error.errors()[:_MOST_ERRORS])
            return Problem(status=422, detail=_(DETAILS[422]), errors=errors)
        case SagstyngdeError():
            return _situation(error)
        case HTTPException(status_code=status):
            return Problem(status=status, detail=_(DETAILS.get(status, _OTHERWISE)))
        case _:
            return Problem(status=500, detail=_(DETAILS[500]))


def json_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem as JSON."""
    return JSONResponse(problem_body(problem), problem.status, headers=headers, media_type=MEDIA_TYPE)


def problem_body(problem: Problem) -> dict[str, object]:
    """Return what RFC 9457 calls a problem's members, and the fields it is about."""
    return {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": problem.instance,
        "errors": [asdict(error) for error in problem.errors],
    }


def field_path(parts: Sequence[object]) -> str:
    """Write where a fault lies, without repeating a key that is not one of ours.

    >>> field_path(["facts", "mobility"]), field_path(["facts", "0101901234"]), field_path(["tags", 2]), field_path([])
    ('facts.mobility', 'facts.(ukendt felt)', 'tags.2', 'body')
    """
    return ".".join(str(part) if isinstance(part, int) else _shown(str(part)) for part in parts) or "body"


def _shown(name: str) -> str:
    return name if _FIELD.fullmatch(name) and not _MANY_DIGITS.search(name) else UNKNOWN_FIELD


async def _on_error(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    kind = type(error).__name__  # never the text: it may hold a person's data
    if problem.status == 500:
        _log.error("%s status=500 kind=%s at %s", problem.instance, kind, _places(error))
    else:
        _log.info("%s status=%d kind=%s", problem.instance, problem.status, kind)
    if _is_part(request):
        return _shown_part(request, error, problem)
    if wants_page(request):
        return _shown_page(request, error, problem)
    return json_response(problem, _headers(error, problem))


def wants_page(request: Request) -> bool:
    """Whether a browser asks for a whole page, and so can show a person no JSON."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")


def problem_page(request: Request, problem: Problem, error: Exception | None = None) -> Response:
    """Show a person a problem, with the fields it is about, and give back what she sent (``serve.kept``)."""
    context = {"problem": problem, "kept": kept_of(request, error), "is_out": isinstance(error, NotSignedIn)}
    return page(request, "problem.html", context, status=problem.status)


def turned_away(request: Request, problem: Problem, headers: Mapping[str, str]) -> Response:
    """Return a problem as whoever asked can read it, while nobody knows who that is: a page, a part of one, or JSON."""
    if _is_part(request):
        answer: Response = page(request, "problem_part.html", {"problem": problem}, status=problem.status)
    elif wants_page(request):
        answer = problem_page(request, problem)
    else:
        return json_response(problem, headers)
    answer.headers.update(headers)
    return answer


def _shown_page(request: Request, error: Exception, problem: Problem) -> Response:
    """Show a person what happened. Whoever is not signed in is taken to the log-in, and back from there."""
    if isinstance(error, NotSignedIn) and request.method in SAFE:
        back = urlencode({"til": f"{request.url.path}?{request.url.query}".removesuffix("?")})
        return RedirectResponse(f"/log-ind?{back}", 303)
    return problem_page(request, problem, error)


def _is_part(request: Request) -> bool:
    """Whether a script of ours asks for a part of a page that a person has before her."""
    return "hx-request" in request.headers and not request.url.path.startswith("/api/")


def _shown_part(request: Request, error: Exception, problem: Problem) -> Response:
    """Say in the page what happened: what was typed stays there. Where nothing was sent, ask for the whole page."""
    if isinstance(error, NotSignedIn) and request.method in SAFE:
        return json_response(problem, {"HX-Refresh": "true"})
    return page(request, "problem_part.html", {"problem": problem}, status=problem.status)


def _places(error: Exception) -> str:
    """Name the innermost frames of an error: what a developer needs of a traceback, without its text."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)


def without_text(record: logging.LogRecord) -> bool:
    """Logging filter: take the traceback off a record, whose last line is the error's text. ``_on_error`` has told it.

    >>> record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "Exception", None, (ValueError, None, None))
    >>> without_text(record), record.exc_info
    (True, None)
    """
    record.exc_info = None
    return True


def _headers(error: Exception, problem: Problem) -> Mapping[str, str] | None:
    if problem.status == 503:
        return {"Retry-After": "5"}
    if problem.status == 401:
        return {"WWW-Authenticate": "Bearer"}
    return error.headers if isinstance(error, HTTPException) else None


def _situation(error: SagstyngdeError) -> Problem:
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)
    if isinstance(error, Unseen):
        return Problem(status=404, detail=_(DETAILS[404]))
    told = error.text(language())
    detail = f"{told[:1].upper()}{told[1:].removesuffix('.')}."
    if isinstance(error, RegisterRefused):
        texts = (one.text(language()) for one in error.faults[:_MOST_ERRORS])
        faults = tuple(FieldError(field="toml", code="register_refused", message=text) for text in texts)
        return Problem(status=status, detail=detail, errors=faults)
    if not isinstance(error, CaseRefused):
        return Problem(status=status, detail=detail)
    fault = FieldError(field=_shown(error.field), code="case_refused", message=error.text(language()))
    return Problem(status=status, detail=detail, errors=(fault,))


_MESSAGES: Mapping[str, str] = {
    "missing": later("mangler"),
    "extra_forbidden": later("er ikke et felt, vi kender"),
    "string_type": later("skal være tekst"),
    "string_too_short": later("må ikke være tomt"),
    "string_too_long": later("er for langt"),
    "string_pattern_mismatch": later(
        "må kun bestå af bogstaver, tal og enkelte tegn imellem dem (mellemrum . / : _ -)"
    ),
    "list_type": later("skal være en liste"),
    "too_long": later("har for mange elementer"),
    "model_type": later("skal være et objekt"),
    "model_attributes_type": later("skal være et objekt"),
    "dict_type": later("skal være et objekt"),
}
_OWN_SENTENCE = frozenset({"fact_refused", "cpr", "day", "text", "choice", "closing"})
"""Codes of ``serve.wire``, whose sentences are ours and hold no input."""


def _field_error(found: Mapping[str, object]) -> FieldError:
    """Keep of pydantic's finding the place and the kind; its input, context and text stay behind."""
    code, place = str(found["type"]), found["loc"]
    parts = [part for part in place if part != "body"] if isinstance(place, tuple) else []
    own = str(found["msg"]) if code in _OWN_SENTENCE else None
    return FieldError(
        field=field_path(parts),
        code=code,
        message=own or _(_MESSAGES.get(code, _UNUSABLE)),
    )
