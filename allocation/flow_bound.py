"""How even can loads be if cases could be split? The levels of the most even flow, and the cut that proves the top one.

Hours flow from kinds of units to the caseworkers who may take them. The most even flow is unique in its loads: it falls
into *levels*, groups of caseworkers with one load who take in all of certain kinds, and nothing else. Each level is
found by asking whether everybody can stay at the mean load. If not, the minimum cut splits the group in two: those
above the mean, with the kinds that can only go to them, and those below, to whom no kind above may give
(Fujishige's decomposition; going on only above the mean is Dinkelbach's discrete Newton method). The top level's load
is what no allocation, split or whole, can go below: a bound that its cut proves by addition.

Flows are in whole numbers. That costs no validity: only the cut is taken from them, and its load is computed anew in
full precision. Any cut's load is a true bound; rounding could only have found one slightly too low.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.max_flow import SimpleMaxFlow

from allocation.balance import Balance, Flags, Floats, Floor, Integers

# All hours together are this many units of flow: single hours keep 11 digits, and sums stay below 2**63.
WHOLE = 2.0**48
CLOSE = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Levels:
    """The most even flow: the load of each seat, (W,), and hours of kind ``kind[e]`` to seat ``seat[e]``, (E,)."""

    load: Floats
    kind: Integers
    seat: Integers
    hours: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Group:
    """Some kinds and seats, and the edges between them."""

    kinds: Integers
    seats: Integers
    edges: Integers


def levels(question: Balance) -> Levels:
    """Return the most even flow. Every kind with hours needs somebody who may take it."""
    network = _Network(question)
    load, hours = np.zeros(len(question.held)), np.zeros(len(network.kind))
    for group, flow in network.decomposed():
        load[group.seats] = network.load(group)
        hours[group.edges] = flow
    kept = np.flatnonzero(hours > 0.0)
    return Levels(load=load, kind=network.kind[kept], seat=network.seat[kept], hours=hours[kept])


def widest(question: Balance) -> Floor:
    """Return the highest level with its cut: some three flows, where all levels take as many as there are."""
    network = _Network(question)
    group = network.everything()
    while isinstance(parts := network.split(group), tuple):
        group = parts[0]
    kinds, seats = np.zeros(len(network.supply), dtype=bool), np.zeros(len(network.held), dtype=bool)
    kinds[group.kinds], seats[group.seats] = True, True
    return Floor(level=network.load(group), cut_kinds=kinds, cut_seats=seats, binding_unit=-1)


class _Network:
    """Kinds, seats and who may take what, with the hours that must flow."""

    def __init__(self, question: Balance) -> None:
        self.supply = np.bincount(question.kind_of, question.hours, minlength=len(question.rows))
        self.held, self.capacity = question.held, question.capacity
        self.kind, self.seat = (
            index.astype(np.intp) for index in np.nonzero(question.rows & (self.supply > 0.0)[:, None])
        )
        self.whole = WHOLE / ((self.supply.sum() + self.held.sum()) or 1.0)

    def everything(self) -> _Group:
        return _Group(
            kinds=np.flatnonzero(self.supply > 0.0), seats=np.arange(len(self.held)), edges=np.arange(len(self.kind))
        )

    def decomposed(self) -> Iterator[tuple[_Group, Floats]]:
        """Yield every level with the flow on its edges."""
        left = [self.everything()]
        while left:
            group = left.pop()
            parts = self.split(group)
            if isinstance(parts, tuple):
                left += parts[::-1]
            else:
                yield group, parts

    def load(self, group: _Group) -> float:
        """Return the mean load of a group that takes in all of its kinds."""
        hours = self.supply[group.kinds].sum() + self.held[group.seats].sum()
        return float(hours / self.capacity[group.seats].sum())

    def split(self, group: _Group) -> tuple[_Group, _Group] | Floats:
        """Return the flow that keeps everybody at the mean load, or the groups above and below it."""
        level = self.load(group)
        network, flow_of = self._built(group, level)
        source, sink = 0, 1
        if network.solve(source, sink) != SimpleMaxFlow.OPTIMAL:
            raise ArithmeticError("the flow network has no maximum flow")
        flow: Floats = network.flows(flow_of) / self.whole
        above = np.zeros(2 + len(group.kinds) + len(group.seats), dtype=bool)
        above[network.get_source_side_min_cut()] = True
        high, low = self._parted(group, above[2 + len(group.kinds) :])
        if not len(high.seats) or not len(low.seats) or self.load(high) <= level * (1.0 + CLOSE):
            return flow
        return high, low

    def _built(self, group: _Group, level: float) -> tuple[SimpleMaxFlow, NDArray[np.int32]]:
        """Build source 0, sink 1, kinds, seats; return the arcs of the group's edges too."""
        kinds, seats = len(group.kinds), len(group.seats)
        place = np.zeros(max(len(self.supply), len(self.held)), dtype=np.int32)
        place[group.kinds] = 2 + np.arange(kinds)
        tails = place[self.kind[group.edges]]
        place[group.seats] = 2 + kinds + np.arange(seats)
        heads = place[self.seat[group.edges]]
        nodes = np.arange(2, 2 + kinds + seats, dtype=np.int32)
        given = np.floor(np.append(self.supply[group.kinds], self.held[group.seats]) * self.whole).astype(np.int64)
        taken = np.ceil(self.capacity[group.seats] * level * self.whole).astype(np.int64)
        network = SimpleMaxFlow()
        network.add_arcs_with_capacity(np.zeros(len(nodes), dtype=np.int32), nodes, given)
        network.add_arcs_with_capacity(nodes[kinds:], np.ones(seats, dtype=np.int32), taken)
        wide = np.floor(self.supply[self.kind[group.edges]] * self.whole).astype(np.int64)
        return network, network.add_arcs_with_capacity(tails, heads, wide)

    def _parted(self, group: _Group, seats: Flags) -> tuple[_Group, _Group]:
        """Part a group in those above and below; what could flow from below to above may not."""
        is_high = np.zeros(len(self.held), dtype=bool)
        is_high[group.seats[seats]] = True
        # Kinds are parted by whom they reach, so that the cut holds even where the flow was rounded.
        reaches_low = np.zeros(len(self.supply), dtype=bool)
        reaches_low[self.kind[group.edges[~is_high[self.seat[group.edges]]]]] = True
        edges_high = is_high[self.seat[group.edges]] & ~reaches_low[self.kind[group.edges]]
        edges_low = ~is_high[self.seat[group.edges]]
        low = reaches_low[group.kinds]
        high = _Group(kinds=group.kinds[~low], seats=group.seats[seats], edges=group.edges[edges_high])
        return high, _Group(kinds=group.kinds[low], seats=group.seats[~seats], edges=group.edges[edges_low])
