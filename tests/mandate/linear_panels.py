"""What linearmodels has: data of a published evaluation, and two-way fixed effects by another hand."""

from datetime import date

import numpy as np
import pandas as pd
from linearmodels.datasets import jobtraining
from linearmodels.panel import PanelOLS

from mandate.panel import Floats, Integers, Panel, PanelUnit

YEARS = tuple(date(year, 1, 1) for year in (1987, 1988, 1989))
"""They stand as months: no estimate knows how long a column lasts."""


def job_training() -> Panel:
    """Return the log scrap rates of 54 firms in three years; some got a grant for training in 1988, some in 1989.

    Holzer, Block, Cheatham & Knott (1993), Industrial and Labor Relations Review 46.
    """
    known = jobtraining.load()[["fcode", "year", "grant", "lscrap"]].dropna()
    scrap, grant = (known.pivot_table(index="fcode", columns="year", values=name) for name in ("lscrap", "grant"))
    got = grant.to_numpy() > 0
    return Panel(
        units=tuple(PanelUnit(team=str(firm), provision="") for firm in scrap.index),
        months=YEARS,
        values=scrap.to_numpy(dtype=np.float64),
        counts=np.ones(scrap.shape, dtype=np.intp),
        starts=np.where(got.any(axis=1), got.argmax(axis=1), len(YEARS)).astype(np.intp),
    )


def panel_ols(outcome: Floats, regressor: Floats, weights: Floats, team: Integers) -> tuple[float, float]:
    """Return linearmodels' coefficient and its error clustered by team, corrected for the number of teams alone."""
    units, months = outcome.shape
    columns = {
        "unit": np.repeat(np.arange(units), months),
        "month": np.tile(np.arange(months), units),
        "team": np.repeat(team, months),
        "outcome": outcome.ravel(),
        "regressor": regressor.ravel(),
        "decisions": weights.ravel(),
    }
    cells = pd.DataFrame(columns)[weights.ravel() > 0].set_index(["unit", "month"])
    effects = {"entity_effects": True, "time_effects": True}
    model = PanelOLS(cells["outcome"], cells[["regressor"]], weights=cells["decisions"], **effects)
    plain = {"debiased": False, "group_debias": True, "auto_df": False, "count_effects": False}
    fit = model.fit(cov_type="clustered", clusters=cells[["team"]], **plain)
    by_cells = len(cells) / (len(cells) - 1)  # a further correction of theirs, for the number of cells
    return float(fit.params["regressor"]), float(fit.std_errors["regressor"] * np.sqrt(by_cells))
