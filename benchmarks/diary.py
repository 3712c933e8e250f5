"""How much is lost when hours come from a few weeks' diary instead of a whole year's registration, and is it right?

The same invented municipality is trained several times: from all its hours, and from diaries of two weeks kept once,
twice and four times. All are asked about cases of another municipality with the same process, none of which they have
seen, and are held against the truth: expected hours have no luck in them, and fully recorded ones test the interval.

    python -m benchmarks.diary        writes docs/diary.json and docs/diary.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.markdown import figure, percent, table
from benchmarks.surroundings import DOCS, VAR, Bar, Json, bar, silent, surroundings, write_json
from features.frame import Frame
from features.history_files import read_history
from features.scheme_toml import parse_scheme, read_scheme, scheme_text
from models.assess import Assessor
from models.boosting import Boosting
from models.cohort import Cohort, cohort, shuffled
from models.learn import Provenance, Training, learn_bundle
from models.truth import Truth, effort_excess
from pipelines.synthetic import synthesise
from pipelines.synthetic_diary import Diary
from pipelines.train import read_truth

SEEDS = (1, 2, 3, 7, 11)
CASES, CASEWORKERS = 3000, 16
SOURCES: Mapping[str, Diary | None] = {
    "2 weeks": Diary(weeks=2, rounds=1),
    "4 weeks (2 + 2)": Diary(weeks=2, rounds=2),
    "8 weeks (4 x 2)": Diary(weeks=2, rounds=4),
    "all year": None,
}
FOLDER = VAR / "diary"
FRESH_SEED = 1000
NEWEST_MONTHS = 24
"""The fresh cases asked about were received within so many months of the export: what a diary can tell of is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """Cases nobody learned from, their true expected hours, and which of them were recorded to the end."""

    cohort: Cohort
    truth: Truth


def collect(tell: Bar, seeds: Sequence[int] = SEEDS, cases: int = CASES) -> Json:
    """Train on every seed and source, and return each one's figures and their summary."""
    tell("Inventing cases to be asked about")
    fresh = fresh_cases(cases)
    rows = []
    for seed in seeds:
        for source, diary in SOURCES.items():
            tell(f"Municipality {seed}, {source}")
            rows.append({"seed": seed, "source": source} | _figures(_learned(seed, diary, cases), fresh))
    return {"rows": rows, "summary": {source: _summary(rows, source) for source in SOURCES}}


def fresh_cases(cases: int) -> Fresh:
    """Invent the cases to be asked about: the newest of a municipality of their own."""
    folder = _invented(FRESH_SEED, None, cases)
    scheme = read_scheme(folder / "scheme.toml")
    history, _ = read_history(scheme, folder)
    day = np.datetime64(history.ends_on) - np.timedelta64(round(NEWEST_MONTHS * 30.4375), "D")
    newest = np.flatnonzero([np.datetime64(case.received_on) >= day for case in history.cases])
    part = cohort(history).take(newest)
    truth = read_truth(folder, scheme, part)
    assert truth is not None  # noqa: S101  an invented municipality knows its truth
    return Fresh(cohort=part, truth=truth)


def document(results: Json) -> str:
    """Write the summary for a reader."""
    headers = ("hours from", "predicted / true", "standard error", "spread", "excess deviance", "interval (80 %) holds")
    lines = []
    for source, found in results["summary"].items():
        lines.append(
            (
                source,
                figure(found["bias"]),
                figure(found["bias_se"]),
                figure(found["bias_sd"]),
                f"{figure(found['excess_deviance'], 2)} ± {figure(found['excess_se'], 2)}",
                percent(found["coverage"]),
            )
        )
    return "\n".join(
        [
            "# What a diary can teach",
            "",
            f"Made by `python -m benchmarks.diary` on {results['date']}: {len(SEEDS)} invented municipalities of "
            f"{CASES} cases and {CASEWORKERS} caseworkers, asked about the newest cases of another one.",
            "",
            table(headers, lines),
            "",
            "*Predicted / true* compares sums over the cases asked about with the generating process's own "
            "expectation; 1 is right. Its *standard error* is that of the mean over municipalities; the *spread* is "
            "what one municipality must reckon with. *Excess deviance* is the expected Poisson deviance above the "
            "truth's. The interval is held against totals recorded to the end. Everywhere the same cases, dealt out, "
            "taught.",
            "",
        ]
    )


def main() -> None:
    """Collect, write, and say where."""
    with bar(len(SEEDS) * len(SOURCES) + 1) as tell:
        results = surroundings() | collect(tell)
    write_json("diary.json", results)
    (DOCS / "diary.md").write_text(document(results), "utf-8")
    print("docs/diary.md and docs/diary.json")


def _invented(seed: int, diary: Diary | None, cases: int) -> Path:
    folder = FOLDER / f"kommune-{seed}-{'hele' if diary is None else f'{diary.weeks}x{diary.rounds}'}-{cases}"
    synthesise(folder, cases=cases, caseworkers=CASEWORKERS, seed=seed, diary=diary)
    return folder


def _learned(seed: int, diary: Diary | None, cases: int) -> Assessor:
    """Train as ever, but on cases dealt out for every source: a lately begun diary allows nothing else."""
    folder = _invented(seed, diary, cases)
    origin, text = scheme_text(folder / "scheme.toml")
    history, _ = read_history(parse_scheme(text, origin), folder)
    parts = shuffled(history)
    provenance = Provenance(
        scheme_text=text,
        bands=None,
        trained_through=parts.trained_through,
        created_at=datetime.now(UTC),
        code_version="",
    )
    frame = Frame.learn(history.scheme, parts.develop.cases)
    # Validation chooses no trees on the invented municipality; searching among a few saves most of the time.
    settings = Training(largest=Boosting(trees=20))
    return Assessor(learn_bundle(frame, parts, settings, provenance, progress=silent)[0])


def _figures(assessor: Assessor, fresh: Fresh) -> Json:
    answers = assessor.answers(assessor.bundle.frame.rows(fresh.cohort.cases))
    matured = np.flatnonzero(fresh.cohort.panel.matured)
    recorded = fresh.cohort.panel.totals[matured]
    inside = (recorded >= answers.low[matured]) & (recorded <= answers.high[matured])
    return {
        "bias": round(float(answers.hours.sum() / fresh.truth.hours.sum()), 4),
        "excess_deviance": round(effort_excess(fresh.truth, answers.hours), 4),
        "coverage": round(float(inside.mean()), 4),
        "n": len(fresh.truth.hours),
        "n_matured": len(matured),
    }


def _summary(rows: Sequence[Json], source: str) -> Json:
    mine = [row for row in rows if row["source"] == source]
    bias, excess = (np.array([row[name] for row in mine]) for name in ("bias", "excess_deviance"))
    root = np.sqrt(len(mine))
    spread = bias.std(ddof=1) if len(mine) > 1 else 0.0
    return {
        "bias": round(float(bias.mean()), 4),
        "bias_sd": round(float(spread), 4),
        "bias_se": round(float(spread / root), 4),
        "excess_deviance": round(float(excess.mean()), 4),
        "excess_se": round(float(excess.std(ddof=1) / root) if len(mine) > 1 else 0.0, 4),
        "coverage": round(float(np.mean([row["coverage"] for row in mine])), 4),
    }


if __name__ == "__main__":
    main()
