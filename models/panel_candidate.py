"""What would a two-stage panel expect? Hours a month while open times the chance of being open, from case-months.

Log hours of a month in which a case begins open = complexity score + facts + a broken line in months, also times the
score (Tweedie); the closing hazard of that month likewise (logit). Expected hours are the sum over the horizon of
S(month) times the month's hours (EFFORT_AND_ALLOCATION.md, sections 3 and 9). A measured candidate, never served.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, TweedieRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from features.catalogue import DAYS_PER_MONTH
from models.cohort import Cohort
from models.effort_data import EffortData
from models.fit_effort import EffortSize
from models.ordinal import Floats, Integers

Booleans = NDArray[np.bool_]

_KNOTS = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 9.0, 12.0, 18.0, 24.0])
_FREE = 10.0
"""The score and the months are scaled up, so that the penalty meant for the facts hardly reaches them."""
_WHOLE = 1.0 - 1e-9
_LEAST_EVENTS = 20


def panel_hours(data: EffortData, known: Cohort, size: EffortSize, *, X: Floats, score: Floats) -> Floats | None:
    """Return expected hours over the horizon of new rows (rows,); ``None`` where no month or closing is known."""
    months = np.arange(data.panel.horizon)
    begins_open, closes = _courses(known, months)
    exposure = data.panel.exposure[:, : len(months)]
    followed = begins_open & (exposure >= _WHOLE)
    if min(closes[followed].sum(), (~closes)[followed].sum()) < _LEAST_EVENTS:
        return None
    imputer = SimpleImputer(keep_empty_features=True).fit(data.design.X)
    facts = imputer.transform(data.design.X)
    hours = _fit_hours(data, facts, np.nonzero(begins_open & (exposure > 0.0)), size)
    hazard = make_pipeline(
        StandardScaler(), _Freed(facts.shape[1]), LogisticRegression(C=1.0 / size.penalty, max_iter=1000)
    )
    hazard.fit(_rows(facts, data.score, *np.nonzero(followed)), closes[followed])

    case, month = (place.ravel() for place in np.indices((len(X), len(months))))
    rows = _rows(imputer.transform(X), score, case, month)
    worked = hours.predict(rows).reshape(len(X), -1)
    stays = 1.0 - hazard.predict_proba(rows)[:, 1].reshape(len(X), -1)
    survival = np.cumprod(np.column_stack((np.ones(len(X)), stays[:, :-1])), axis=1)
    return np.asarray((worked * survival).sum(axis=1))


def _fit_hours(data: EffortData, facts: Floats, at_work: tuple[Integers, ...], size: EffortSize) -> Pipeline:
    """Fit the hours of a month in which a case begins open, over the share of it that was seen."""
    case, month = at_work
    seen = data.panel.exposure[case, month]
    share = seen * data.weight[case]
    model = TweedieRegressor(power=size.power, link="log", alpha=size.penalty / share.sum(), max_iter=1000)
    fitted = make_pipeline(StandardScaler(), _Freed(facts.shape[1]), model)
    rate = data.panel.hours[case, month] / seen
    return fitted.fit(_rows(facts, data.score, case, month), rate, tweedieregressor__sample_weight=share)


def _courses(known: Cohort, months: Integers) -> tuple[Booleans, Booleans]:
    """Say in which months each case begins open, and in which it closes, (cases x months) each."""
    lasted = np.array(
        [
            np.inf if case.closed_on is None else (case.closed_on - case.received_on).days / DAYS_PER_MONTH
            for case in known.cases
        ]
    )
    begins_open = np.maximum(lasted, 1e-9)[:, None] > months
    return begins_open, begins_open & (lasted[:, None] <= months + 1.0)


def _rows(facts: Floats, score: Floats, case: Integers, month: Integers) -> Floats:
    """Lay out facts, score, hat functions of the month, and these times the score."""
    hats = np.array([np.interp(month, _KNOTS, height) for height in np.eye(len(_KNOTS))]).T
    mine = score[case, None]
    return np.column_stack((facts[case], mine, hats, hats * mine))


class _Freed:
    """Scale up every column after the facts."""

    def __init__(self, facts: int) -> None:
        self.facts = facts

    def fit(self, _X: Floats, _y: Any = None) -> "_Freed":
        """Learn nothing."""
        return self

    def transform(self, X: Floats) -> Floats:
        """Return the scaled rows."""
        return np.column_stack((X[:, : self.facts], X[:, self.facts :] * _FREE))
