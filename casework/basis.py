"""What was a plan reckoned from, and does it still stand? Kept with the plan, whole: it can be reckoned again.

What must not have changed when a plan is committed: the cases it places and their siblings, the terms of those who get
cases, and what lies on their desks. Whatever else has happened meanwhile cannot make the plan another.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from allocation.impact import Situation
from allocation.policy import authorised
from casework.policy import read_text
from mandate.matrix import register_authority
from mandate.register_toml import parse_register
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.decision import Authority, Decider
from sagstyngde.plan import CaseToPlace, Placement

STORED = "den politik, forslaget blev lavet med"
STORED_REGISTER = "den kompetenceplan, forslaget blev lavet med"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStand:
    """A case as a plan found it: its version, and who had it."""

    version: int
    holder: CaseworkerId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStand:
    """A caseworker as a plan found her: the version of her terms, and the open cases she was primary of."""

    version: int
    case_ids: tuple[CaseId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBasis:
    """All that a plan was reckoned from. ``cases`` and ``staff`` are as allocation saw them.

    ``register`` is the text of the register in force on the day, ``None`` where none was adopted; ``deciders`` are the
    staff as it asks for them.
    """

    on: date
    policy: str
    cases: tuple[CaseToPlace, ...]
    staff: tuple[Caseworker, ...]
    case_stands: Mapping[CaseId, CaseStand]
    desks: Mapping[CaseworkerId, DeskStand]
    register: str | None = None
    deciders: tuple[Decider, ...] = ()

    def situation(self) -> Situation:
        """Return it as allocation asks for it."""
        policy = authorised(read_text(self.policy, STORED).policy, self._authority())
        return Situation(cases=self.cases, staff=self.staff, policy=policy, on=self.on)

    def _authority(self) -> Authority | None:
        if self.register is None:
            return None
        return register_authority(parse_register(self.register, STORED_REGISTER), self.deciders)

    def rests_on(self, placements: Sequence[Placement]) -> tuple[CaseId, ...]:
        """Return the cases that placements rest on: those placed, and their siblings that were on the board."""
        return self.kin_of([one.case_id for one in placements])

    def kin_of(self, case_ids: Iterable[CaseId]) -> tuple[CaseId, ...]:
        """Return cases with their siblings that were on the board: all that is ever told of when they are moved."""
        own = set(case_ids)
        families = {case.family_id for case in self.cases if case.case_id in own} - {None}
        return tuple(sorted(own | {case.case_id for case in self.cases if case.family_id in families}))


_BASIS = TypeAdapter(PlanBasis)


def basis_to_json(basis: PlanBasis) -> Json:
    """Write a basis."""
    dumped: Json = _BASIS.dump_python(basis, mode="json")
    return dumped


def basis_from_json(stored: Json) -> PlanBasis:
    """Read a basis."""
    return _BASIS.validate_json(json.dumps(stored), strict=True)


def changed_cases(basis: PlanBasis, now: Mapping[CaseId, CaseStand], case_ids: Iterable[CaseId]) -> tuple[CaseId, ...]:
    """Return which of these cases are no longer as the plan found them; one that is not in ``now`` is not open."""
    return tuple(case_id for case_id in case_ids if now.get(case_id) != basis.case_stands.get(case_id))


def changed_desks(
    basis: PlanBasis, now: Mapping[CaseworkerId, DeskStand], caseworker_ids: Iterable[CaseworkerId]
) -> tuple[CaseworkerId, ...]:
    """Return which of these caseworkers have other terms or other cases than the plan found."""
    return tuple(one for one in caseworker_ids if now.get(one) != basis.desks.get(one))
