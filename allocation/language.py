"""Can the caseworker talk with the family? Sprog: preferred, or required where no interpreter will do."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from allocation.filters import STRICT
from allocation.seat import Option, Seat
from allocation.wording import listed, only
from sagstyngde.plan import CaseToPlace

SPOKEN_BY_ALL = "dansk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """*Sprog*: a case goes to a caseworker who speaks the family's language. Everybody speaks Danish."""

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "sprog"
    label: ClassVar[str] = "Sprog"
    hard: bool = False
    tolerance: float = 0.0

    def asks(self, case: CaseToPlace) -> Hashable:
        """The family's language."""
        return case.language

    def offers(self, seat: Seat) -> Hashable:
        """The languages she speaks."""
        return seat.caseworker.languages

    def burden(self, option: Option) -> float:
        """One where an interpreter is needed."""
        return float(self.objection(option) is not None)

    def objection(self, option: Option) -> str | None:
        """Name the language that she does not speak."""
        language = _foreign(option.case)
        return None if language is None or language in option.seat.caseworker.languages else f"taler ikke {language}"

    def merit(self, option: Option) -> str | None:
        """Name the language."""
        language = _foreign(option.case)
        return f"taler {language}" if language in option.seat.caseworker.languages and language else None

    def demand(self, options: Sequence[Option], passing: Sequence[str]) -> str:
        """Name the languages and who speaks them."""
        languages = sorted({language for option in options if (language := _foreign(option.case)) is not None})
        return f"kræver en, der taler {listed(languages)}, og det gør {only(passing)}"

    def way_out(self, option: Option) -> str | None:  # noqa: ARG002  same signature as its siblings
        """Use an interpreter."""
        return "brug tolk"


def _foreign(case: CaseToPlace) -> str | None:
    return None if case.language is None or case.language.lower() == SPOKEN_BY_ALL else case.language
