"""Is a page's form one that may be read? The same questions as of JSON (``serve.json_bodies``), asked of its bytes."""

import re
from urllib.parse import parse_qsl

from sagstyngde.cpr import looks_like_cpr
from serve.problems import DETAILS, FieldError, Problem, field_path

MOST_FIELDS = 400
"""A case's form has an input for each option of its scheme's choices; only those that are ticked are sent."""
_UNUSABLE_TEXT = re.compile("[\x00\ud800-\udfff]")


def form_problem(body: bytes, cpr_in: str | None = None) -> Problem | None:
    """Return why a form cannot be used, or ``None`` where it can; ``cpr_in`` names the one field a number belongs in.

    >>> form_problem(b"person=leder&til=%2F") is None
    True
    >>> form_problem(b"note=010190-1234").errors[0].code, form_problem(b"a=1&a=2").errors[0].code
    ('cpr', 'field_repeated')
    """
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        return Problem(status=400, detail="Formularen kan ikke læses.")
    names = [name for name, _ in pairs]
    errors = [
        _fault(name, "" if name == cpr_in and not _is_unusable(value) else value, is_repeated=names.count(name) > 1)
        for name, value in dict(pairs).items()
    ]
    found = tuple(error for error in errors if error is not None)
    return Problem(status=422, detail=DETAILS[422], errors=found) if found else None


def _fault(name: str, value: str, *, is_repeated: bool) -> FieldError | None:
    field = field_path([name])
    if is_repeated:
        return FieldError(field=field, code="field_repeated", message="står to gange")
    if _is_unusable(name) or _is_unusable(value):
        return FieldError(field=field, code="unusable_characters", message="indeholder tegn, der ikke kan bruges")
    if looks_like_cpr(name) or looks_like_cpr(value):
        message = "ligner et CPR-nummer; brug barnets eller sagens id"
        return FieldError(field=field, code="cpr", message=message)
    return None


def _is_unusable(text: str) -> bool:
    return _UNUSABLE_TEXT.search(text) is not None
