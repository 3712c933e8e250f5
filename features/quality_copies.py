"""Which facts say the same thing in every case? Their points would be dealt out between them by chance."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from features.history import History
from features.quality_notices import Notice
from features.scheme import Kind, Use
from sagstyngde.case import FactValue
from sagstyngde.danish import listing

Codes = NDArray[np.intp]

MISSING = -1

LEAST_DIFFERING = 5
"""Two rare yes/no facts agree by chance; facts are compared where at least so many cases leave the commonest value."""

_ORDERED = frozenset({Kind.LEVEL, Kind.FLAG, Kind.COUNT, Kind.NUMBER, Kind.DATE})


def copy_notices(history: History) -> Iterator[Notice]:
    """Name facts that are copies of each other: the same column twice, another unit, or other words for the options."""
    alike: dict[bytes, list[str]] = defaultdict(list)
    for fact in history.scheme.facts:
        if fact.use is Use.MODEL:
            values = [case.facts.get(fact.name) for case in history.cases]
            for key in _keys(coded(values), is_ordered=fact.kind in _ORDERED):
                alike[key].append(fact.name)
    for names in dict.fromkeys(tuple(group) for group in alike.values() if len(group) > 1):
        yield Notice(
            code="copied_fact",
            text_da=f"{listing(names)} siger det samme i alle sager, også om, hvor der mangler svar; deres point "
            "fordeles tilfældigt mellem dem. Behold én af dem i skemaet.",
            text_en=f"{', '.join(names)} say the same in every case, missing answers included; their points would be "
            "dealt out between them by chance. Keep one of them in the scheme.",
        )


def coded(values: list[FactValue | None]) -> Codes:
    """Number a fact's values in their own order, (cases,); several choices in the order of their text.

    >>> coded([3, None, 1, 3]).tolist(), coded([frozenset({"b", "a"}), frozenset({"a"})]).tolist()
    ([1, -1, 0, 1], [1, 0])
    """
    plain = [",".join(sorted(value)) if isinstance(value, frozenset) else value for value in values]
    places = {value: place for place, value in enumerate(sorted({value for value in plain if value is not None}))}
    return np.array([MISSING if value is None else places[value] for value in plain], dtype=np.intp)


def _keys(codes: Codes, *, is_ordered: bool) -> Iterator[bytes]:
    """Yield what two copies have in common.

    Of ordered values the order, whichever way it runs; of few values the way they part the cases, whatever they are
    called. Many unordered values part all cases from each other and would always agree.
    """
    known = codes[codes != MISSING]
    counts = np.bincount(known)
    if len(counts) < 2 or len(known) - counts.max() < LEAST_DIFFERING:
        return
    if is_ordered:
        turned = np.where(codes == MISSING, MISSING, codes.max() - codes)
        yield b"ordered" + min(codes.tobytes(), turned.tobytes())
    if len(counts) <= len(known) / 2:
        yield b"parted" + _by_first_case(codes).tobytes()


def _by_first_case(codes: Codes) -> Codes:
    """Number values by the first case that has them."""
    _, first, inverse = np.unique(codes[codes != MISSING], return_index=True, return_inverse=True)
    renumbered = np.full(len(codes), MISSING, dtype=np.intp)
    renumbered[codes != MISSING] = np.argsort(np.argsort(first))[inverse]
    return renumbered
