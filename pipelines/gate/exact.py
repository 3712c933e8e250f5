"""Which checks rest on no chance? That the tables say what shap says, and that the same data give the same model."""

import math

from models.assess import TOLERANCE
from pipelines.gate.trial import Trial
from sagstyngde.danish import MINUS
from sagstyngde.gate import Check, Outcome


def parity(trial: Trial) -> Check:
    """Hold the tables against shap and against the fitted models, as the report measured them."""
    found = trial.challenger.report["explanation"]
    largest = max(found["parity_max_abs"], found["additivity_max_abs"])
    holds = largest <= TOLERANCE
    return Check(
        code="parity",
        label="Begrundelserne går op",
        outcome=Outcome.PASSED if holds else Outcome.STOPPED,
        figure=f"største afvigelse {_small(largest)} point",
        limit=f"højst {_small(TOLERANCE)}",
        told="" if holds else "Pointtavlen siger ikke det samme som modellen, den er lavet af: den kan ikke bruges.",
    )


def same_hash(trial: Trial) -> Check:
    """Train once more and compare content hashes."""
    label, limit = "Samme data giver samme model", "samme indholdskode to gange"
    if trial.retrained is None:
        told = "Træningen er ikke gentaget, så ingen ved, om den kan gøres efter."
        figure = "ikke gentaget"
        return Check(code="same_hash", label=label, outcome=Outcome.UNMEASURED, figure=figure, limit=limit, told=told)
    first, again = trial.challenger.bundle.content_hash, trial.retrained()
    same = first == again
    return Check(
        code="same_hash",
        label=label,
        outcome=Outcome.PASSED if same else Outcome.STOPPED,
        figure=f"{first[:12]} og {again[:12]}",
        limit=limit,
        told="" if same else "To træninger på de samme data gav to forskellige modeller: udgaven kan ikke gøres efter.",
    )


def _small(value: float) -> str:
    """Write a very small number as people read it.

    >>> _small(1e-9), _small(0.0)
    ('1·10^−9', '0')
    """
    if value == 0.0:
        return "0"
    power = math.floor(math.log10(value))
    return f"{value / 10.0**power:.0f}·10^{MINUS if power < 0 else ''}{abs(power)}"
