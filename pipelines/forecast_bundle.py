"""What does a bundle say of a history's cases, as a forecast needs it? Categories, courses by category, open cases."""

from datetime import date

import numpy as np

from allocation.arrivals import Floats, Integers
from features.history import History
from features.scheme import CategorySource
from models.assess import Assessor
from pipelines.caseload import open_cases
from pipelines.forecast_cases import known_categories
from pipelines.forecast_inputs import MIX_MONTHS
from pipelines.forecast_open import Said
from sagstyngde.errors import BundleRefused
from sagstyngde.months import add_months


def said_by(assessor: Assessor, history: History, on: date) -> Said:
    """Ask a bundle of every case known on the morning of a day.

    A judged category counts before a suggested one. Where bands of effort stand in for judgements, all are suggested:
    a band that a case turned out to have is not what could be said of it beforehand.

    Raises:
        BundleRefused: the bundle was trained under another scale.
    """
    if assessor.scheme.scale.codes != history.scheme.scale.codes:
        raise BundleRefused(
            english="the bundle knows other categories than the scheme; choose the bundle that belongs to it",
            danish="modelpakken kender andre kategorier end skemaet; vælg den modelpakke, der hører til",
        )
    history = history.as_of(on)
    answers = assessor.answers(assessor.bundle.frame.rows(history.cases))
    suggested = answers.probability.argmax(axis=1)
    category = suggested
    if history.scheme.category.source is CategorySource.JUDGED:
        judged = known_categories(history)
        category = np.where(judged >= 0, judged, suggested)
    newest = np.array([case.received_on >= add_months(on, -MIX_MONTHS) for case in history.cases], dtype=np.bool_)
    means = np.bincount(category, answers.hours) / np.maximum(np.bincount(category), 1)
    return Said(
        category=category.astype(np.intp),
        beside=np.asarray(answers.hours / np.maximum(means[category], 1e-9)),
        courses=_mean_by_category(answers.monthly[newest], category[newest], len(history.scheme.scale)),
        hours={case.case_id: case.monthly_hours for case in open_cases(history, assessor, on)},
    )


def _mean_by_category(monthly: Floats, category: Integers, categories: int) -> Floats:
    """Return the mean month profile of each category, (categories, months); NaN for one without a case."""
    means = np.full((categories, monthly.shape[1]), np.nan)
    for code in np.unique(category):
        means[code] = monthly[category == code].mean(axis=0)
    return means
