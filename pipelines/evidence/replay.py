"""Can every answer of the last year be given again, letter by letter? From the case as it was, and its model by hash.

What was stored is laid beside what its model says today of the same version of the case (AI Act, Article 12). Equal is
equal: every digit of every number, every word of every reason. Only the time of answering is not asked for again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from models.assess import Assessor
from models.bundle import ModelBundle
from sagstyngde.case import Case
from storage.codec import Json, assessment_to_json
from storage.engine import Connection
from storage.given_answers import GivenAnswer, answered_and_erased, given_since, read_given

Find = Callable[[str], ModelBundle | None]
"""Returns a model by its hash, or ``None`` where nobody kept it."""
Tell = Callable[[int, int], None]

_TIME = "assessed_at"
_ALONE = ("what_if", "similar")
"""What only an answer to one case alone has."""


class Lacking(StrEnum):
    """Why an answer cannot be given again."""

    MODEL = "model"
    """Nobody kept the model, or what was kept is refused."""
    VERSION = "version"
    """The case is there, but not as it was then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Different:
    """An answer that its model would not give today, and where the two part: ``effort.hours``, ``reasons.0.text``."""

    assessment_id: str
    bundle_hash: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of it.

    ``given`` answers were given since ``since``; ``tried`` of them were replayed. ``lacking`` counts those that could
    not be, by model and reason. ``erased`` cases were answered in that time and have been forgotten since, with their
    answers. ``among_many`` of those tried were given many at a time, without similar cases.
    """

    since: datetime
    given: int
    tried: int
    equal: int
    among_many: int
    erased: int
    different: tuple[Different, ...]
    lacking: Mapping[tuple[str, Lacking], int]
    models: Mapping[str, int]

    @property
    def holds(self) -> bool:
        """Whether everything that was tried came out as it was."""
        return not self.different and not self.lacking


def replay(connection: Connection, find: Find, since: datetime, *, most: int, tell: Tell = lambda *_: None) -> Replay:
    """Replay ``most`` of the answers given since a moment, spread evenly over them; all where there are no more."""
    numbers = given_since(connection, since)
    chosen = _spread(numbers, most)
    found = _Found(find)
    for place, given in enumerate(read_given(connection, chosen), start=1):
        found.try_one(given)
        tell(place, len(chosen))
    return Replay(
        since=since,
        given=len(numbers),
        tried=found.tried,
        equal=found.tried - len(found.different),
        among_many=found.among_many,
        erased=answered_and_erased(connection, since),
        different=tuple(found.different),
        lacking=dict(found.lacking),
        models=dict(found.models),
    )


class _Found:
    """Counts as it goes. One model is held at a time: the answers come model by model."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._held: tuple[str, Assessor | None] = ("", None)
        self.tried = self.among_many = 0
        self.different: list[Different] = []
        self.lacking: Counter[tuple[str, Lacking]] = Counter()
        self.models: Counter[str] = Counter()

    def try_one(self, given: GivenAnswer) -> None:
        assessor = self._assessor(given.bundle_hash)
        if assessor is None or given.case is None:
            self.lacking[given.bundle_hash, Lacking.MODEL if assessor is None else Lacking.VERSION] += 1
            return
        self.tried += 1
        self.models[given.bundle_hash] += 1
        self.among_many += _is_among_many(given.answer)
        fields = tuple(_apart(given, given.case, assessor))
        if fields:
            one = Different(assessment_id=given.assessment_id, bundle_hash=given.bundle_hash, fields=fields)
            self.different.append(one)

    def _assessor(self, bundle_hash: str) -> Assessor | None:
        if self._held[0] != bundle_hash:
            bundle = self._find(bundle_hash)
            self._held = bundle_hash, None if bundle is None else Assessor(bundle)
        return self._held[1]


def _apart(given: GivenAnswer, case: Case, assessor: Assessor) -> Iterator[str]:
    """Yield where the stored answer differs from the one given again, and where its row says otherwise than it."""
    again = assessor.assess(case, assessment_id=given.assessment_id, at=given.assessed_at)
    told = assessment_to_json(again)
    if _is_among_many(given.answer):
        told |= {"what_if": None, "similar": []}
    yield from (field for field in differences(given.answer, told) if field != _TIME)
    suggested = None if again.suggestion.is_withheld else again.suggestion.code
    if (given.category, given.scheme_version) != (suggested, again.scheme_version):
        yield "row"


def _is_among_many(answer: Json) -> bool:
    return not any(answer.get(name) for name in _ALONE)


def differences(stored: Any, again: Any, path: str = "") -> Iterator[str]:
    """Yield the paths at which two JSON values differ; a whole number is not a decimal one.

    >>> list(differences({"a": [1, 2.0], "b": "x"}, {"a": [1, 2.5], "c": None}))
    ['a.1', 'b', 'c']
    >>> list(differences({"a": 1}, {"a": 1.0}))
    ['a']
    """
    if isinstance(stored, dict) and isinstance(again, dict):
        for name in sorted(stored.keys() | again.keys()):
            inner = f"{path}.{name}" if path else name
            if (name in stored) is not (name in again):
                yield inner
            else:
                yield from differences(stored[name], again[name], inner)
    elif isinstance(stored, list) and isinstance(again, list) and len(stored) == len(again):
        for place, (one, other) in enumerate(zip(stored, again, strict=True)):
            yield from differences(one, other, f"{path}.{place}")
    elif type(stored) is not type(again) or stored != again:
        yield path


def _spread(numbers: Sequence[int], most: int) -> list[int]:
    """Choose evenly: first and last among them.

    >>> _spread([3, 4, 7, 8, 9], 3), _spread([3, 4], 3), _spread([3, 4], 1)
    ([3, 7, 9], [3, 4], [3])
    """
    if len(numbers) <= most:
        return list(numbers)
    step = (len(numbers) - 1) / max(most - 1, 1)
    return [numbers[round(place * step)] for place in range(most)]
