"""How is something told that a data check found? One column, one figure, one limit, and a sentence in two languages."""

from dataclasses import dataclass

from sagstyngde.errors import Language
from sagstyngde.gate import Check, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found of one column. ``kind`` names the check; ``label``, ``figure`` and ``limit`` are Danish."""

    kind: str
    column: str
    label: str
    outcome: Outcome
    figure: str
    limit: str
    text_da: str
    text_en: str

    def text(self, language: Language) -> str:
        """Return the sentence in the reader's language."""
        return self.text_da if language is Language.DANISH else self.text_en

    @property
    def check(self) -> Check:
        """The finding as a check of the gate."""
        return Check(
            code=f"data_{self.kind}_{self.column}",
            label=f"{self.label}: {self.column}",
            outcome=self.outcome,
            figure=self.figure,
            limit=self.limit,
            told=self.text_da,
        )


def passed(kind: str, label: str, figure: str, limit: str) -> Check:
    """Return the check of a kind that found nothing."""
    return Check(code=f"data_{kind}", label=label, outcome=Outcome.PASSED, figure=figure, limit=limit)


def by_size(size: float, *, named: float, stopped: float) -> Outcome:
    """Return what a size comes to.

    >>> by_size(0.03, named=0.02, stopped=0.05).value
    'named'
    """
    if size >= stopped:
        return Outcome.STOPPED
    return Outcome.NAMED if size >= named else Outcome.PASSED
