"""Which Danish words tell of a decision? Its outcome, its level, what became of an appeal, and how long it took."""

from collections.abc import Mapping
from types import MappingProxyType

from mandate.wording import LEVEL_NAMES
from sagstyngde.decision import AppealResult, Level, Outcome
from serve.written import count, first

OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {Outcome.GRANTED: "Bevilget", Outcome.PARTLY: "Delvist bevilget", Outcome.REFUSED: "Afslag"}
)
RESULTS: Mapping[AppealResult, str] = MappingProxyType(
    {
        AppealResult.UPHELD: "Stadfæstet",
        AppealResult.CHANGED: "Ændret",
        AppealResult.REMITTED: "Hjemvist",
        AppealResult.DISMISSED: "Afvist",
        AppealResult.WITHDRAWN: "Trukket tilbage",
    }
)
LEVELS: Mapping[Level, str] = MappingProxyType({level: first(name) for level, name in LEVEL_NAMES.items()})


def days_text(days: int | None) -> str:
    """Say how long a decision took.

    >>> days_text(12), days_text(0), days_text(None)
    ('12 dage fra ansøgning', 'samme dag som ansøgningen', 'ansøgningens dag er ikke oplyst')
    """
    if days is None:
        return "ansøgningens dag er ikke oplyst"
    return f"{count(days, 'dag', 'dage')} fra ansøgning" if days else "samme dag som ansøgningen"
