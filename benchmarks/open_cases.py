"""How far off is the load of cases that are open, half a year on, and which way of reckoning it is least so?

The history is cut half a year before its end, a bundle learned from what was known then, and the hours expected of
every open case in the six months to come are held against those recorded. Beside ours (``models.remaining``) stand the
ways that were tried before it: the course as it is, and the course divided by the share of cases still open, of all
cases, of the third alike in expected hours, and of the likeliest category. Run as ``python -m benchmarks.open_cases``
it writes ``docs/open_cases.json``, which ADR 0026 quotes; the interval is the tenth and the ninetieth percentile of
1,000 draws of the open cases.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.runs import scheme_file
from benchmarks.surroundings import Json, bar, real_data, silent, surroundings, write_json
from features.catalogue import DAYS_PER_MONTH
from features.frame import Frame
from features.history import History, Work
from features.history_files import read_history
from features.scheme_toml import parse_scheme
from models.assess import Answers, Assessor
from models.bundle import ModelBundle
from models.cohort import split
from models.fit_remaining import said_by_people, still_takes
from models.hours_left import Told, hours_left, tell
from models.learn import Provenance, Training, learn_bundle
from models.ordinal import Floats, Integers
from pipelines.synthetic import synthesise

Flags = NDArray[np.bool_]
HALF_YEAR = timedelta(days=183)
MONTHS = 6
SEEDS = (1, 2, 3)
MUNICIPALITIES = (1, 2)
"""Of the building permits of BPI Challenge 2015: those whose files are at hand."""
CASES, CASEWORKERS = 3000, 14
_PLANNED_END = re.compile(r'\[\[fact\]\]\nname = "planned_end"\n.*?\n\n', re.DOTALL)
SHRINKAGE = 30.0
DRAWS = 1000
THIRDS = ("light", "middle", "heavy")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Known:
    """A history as it was known on a day: how long its cases had been open, and what was recorded afterwards."""

    history: History
    assessor: Assessor
    on: date
    age: Floats
    lasted: Floats
    is_open: Flags
    recorded: Floats


def open_case_figures() -> Json:
    """Return the figures of every history that is at hand."""
    figures: Json = {"surroundings": surroundings()}
    with bar(len(SEEDS) + len(MUNICIPALITIES)) as step, TemporaryDirectory() as made:
        for name, scheme, folder in _histories(Path(made)):
            step(name)
            figures[name] = _figures(known_then(scheme, folder))
    return figures


def _histories(made: Path) -> Iterator[tuple[str, str, Path]]:
    """Yield each history's name, scheme and folder; invented ones are made now."""
    for seed in SEEDS:
        folder = made / f"kommune-{seed}"
        synthesise(folder, cases=CASES, caseworkers=CASEWORKERS, seed=seed)
        yield f"synthetic, seed {seed}", (folder / "scheme.toml").read_text("utf-8"), folder
    if (real := real_data("bpic15")) is not None:
        # Only the first records a planned end, which no model reads.
        scheme = _PLANNED_END.sub("", scheme_file("bpic15_touch_days").read_text("utf-8"))
        for number in MUNICIPALITIES:
            yield f"bpic15, municipality {number}", scheme.replace("municipality_1", f"municipality_{number}"), real


def known_then(text: str, folder: Path) -> Known:
    """Return a history as it was half a year before its end, with a bundle learned from it."""
    whole, _ = read_history(parse_scheme(text, "scheme.toml"), folder)
    on = whole.ends_on - HALF_YEAR
    history = whole.as_of(on)
    received = np.array([case.received_on for case in history.cases], dtype="datetime64[D]")
    ended = np.array([case.closed_on or on for case in history.cases], dtype="datetime64[D]")
    after = whole.work.take(whole.work.day >= np.datetime64(on))
    return Known(
        history=history,
        assessor=Assessor(_bundle(history, text)),
        on=on,
        age=(np.datetime64(on) - received).astype(np.float64) / DAYS_PER_MONTH,
        lasted=(ended - received).astype(np.float64) / DAYS_PER_MONTH,
        is_open=np.array([case.closed_on is None for case in history.cases]),
        recorded=_recorded(after, len(whole.cases))[: len(history.cases)],
    )


def _recorded(work: Work, cases: int) -> Floats:
    return np.bincount(work.case_index, work.hours, minlength=cases).astype(np.float64)


def _figures(known: Known) -> Json:
    rows = np.flatnonzero(known.is_open)
    cases = [known.history.cases[row] for row in rows]
    judged = said_by_people(known.history).place[rows]
    told = tell(known.assessor, cases, judged, known.on, months=int(known.age.max()) + 25)
    ours = hours_left(still_takes(known.history, known.assessor, known.on), told, known.age[rows], MONTHS).sum(axis=1)
    expected = {"ours": ours} | _earlier_ways(known, told, rows)
    third = np.searchsorted(np.quantile(told.log_hours, [1 / 3, 2 / 3]), told.log_hours)
    recorded = known.recorded[rows]
    return {
        "on": known.on.isoformat(),
        "open_cases": len(rows),
        "recorded_mean": round(float(recorded.mean()), 2),
        "ways": {name: _way(hours, recorded, third) for name, hours in expected.items()},
    }


def _way(expected: Floats, recorded: Floats, third: Integers) -> Json:
    """Return the bias (expected over recorded, less one) in all and by third, and the mean absolute error in hours."""
    draws = np.random.default_rng(0).integers(0, len(recorded), size=(DRAWS, len(recorded)))
    low, high = np.quantile(expected[draws].sum(axis=1) / recorded[draws].sum(axis=1) - 1.0, [0.1, 0.9])
    return {
        "bias": _bias(expected, recorded),
        "bias_interval": [round(float(low), 3), round(float(high), 3)],
        "bias_by_third": {
            name: _bias(expected[third == place], recorded[third == place]) for place, name in enumerate(THIRDS)
        },
        "mean_absolute_error": round(float(np.abs(expected - recorded).mean()), 2),
    }


def _bias(expected: Floats, recorded: Floats) -> float | None:
    return round(float(expected.sum() / recorded.sum() - 1.0), 3) if recorded.sum() > 0.0 else None


def _earlier_ways(known: Known, told: Told, rows: Integers) -> dict[str, Floats]:
    answers = known.assessor.answers(known.assessor.bundle.frame.rows(known.history.cases))
    months = known.assessor.scheme.effort.profile_months
    third = np.searchsorted(np.quantile(answers.hours, [1 / 3, 2 / 3]), answers.hours)
    everybody = _still_open(known, np.ones(len(answers.hours), dtype=bool), months, None)
    month = np.minimum(known.age[rows].astype(np.intp), months - 1)
    ahead = [told.plain[place, start : min(start + MONTHS, months)].sum() for place, start in enumerate(month.tolist())]
    ways = {"course": np.array(ahead)}
    ways["over share open"] = ways["course"] / everybody[month]
    for name, group in (("over share open, by third", third), ("over share open, by category", _likeliest(answers))):
        shares = {key: _still_open(known, group == key, months, everybody) for key in np.unique(group).tolist()}
        ways[name] = ways["course"] / np.array(
            [shares[group[row]][start] for row, start in zip(rows, month, strict=True)]
        )
    return ways


def _likeliest(answers: Answers) -> Integers:
    return np.asarray(answers.probability.argmax(axis=1))


def _still_open(known: Known, chosen: Flags, months: int, all_cases: Floats | None) -> Floats:
    """Return the share open at the start of each month among cases seen that long, drawn towards that of all cases."""
    shares = np.ones(months)
    for month in range(1, months):
        seen = chosen & (known.age >= month)
        prior = shares[month - 1] if all_cases is None else all_cases[month]
        weight = 0.0 if all_cases is None and seen.any() else SHRINKAGE
        shares[month] = ((known.lasted[seen] >= month).sum() + weight * prior) / (seen.sum() + weight)
    return np.maximum(shares, 1.0 / len(known.age))


def _bundle(history: History, text: str) -> ModelBundle:
    parts = split(history)
    frame = Frame.learn(history.scheme, parts.develop.cases)
    provenance = Provenance(
        scheme_text=text,
        bands=None if parts.bands is None else tuple(parts.bands.tolist()),
        trained_through=parts.trained_through,
        created_at=datetime.now(UTC),
        code_version="benchmark",
    )
    return learn_bundle(frame, parts, Training(), provenance, progress=silent)[0]


if __name__ == "__main__":
    write_json("open_cases.json", open_case_figures())
