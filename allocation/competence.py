"""Has a caseworker what a case requires? Særlige kompetencer, and what may stand in for one that nobody has."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import ClassVar

from allocation.filters import STRICT
from allocation.roll import Roll
from allocation.seat import Option, Seat
from allocation.wording import listed, only
from sagstyngde.plan import CaseToPlace

HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Competence:
    """*Særlige kompetencer*: a case goes to a caseworker who has every competence it requires.

    ``fallback`` names what may stand in for a competence. Where the condition is hard, that is only while nobody at
    work has the competence itself; where it is soft, a stand-in is half as bad as nothing, whoever is at work.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "saerlige_kompetencer"
    label: ClassVar[str] = "Særlige kompetencer"
    hard: bool = True
    tolerance: float = 0.0
    fallback: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def faults(self) -> Iterable[tuple[str, str]]:
        """Refuse a competence that stands in for itself, and one that nothing stands in for."""
        for competence in sorted(self.fallback):
            if not self.fallback[competence] or competence in self.fallback[competence]:
                yield (
                    f"fallback.{competence} names other competences, at least one",
                    f"fallback.{competence} nævner andre kompetencer, mindst én",
                )

    def prepared(self, roll: Roll) -> "Competence":
        """Look up what the caseworkers at work can."""
        at_work = frozenset[str]().union(*(roll.seats[key].caseworker.competences for key in roll.present))
        settings = {setting.name: getattr(self, setting.name) for setting in fields(Competence)}
        return _Known(**settings, at_work=at_work)

    def strangers(self, roll: Roll) -> Iterable[str]:
        """Return competences that nobody has and no case requires."""
        known = {one for seat in roll.seats.values() for one in seat.caseworker.competences}
        known |= {one for case in roll.cases for one in case.required_competences}
        return {*self.fallback, *(one for others in self.fallback.values() for one in others)} - known

    def asks(self, case: CaseToPlace) -> Hashable:
        """The competences required."""
        return case.required_competences

    def offers(self, seat: Seat) -> Hashable:
        """The competences held."""
        return seat.caseworker.competences

    def burden(self, option: Option) -> float:
        """One for each competence that is missing, half where another stands in."""
        lacking = _lacking(option)
        return float(len(lacking)) - HALF * sum(bool(self._stand_ins(one, option.seat)) for one in lacking)

    def objection(self, option: Option) -> str | None:
        """Name the competences that are missing."""
        missing = self._missing(option)
        return f"mangler {_named(missing)}" if missing else None

    def merit(self, option: Option) -> str | None:
        """Name the competences asked for that she has, and what stands in for the rest."""
        held = option.case.required_competences & option.seat.caseworker.competences
        texts = [f"har {_named(held)}"] if held else []
        texts += [
            f"har {listed(self._stand_ins(one, option.seat))}, da ingen på arbejde har {one}"
            for one in sorted(_lacking(option) - self._missing(option))
        ]
        return listed(texts) if texts else None

    def demand(self, options: Sequence[Option], passing: Sequence[str]) -> str:
        """Name what is required and who has it."""
        required = frozenset[str]().union(*(option.case.required_competences for option in options))
        what = {1: "det", 2: "begge dele"}.get(len(required), "alle dele")
        return f"kræver {listed(sorted(required))}, og {only(passing)} har {what}"

    def way_out(self, option: Option) -> str | None:
        """Do without."""
        return f"fravig kravet om {listed(sorted(self._missing(option)))}"

    def _missing(self, option: Option) -> frozenset[str]:
        """Return the required competences that she neither has nor may do without."""
        lacking = _lacking(option)
        return frozenset(one for one in lacking if not self._is_out(one) or not self._stand_ins(one, option.seat))

    def _stand_ins(self, competence: str, seat: Seat) -> list[str]:
        return [one for one in self.fallback.get(competence, ()) if one in seat.caseworker.competences]

    def _is_out(self, competence: str) -> bool:  # noqa: ARG002  the prepared one looks it up
        """Say whether nobody at work has a competence; until the roll is known, that is not assumed."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known(Competence):
    """Competence, knowing what the caseworkers at work can."""

    at_work: frozenset[str]

    def _is_out(self, competence: str) -> bool:
        return competence not in self.at_work


def _lacking(option: Option) -> frozenset[str]:
    return option.case.required_competences - option.seat.caseworker.competences


def _named(competences: Iterable[str]) -> str:
    names = sorted(competences)
    return f"{'kompetencen' if len(names) == 1 else 'kompetencerne'} {listed(names)}"
