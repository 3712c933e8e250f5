"""How are a forecast's grounds written down, so that they can be asked again where there is no history?

Numbers are written so that they are read back to the last bit: what is answered from grounds that were kept is what was
answered from the history. What follows from the rest (what new cases take) is not written.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np

from allocation.arrivals import Floats
from allocation.arrivals_check import METHODS, ArrivalsCheck, MethodScore
from allocation.courses import Courses, Spread
from allocation.forecast_grounds import Grounds, Materials, Record
from allocation.runoff import Stock, new_cases

Json = dict[str, Any]
FORM = 1
_STOCK = ("cases", "hours", "squares", "open", "open_variance")


def grounds_to_json(grounds: Grounds) -> Json:
    """Return grounds as JSON values; an hour that is not known is ``None``."""
    now = grounds.materials
    return {
        "form": FORM,
        "on": now.on.isoformat(),
        "months": now.months,
        "codes": list(now.codes),
        "past": now.past.tolist(),
        "past_hours": [value if np.isfinite(value) else None for value in now.past_hours.tolist()],
        "past_mix": now.past_mix.tolist(),
        "courses": {"hours": now.courses.hours.tolist(), "stays": now.courses.stays.tolist()},
        "spread": asdict(now.courses.spread),
        "stock": {name: getattr(now.stock, name).tolist() for name in _STOCK},
        "of_team": dict(now.of_team),
        "known": now.known,
        "idle": now.idle,
        "arrivals": asdict(grounds.arrivals),
        "record": asdict(grounds.record),
        "has_bundle": grounds.has_bundle,
        "seed": grounds.seed,
    }


def grounds_from_json(kept: Mapping[str, Any]) -> Grounds:
    """Return the grounds that were written.

    Raises:
        ValueError: another version of the program wrote what this one does not know.
    """
    if kept.get("form") != FORM or kept["arrivals"]["used"] not in METHODS:
        raise ValueError("grounds of another form")
    courses = Courses(
        hours=_floats(kept["courses"]["hours"]),
        stays=_floats(kept["courses"]["stays"]),
        spread=Spread(**kept["spread"]),
    )
    now = Materials(
        on=date.fromisoformat(kept["on"]),
        codes=tuple(kept["codes"]),
        past=np.array(kept["past"], dtype=np.intp),
        past_hours=_floats([np.nan if value is None else value for value in kept["past_hours"]]),
        past_mix=_floats(kept["past_mix"]),
        courses=courses,
        stock=Stock(**{name: _floats(kept["stock"][name]) for name in _STOCK}),
        new=new_cases(courses, kept["months"]),
        of_team=kept["of_team"],
        known=kept["known"],
        idle=kept["idle"],
    )
    arrivals, record = kept["arrivals"], kept["record"]
    scores = {name: MethodScore(**score) for name, score in arrivals["scores"].items()}
    return Grounds(
        materials=now,
        arrivals=ArrivalsCheck(used=arrivals["used"], origins=arrivals["origins"], scores=scores),
        record=Record(**(record | {"ratios": tuple(record["ratios"])})),
        has_bundle=kept["has_bundle"],
        seed=kept["seed"],
    )


def _floats(values: Any) -> Floats:
    return np.array(values, dtype=np.float64)
