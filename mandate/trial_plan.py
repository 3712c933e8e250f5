"""What is claimed of an arrangement, and how will it be tested? Written before the data are looked at.

A plan says which decisions, which teams from when, which outcomes with which margins by which design, and what is
assumed of the numbers to come. Its margins are dated by being registered; a changed plan is another plan.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from mandate.finding import Claim, Design, OutcomeName
from sagstyngde.provision import Provision

STRICT = {"extra": "forbid"}
"""A key of the file that is not known is refused, never passed over."""


class Assignment(StrEnum):
    """Who said which team starts when."""

    LOT = "lod"
    """Drawn by lot: the starts can then be permuted."""
    CHOSEN = "valgt"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialTeam:
    """A team, and the first day of the month from which the arrangement holds for it; ``None``: not in this trial.

    A team without a start is a comparison.
    """

    __pydantic_config__: ClassVar = STRICT

    name: str
    starts_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedClaim:
    """A claim, the design that carries its verdict, and whether it is one of those that all must be shown.

    Other designs are shown beside it and never decide: which one does is not chosen when the figures are known.
    ``expected`` is the effect that the trial's length is reckoned for; ``None``: none at all.
    """

    claim: Claim
    design: Design
    is_primary: bool = True
    expected: float | None = None

    @property
    def outcome(self) -> OutcomeName:
        """What is looked at."""
        return self.claim.outcome

    @property
    def reckoned_with(self) -> float:
        """The effect that the trial's length is reckoned for."""
        return self.claim.outcome.scale.no_effect if self.expected is None else self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A statement that staff agree or disagree with in five steps."""

    __pydantic_config__: ClassVar = STRICT

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """What the numbers are taken to be when a trial's length is reckoned; best from the municipality's own last years.

    Attributes:
        decisions_a_month: by one team.
        granted: the share that grants; ``overturned``: the share that an appeal overturns.
        days_sigma: the standard deviation of log days between decisions of one team and month; ``amount_sigma`` of log
            kroner.
        team_icc: the share of a decision's variance that its team's month has in common, after the team's own level.
        common_icc: the share that all teams' month has in common.
        rho: how much of a month's shock is left in the next.
        power: the chance wanted of showing what is true.

    """

    __pydantic_config__: ClassVar = STRICT

    decisions_a_month: float = 20.0
    granted: float = 0.75
    overturned: float = 0.02
    days_sigma: float = 0.7
    amount_sigma: float = 0.8
    team_icc: float = 0.005
    common_icc: float = 0.001
    rho: float = 0.3
    power: float = 0.8

    def __post_init__(self) -> None:
        """Refuse shares that are none, and numbers that are not above nothing."""
        shares = (self.granted, self.overturned, self.power)
        if not all(0.0 < share < 1.0 for share in shares):
            raise ValueError("granted, overturned and power lie between 0 and 1")
        if not all(0.0 <= part < 0.5 for part in (self.team_icc, self.common_icc)) or not 0.0 <= self.rho < 0.95:
            raise ValueError("an intraclass correlation lies from 0 to 0.5, rho from 0 to 0.95")
        if not all(0.0 < number < 10_000.0 for number in (self.decisions_a_month, self.days_sigma, self.amount_sigma)):
            raise ValueError("decisions_a_month, days_sigma and amount_sigma are above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPlan:
    """A plan of a trial and its evaluation.

    Attributes:
        purpose: what is tried, in a sentence for those who decide.
        provisions: whose decisions are looked at; a paragraph means all its parts.
        starts_on: the first day looked at, first of a month; ``ends_on``: the last, last of a month.
        price_rate: by how much prices rise a year; amounts are reckoned in the prices of ``starts_on``.
        months_before: how many months there must be before the first start; ``months_after``: after the last.

    """

    name: str
    purpose: str
    provisions: tuple[Provision, ...]
    teams: tuple[TrialTeam, ...]
    starts_on: date
    ends_on: date
    assignment: Assignment
    claims: tuple[PlannedClaim, ...]
    price_rate: float = 0.0
    months_before: int = 12
    months_after: int = 6
    questions: tuple[Question, ...] = ()
    assumed: Assumed = Assumed()
    is_example: bool = False

    @property
    def started_on(self) -> date:
        """When the first team starts."""
        return min(self.starts)

    @property
    def starts(self) -> tuple[date, ...]:
        """When teams start, in order; comparisons left out."""
        return tuple(sorted(team.starts_on for team in self.teams if team.starts_on is not None))

    @property
    def primary(self) -> tuple[PlannedClaim, ...]:
        """The claims that all must be shown."""
        return tuple(claim for claim in self.claims if claim.is_primary)

    def covers(self, provision: Provision) -> bool:
        """Whether decisions under a provision are looked at."""
        return not {provision, *provision.parents}.isdisjoint(self.provisions)
