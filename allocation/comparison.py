"""Which policy does better, by how much, and how sure is that? The same worlds for every policy, figure by figure.

The first world is the history itself; the others are drawn from it (``allocation.world``). Two policies are compared
within each world, and the interval is of those differences: what a good or a bad year does to both of them cancels out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import SeedSequence, default_rng

from allocation.actual import actual_holding
from allocation.capacity import CapacityRules
from allocation.columns import Flags, Floats
from allocation.figures import FIGURES, measured
from allocation.policy import Policy
from allocation.record import Record
from allocation.replay import Placings, Replay
from allocation.supply import long_away, weekly_hours
from allocation.world import World, redrawn, replayed
from allocation.yardstick import Yardstick, outcome, sibling_pairs, yardstick

ACTUAL = "faktisk"
"""The name of what the history's own caseworkers did."""

LEVEL = 0.9
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A figure over the drawn worlds: its mean, and the limits that nine of ten of them lie between.

    Of a difference, ``below`` is the number of the ``worlds`` in which it is below zero.
    """

    mean: float
    low: float
    high: float
    below: int
    worlds: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """Figures of P policies in 1 + R worlds, (1 + R, P, figures): first as replayed, then in each drawn world.

    ``names`` are the policies', the actual allocation's last where the history tells it. ``load`` is the work that fell
    due over all net hours, and ``rules`` those that the hours were counted by.
    """

    names: tuple[str, ...]
    values: Floats
    load: float
    rules: CapacityRules

    def replayed(self, name: str, figure: str) -> float:
        """Return a figure of the history as it was, under a policy."""
        return float(self._figure(figure)[0, self.names.index(name)])

    def drawn(self, name: str, figure: str) -> Range | None:
        """Return a figure over the drawn worlds; ``None`` where there are none, or nothing to measure it by."""
        return _range(self._figure(figure)[1:, self.names.index(name)])

    def difference(self, name: str, other: str, figure: str) -> Range | None:
        """Return how much higher a figure is under one policy than under another, world by world."""
        values = self._figure(figure)[1:]
        return _range(values[:, self.names.index(name)] - values[:, self.names.index(other)])

    def _figure(self, figure: str) -> Floats:
        return np.asarray(self.values[:, :, [one.name for one in FIGURES].index(figure)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms policies are compared: the first measured week, how capacity is counted, and how many worlds."""

    since: int
    rules: CapacityRules
    replications: int = 20
    seed: int = 1


def compare(record: Record, policies: Sequence[Policy], terms: Terms, tell: Told) -> Comparison:
    """Replay a record and worlds drawn from it under every policy, and as it was where the record tells that.

    Capacity is the municipality's and not the policy's: ``terms.rules`` hold for all. ``tell`` is told each world in
    Danish. The same record, policies and seed give the same figures.

    Raises:
        ValueError: two policies have one name, or one has the actual allocation's.

    """
    names = [policy.name for policy in policies]
    if len({*names, ACTUAL}) <= len(names):
        raise ValueError("policies that are compared need different names")
    stage = _Stage(record, policies, terms)
    seeds = SeedSequence(terms.seed).spawn(terms.replications)
    tables = []
    for number in range(terms.replications + 1):
        tell("Genspiller historikken" if not number else f"Verden {number} af {terms.replications}")
        world = replayed(record) if not number else redrawn(record, default_rng(seeds[number - 1]))
        tables.append(stage.figures(world))
    return Comparison(
        names=(*names, *([ACTUAL] if record.holders is not None else [])),
        values=np.array(tables),
        load=mean_load(record, terms.rules),
        rules=terms.rules,
    )


def mean_load(record: Record, rules: CapacityRules) -> float:
    """Return the work that fell due in the weeks over all net hours."""
    hours = weekly_hours(record.staff, record.starts_on, record.weeks, rules).sum()
    return float(replayed(record).work_hours.sum() / hours) if hours > 0.0 else float("inf")


def rules_at_load(record: Record, rules: CapacityRules, load: float) -> CapacityRules | None:
    """Return the rules with the casework share at which the mean load is so high; ``None`` where no share gives it.

    A history may be on another unit than hours, or hold only a part of the work: then loads mean little in themselves,
    and policies are compared at a load that is set.
    """
    low, high = 0.0, 1.0
    if mean_load(record, replace(rules, casework_share=high)) > load:
        return None
    for _ in range(50):
        middle = (low + high) / 2.0
        is_enough = mean_load(record, replace(rules, casework_share=middle)) <= load
        low, high = (low, middle) if is_enough else (middle, high)
    return replace(rules, casework_share=high)


class _Stage:
    """What is the same in every world: the weeks laid out for each policy, the hours there are, and the yardstick."""

    def __init__(self, record: Record, policies: Sequence[Policy], terms: Terms) -> None:
        self.terms = terms
        self.hours = weekly_hours(record.staff, record.starts_on, record.weeks, terms.rules)
        self.away: Flags = long_away(record.staff, record.starts_on, record.weeks, terms.rules)
        self.yardstick: Yardstick = yardstick(record)
        self.replays = [Replay(record, replace(policy, capacity=terms.rules), self.away) for policy in policies]

    def figures(self, world: World) -> Floats:
        """Return every policy's figures in a world, (P, figures)."""
        placings = [replay.run(world) for replay in self.replays]
        if world.record.holders is not None:
            kept = np.zeros(len(world.cases), dtype=bool)
            placings.append(Placings(holding=actual_holding(world, self.away), bent=kept))
        pairs = sibling_pairs(world.cases)
        rows: list[Mapping[str, float]] = [
            measured(
                outcome(
                    world,
                    placed.holding,
                    self.hours,
                    by=self.yardstick,
                    siblings=pairs,
                    bent=placed.bent,
                    since=self.terms.since,
                )
            )
            for placed in placings
        ]
        return np.array([[row[figure.name] for figure in FIGURES] for row in rows])


def _range(values: Floats) -> Range | None:
    known = values[np.isfinite(values)]
    if not len(known):
        return None
    low, high = np.quantile(known, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0]).tolist()
    below = int((known < 0.0).sum())
    return Range(mean=float(known.mean()), low=low, high=high, below=below, worlds=len(known))
