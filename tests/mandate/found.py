"""Findings made by hand: one of each verdict, with curves, for whoever shows them."""

from datetime import date

from mandate.finding import (
    CLAIM_CONFIDENCE,
    Claim,
    Design,
    Estimate,
    EventMonth,
    EventStudy,
    OutcomeName,
    Series,
    Undecidable,
)
from mandate.findings import Asked, ClaimFound, Findings, Looked
from mandate.likert import Answers, change
from mandate.margins import judged, together
from mandate.trial_standing import Registration, Standing
from sagstyngde.months import add_months
from tests.mandate.trials import FIRST, LAST, START, a_plan

ON = date(2026, 1, 12)
CLAIMS = (
    (OutcomeName.DAYS, 0.9, Design.STAGGERED),
    (OutcomeName.GRANTED, 0.05, Design.STAGGERED),
    (OutcomeName.SPENDING, 1.05, Design.STAGGERED),
    (OutcomeName.OVERTURNED, 0.02, Design.BEFORE_AFTER),
)
FIGURES = {
    OutcomeName.DAYS: (0.8, 0.75, 0.85),
    OutcomeName.GRANTED: (0.03, -0.01, 0.07),
    OutcomeName.SPENDING: (1.2, 1.1, 1.31),
}


def an_estimate(outcome: OutcomeName, design: Design = Design.STAGGERED, confidence: float = 0.95) -> Estimate:
    effect, low, high = FIGURES[outcome]
    return Estimate(
        outcome=outcome,
        design=design,
        scale=outcome.scale,
        effect=effect,
        low=low,
        high=high,
        confidence=confidence,
        p_value=0.01,
        method="efter bogen",
        months=24,
        teams=8,
        decisions=4321,
        notes=("Noget, en læser skal vide.",),
    )


def a_series(outcome: OutcomeName = OutcomeName.DAYS) -> Series:
    months = tuple(add_months(FIRST, month) for month in range(24))
    level = {OutcomeName.DAYS: 40.0, OutcomeName.GRANTED: 0.75}.get(outcome, 1_250_000.0)
    course = tuple(level * (1.0 if month < START else 0.8) for month in months)
    return Series(
        outcome=outcome,
        starts_on=START,
        months=months,
        observed=tuple(value * (1.0 + 0.01 * (place % 3)) for place, value in enumerate(course)),
        fitted=course,
        without=(level,) * 24,
        without_low=(0.9 * level,) * 24,
        without_high=(1.1 * level,) * 24,
        confidence=0.95,
    )


def a_study(outcome: OutcomeName = OutcomeName.DAYS) -> EventStudy:
    none = outcome.scale.no_effect
    months = tuple(
        EventMonth(
            since=since, effect=none - 0.1 * (since >= 0), low=none - 0.2, high=none + 0.1, teams=6, decisions=200
        )
        for since in range(-6, 12)
    )
    return EventStudy(
        outcome=outcome,
        scale=outcome.scale,
        months=months,
        confidence=0.95,
        reference="månederne før",
        no_trend_p=0.4,
    )


def a_claim_found(outcome: OutcomeName, margin: float, design: Design) -> ClaimFound:
    claim = Claim(outcome=outcome, margin=margin)
    if outcome not in FIGURES:
        none = Undecidable(outcome=outcome, design=design, reason="Der er 3 måneder efter den sidste start.")
        return ClaimFound(judged=judged(claim, none, ON), is_primary=True, described=none)
    return ClaimFound(
        judged=judged(claim, an_estimate(outcome, confidence=CLAIM_CONFIDENCE), ON),
        is_primary=True,
        described=an_estimate(outcome),
        beside=(
            an_estimate(outcome, Design.INTERRUPTED),
            Undecidable(outcome=outcome, design=Design.BEFORE_AFTER, reason="Der er for lidt."),
        ),
        series=a_series(outcome),
        study=a_study(outcome),
        notes=("Dagene er opgjort efter den måned, der blev søgt i.",),
    )


def some_findings(*, is_invented: bool = False) -> Findings:
    claims = tuple(a_claim_found(*claim) for claim in CLAIMS)
    verdict, text = together([one.judged for one in claims])
    before, after = Answers(counts=(6, 14, 30, 33, 17)), Answers(counts=(3, 7, 16, 40, 34))
    return Findings(
        plan=a_plan(claims=CLAIMS),
        registration=Registration(
            standing=Standing.BEFORE_START, text="Planen er registreret 1. nov. 2024, før forsøget begyndte."
        ),
        evaluated_on=ON,
        looked=Looked(source="fra sagsbogen", since=FIRST, until=LAST, decisions=4321, teams=8, refused_rows=2),
        verdict=verdict,
        text=text,
        claims=claims,
        asked=(
            Asked(text="Jeg trives.", before=before, after=after, change=change(before, after), has_too_few=False),
            Asked(text="Jeg lærer.", before=None, after=after, change=None, has_too_few=True),
        ),
        is_invented=is_invented,
    )
