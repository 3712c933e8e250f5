"""How good are the forecasts? Made by time on invented municipalities, and held against what came.

``python -m benchmarks.forecast_check`` makes, for several seeds and several days before each history's end, the
forecast of the twelve months that follow with what was known that morning, its uncertainty measured on still earlier
forecasts, as ``sagstyngde forecast`` does. The hours then recorded and the cases then received are held against it,
beside two naive forecasts: the hours of the last twelve months' mean, and of the same month the year before. For the
first seeds a bundle trained on the cases known that morning speaks for each case. Writes ``docs/forecast.json``.

The intervals of days a quarter apart share months and hit or miss together: the standard errors are over seeds.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

import numpy as np
from rich.console import Console
from rich.table import Table

from allocation.arrivals import MONTHS_PER_YEAR, Floats
from allocation.arrivals_check import LEVEL, METHODS
from allocation.forecast import Forecast, Question
from allocation.outlook import quantiles
from benchmarks.runs import municipality, scheme_file
from benchmarks.surroundings import Json, bar, real_data, silent, surroundings, write_json
from features.frame import Frame
from features.history import History
from features.history_files import read_history
from features.scheme_toml import read_scheme, scheme_text
from models.assess import Assessor
from models.cohort import split
from models.learn import Provenance, Training, learn_bundle
from pipelines.forecast import forecast
from pipelines.forecast_inputs import materials, plan_day
from sagstyngde.months import add_months

SEEDS = (1, 2, 3, 4, 5, 6)
WITH_BUNDLE = (1, 2, 3)
MONTHS_BEFORE = (12, 18, 24, 30, 36)
BUNDLE_BEFORE = 12
MONTHS = 12
BAND = ((1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0)


def forecast_check(tell: Callable[[str], None]) -> Json:
    """Return the figures of every seed and day, and their means with standard errors."""
    rows: list[Json] = []
    bundled: list[Json] = []
    for seed in SEEDS:
        tell(f"kommune {seed}")
        folder = municipality(seed)
        scheme = str(folder / "scheme.toml")
        history, _ = read_history(read_scheme(scheme), folder)
        rows += [{"seed": seed} | _asked(history, back) for back in MONTHS_BEFORE]
        if seed in WITH_BUNDLE:
            assessor = _learned(history.as_of(add_months(plan_day(history), -BUNDLE_BEFORE)), scheme)
            bundled.append({"seed": seed} | _asked(history, BUNDLE_BEFORE, assessor))
    without = [row for row in rows if row["months_before"] == BUNDLE_BEFORE and row["seed"] in WITH_BUNDLE]
    return surroundings() | {
        "months": MONTHS,
        "level": LEVEL,
        "municipalities": _summary(rows),
        "with_bundle": _summary(bundled),
        "the_same_without": _summary(without),
        "bpic15": _real(),
        "rows": rows,
        "rows_with_bundle": bundled,
    }


def _learned(known: History, scheme: str) -> Assessor:
    """Train a bundle on what was known, as ``sagstyngde train`` would have then."""
    parts = split(known)
    _, text = scheme_text(scheme)
    provenance = Provenance(
        scheme_text=text,
        bands=None,
        trained_through=parts.trained_through,
        created_at=datetime.now(UTC),
        code_version=version("sagstyngde"),
    )
    frame = Frame.learn(known.scheme, parts.develop.cases)
    return Assessor(learn_bundle(frame, parts, Training(), provenance, progress=silent)[0])


def _asked(history: History, back: int, assessor: Assessor | None = None) -> Json:
    """Forecast a year from a day so many months before the end, and hold it against the year."""
    day = add_months(plan_day(history), -back)
    told = forecast(history, [], Question(on=day, months=MONTHS), assessor=assessor, tell=silent)
    after = materials(history, add_months(day, MONTHS), 1)
    hours, came = after.past_hours[-MONTHS:], after.past[-MONTHS:].astype(np.float64)
    return {"months_before": back, "on": day.isoformat()} | _held(told, hours, came)


def _held(told: Forecast, hours: Floats, came: Floats) -> Json:
    load, arrivals = told.base.ahead.load, told.base.ahead.arrivals.sum(axis=1).astype(np.float64)
    past = told.materials.past_hours
    naive = {"last_year": np.full(MONTHS, past[-MONTHS_PER_YEAR:].mean()), "same_month": past[-MONTHS_PER_YEAR:]}
    off = float(np.abs(told.base.ahead.expected - hours).mean())
    return {
        "used": told.arrivals.used,
        "level_sd": round(told.record.level_sd, 4),
        "hours_ratio": _ratio(told.base.ahead.expected, hours),
        "hours_error": round(off, 1),
        "hours_error_naive": {name: round(float(np.abs(one - hours).mean()), 1) for name, one in naive.items()},
        "hours_ratio_last_year": _ratio(naive["last_year"], hours),
        "hours_held": _share(load, hours),
        "hours_sum_held": _share(load.sum(axis=1)[:, None], hours.sum()[None]),
        "cases_ratio": _ratio(arrivals.mean(axis=0), came),
        "cases_held": _share(arrivals, came),
        "cases_sum_held": _share(arrivals.sum(axis=1)[:, None], came.sum()[None]),
        "need_held": round(float((np.quantile(load, LEVEL, axis=0) >= hours).mean()), 4),
    }


def _ratio(expected: Floats, came: Floats) -> float:
    return round(float(expected.sum() / came.sum()), 4)


def _share(drawn: Floats, came: Floats) -> float:
    low, high = quantiles(drawn, BAND)
    return round(float(((low <= came) & (came <= high)).mean()), 4)


def _summary(rows: Sequence[Json]) -> Json:
    """Return means with standard errors over seeds, and how often each method was used."""
    names = [name for name, value in rows[0].items() if isinstance(value, float)]
    seeds = sorted({row["seed"] for row in rows})
    told: Json = {"forecasts": len(rows), "used": {name: sum(row["used"] == name for row in rows) for name in METHODS}}
    for name in names:
        by_seed = [np.mean([row[name] for row in rows if row["seed"] == seed]) for seed in seeds]
        error = float(np.std(by_seed, ddof=1) / np.sqrt(len(by_seed))) if len(by_seed) > 1 else None
        told[name] = {"mean": round(float(np.mean(by_seed)), 4), "standard_error": _rounded(error)}
    for name in rows[0]["hours_error_naive"]:
        told[f"hours_error_{name}"] = {
            "mean": round(float(np.mean([row["hours_error_naive"][name] for row in rows])), 1)
        }
    return told


def _rounded(error: float | None) -> float | None:
    return None if error is None else round(error, 4)


def _real() -> Json:
    """Ask the same of the real log, where it is on this machine."""
    folder = real_data("bpic15")
    if folder is None:
        return {"absent": "the real history bpic15 is not on this machine"}
    history, _ = read_history(read_scheme(str(scheme_file("bpic15_touch_days"))), folder)
    return {"rows": [{"seed": 0} | _asked(history, back) for back in (12, 18, 24)]}


def _shown(figures: Json) -> Table:
    table = Table(title="Prognose af 12 måneder mod det, der kom")
    for name in ("", "uden model", "med model", "samme dage uden"):
        table.add_column(name)
    parts = [figures[part] for part in ("municipalities", "with_bundle", "the_same_without")]
    for name, value in parts[0].items():
        if isinstance(value, dict) and "mean" in value:
            table.add_row(name, *(f"{part[name]['mean']} ± {part[name].get('standard_error', '')}" for part in parts))
    return table


if __name__ == "__main__":
    with bar(len(SEEDS)) as progress:
        checked = forecast_check(progress)
    Console().print(_shown(checked))
    print(write_json("forecast.json", checked) if "--dry" not in sys.argv else checked["bpic15"])
