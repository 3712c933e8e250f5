"""What a forecast rests on, made up: enough to ask every question of, and quick."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from allocation.arrivals_check import ArrivalsCheck, MethodScore
from allocation.courses import Courses, Spread
from allocation.forecast_grounds import Grounds, Materials, Record
from allocation.runoff import new_cases, remaining, stock_of

ON = date(2026, 11, 1)
TEAMS = {"Nord": 0.6, "Syd": 0.4}


def some_grounds(
    *,
    on: date = ON,
    codes: tuple[str, ...] = ("A", "B", "C", "D"),
    teams: Mapping[str, float] = TEAMS,
    months: int = 12,
    cases: int = 80,
) -> Grounds:
    """Return grounds in which heavier categories take more hours, and every third case closes within a year."""
    kinds, ages = len(codes), 60
    weight = np.arange(1, kinds + 1)[:, None]
    courses = Courses(
        hours=weight * 3.0 * 0.9 ** np.arange(ages)[None, :],
        stays=np.tile(0.97 ** np.arange(ages + 1.0), (kinds, 1)),
        spread=Spread(lasting=0.4, passing=0.7),
    )
    category = np.arange(cases) % kinds
    hours, stays = remaining(courses, category, np.mod(np.arange(cases, dtype=np.float64), 24.0) + 0.5, months)
    materials = Materials(
        on=on,
        codes=codes,
        past=np.array([4, 6, 5, 7, 3, 5] * 6, dtype=np.intp),
        past_hours=np.array([np.nan, *np.linspace(300.0, 340.0, 35)]),
        past_mix=np.linspace(40.0, 10.0, kinds),
        courses=courses,
        stock=stock_of(hours, stays, np.eye(kinds)[category]),
        new=new_cases(courses, months),
        of_team=dict(teams),
        known=0.9,
        idle=2,
    )
    score = MethodScore(crps=1.2, absolute_error=1.5, coverage=0.8, total_coverage=0.75)
    return Grounds(
        materials=materials,
        arrivals=ArrivalsCheck(
            used="gennemsnit_af_seneste_aar", origins=9, scores={"gennemsnit_af_seneste_aar": score}
        ),
        record=Record(level_sd=0.07, ratios=(1.02, 0.91), coverage=0.79, total_coverage=0.5),
        has_bundle=True,
        seed=3,
    )
