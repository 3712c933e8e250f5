"""What do estimates become when slow caseworkers get the complex cases, and does removing pace put that right?

An invented municipality as any other, but for two things: the more complex a case, the likelier it goes to the slower
people of its team, and how slow they are is known. Truth is what an average caseworker would need. Run as
``python -m benchmarks.planted_pace`` it prints the figures that ADR 0022 quotes.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean, stdev

import numpy as np
from numpy.random import Generator, default_rng

from benchmarks.surroundings import Json, silent
from features.frame import Frame
from features.history_files import read_history
from features.scheme import Scheme
from features.scheme_toml import read_scheme
from models.boosting import Boosting
from models.cohort import split
from models.fit_category import CategorySize
from models.fit_effort import EffortSize
from models.learn import Sizes, Training, expected_hours, learn
from models.ordinal import Floats, Integers
from pipelines.synthetic import draw_municipality, streams
from pipelines.synthetic_effort import draw_cover, draw_own, draw_work, recorded_by, untold_factor
from pipelines.synthetic_files import Municipality, write_municipality
from pipelines.synthetic_intake import EXPORTED_ON
from pipelines.synthetic_process import UNTOLD_SD, complexity, course, hours_level
from pipelines.train import read_truth

PACE_SD = 0.3
"""Twice what the invented municipality has: one standard deviation slower is 35 per cent more hours."""
SORTING = 1.0
"""How strongly complex cases go to slow people: log weight for each standard deviation of both."""
LINE = Boosting(trees=0)
SIZES = Sizes(
    category=CategorySize(penalty=30.0, boosting=LINE),
    effort=EffortSize(penalty=30.0, boosting=LINE, power=1.5, use_score=True),
)
"""The lines alone, of one size: the question is bias, not fit."""


def plant(out: Path, *, cases: int, caseworkers: int, seed: int, undone: bool = False) -> None:
    """Write an invented municipality in which pace is planted and goes with complexity.

    Whoever records an entry, on an own or a colleague's case, records it at her pace. ``undone``: the same entries as
    an average person would record them, which is what perfect removal would see.
    """
    drawn = draw_municipality(cases=cases, caseworkers=caseworkers, seed=seed, tell=silent)
    rng = default_rng([seed, caseworkers])
    score, rank = complexity(drawn.facts), rng.permutation(np.linspace(-1.6, 1.6, len(drawn.staff.team)))
    pace = np.exp(PACE_SD * rank)
    # The truth is the average person's; a post that changed hands had two.
    everybody = np.unique(np.concatenate([drawn.staff.holder, drawn.staff.predecessor]), return_index=True)[1]
    pace /= np.tile(pace, 2)[everybody].mean()
    planted = _worked(rng, replace(drawn, post=_sorted_posts(rng, drawn, score, rank)), seed)
    if not undone:
        post = planted.post[planted.work.case]
        recorder = np.where(planted.cover == 1, planted.staff.colleague(post), post)
        planted = replace(planted, work=replace(planted.work, hours=planted.work.hours * pace[recorder]))
    write_municipality(out, planted, None, silent)


def _sorted_posts(rng: Generator, drawn: Municipality, score: Floats, rank: Floats) -> Integers:
    """Give each case a post of its team, the slower the more complex it is; (n,) posts."""
    standing = (score - score.mean()) / score.std()
    weight = np.exp(SORTING * standing[:, None] * rank) * (drawn.staff.team == drawn.team[:, None])
    upto = np.cumsum(weight, axis=1)
    return np.asarray((upto < rng.random(len(score))[:, None] * upto[:, -1:]).sum(axis=1))


def _worked(rng: Generator, drawn: Municipality, seed: int) -> Municipality:
    """Draw the recorded work anew, for an average person."""
    score, received = complexity(drawn.facts), drawn.intake.received
    untold = streams(seed)["untold"].normal(0.0, UNTOLD_SD, size=len(score))
    weeks = int((EXPORTED_ON - received[0]).astype(int)) // 7 + 1
    run = course(hours_level(drawn.facts, score), score, draw_own(rng, len(score)), weeks)
    factor = untold_factor(untold)[:, None] * np.ones(weeks)
    work = recorded_by(EXPORTED_ON, draw_work(rng, run, factor, received))
    return replace(drawn, work=work, cover=draw_cover(rng, work))


def bias(folder: Path, *, by_person: bool) -> dict[str, float]:
    """Return predicted over true hours of the newest cases: overall, and in the simplest and most complex quarter.

    ``by_person`` false leaves out who recorded the hours, so that nothing can be removed.
    """
    scheme = read_scheme(folder / "scheme.toml")
    history, _ = read_history(scheme if by_person else _nameless(scheme), folder)
    parts = split(history)
    frame = Frame.learn(scheme, parts.develop.cases)
    learned = learn(frame, parts.develop, SIZES, Training())
    expected = expected_hours(learned, frame.rows(parts.test.cases))
    truth = read_truth(folder, scheme, parts.test)
    assert truth is not None  # noqa: S101  it was planted
    heaviness = truth.probability @ np.arange(truth.probability.shape[1])
    light, heavy = (heaviness <= np.quantile(heaviness, 0.25)), (heaviness >= np.quantile(heaviness, 0.75))
    everyone = np.ones(len(expected), dtype=bool)
    return {
        name: float(expected[rows].sum() / truth.hours[rows].sum())
        for name, rows in (("all", everyone), ("simplest", light), ("most_complex", heavy))
    }


def _nameless(scheme: Scheme) -> Scheme:
    return replace(scheme, columns=replace(scheme.columns, caseworker_id=None, hours_caseworker=None))


def figures(seeds: Sequence[int], *, cases: int, caseworkers: int) -> Json:
    """Return mean and standard error over seeds of predicted over true hours: three ways to see the same work."""
    found: dict[str, list[dict[str, float]]] = {"as_recorded": [], "pace_removed": [], "perfectly_removed": []}
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            plant(Path(folder), cases=cases, caseworkers=caseworkers, seed=seed)
            found["as_recorded"].append(bias(Path(folder), by_person=False))
            found["pace_removed"].append(bias(Path(folder), by_person=True))
            plant(Path(folder), cases=cases, caseworkers=caseworkers, seed=seed, undone=True)
            found["perfectly_removed"].append(bias(Path(folder), by_person=False))
    return {way: _summed_up(rows) for way, rows in found.items()} | {"beside_perfect": _beside(found)}


def _beside(found: Mapping[str, list[dict[str, float]]]) -> Json:
    """Return what is removed over what perfect removal would leave: the worlds' own luck cancels."""
    pairs = zip(found["pace_removed"], found["perfectly_removed"], strict=True)
    return _summed_up([{name: one[name] / perfect[name] for name in one} for one, perfect in pairs])


def _summed_up(found: Sequence[dict[str, float]]) -> Json:
    return {
        name: {
            "mean": round(mean(row[name] for row in found), 3),
            "standard_error": round(stdev(row[name] for row in found) / len(found) ** 0.5, 3),
        }
        for name in found[0]
    }


if __name__ == "__main__":
    print(json.dumps(figures(range(1, 9), cases=2000, caseworkers=14), indent=1))
