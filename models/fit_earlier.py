"""Which cases does a bundle remember, and what do they teach it of silence? Those its tables were learned from."""

import numpy as np

from features.frame import Frame
from models.abstain import AbstentionRule, missing_facts
from models.category import CategoryModel
from models.cohort import Cohort
from models.earlier import MOST_EARLIER, NO_CATEGORY, EarlierCases
from models.labels import Labels
from models.neighbours import Neighbours
from models.novelty import Novelty
from models.ordinal import Floats, Integers
from sagstyngde.case import Case


def earlier_cases(X: Floats, part: Cohort) -> EarlierCases:
    """Return the newest cases of a cohort with what was recorded of them; ``X`` is (cases x columns)."""
    newest = np.arange(max(0, len(part.cases) - MOST_EARLIER), len(part.cases))
    cases = [part.cases[row] for row in newest]
    months, hours = _recorded(part)
    return EarlierCases(
        rows=X[newest].astype(np.float32),
        category=_categories(part.labels, len(part.cases))[newest],
        hours=hours[newest],
        months=months[newest],
        is_open=np.array([case.closed_on is None for case in cases], dtype=np.int64),
        year=np.array([case.received_on.year for case in cases], dtype=np.int64),
        family=_families(cases),
    ).by_content()


def abstention_rule(
    frame: Frame, X: Floats, category: CategoryModel, *, neighbours: Neighbours, share: float
) -> AbstentionRule:
    """Learn what a case is compared with before a category is suggested.

    ``share`` of the training cases (rows of ``X``) must not count as too little known.
    """
    missing = missing_facts(frame, X)
    added = frame.by_source(category.table.contributions(X))
    known = ~missing
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, added, 0.0).sum(axis=0) / count
    variances = np.where(known, (added - mean) ** 2, 0.0).sum(axis=0) / count
    return AbstentionRule(
        most_missing=int(np.quantile(missing.sum(axis=1), share, method="higher")),
        lowest=np.fmin.reduce(np.where(np.isnan(X), np.inf, X), axis=0),
        highest=np.fmax.reduce(np.where(np.isnan(X), -np.inf, X), axis=0),
        variances=variances,
        usual_variance=float(np.where(missing, variances, 0.0).sum(axis=1).mean()),
        novelty=Novelty.learn(neighbours),
    )


def _categories(labels: Labels, cases: int) -> Integers:
    """Return each case's category: the one with most weight, of two equal ones the later judged; -1 without any."""
    weight = np.zeros((cases, labels.categories))
    np.add.at(weight, (labels.rows, labels.category), labels.weight)
    newest = np.full(cases, NO_CATEGORY)
    newest[labels.rows] = labels.category
    judged = np.unique(labels.rows)
    # Weights of thirds do not add up exactly: what is equal but for that is equal.
    weight[judged, newest[judged]] += 1e-9
    found = np.full(cases, NO_CATEGORY, dtype=np.int64)
    found[judged] = weight[judged].argmax(axis=1)
    return found


def _recorded(part: Cohort) -> tuple[Floats, Floats]:
    """Return the months seen since receipt, in the horizon, and their hours: NaN where months between are unseen."""
    exposure = part.panel.exposure[:, : part.panel.horizon]
    months = exposure.sum(axis=1)
    is_whole = (np.diff(exposure, axis=1) <= 1e-9).all(axis=1) & (months > 0.0)
    return months, np.where(is_whole, part.panel.totals, np.nan)


def _families(cases: list[Case]) -> Integers:
    """Number the cases so that those of one family, or else of one child, share a number."""
    numbers: dict[str, int] = {}
    keys = [f"f{case.family_id}" if case.family_id else f"c{case.child_id or case.case_id}" for case in cases]
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
