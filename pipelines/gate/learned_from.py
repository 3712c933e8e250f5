"""What was the challenger taught on? Fewer cases than before, a fact that knows too much, or a law that has changed."""

from collections.abc import Iterator
from datetime import date

from pipelines.gate.trial import Trial
from sagstyngde.danish import number, percent, whole_day
from sagstyngde.gate import Check, Outcome

NAMED_SHARE, STOP_SHARE = 0.9, 0.5
"""A history that has shrunk by a tenth has lost something; one that has halved is another history."""
LEAKS = frozenset({"telling_fact", "filled_when_over"})
"""What a data check suspects of knowing the future. A model that has learned it looks best and serves worst."""


def learned_from(trial: Trial) -> Iterator[Check]:
    """Yield checks for the number of cases, for suspected leaks, other warnings, and changes of the law."""
    yield _cases(trial)
    yield _warned(trial, "leaks", "Ingen oplysning ved for meget", leaks=True)
    yield _warned(trial, "warnings", "Datatjekkets øvrige advarsler", leaks=False)
    yield _laws(trial)


def _cases(trial: Trial) -> Check:
    own = trial.challenger.bundle.manifest.training_cases
    if trial.champion is None:
        return Check(
            code="training_cases",
            label="Sager at lære af",
            outcome=Outcome.PASSED,
            figure=f"{number(own)} sager",
            limit="ingen model i brug at sammenligne med",
        )
    before = trial.champion.manifest.training_cases
    share = own / max(before, 1)
    outcome, told = Outcome.PASSED, ""
    if share < STOP_SHARE:
        outcome, told = Outcome.STOPPED, "Over halvdelen af sagerne er væk: det er ikke den samme historik."
    elif share < NAMED_SHARE:
        outcome, told = Outcome.NAMED, "Der er færre sager end sidst: find ud af, om det er sletning eller en fejl."
    return Check(
        code="training_cases",
        label="Sager at lære af",
        outcome=outcome,
        figure=f"{number(own)} mod {number(before)} sidst ({percent(share)})",
        limit=f"mindst {percent(NAMED_SHARE)} af sidst; under {percent(STOP_SHARE)} stopper",
        told=told,
    )


def _warned(trial: Trial, code: str, label: str, *, leaks: bool) -> Check:
    warnings = [one for one in trial.challenger.report["warnings"] if (one["code"] in LEAKS) == leaks]
    stops = Outcome.STOPPED if leaks else Outcome.NAMED
    return Check(
        code=code,
        label=label,
        outcome=stops if warnings else Outcome.PASSED,
        figure=_counted(len(warnings), *(("mistanke", "mistanker") if leaks else ("advarsel", "advarsler"))),
        limit="ingen" if leaks else "nævnes, stopper ikke",
        told=" ".join(_sentence(one["text_da"]) for one in warnings),
    )


def _laws(trial: Trial) -> Check:
    laws = trial.challenger.report["law_changes"]
    ahead = [law for law in laws if law["status"] in {"ahead", "few_after"}]
    told = " ".join(
        f"{whole_day(date.fromisoformat(law['on']))}: {_sentence(law['text'])} Det har modellen ikke kunnet lære af."
        for law in ahead
    )
    return Check(
        code="law_changes",
        label="Lovændringer, modellen ikke kender",
        outcome=Outcome.NAMED if ahead else Outcome.PASSED,
        figure=f"{len(ahead)} af {len(laws)} angivne ændringer",
        limit="nævnes, stopper ikke",
        told=told,
    )


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _sentence(text: str) -> str:
    """Write a notice as a sentence.

    >>> _sentence("feltet er tomt")
    'Feltet er tomt.'
    """
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
