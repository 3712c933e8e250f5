"""Which Danish words tell of a decision? Its outcome, its level, what became of an appeal, and how long it took."""

from collections.abc import Mapping
from types import MappingProxyType

from mandate.wording import LEVEL_NAMES
from sagstyngde.decision import AppealResult, Level, Outcome
from serve.language import _, later
from serve.written import count, first

OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {Outcome.GRANTED: later("Bevilget"), Outcome.PARTLY: later("Delvist bevilget"), Outcome.REFUSED: later("Afslag")}
)
RESULTS: Mapping[AppealResult, str] = MappingProxyType(
    {
        AppealResult.UPHELD: later("Stadfæstet"),
        AppealResult.CHANGED: later("Ændret"),
        AppealResult.REMITTED: later("Hjemvist"),
        AppealResult.DISMISSED: later("Afvist"),
        AppealResult.WITHDRAWN: later("Trukket tilbage"),
    }
)
MANDATE_WORDS = (
    later("kr. om året"),
    later("kr. om måneden"),
    later("kr. som engangsbeløb"),
    later("timer om ugen"),
    later("timer om måneden"),
    later("døgn om måneden"),
    later("egenkompetence"),
    later("teammøde"),
    later("fagspecialist"),
    later("teamleder"),
    later("visitationsudvalg"),
    later("Egenkompetence"),
    later("Teammøde"),
    later("Fagspecialist"),
    later("Teamleder"),
    later("Visitationsudvalg"),
)
"""Words of the register that pages offer as choices: its units and levels, which are looked up where they are shown."""
LEVELS: Mapping[Level, str] = MappingProxyType({level: first(name) for level, name in LEVEL_NAMES.items()})


def days_text(days: int | None) -> str:
    """Say how long a decision took.

    >>> days_text(12), days_text(0), days_text(None)
    ('12 dage fra ansøgning', 'samme dag som ansøgningen', 'ansøgningens dag er ikke oplyst')
    """
    if days is None:
        return _("ansøgningens dag er ikke oplyst")
    return _("{days} fra ansøgning").format(days=count(days, "dag", "dage")) if days else _("samme dag som ansøgningen")
