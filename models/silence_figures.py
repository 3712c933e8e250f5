"""Is silence well spent? How often and why the model keeps it, and how far off the rest is the more it keeps silent."""

from typing import Any

import numpy as np

from models.assess import Answers
from models.bundle import ModelBundle
from models.cohort import Cohort
from models.labels import Labels
from models.ordinal import Floats
from models.silence import Doubts, abstentions, doubts_of
from sagstyngde.assessment import AbstentionReason

ANSWERED_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def silence_figures(bundle: ModelBundle, answers: Answers, test: Cohort) -> dict[str, Any]:
    """Return ``abstention`` (shares by reason), ``novelty`` (false alarms) and ``risk_coverage`` of a test cohort."""
    doubts = doubts_of(bundle, answers.X, answers.score)
    found = [{item.reason for item in abstentions(bundle, case, doubts, row)} for row, case in enumerate(test.cases)]
    withheld = np.array([bool(reasons) for reasons in found])
    shares = {reason.value: _share([reason in reasons for reasons in found]) for reason in AbstentionReason}
    rate = bundle.frame.scheme.abstention.false_alarm_rate
    return {
        "abstention": {"any": _share(withheld)} | shares,
        "novelty": {"false_alarm_rate": rate, "flagged": _share(doubts.chance <= rate), "n": len(test.cases)},
        "risk_coverage": _risk_coverage(bundle, doubts, test.labels, withheld),
    }


def _risk_coverage(bundle: ModelBundle, doubts: Doubts, labels: Labels, withheld: Floats) -> dict[str, Any]:
    """Answer the surest judgements first: error and cost as ever more are answered, and as the scheme's costs have it.

    ``error`` is the share of answered judgements in another category, ``steps`` how many steps off they are on average,
    ``cost`` in the scheme's minutes a judgement, a person's look at the rest included.
    """
    rule = bundle.frame.scheme.abstention
    off = np.abs(doubts.probability.argmax(axis=1)[labels.rows] - labels.category).astype(np.float64)
    order = np.argsort(doubts.steps[labels.rows], kind="stable")
    reached = np.cumsum(labels.weight[order]) / labels.weight.sum()

    def figures(answered: Floats) -> dict[str, float]:
        weight = labels.weight * answered
        total = max(float(weight.sum()), 1e-12)
        share = total / float(labels.weight.sum())
        steps = float((weight * off).sum()) / total
        return {
            "answered": round(share, 4),
            "error": round(float((weight * (off > 0.0)).sum()) / total, 6),
            "steps": round(steps, 6),
            "cost": round(share * steps * rule.wrong_step_cost + (1.0 - share) * rule.human_look_cost, 4),
        }

    curve = []
    for share in ANSWERED_SHARES:
        answered = np.zeros(len(off))
        answered[order[reached <= share + 1e-9]] = 1.0
        curve.append(figures(answered))
    silent = withheld[labels.rows].astype(np.float64)
    return {
        "n": len(off),
        "most_steps": round(rule.most_steps, 6),
        "curve": curve,
        "realised": figures(1.0 - silent),
        "withheld": figures(silent),
    }


def _share(flags: Any) -> float:
    return round(float(np.mean(flags)), 4)
