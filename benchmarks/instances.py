"""On which invented boards is the balance engine measured? On ones that look like offices, from 30 to 100,000 cases.

Nothing here is evidence about a real municipality. Drawn anew from ``docs/adr/0025``'s description:

- *Caseworkers*: contracts of 25 to 37 hours, 68 per cent of it for cases, over 26 weeks. 18 per cent are newly employed
  and have half to all of that. Everyone has each of six competences with a probability of her own kind of work, and
  some one of three languages. They sit in districts of about 20; a case's own district and its two neighbours on a ring
  may take it.
- *Cases*: hours are log-normal (sigma 0.8). Some need a competence, a language or the right to decide, which the newly
  employed lack; 2 per cent may not go to some one caseworker (habilitet), 2 per cent are pinned to one, and 1.5 per
  cent are in pairs that must differ. What nobody near has is not asked for: whoever cannot be placed at all is no
  matter for the engine.
- *Held hours* fill 20 to 70 per cent of each capacity; the new cases fill up to 85 to 92 per cent of all of it.
- *Hard* boards ask for more and scarcer competences, two at once, pin 8 per cent, and have a fifth of the cases in
  families: every other pair is contracted to one unit, the rest must differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocation.balance import Balance, Flags, Floats, Integers

SIZES = ((30, 15), (300, 40), (3_000, 150), (30_000, 1_000), (100_000, 2_000))
VARIANTS = ("plain", "hard")
WEEKS = 26
CASE_WORK = 0.68
CONTRACTS = (37.0, 37.0, 37.0, 32.0, 30.0, 25.0)
NEWLY_EMPLOYED = 0.18
PER_DISTRICT = 20
LANGUAGES = 3
SPEAKS, ASKS_LANGUAGE = 0.25, 0.03
DECIDES = 0.25
SIGMA = 0.8
BARRED = 0.02
CASE_HOURS = 20.0
MOST_NEW = 0.5
UNEVEN = 0.75
LEAST_ABLE = 3
PIN_ROOM = 0.8

Generator = np.random.Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """How much a variant asks for: shares of cases, and how common each competence is among caseworkers."""

    competence: float
    second: float
    pinned: float
    joined: float
    apart: float
    common: tuple[float, ...]


DEMANDS = {
    "plain": Demands(
        competence=0.4, second=0.0, pinned=0.02, joined=0.0, apart=0.015, common=(0.5, 0.45, 0.4, 0.35, 0.3, 0.25)
    ),
    "hard": Demands(
        competence=0.7, second=0.15, pinned=0.08, joined=0.1, apart=0.1, common=(0.4, 0.3, 0.25, 0.2, 0.15, 0.1)
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Staff:
    """Caseworkers as arrays: district, newly employed (W,), competences (W, C), languages (W, L), capacity (W,)."""

    district: Integers
    is_new: Flags
    competences: Flags
    languages: Flags
    capacity: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Needs:
    """What units ask for, (U,) each: district, two competences, a language (-1: none), and the right to decide."""

    district: Integers
    competence: Integers
    second: Integers
    language: Integers
    decides: Flags

    def key(self) -> NDArray[np.int64]:
        """Return what units ask for as a row each, (U, 5)."""
        return np.stack([self.district, self.competence, self.second, self.language, self.decides], axis=1)


def draw(cases: int, caseworkers: int, seed: int, variant: str = "plain") -> Balance:
    """Draw a board. Contracted siblings make the units fewer than the cases."""
    rng = np.random.default_rng([seed, cases, caseworkers, VARIANTS.index(variant)])
    demands = DEMANDS[variant]
    staff = _staff(rng, caseworkers, demands)
    hours, held = _hours(rng, cases, staff.capacity)
    joined, apart = _pairs(rng, cases, (demands.joined, demands.apart))
    needs = _needs(rng, cases, staff, demands)
    needs.district[np.append(joined[:, 1], apart[:, 1])] = needs.district[np.append(joined[:, 0], apart[:, 0])]
    asked, kind_of = np.unique(needs.key(), axis=0, return_inverse=True)
    rows = np.array([_row(need, staff) for need in asked])
    question = Balance(hours=hours, kind_of=kind_of.ravel(), rows=rows, held=held, capacity=staff.capacity, apart=apart)
    rows, kind_of = _single(rng, question, demands.pinned)
    rows, kind_of, hours, kept = _contracted(rows, kind_of, joined, hours)
    rows, kind_of = _distinct(rows, kind_of[kept])
    place = np.cumsum(kept) - 1
    apart = place[apart]
    return Balance(
        hours=hours[kept],
        kind_of=kind_of,
        rows=rows,
        held=held,
        capacity=staff.capacity,
        apart=apart[(rows[kind_of[apart]].sum(axis=2) > 1).all(axis=1)],
    )


def _hours(rng: Generator, cases: int, capacity: Floats) -> tuple[Floats, Floats]:
    """Draw the new cases' hours, (cases,), and what is held already, (caseworkers,)."""
    level = rng.uniform(0.85, 0.92)
    hours = rng.lognormal(0.0, SIGMA, cases)
    share = min(cases * CASE_HOURS / capacity.sum(), MOST_NEW * level)
    hours *= share * capacity.sum() / hours.sum()
    room = capacity * rng.uniform(1.0 - UNEVEN, 1.0 + UNEVEN, len(capacity))
    return hours, level * capacity - room * hours.sum() / room.sum()


def _staff(rng: Generator, count: int, demands: Demands) -> Staff:
    is_new = rng.random(count) < NEWLY_EMPLOYED
    ramp = np.where(is_new, rng.uniform(0.5, 1.0, count), 1.0)
    return Staff(
        district=(np.arange(count) * _districts(count) // count).astype(np.intp),
        is_new=is_new,
        competences=rng.random((count, len(demands.common))) < np.array(demands.common),
        languages=rng.random((count, LANGUAGES)) < SPEAKS / LANGUAGES,
        capacity=rng.choice(CONTRACTS, count) * CASE_WORK * WEEKS * ramp,
    )


def _districts(caseworkers: int) -> int:
    return max(1, caseworkers // PER_DISTRICT)


def _needs(rng: Generator, count: int, staff: Staff, demands: Demands) -> Needs:
    every = len(demands.common)
    likely = np.array(demands.common) / sum(demands.common)
    busy = rng.uniform(0.7, 1.3, _districts(len(staff.capacity)))
    asks, asks_second = rng.random(count) < demands.competence, rng.random(count) < demands.second
    return Needs(
        district=rng.choice(len(busy), count, p=busy / busy.sum()).astype(np.intp),
        competence=np.where(asks, rng.choice(every, count, p=likely), -1),
        second=np.where(asks & asks_second, rng.choice(every, count, p=likely), -1),
        language=np.where(rng.random(count) < ASKS_LANGUAGE, rng.integers(LANGUAGES, size=count), -1),
        decides=rng.random(count) < DECIDES,
    )


def _row(need: NDArray[np.int64], staff: Staff) -> Flags:
    district, competence, second, language, decides = need.tolist()
    ring = _districts(len(staff.capacity))
    away = np.abs(staff.district - district)
    near: Flags = np.minimum(away, ring - away) <= 1
    for asked, who in (
        (decides, ~staff.is_new),
        (competence >= 0, staff.competences[:, competence]),
        (second >= 0, staff.competences[:, second]),
        (language >= 0, staff.languages[:, language]),
    ):
        if asked and (near & who).sum() >= LEAST_ABLE:
            near = near & who
    return near


def _contracted(
    rows: Flags, kind_of: Integers, joined: Integers, hours: Floats
) -> tuple[Flags, Integers, Floats, Flags]:
    """Let each pair of siblings be one unit where some one may take both: the second's hours go to the first."""
    both = rows[kind_of[joined[:, 0]]] & rows[kind_of[joined[:, 1]]]
    possible = both.any(axis=1)
    first, second = joined[possible].T
    hours, kind_of, kept = hours.copy(), kind_of.copy(), np.ones(len(hours), dtype=bool)
    hours[first] += hours[second]
    kept[second] = False
    kind_of[first] = len(rows) + np.arange(len(first))
    return np.vstack([rows, both[possible]]), kind_of, hours, kept


def _single(rng: Generator, question: Balance, pinned: float) -> tuple[Flags, Integers]:
    """Bar some units from one caseworker, and pin some to one who may take them and has room."""
    kind_of, load = question.kind_of.copy(), question.held.copy()
    lots = rng.random(len(kind_of))
    chosen = np.flatnonzero(lots < pinned + BARRED)
    own = question.rows[kind_of[chosen]].copy()
    for unit, row in zip(chosen, own, strict=True):
        who = rng.choice(np.flatnonzero(row))
        if lots[unit] >= pinned:
            row[who] = row.sum() < 2
        elif load[who] + question.hours[unit] <= PIN_ROOM * question.capacity[who]:
            load[who] += question.hours[unit]
            row[np.arange(len(row)) != who] = False
    kind_of[chosen] = len(question.rows) + np.arange(len(chosen))
    return np.vstack([question.rows, own]), kind_of


def _distinct(rows: Flags, kind_of: Integers) -> tuple[Flags, Integers]:
    """Leave out rows that nobody uses, and join equal ones."""
    used, kind_of = np.unique(kind_of, return_inverse=True)
    _, first, inverse = np.unique(np.packbits(rows[used], axis=1), axis=0, return_index=True, return_inverse=True)
    return rows[used][first], inverse.ravel()[kind_of.ravel()].astype(np.intp)


def _pairs(rng: Generator, count: int, shares: Sequence[float]) -> list[Integers]:
    """Pair shares of the cases at random, no case twice: (P, 2) for each share."""
    order, pairs = rng.permutation(count).astype(np.intp), []
    for share in shares:
        taken = 2 * round(count * share / 2)
        pairs.append(order[:taken].reshape(-1, 2))
        order = order[taken:]
    return pairs
