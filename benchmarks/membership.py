"""Can one tell from a model's answers whether a case was among those it learned from? A shadow attack, measured.

An invented municipality is dealt into two halves of one process and one period. A model is trained on each. The
attacker has the second model, knows which cases that one learned from, and learns there how answers to known cases
differ from answers to strange ones; then he guesses about the first model. He is given more than anybody outside has:
each case's facts, its true category and its recorded hours. 0.5 is a blind guess, 1.0 certainty.
"""

import csv
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.surroundings import VAR, Bar, Json, bar, surroundings, write_json
from models.assess import Assessor
from models.cohort import Cohort
from models.learn import Training
from models.ordinal import Floats, Integers
from pipelines.synthetic import synthesise
from pipelines.train import Trained, train
from sagstyngde.assessment import AssessmentId

CASES, CASEWORKERS = 1_600, 8
SEEDS = (51, 52, 53)
DRAWS = 500
_NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def collect(tell: Bar, *, cases: int = CASES, seeds: Sequence[int] = SEEDS) -> Json:
    """Return the attack's area under the curve for each municipality, with a 95 % interval by drawing cases anew."""
    return {"cases_a_half": cases // 2, "municipalities": [_attacked(tell, cases, seed) for seed in seeds]}


def _attacked(tell: Bar, cases: int, seed: int) -> Json:
    tell(f"Municipality {seed}")
    halves = _halves(VAR / "membership" / str(seed), cases, seed)
    model, shadow = (train(str(half / "scheme.toml"), half, Training(seed=seed), lambda _: None) for half in halves)
    learned = LogisticRegression().fit(*_answers(shadow, others=model))
    signals, is_member = _answers(model, others=shadow)
    guesses = learned.predict_proba(signals)[:, 1]
    return {"seed": seed, "cases": len(is_member)} | _area(guesses, is_member, seed)


def _answers(asked: Trained, others: Trained) -> tuple[Floats, Integers]:
    """Return what a model's answers show of cases it learned from and of the other half's of the same period."""
    members, strangers = (_signals(asked, each.parts.develop) for each in (asked, others))
    known = np.concatenate([np.ones(len(members), dtype=np.int64), np.zeros(len(strangers), dtype=np.int64)])
    return np.concatenate([members, strangers]), known


def _signals(asked: Trained, cohort: Cohort) -> Floats:
    """Return (judged cases x 3): surprise at the true category, the surest category's chance, error of the hours."""
    category = np.full(len(cohort.cases), -1)
    category[cohort.labels.rows] = cohort.labels.category
    rows = np.flatnonzero(category >= 0)
    ids = [AssessmentId(str(row)) for row in rows]
    answers = Assessor(bundle=asked.bundle).assess_many([cohort.cases[row] for row in rows], ids=ids, at=_NOON)
    chances = np.array([answer.suggestion.probabilities for answer in answers])
    months = min(cohort.panel.hours.shape[1], len(answers[0].effort.monthly_hours))
    monthly = np.array([answer.effort.monthly_hours[:months] for answer in answers])
    expected = (cohort.panel.exposure[rows, :months] * monthly).sum(axis=1)
    recorded = np.nansum(cohort.panel.hours[rows, :months], axis=1)
    surprise = -np.log(np.maximum(chances[np.arange(len(rows)), category[rows]], 1e-9))
    return np.column_stack([surprise, chances.max(axis=1), np.abs(np.log1p(recorded) - np.log1p(expected))])


def _area(guesses: Floats, is_member: Integers, seed: int) -> Json:
    draw = np.random.default_rng(seed)
    picks = (draw.integers(0, len(guesses), len(guesses)) for _ in range(DRAWS))
    areas = [roc_auc_score(is_member[pick], guesses[pick]) for pick in picks]
    low, high = np.quantile(areas, [0.025, 0.975])
    return {
        "auc": round(float(roc_auc_score(is_member, guesses)), 3),
        "low": round(float(low), 3),
        "high": round(float(high), 3),
    }


def _halves(folder: Path, cases: int, seed: int) -> tuple[Path, Path]:
    """Invent a municipality, and deal its cases into two histories by chance."""
    whole = folder / "hele"
    shutil.rmtree(folder, ignore_errors=True)  # an earlier run's may have had other cases
    synthesise(whole, cases=cases, caseworkers=CASEWORKERS, seed=seed)
    with (whole / "cases.csv").open(encoding="utf-8", newline="") as stream:
        ids = [row["case_id"] for row in csv.DictReader(stream)]
    dealt = np.random.default_rng(seed).permutation(len(ids))
    parts = tuple({ids[place] for place in half} for half in np.array_split(dealt, 2))
    return _written(whole, folder / "a", parts[0]), _written(whole, folder / "b", parts[1])


def _written(whole: Path, half: Path, ids: set[str]) -> Path:
    half.mkdir(parents=True, exist_ok=True)
    (half / "scheme.toml").write_bytes((whole / "scheme.toml").read_bytes())
    for name in ("cases.csv", "hours.csv", "categories.csv"):
        with (whole / name).open(encoding="utf-8", newline="") as source:
            rows = [row for row in csv.DictReader(source) if row["case_id"] in ids]
        with (half / name).open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return half


def main() -> None:
    """Collect and write."""
    with bar(len(SEEDS)) as tell:
        write_json("membership.json", surroundings() | collect(tell))


if __name__ == "__main__":
    main()
