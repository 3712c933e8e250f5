"""How well do two people agree on one case, and how well could any model then agree with one of them?

Both people's judgements vary, a perfect model's would not: what it can reach is about the square root of their
agreement (attenuation, Spearman 1904; quadratic weighted kappa is close to a correlation where people use the scale
alike).
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.ordinal import Floats, Integers
from sagstyngde.category import CategoryScale
from sagstyngde.judgement import Judgement

FEWEST_TWICE = 20
"""Cases judged twice, under which agreement is not stated."""
_BOOTSTRAPS = 1000

Figures = dict[str, Any]


def agreement(judgements: Iterable[Judgement], scale: CategoryScale, seed: int) -> Figures:
    """Return quadratic weighted kappa between two people with a 95 per cent bootstrap interval over cases.

    ``n`` is how many cases two people judged; with too few of them nothing else is said.
    """
    pairs = np.array(list(_pairs(judgements, scale)), dtype=np.intp).reshape(-1, 2)
    if len(pairs) < FEWEST_TWICE:
        return {"n": len(pairs)}
    size = len(scale)
    cells = _both_ways(pairs, size)
    kappa = _kappas(cells.sum(axis=0)[None, :], size)[0]
    times = np.random.default_rng(seed).multinomial(len(pairs), np.full(len(pairs), 1 / len(pairs)), size=_BOOTSTRAPS)
    low, high = np.quantile(_kappas(times @ cells, size), [0.025, 0.975])
    return {
        "n": len(pairs),
        "qwk": round(float(kappa), 6),
        "low": round(float(low), 6),
        "high": round(float(high), 6),
        "reachable": round(float(np.sqrt(max(kappa, 0.0))), 6),
        "same": round(float((pairs[:, 0] == pairs[:, 1]).mean()), 6),
    }


def _pairs(judgements: Iterable[Judgement], scale: CategoryScale) -> Iterator[tuple[int, int]]:
    """Yield the first two categories that different, named people gave each case."""
    named = [item for item in judgements if item.judged_by is not None]
    named.sort(key=lambda item: (item.case_id, item.judged_on, item.judged_by))
    for _, of_case in groupby(named, key=lambda item: item.case_id):
        by_person: dict[str | None, str] = {}
        for item in of_case:
            by_person.setdefault(item.judged_by, item.category)
        if len(by_person) > 1:
            first, second = list(by_person.values())[:2]
            yield scale.index(first), scale.index(second)


def _both_ways(pairs: Integers, size: int) -> Floats:
    """Return each pair as a table (pairs x cells), half one way and half the other: neither is the truth."""
    cells = np.zeros((len(pairs), size * size))
    rows = np.arange(len(pairs))
    cells[rows, pairs[:, 0] * size + pairs[:, 1]] += 0.5
    cells[rows, pairs[:, 1] * size + pairs[:, 0]] += 0.5
    return cells


def _kappas(tables: NDArray[np.float64], size: int) -> Floats:
    """Return quadratic weighted kappa (Cohen 1968) of tables (tables x cells); 0 where all give one category."""
    table = tables.reshape(-1, size, size) / tables.sum(axis=1)[:, None, None]
    distance = (np.arange(size)[:, None] - np.arange(size)[None, :]) ** 2
    by_chance = table.sum(axis=2)[:, :, None] * table.sum(axis=1)[:, None, :]
    expected = (distance * by_chance).sum(axis=(1, 2))
    seen = (distance * table).sum(axis=(1, 2))
    return np.asarray(1.0 - np.divide(seen, expected, out=np.ones_like(seen), where=expected > 0.0))
