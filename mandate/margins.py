"""Was a claim shown? "No more grants, no higher spending" is one of non-inferiority: within a margin set in advance.

A claim is judged by one limit that lies beyond the true effect in at most 5 of 100 trials: the upper limit of an
interval of 90 %. An effect is *shown* to lie within the margin when that limit does, also where it is worse than
nothing (the sentence then says so). It is *worse* when the whole interval lies beyond both the margin and no effect.
Else the claim is *not shown*, and the sentence says what is still possible. Nothing is ever "not significant": a trial
too small to find a rise has not shown that there is none.

Claims that all must be shown need no correction for their number: the chance of showing them all, when one is false,
is at most the 5 % of that one (an intersection-union test, Berger 1982). Nothing may be concluded from the best of
them.
"""

from collections.abc import Sequence
from datetime import date

from mandate.finding import CLAIM_CONFIDENCE, Claim, Estimate, Judged, Undecidable, Verdict
from mandate.margin_words import not_shown, shown, together_text, worse

_ROUNDING = 1e-9


def judged(claim: Claim, found: Estimate | Undecidable, on: date) -> Judged:
    """Judge a claim by an estimate whose interval is one of ``CLAIM_CONFIDENCE``.

    >>> from mandate.finding import Design, OutcomeName, Scale
    >>> found = Estimate(
    ...     outcome=OutcomeName.GRANTED, design=Design.STAGGERED, scale=Scale.DIFFERENCE, effect=0.004, low=-0.013,
    ...     high=0.0204, confidence=0.9, p_value=None, method="", months=36, teams=10, decisions=4000,
    ... )
    >>> judged(Claim(outcome=OutcomeName.GRANTED, margin=0.05), found, date(2027, 1, 4)).text
    'Vist: højst 2,1 procentpoint flere bevilges (grænsen var 5,0).'

    Raises:
        ValueError: the estimate is of another outcome or scale, or its interval has another coverage.

    """
    if claim.outcome is not found.outcome:
        raise ValueError(f"a claim on {claim.outcome} is not judged by an estimate of {found.outcome}")
    if isinstance(found, Undecidable):
        text = f"Kan ikke afgøres: {found.reason[:1].lower()}{found.reason[1:]}"
        return Judged(claim=claim, found=found, verdict=Verdict.UNDECIDABLE, text=text, decided_on=on)
    if found.scale is not claim.outcome.scale:
        raise ValueError(f"effects on {claim.outcome} are {claim.outcome.scale}s")
    if abs(found.confidence - CLAIM_CONFIDENCE) > _ROUNDING:
        raise ValueError(f"a claim is judged by an interval of {CLAIM_CONFIDENCE:.0%}, not {found.confidence:.0%}")
    verdict = _verdict(claim, found)
    words = {Verdict.SHOWN: shown, Verdict.NOT_SHOWN: not_shown, Verdict.WORSE: worse}[verdict]
    return Judged(claim=claim, found=found, verdict=verdict, text=words(claim, found), decided_on=on)


def _verdict(claim: Claim, found: Estimate) -> Verdict:
    if found.high <= claim.margin:
        return Verdict.SHOWN
    return Verdict.WORSE if found.low > max(claim.margin, found.scale.no_effect) else Verdict.NOT_SHOWN


def together(primary: Sequence[Judged]) -> tuple[Verdict, str]:
    """Judge claims that all must be shown: the worst of them decides.

    Raises:
        ValueError: there is no claim.

    """
    verdicts = {one.verdict for one in primary}
    worst_first = (Verdict.WORSE, Verdict.NOT_SHOWN, Verdict.UNDECIDABLE, Verdict.SHOWN)
    found = next((verdict for verdict in worst_first if verdict in verdicts), None)
    if found is None:
        raise ValueError("claims are judged together where there are some")
    return found, together_text(found, primary)
