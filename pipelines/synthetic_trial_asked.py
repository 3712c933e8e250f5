"""How large is an invented trial, and what is planted in it?"""

from dataclasses import dataclass
from datetime import date, timedelta

from sagstyngde.errors import InputRefused
from sagstyngde.months import add_months

LAST_DAY = date(2026, 10, 31)
"""The invented trials end the day before the invented municipality's export."""
TEAM_NAMES = (
    "Fjorden", "Skoven", "Heden", "Marken", "Bakken", "Stranden", "Engen", "Lunden", "Søen", "Ådalen", "Mosen",
    "Klinten", "Odden", "Vangen", "Højen", "Kæret", "Sletten", "Dalen", "Næsset", "Broen",
)  # fmt: skip
USUAL_SHARE = 0.75
FEWEST_TEAMS, FEWEST_MONTHS, MOST_MONTHS = 2, 18, 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """What the arrangement truly does.

    ``days_ratio`` multiplies the wait that remains once a team has begun; ``granted_points`` are added to the chance of
    a grant, in percentage points; ``spending_ratio`` multiplies what is granted.
    """

    days_ratio: float = 0.8
    granted_points: float = 0.0
    spending_ratio: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what would leave nothing to decide on."""
        if not 0.1 <= self.days_ratio <= 3.0 or not 0.1 <= self.spending_ratio <= 3.0:
            raise InputRefused(
                english="--days-ratio and --spending-ratio are ratios from 0.1 to 3; 0.8 is a fifth less",
                danish="--days-ratio og --spending-ratio er forhold fra 0.1 til 3; 0.8 er en femtedel mindre",
            )
        if not -30.0 <= self.granted_points <= 20.0:
            raise InputRefused(
                english="--granted-points are percentage points from -30 to 20",
                danish="--granted-points er procentpoint fra -30 til 20",
            )

    @property
    def granted_share(self) -> float:
        """The usual chance of a grant under the arrangement."""
        return USUAL_SHARE + self.granted_points / 100.0

    @property
    def total_ratio(self) -> float:
        """What the arrangement multiplies all that is granted by: amount and chance together."""
        return self.spending_ratio * self.granted_share / USUAL_SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialShape:
    """How large an invented trial is."""

    teams: int = 12
    months: int = 42
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what no trial can be drawn from."""
        if not FEWEST_TEAMS <= self.teams <= len(TEAM_NAMES) or not FEWEST_MONTHS <= self.months <= MOST_MONTHS:
            raise InputRefused(
                english=f"--teams lies from {FEWEST_TEAMS} to {len(TEAM_NAMES)}, --months from {FEWEST_MONTHS} to "
                f"{MOST_MONTHS}",
                danish=f"--teams ligger fra {FEWEST_TEAMS} til {len(TEAM_NAMES)}, --months fra {FEWEST_MONTHS} til "
                f"{MOST_MONTHS}",
            )

    @property
    def starts_on(self) -> date:
        """The first day looked at."""
        return add_months(LAST_DAY + timedelta(days=1), -self.months)

    @property
    def begins(self) -> tuple[int | None, ...]:
        """The month in which each team begins: in three waves, and every fourth team not at all."""
        first = self.months * 4 // 10
        waves = (first, first + self.months // 10, first + self.months // 5, None)
        return tuple(waves[team % 4] for team in range(self.teams))
