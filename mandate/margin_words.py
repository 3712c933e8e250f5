"""How is a verdict told in Danish, so that a politician reads it right?

A limit is rounded away from what is claimed: *højst* up and *mindst* down, so that no figure shown says more than was
found, and none beside a margin contradicts the verdict.
"""

import math
from collections.abc import Sequence

from mandate.finding import Claim, Design, Estimate, Judged, OutcomeName, Scale, Verdict
from sagstyngde.danish import count, number

_MORE = {
    OutcomeName.DAYS: "længere tid fra ansøgning til afgørelse",
    OutcomeName.GRANTED: "flere bevilges",
    OutcomeName.AMOUNT: "højere beløb pr. bevilling",
    OutcomeName.SPENDING: "større bevilget beløb i alt",
    OutcomeName.OVERTURNED: "flere afgørelser omgøres efter klage",
}
_LESS = {
    OutcomeName.DAYS: "kortere tid fra ansøgning til afgørelse",
    OutcomeName.GRANTED: "færre bevilges",
    OutcomeName.AMOUNT: "lavere beløb pr. bevilling",
    OutcomeName.SPENDING: "mindre bevilget beløb i alt",
    OutcomeName.OVERTURNED: "færre afgørelser omgøres efter klage",
}
OUTCOMES = {
    OutcomeName.DAYS: "tid fra ansøgning til afgørelse",
    OutcomeName.GRANTED: "andel, der bevilges",
    OutcomeName.AMOUNT: "beløb pr. bevilling",
    OutcomeName.SPENDING: "bevilget beløb i alt",
    OutcomeName.OVERTURNED: "andel, der omgøres efter klage",
}
"""What each outcome is called in a report."""
DESIGNS = {
    Design.BEFORE_AFTER: "før og efter",
    Design.INTERRUPTED: "afbrudt tidsserie",
    Design.STAGGERED: "team med forskudt start",
}
"""What each design is called there."""
_NOISE = 1e-6
"""Less than this of a percentage point is the computer's, and rounds to nearest."""


def size_text(scale: Scale, effect: float, decimals: int = 1) -> str:
    """Write how far an effect lies from nothing, without direction.

    >>> size_text(Scale.RATIO, 0.8), size_text(Scale.DIFFERENCE, 0.021)
    ('20,0 %', '2,1 procentpoint')
    """
    return f"{number(abs(_points(scale, effect)), decimals)} {_unit(scale)}"


def claim_text(claim: Claim) -> str:
    """State a claim as a sentence's end.

    >>> claim_text(Claim(outcome=OutcomeName.GRANTED, margin=0.05))
    'højst 5,0 procentpoint flere bevilges'
    >>> claim_text(Claim(outcome=OutcomeName.DAYS, margin=0.9))
    'mindst 10,0 % kortere tid fra ansøgning til afgørelse'
    """
    points = _points(claim.outcome.scale, claim.margin)
    if abs(points) < _NOISE:
        return f"ikke {_MORE[claim.outcome]}"
    size = size_text(claim.outcome.scale, claim.margin)
    return f"højst {size} {_MORE[claim.outcome]}" if points > 0.0 else f"mindst {size} {_LESS[claim.outcome]}"


def shown(claim: Claim, found: Estimate) -> str:
    """Say that a claim was shown; and where there is a rise within the margin, that there is one."""
    rise = _points(found.scale, found.low)
    bound = f"Vist: {_at_most(claim.outcome, found.high)} {_asked(claim)}."
    if rise <= 0.0:
        return bound
    nothing = _size(found.scale, found.scale.no_effect, up=False)
    least = _size(found.scale, found.low, up=False)
    size = "" if least == nothing else f" på mindst {least}"
    return f"{bound} Tallene peger på en stigning{size}, men inden for grænsen."


def not_shown(claim: Claim, found: Estimate) -> str:
    """Say that a claim was not shown, and what is still possible."""
    asked = _asked(claim)
    if found.low > claim.margin:
        best = _size(found.scale, found.low, up=True)
        return f"Ikke vist: fremgangen er mindre end kravet, højst {best} {_LESS[claim.outcome]} {asked}."
    if math.isinf(found.high):
        return f"Ikke vist: {_MORE[claim.outcome]} kan ikke udelukkes, og hvor meget kan ikke siges {asked}."
    if _points(found.scale, found.high) > 0.0:
        most = _size(found.scale, found.high, up=True)
        return f"Ikke vist: op til {most} {_MORE[claim.outcome]} kan ikke udelukkes {asked}."
    least = _size(found.scale, found.high, up=False)
    return f"Ikke vist: kun {least} {_LESS[claim.outcome]} er sikkert {asked}."


def worse(claim: Claim, found: Estimate) -> str:
    """Say that what was claimed is wrong."""
    least = _size(found.scale, found.low, up=False)
    return f"Værre: mindst {least} {_MORE[claim.outcome]} {_asked(claim)}."


def together_text(verdict: Verdict, primary: Sequence[Judged]) -> str:
    """Say what the claims show together, and which stand in the way."""
    if verdict is Verdict.SHOWN:
        return f"Vist: {count(len(primary), 'påstand', 'påstande')} skulle vises, og alle er vist."
    parts = [
        f"{word}: {'; '.join(named)}."
        for kind, word in (
            (Verdict.WORSE, "Værre end grænsen"),
            (Verdict.NOT_SHOWN, "Ikke vist"),
            (Verdict.UNDECIDABLE, "Kan ikke afgøres"),
        )
        if (named := [OUTCOMES[one.claim.outcome] for one in primary if one.verdict is kind])
    ]
    opening = {Verdict.WORSE: "Værre", Verdict.NOT_SHOWN: "Ikke vist", Verdict.UNDECIDABLE: "Kan ikke afgøres"}
    return f"{opening[verdict]}: alle påstande skulle vises. {' '.join(parts)}"


def _at_most(outcome: OutcomeName, high: float) -> str:
    points = _points(outcome.scale, high)
    if points > _NOISE:
        return f"højst {_size(outcome.scale, high, up=True)} {_MORE[outcome]}"
    if points > -_NOISE:
        return f"ikke {_MORE[outcome]}"
    return f"mindst {_size(outcome.scale, high, up=False)} {_LESS[outcome]}"


def _asked(claim: Claim) -> str:
    points = _points(claim.outcome.scale, claim.margin)
    if abs(points) < _NOISE:
        return "(grænsen var ingen stigning)"
    if points > 0.0:
        return f"(grænsen var {number(points, 1)})"
    return f"(kravet var mindst {size_text(claim.outcome.scale, claim.margin)} {_LESS[claim.outcome].split(' ')[0]})"


def _size(scale: Scale, effect: float, *, up: bool) -> str:
    tenths = 10.0 * abs(_points(scale, effect))
    whole = math.ceil(tenths - _NOISE) if up else math.floor(tenths + _NOISE)
    return f"{number(whole / 10.0, 1)} {_unit(scale)}"


def _points(scale: Scale, effect: float) -> float:
    """Return an effect in per cent or percentage points, above 0 where it is a rise."""
    return 100.0 * (effect - scale.no_effect)


def _unit(scale: Scale) -> str:
    return "%" if scale is Scale.RATIO else "procentpoint"
