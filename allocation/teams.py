"""Does a case go to its own team? Fordeling mellem teams, where a team may be part of a larger one."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from allocation.filters import STRICT
from allocation.roll import Roll
from allocation.seat import Option, Seat
from allocation.wording import listed, only
from sagstyngde.plan import CaseToPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Teams:
    """*Teams*: a case goes to a caseworker of its team, or of a team within it.

    ``within`` says which team is part of which: with ``"Team Nord A" = "Team Nord"`` a case of Team Nord may go to Team
    Nord A, and not the other way round. A case without a team may go to anybody.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "teams"
    label: ClassVar[str] = "Teams"
    hard: bool = True
    tolerance: float = 0.0
    within: Mapping[str, str] = field(default_factory=dict)

    def faults(self) -> Iterable[tuple[str, str]]:
        """Refuse a team that is part of itself, naming the circle."""
        for team in sorted(self.within):
            line = list(self._upwards(team))
            if self.within.get(line[-1]) == team and team == min(line):
                circle = " → ".join([*line, team])
                yield f"within goes in a circle: {circle}", f"within går i ring: {circle}"

    def strangers(self, roll: Roll) -> Iterable[str]:
        """Return teams in which nobody is, nor in any team within them, and which no case has."""
        there = {seat.caseworker.team for seat in roll.seats.values()} | {case.team for case in roll.cases}
        known = {above for team in there if team is not None for above in self._upwards(team)}
        return {*self.within, *self.within.values()} - known

    def asks(self, case: CaseToPlace) -> Hashable:
        """The case's team."""
        return case.team

    def offers(self, seat: Seat) -> Hashable:
        """The caseworker's team."""
        return seat.caseworker.team

    def burden(self, option: Option) -> float:
        """One where she is in another team."""
        return float(self.objection(option) is not None)

    def objection(self, option: Option) -> str | None:
        """Name the team that she is not in."""
        asked, team = option.case.team, option.seat.caseworker.team
        if asked is None or (team is not None and asked in self._upwards(team)):
            return None
        return f"er ikke i {_called(asked)}"

    def merit(self, option: Option) -> str | None:
        """Name the case's team."""
        asked = option.case.team
        return f"er i {_called(asked)}" if asked is not None and self.objection(option) is None else None

    def demand(self, options: Sequence[Option], passing: Sequence[str]) -> str:
        """Name the teams and who is in them."""
        teams = sorted({option.case.team for option in options if option.case.team is not None})
        where = "det team" if len(teams) == 1 else "dem alle"
        return f"hører til {listed([_called(team) for team in teams])}, og {only(passing)} er i {where}"

    def way_out(self, option: Option) -> str | None:  # noqa: ARG002  same signature as its siblings
        """Give the case to another team."""
        return "giv sagen til et andet team"

    def _upwards(self, team: str) -> Iterator[str]:
        """Yield a team and those it is part of, from the smallest up; a circle is left where it closes."""
        seen = set()
        above: str | None = team
        while above is not None and above not in seen:
            yield above
            seen.add(above)
            above = self.within.get(above)


def _called(team: str) -> str:
    """Call a team a team.

    >>> _called("Nord"), _called("Team Nord")
    ('team Nord', 'Team Nord')
    """
    return team if "team" in team.lower() else f"team {team}"
