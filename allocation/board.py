"""What lies on the table when a week's cases are allocated? The seats, the cases to place and the policy.

Everything stands in the order of its id, so that no answer depends on the order of the input. Between equals the lower
id wins; renaming caseworkers can therefore change who is chosen among equals, and nothing else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from allocation.capacity import capacity, presence, workdays
from allocation.inflow import inflow_cap
from allocation.ledger import help_hours, with_helpers
from allocation.norms import with_norms
from allocation.policy import Policy, prepared, roll
from allocation.principles import Filter
from allocation.roll import Naming, Roll, unknown_names
from allocation.seat import Option, Placed, Seat, deviation, monthly, total
from sagstyngde.case import CaseId, CaseworkerId, FamilyId, SiblingRule
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace, Load, Violation

K = TypeVar("K")
Positions = Mapping[CaseId, CaseworkerId]
"""Who has which case: those held from before, and those a plan places."""


@dataclass(frozen=True, kw_only=True)  # no slots: what is asked of a board over and over is reckoned once
class Board:
    """The seats and the cases to place in order of id, every case by id and by family, and the policy's filters.

    Cases to place are those without a caseworker, and those that may move under the policy. ``norms`` says in Danish of
    each case without an estimate what it counts with. ``policy`` is prepared: its principles know who is there.
    ``unknown`` are the names in the policy that nobody has: no plan can help that.
    """

    policy: Policy
    filters: tuple[Filter, ...]
    on: date
    seats: Mapping[CaseworkerId, Seat]
    to_place: tuple[CaseToPlace, ...]
    cases: Mapping[CaseId, CaseToPlace]
    families: Mapping[FamilyId, tuple[CaseToPlace, ...]]
    norms: Mapping[CaseId, str]
    unknown: tuple[Violation, ...] = ()

    @cached_property
    def held(self) -> dict[CaseId, CaseworkerId]:
        """Who has which case before anything is placed. Everybody is given the same one: nobody may change it."""
        return {case.case_id: key for key, seat in self.seats.items() for case in seat.held}

    @cached_property
    def standing(self) -> tuple[Load, ...]:
        """Each seat's hours by month as things stand."""
        return self.loads(self.held)

    @property
    def staying(self) -> dict[CaseId, CaseworkerId]:
        """Who has which case that no plan moves."""
        moving = {case.case_id for case in self.to_place}
        return {case_id: key for case_id, key in self.held.items() if case_id not in moving}

    def option(self, case: CaseToPlace, seat: Seat, positions: Positions) -> Option:
        """Consider a case for a seat, its siblings being where ``positions`` says."""
        siblings = tuple(
            Placed(case=sibling, seat=self.seats[positions[sibling.case_id]])
            for sibling in self.siblings(case)
            if sibling.case_id in positions
        )
        return Option(case=case, seat=seat, siblings=siblings)

    def siblings(self, case: CaseToPlace) -> tuple[CaseToPlace, ...]:
        """Return the other cases of the family."""
        family = self.families.get(case.family_id, ()) if case.family_id is not None else ()
        return tuple(other for other in family if other.case_id != case.case_id)

    def objections(self, option: Option) -> dict[str, str]:
        """Return, by the principle's name, why the seat may not have the case; empty where it may."""
        texts = {item.name: item.objection(option) for item in self.filters}
        return {name: text for name, text in texts.items() if text is not None}

    def hours(self, positions: Positions) -> dict[CaseworkerId, float]:
        """Return each seat's hours over the horizon, those for others' cases among them."""
        months, portfolios = self.policy.horizon_months, self.portfolios(positions)
        return {key: total(cases, months) + sum(self.seats[key].help_hours) for key, cases in portfolios.items()}

    def portfolios(self, positions: Positions) -> dict[CaseworkerId, list[CaseToPlace]]:
        """Return each seat's cases."""
        portfolios: dict[CaseworkerId, list[CaseToPlace]] = {key: [] for key in self.seats}
        for case_id, caseworker_id in sorted(positions.items()):
            portfolios[caseworker_id].append(self.cases[case_id])
        return portfolios

    def loads(self, positions: Positions, before: Positions | None = None) -> tuple[Load, ...]:
        """Return each seat's hours by month before and after; who has left and has nothing is left out.

        Before: as ``held``, unless another allocation is given.
        """
        earlier = self.held if before is None else before
        then = self.portfolios(earlier)
        now = then if positions == earlier else self.portfolios(positions)
        seats = [seat for key, seat in self.seats.items() if any(seat.capacity_hours) or then[key] or now[key]]
        return tuple(self._load(seat, then[seat.caseworker_id], now[seat.caseworker_id]) for seat in seats)

    def _load(self, seat: Seat, before: Sequence[CaseToPlace], after: Sequence[CaseToPlace]) -> Load:
        months, had = self.policy.horizon_months, {case.case_id for case in before}
        hours, spread = _added(monthly(before, months), seat.help_hours), deviation(before, months)
        is_same = after is before
        return Load(
            caseworker_id=seat.caseworker_id,
            capacity_hours=seat.capacity_hours,
            hours_before=hours,
            hours_after=hours if is_same else _added(monthly(after, months), seat.help_hours),
            count_before=len(before),
            count_after=len(after),
            new_count=sum(case.case_id not in had for case in after),
            deviation_before=spread,
            deviation_after=spread if is_same else deviation(after, months),
        )


def lay_out(cases: Sequence[CaseToPlace], staff: Sequence[Caseworker], policy: Policy, on: date) -> Board:
    """Lay a board. A case whose caseworker is on the staff list stays with her, unless the policy lets it move.

    Raises:
        ValueError: two cases or two caseworkers have one id.

    """
    _refuse_twins([case.case_id for case in cases], "case")
    _refuse_twins([caseworker.caseworker_id for caseworker in staff], "caseworker")
    known = {caseworker.caseworker_id for caseworker in staff}
    filled, norms = with_norms(with_helpers(cases, known), policy)
    cases = sorted(filled, key=lambda case: case.case_id)
    held = _grouped((case.caseworker_id, case) for case in cases if case.caseworker_id in known)
    families = _grouped((case.family_id, case) for case in cases)
    seats = _seats(staff, held, policy, on, helped=help_hours(cases, policy.horizon_months))
    present = roll(policy, seats, cases)
    policy = prepared(policy, present)
    return Board(
        policy=policy,
        filters=policy.filters,
        on=on,
        seats=seats,
        to_place=tuple(c for c in cases if c.caseworker_id not in known or (policy.moves and _movable(c, families))),
        cases={case.case_id: case for case in cases},
        families=families,
        norms=norms,
        unknown=_unknown(policy, present),
    )


def _unknown(policy: Policy, present: Roll) -> tuple[Violation, ...]:
    texts = [(one.name, unknown_names(one, present)) for one in policy.principles if isinstance(one, Naming)]
    return tuple(
        Violation(principle=name, case_ids=(), text=text, hard=False) for name, text in texts if text is not None
    )


def _movable(case: CaseToPlace, families: Mapping[FamilyId, tuple[CaseToPlace, ...]]) -> bool:
    """Say whether a plan may move a case: not one that a leader has pinned, nor one of siblings with a rule."""
    family = families.get(case.family_id, ()) if case.family_id is not None else ()
    ruled = len(family) > 1 and any(sibling.sibling_rule is not SiblingRule.FREE for sibling in family)
    return case.leader.pinned_to is None and not ruled


def share(hours: float, seat: Seat) -> float:
    """Return hours over net capacity; infinite where there are hours and no capacity."""
    if seat.capacity > 0.0:
        return hours / seat.capacity
    return 0.0 if hours == 0.0 else float("inf")


def _refuse_twins(ids: Sequence[str], what: str) -> None:
    if len(set(ids)) < len(ids):
        raise ValueError(f"two of the {what}s have one id")


def _grouped(pairs: Iterable[tuple[K | None, CaseToPlace]]) -> dict[K, tuple[CaseToPlace, ...]]:
    groups: dict[K, list[CaseToPlace]] = defaultdict(list)
    for key, case in pairs:
        if key is not None:
            groups[key].append(case)
    return {key: tuple(group) for key, group in groups.items()}


def _added(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _seats(
    staff: Sequence[Caseworker],
    held: Mapping[CaseworkerId, tuple[CaseToPlace, ...]],
    policy: Policy,
    on: date,
    *,
    helped: Mapping[CaseworkerId, tuple[float, ...]],
) -> dict[CaseworkerId, Seat]:
    names = Counter(caseworker.name for caseworker in staff)
    seats = {}
    for caseworker in sorted(staff, key=lambda one: one.caseworker_id):
        key, starts_on = caseworker.caseworker_id, _first_day_at_work(caseworker, policy, on)
        seats[key] = Seat(
            caseworker=caseworker,
            shown=_shown(caseworker, names),
            on=on,
            capacity_hours=capacity(caseworker, on, policy.horizon_months, policy.capacity),
            help_hours=helped.get(key, (0.0,) * policy.horizon_months),
            inflow_cap=inflow_cap(caseworker, on, policy.capacity),
            held=held.get(key, ()),
            at_work_from=starts_on,
            wait_days=None if starts_on is None else (starts_on - on).days,
        )
    return seats


def _shown(caseworker: Caseworker, names: Counter[str]) -> str:
    if not caseworker.name:
        return str(caseworker.caseworker_id)
    return caseworker.name if names[caseworker.name] == 1 else f"{caseworker.name} ({caseworker.caseworker_id})"


def _first_day_at_work(caseworker: Caseworker, policy: Policy, on: date) -> date | None:
    days, _ = workdays(on, policy.horizon_months)
    there = days[presence(caseworker, days) > 0.0]
    first: date | None = there[0].item() if len(there) else None
    return first
