"""Which other forms of effort were tried? Each fitted to the same past, and all measured on the same newest cases.

The chosen form is the one validation picked inside training; this comparison decides nothing, it only shows.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from models.effort_data import EffortData
from models.fit_effort import EffortSize, Target, fit_course
from models.learn import Learned
from models.metrics import effort_figures, rounded
from models.ordinal import Floats
from models.panel_candidate import panel_hours

_LEAST_OF_EACH = 20


def candidate_hours(learned: Learned, X: Floats, score: Floats) -> dict[str, Floats]:
    """Return each candidate's expected hours of new rows, (rows,)."""
    data, size = learned.data, learned.sizes.effort
    forms = {f"course_{target.value}": replace(size, target=target) for target in Target}
    forms["course_poisson"] = replace(size, target=Target.HOURS, power=1.0)
    found = {name: _course_hours(data, form, X, score) for name, form in forms.items()}
    found["two_part"] = _two_part_hours(data, size, X, score)
    panel = (
        panel_hours(data, learned.cohort, size, X=X, score=score) if learned.frame.scheme.columns.closed_on else None
    )
    return found if panel is None else found | {"panel": panel}


def chosen_form(size: EffortSize) -> str:
    """Return the candidate that validation chose."""
    return f"course_{size.target.value}"


def candidate_figures(candidates: dict[str, Floats], recorded: Floats) -> dict[str, Any]:
    """Return the figures of each candidate on matured test cases, (rows,)."""
    return {name: rounded(effort_figures(hours, recorded)) for name, hours in candidates.items()}


def _course_hours(data: EffortData, size: EffortSize, X: Floats, score: Floats) -> Floats:
    fitted, _ = fit_course(data, size)
    return np.exp(fitted(X, score))


def _two_part_hours(data: EffortData, size: EffortSize, X: Floats, score: Floats) -> Floats:
    """Return the chance of any hours times the hours of those that have some."""
    any_hours = data.panel.totals > 0.0
    hours = _course_hours(data.take(np.flatnonzero(any_hours)), size, X, score)
    matured = np.flatnonzero(data.panel.matured)
    worked = any_hours[matured]
    if min(worked.sum(), (~worked).sum()) < _LEAST_OF_EACH:
        return hours * (float(worked.mean()) if len(worked) else 1.0)
    model = make_pipeline(
        SimpleImputer(keep_empty_features=True), StandardScaler(), LogisticRegression(C=1.0 / size.penalty)
    )
    model.fit(np.column_stack((data.design.X, data.score))[matured], worked)
    return np.asarray(hours * model.predict_proba(np.column_stack((X, score)))[:, 1])
