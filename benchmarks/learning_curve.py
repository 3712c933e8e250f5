"""How many cases does a municipality need? The same newest cases as test, learned from ever more of those before them.

For each number that many cases are taken evenly from all before the test: the history of a smaller municipality over
the same years. (The newest only would be another question: cases of the last months have hardly shown any hours.)
On invented municipalities figures are expected ones over the truth's, so that no luck of the hold-out is in them; on
real histories they are those of the hold-out. Effort bands of real histories are cut once, on all cases before the
test, so that every point of the curve is asked the same question.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import numpy as np

from benchmarks.learning_chart import draw
from benchmarks.runs import REAL, RESULTS, municipality, scheme_file
from benchmarks.surroundings import DOCS, Bar, Json, bar, real_data, silent, write_json
from features.frame import Frame
from features.history_files import read_history
from features.scheme_toml import parse_scheme, scheme_text
from models.assess import Assessor
from models.baselines import category_baselines, effort_baselines
from models.cohort import Split, split, thinned
from models.learn import Provenance, Training, learn_bundle
from models.metrics import category_figures, effort_figures
from models.ordinal import Floats
from models.truth import Truth, category_excess, effort_excess
from pipelines.train import read_truth
from sagstyngde.errors import TooFewCases

SIZES = (150, 300, 600, 1200, 2400)
SEEDS = (1, 2, 3)
CASES = 3300
"""Three quarters of those known lie before the test: a little over 2,400."""
REAL_SETS = ("bpic15_touch_days", "sip")
OURS = "ours"
PARTS = ("category", "effort")
STEPS = (len(SEEDS) + len(REAL_SETS)) * len(SIZES)

Point = Json
"""One training: the number of cases, and each model's category and effort figure."""


def learning_curve(tell: Bar) -> Json:
    """Return every point of every curve."""
    invented = [point for seed in SEEDS for point in _invented(seed, tell)]
    real = {name: list(_real(name, tell)) for name in REAL_SETS}
    return {"sizes": list(SIZES), "seeds": list(SEEDS), "invented": means(invented), "real": real}


def main() -> None:
    """Run the curves alone, and write their figures and chart."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    with bar(STEPS) as tell:
        found = learning_curve(tell)
    write_json("learning-curve.json", found)
    draw(found, DOCS / "learning-curve.svg")
    print(json.dumps(found["invented"], indent=1))


def _invented(seed: int, tell: Bar) -> Iterator[Point]:
    folder = municipality(seed, CASES)
    source = str(folder / "scheme.toml")
    yield from _points(source, folder, f"municipality {seed}", tell)


def _real(name: str, tell: Bar) -> Iterator[Point]:
    folder = real_data(REAL[name])
    if folder is not None:
        yield from _points(str(scheme_file(name)), folder, name, tell)


def _points(source: str, folder: Path, name: str, tell: Bar) -> Iterator[Point]:
    origin, text = scheme_text(source)
    scheme = parse_scheme(text, origin)
    history, _ = read_history(scheme, folder, silent)
    parts = split(history)
    truth = read_truth(folder, scheme, parts.test)
    for count in SIZES:
        tell(f"Learning {name} from {count} cases")
        if count > len(parts.develop.cases):
            continue
        try:
            yield _point(thinned(parts, count), text, count, truth)
        except TooFewCases as refusal:
            yield {"cases": count, "refused": refusal.english}


def _point(parts: Split, text: str, count: int, truth: Truth | None) -> Point:
    frame = Frame.learn(parse_scheme(text, "scheme.toml"), parts.develop.cases)
    provenance = Provenance(
        scheme_text=text,
        bands=None if parts.bands is None else tuple(parts.bands.tolist()),
        trained_through=parts.trained_through,
        created_at=datetime.now(UTC),
        code_version="0",
    )
    bundle, learned = learn_bundle(frame, parts, Training(), provenance, progress=silent)
    X_test = frame.rows(parts.test.cases)
    answers = Assessor(bundle).answers(X_test)
    chances = category_baselines(learned.data.design.X, learned.cohort.labels, X_test, 0)
    hours = effort_baselines(learned, X_test, answers.probability, 0)
    return {
        "cases": count,
        "category": {
            name: _category_figure(chance, parts, truth)
            for name, chance in {OURS: answers.probability, **chances}.items()
        },
        "effort": {name: _effort_figure(found, parts, truth) for name, found in {OURS: answers.hours, **hours}.items()},
    }


def _category_figure(chance: Floats, parts: Split, truth: Truth | None) -> float:
    """Return the expected log loss over the truth's; where the truth is not known, the hold-out's log loss."""
    if truth is None:
        return round(category_figures(chance, parts.test.labels)["log_loss"], 4)
    own = -float((truth.probability * np.log(np.maximum(truth.probability, 1e-12))).sum(axis=1).mean())
    return round(1.0 + category_excess(truth, chance) / own, 4)


def _effort_figure(hours: Floats, parts: Split, truth: Truth | None) -> float:
    """Return the expected deviance over the truth's; where the truth is not known, the hold-out's deviance."""
    matured = np.flatnonzero(parts.test.panel.matured)
    recorded = parts.test.panel.totals[matured]
    if truth is None:
        return round(effort_figures(hours[matured], recorded)["deviance"], 4)
    own = effort_figures(truth.hours[matured], recorded)["deviance"]
    return round(1.0 + effort_excess(truth, hours) / own, 4)


def means(points: Sequence[Point]) -> list[Point]:
    """Return for each number of cases the mean over the municipalities, with the lowest and highest of ours."""
    found = []
    for count in sorted({point["cases"] for point in points}):
        there = [point for point in points if point["cases"] == count and "refused" not in point]
        if there:
            found.append({"cases": count, "n": len(there)} | {part: _mean(there, part) for part in PARTS})
    return found


def _mean(points: Sequence[Point], part: str) -> Json:
    ours = [point[part][OURS] for point in points]
    names = points[0][part]
    return {name: round(mean(point[part][name] for point in points), 4) for name in names} | {
        "lowest": min(ours),
        "highest": max(ours),
    }


if __name__ == "__main__":
    main()
