"""Verdicts on claims: what each means at its edges, and that its sentence never contradicts it."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandate.finding import CLAIM_CONFIDENCE, Claim, Design, Estimate, OutcomeName, Undecidable, Verdict
from mandate.margins import judged, together

ON = date(2027, 1, 4)
LONGER = "længere tid fra ansøgning til afgørelse"
SHORTER = "kortere tid fra ansøgning til afgørelse"


def an_estimate(outcome: OutcomeName, low: float, high: float, confidence: float = CLAIM_CONFIDENCE) -> Estimate:
    return Estimate(
        outcome=outcome,
        design=Design.STAGGERED,
        scale=outcome.scale,
        effect=(low + high) / 2,
        low=low,
        high=high,
        confidence=confidence,
        p_value=None,
        method="",
        months=36,
        teams=10,
        decisions=4000,
    )


@pytest.mark.parametrize(
    ("outcome", "margin", "low", "high", "verdict", "text"),
    [
        ("granted", 0.05, -0.01, 0.0204, "shown", "Vist: højst 2,1 procentpoint flere bevilges (grænsen var 5,0)."),
        ("granted", 0.05, -0.03, -0.0119, "shown", "Vist: mindst 1,1 procentpoint færre bevilges (grænsen var 5,0)."),
        (
            "granted",
            0.05,
            0.0101,
            0.04,
            "shown",
            "Vist: højst 4,0 procentpoint flere bevilges (grænsen var 5,0). "
            "Tallene peger på en stigning på mindst 1,0 procentpoint, men inden for grænsen.",
        ),
        (
            "spending",
            1.15,
            1.0004,
            1.1146,
            "shown",
            "Vist: højst 11,5 % større bevilget beløb i alt (grænsen var 15,0). "
            "Tallene peger på en stigning, men inden for grænsen.",
        ),
        (
            "granted",
            0.05,
            -0.01,
            0.0501,
            "not_shown",
            "Ikke vist: op til 5,1 procentpoint flere bevilges kan ikke udelukkes (grænsen var 5,0).",
        ),
        ("granted", 0.05, 0.0519, 0.1, "worse", "Værre: mindst 5,1 procentpoint flere bevilges (grænsen var 5,0)."),
        ("granted", 0.0, -0.02, -0.01, "shown", None),
        ("spending", 1.1, 1.12, 1.3, "worse", "Værre: mindst 12,0 % større bevilget beløb i alt (grænsen var 10,0)."),
        (
            "days",
            0.9,
            0.7,
            0.881,
            "shown",
            f"Vist: mindst 11,9 % {SHORTER} (kravet var mindst 10,0 % kortere).",
        ),
        (
            "days",
            0.9,
            0.7,
            0.95,
            "not_shown",
            f"Ikke vist: kun 5,0 % {SHORTER} er sikkert (kravet var mindst 10,0 % kortere).",
        ),
        (
            "days",
            0.9,
            0.92,
            0.99,
            "not_shown",
            f"Ikke vist: fremgangen er mindre end kravet, højst 8,0 % {SHORTER} (kravet var mindst 10,0 % kortere).",
        ),
        (
            "days",
            0.9,
            0.8,
            1.04,
            "not_shown",
            f"Ikke vist: op til 4,0 % {LONGER} kan ikke udelukkes (kravet var mindst 10,0 % kortere).",
        ),
        ("days", 0.9, 1.02, 1.2, "worse", f"Værre: mindst 2,0 % {LONGER} (kravet var mindst 10,0 % kortere)."),
        (
            "days",
            0.9,
            0.2,
            float("inf"),
            "not_shown",
            f"Ikke vist: {LONGER} kan ikke udelukkes, og hvor meget kan ikke siges (kravet var mindst 10,0 % kortere).",
        ),
    ],
)
def test_a_verdict_and_its_sentence(  # noqa: PLR0917 -- a table reads best with its columns in order
    outcome: str, margin: float, low: float, high: float, verdict: str, text: str | None
) -> None:
    name = OutcomeName(outcome)

    found = judged(Claim(outcome=name, margin=margin), an_estimate(name, low, high), ON)

    assert found.verdict.value == verdict
    assert text is None or found.text == text


@given(
    outcome=st.sampled_from([OutcomeName.GRANTED, OutcomeName.SPENDING]),
    points=st.floats(0.5, 15.0),
    low=st.floats(-30.0, 30.0),
    width=st.floats(0.0, 30.0),
)
def test_no_figure_shown_beside_a_margin_contradicts_the_verdict(
    outcome: OutcomeName, points: float, low: float, width: float
) -> None:
    limit = round(points, 1)
    ends = [outcome.scale.no_effect + value / 100 for value in (low, low + width)]
    claim = Claim(outcome=outcome, margin=outcome.scale.no_effect + limit / 100)

    found = judged(claim, an_estimate(outcome, *ends), ON)

    text = found.text.split("(")[0]
    if match := re.search(r"([\d,]+) (?:%|procentpoint) (flere|større)", text):
        told = float(match[1].replace(",", "."))
        assert (told <= limit) if found.verdict is Verdict.SHOWN else (told >= limit)


def test_what_cannot_be_decided_stays_so_and_says_why() -> None:
    found = Undecidable(
        outcome=OutcomeName.DAYS, design=Design.STAGGERED, reason="Der er kun 4 teams; der kræves mindst 6."
    )

    verdict = judged(Claim(outcome=OutcomeName.DAYS, margin=0.9), found, ON)

    assert verdict.verdict is Verdict.UNDECIDABLE
    assert verdict.text == "Kan ikke afgøres: der er kun 4 teams; der kræves mindst 6."


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (Claim(outcome=OutcomeName.DAYS, margin=0.9), an_estimate(OutcomeName.GRANTED, 0.0, 0.1)),
        (Claim(outcome=OutcomeName.GRANTED, margin=0.05), an_estimate(OutcomeName.GRANTED, 0.0, 0.01, 0.95)),
        (Claim(outcome=OutcomeName.GRANTED, margin=0.05), an_estimate(OutcomeName.GRANTED, 0.0, 0.01, 0.8)),
    ],
)
def test_a_claim_is_judged_by_its_own_outcome_at_the_planned_level(claim: Claim, found: Estimate) -> None:
    with pytest.raises(ValueError, match="claim"):
        judged(claim, found, ON)


def test_claims_together_are_shown_when_all_are() -> None:
    margin = Claim(outcome=OutcomeName.GRANTED, margin=0.05)
    shown = judged(margin, an_estimate(OutcomeName.GRANTED, -0.01, 0.01), ON)
    spending = Claim(outcome=OutcomeName.SPENDING, margin=1.05)
    not_shown = judged(spending, an_estimate(OutcomeName.SPENDING, 0.9, 1.2), ON)
    worse = judged(margin, an_estimate(OutcomeName.GRANTED, 0.06, 0.1), ON)

    assert together([shown, shown]) == (Verdict.SHOWN, "Vist: 2 påstande skulle vises, og alle er vist.")
    assert together([shown, not_shown]) == (
        Verdict.NOT_SHOWN,
        "Ikke vist: alle påstande skulle vises. Ikke vist: bevilget beløb i alt.",
    )
    assert together([not_shown, worse])[0] is Verdict.WORSE
    with pytest.raises(ValueError, match="some"):
        together([])
