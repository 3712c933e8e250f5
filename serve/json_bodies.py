"""Is a JSON body one that can be used, and where does it hold what cannot?

Python's JSON reader lets through what JSON forbids (NaN, Infinity, lone surrogates, a key given twice) and stumbles
over what no case needs (numbers of 5,000 digits, lists in lists in lists).
"""

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from sagstyngde.cpr import looks_like_cpr
from serve.problems import DETAILS, FieldError, Problem, field_path

MAX_DEPTH = 32
MAX_ITEMS = 1_000
_LARGEST_EXACT = 2**53
_UNUSABLE_TEXT = re.compile("[\x00\ud800-\udfff]")


class Fault(StrEnum):
    """What can be wrong with a value before its field is known."""

    NOT_FINITE = "number_not_finite"
    TOO_LARGE = "number_too_large"
    REPEATED = "field_repeated"
    UNUSABLE_TEXT = "unusable_characters"
    TOO_MANY = "too_many_items"
    CPR = "cpr"


_MESSAGES = {
    Fault.NOT_FINITE: "skal være et almindeligt tal",
    Fault.TOO_LARGE: "er et for stort tal",
    Fault.REPEATED: "står to gange",
    Fault.UNUSABLE_TEXT: "indeholder tegn, der ikke kan bruges",
    Fault.TOO_MANY: "har flere end 1.000 elementer",
    Fault.CPR: "ligner et CPR-nummer; brug barnets eller sagens id",
}


def json_problem(body: bytes, cpr_at: tuple[object, ...] | None = None) -> Problem | None:
    """Return why a body is no JSON that can be used, or ``None`` where it is. ``cpr_at`` is where a CPR number belongs.

    >>> json_problem(b'{"hours": NaN}').errors[0].field
    'hours'
    >>> json_problem(b'{"hours": 3.5}') is None
    True
    >>> json_problem(b'{"note": "mor 010190-1234"}').errors[0].code
    'cpr'
    """
    if body[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in body[:4]:
        return Problem(status=415, detail="Send JSON i UTF-8, ikke UTF-16 eller UTF-32.")
    try:
        text = body.decode("utf-8")
        tree = json.loads(
            text, object_pairs_hook=_Object, parse_int=_integer, parse_float=_decimal, parse_constant=_not_finite
        )
    except UnicodeDecodeError:
        return Problem(status=400, detail="Teksten er ikke UTF-8. Gem eller send den som UTF-8.")
    except RecursionError:
        return _too_deep()
    except json.JSONDecodeError:
        return _not_json(has_mark=body.startswith(b"\xef\xbb\xbf"))
    return _too_deep() if _depth(tree) > MAX_DEPTH else _fault_problem(tree, cpr_at)


@dataclass(frozen=True, slots=True)
class _Object:
    """A JSON object as it stood: every pair, also one whose key was there before."""

    pairs: list[tuple[str, Any]]


def _integer(text: str) -> int | Fault:
    if len(text) > 17:
        return Fault.TOO_LARGE
    if looks_like_cpr(text):
        return Fault.CPR
    value = int(text)
    return value if abs(value) <= _LARGEST_EXACT else Fault.TOO_LARGE


def _decimal(text: str) -> float | Fault:
    value = float(text)
    return value if math.isfinite(value) else Fault.NOT_FINITE


def _not_finite(_text: str) -> Fault:
    return Fault.NOT_FINITE


def _children(node: Any) -> Sequence[tuple[object, Any]]:
    match node:
        case _Object(pairs):
            return pairs
        case list():
            return list(enumerate(node))
        case _:
            return ()


def _depth(tree: Any) -> int:
    """Count the levels, without recursion: the tree may be deeper than Python's stack."""
    level, depth = [tree], 0
    while level and depth <= MAX_DEPTH:
        level = [child for node in level for _, child in _children(node)]
        depth += 1
    return depth


def _fault_problem(tree: Any, cpr_at: tuple[object, ...] | None) -> Problem | None:
    found = (told for told in _faults((), tree) if told != (cpr_at, Fault.CPR))
    errors = tuple(
        FieldError(field=field_path(path), code=fault.value, message=_MESSAGES[fault])
        for path, fault in islice(found, 20)
    )
    return Problem(status=422, detail=DETAILS[422], errors=errors) if errors else None


def _faults(path: tuple[object, ...], node: Any) -> Iterator[tuple[tuple[object, ...], Fault]]:
    if isinstance(node, Fault):
        yield path, node
    elif isinstance(node, str):
        yield from ((path, fault) for fault in _text_faults(node))
    children = _children(node)
    if len(children) > MAX_ITEMS:
        yield path, Fault.TOO_MANY
        return
    yield from _bad_keys(path, node)
    for key, child in children:
        yield from _faults((*path, key), child)


def _text_faults(text: str) -> Iterator[Fault]:
    if _UNUSABLE_TEXT.search(text):
        yield Fault.UNUSABLE_TEXT
    if looks_like_cpr(text):
        yield Fault.CPR


def _bad_keys(path: tuple[object, ...], node: Any) -> Iterator[tuple[tuple[object, ...], Fault]]:
    keys = [key for key, _ in node.pairs] if isinstance(node, _Object) else []
    for key in dict.fromkeys(keys):
        yield from (((*path, key), fault) for fault in _text_faults(key))
        if keys.count(key) > 1:
            yield (*path, key), Fault.REPEATED


def _too_deep() -> Problem:
    return Problem(status=400, detail="Forespørgslen er indlejret for dybt; højst 32 niveauer kan læses.")


def _not_json(*, has_mark: bool) -> Problem:
    if has_mark:
        return Problem(status=400, detail="Forespørgslen begynder med et BOM-mærke. Send UTF-8 uden BOM.")
    return Problem(status=422, detail="Forespørgslen er ikke gyldig JSON, eller den er ikke sendt færdig.")
