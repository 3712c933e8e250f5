"""How does a history become a bundle and a report? Read, check, split by time, learn, verify against shap, evaluate."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from features.frame import Frame
from features.history import History
from features.history_files import read_history
from features.leakage import check_leakage
from features.quality import QualityReport
from features.scheme import Scheme
from features.scheme_toml import parse_scheme, scheme_text
from models import bundle as bundles
from models.against import Beside, against_baselines
from models.assess import Assessor
from models.bundle import ModelBundle
from models.card import model_card
from models.cohort import Cohort, Split, split
from models.compile_booster import compile_booster
from models.evaluate import evaluate
from models.fit_remaining import with_remaining
from models.law_report import law_figures
from models.learn import Learned, Provenance, Training, learn_bundle
from models.ordinal import Floats
from models.pace_report import pace_figures
from models.parity import check_parity
from models.raters import agreement
from models.told_figures import figures_text, told
from models.truth import Truth
from pipelines.beaten import beaten
from sagstyngde.errors import TooFewCases, TrainingRefused

TRUTH = "truth.parquet"

_TOO_FEW = frozenset({"too_few_cases", "short_history", "nothing_to_test"})
"""Stops that more cases, or more time, will lift."""

Progress = Callable[[str], None]
Report = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A bundle, its report and card, and the newest cases it was tested on: all that it is judged by."""

    bundle: ModelBundle
    report: Report
    card: str
    parts: Split


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained(Tried):
    """The same with the fitted models it was made from, as long as they are in memory."""

    learned: Learned


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What is learned from: the scheme's text, a history under it, and what the data check says of that.

    ``invented`` is the folder of an invented municipality, where its truth lies; ``None`` for a casebook.
    """

    scheme_text: str
    history: History
    quality: QualityReport
    invented: Path | None = None


def train(scheme_source: str, folder: Path, settings: Training, progress: Progress) -> Trained:
    """Train on a history's folder and evaluate on its newest cases; writes nothing.

    Raises:
        SchemeRefused, HistoryRefused: the input cannot be read.
        LeakageFound: a feature would see what is known only later, or a caseworker's behaviour.
        TooFewCases: too few labelled cases.
        TrainingRefused: nothing to tell apart, no recorded effort, or minutes for hours in a part of it.
        ExplanationMismatch: the tables differ from shap.
    """
    return learn_from(read_material(scheme_source, folder, progress), settings, progress)


def read_material(scheme_source: str, folder: Path, progress: Progress) -> Material:
    """Read a history's folder under a scheme.

    Raises:
        SchemeRefused, HistoryRefused: the input cannot be read.
        LeakageFound: a feature would see what is known only later, or a caseworker's behaviour.
    """
    origin, text = scheme_text(scheme_source)
    scheme = parse_scheme(text, origin)
    check_leakage(scheme)
    history, quality = read_history(scheme, folder, progress)
    return Material(scheme_text=text, history=history, quality=quality, invented=folder)


def learn_from(material: Material, settings: Training, progress: Progress) -> Trained:
    """Train on a history that has been read.

    Raises:
        TooFewCases, TrainingRefused, ExplanationMismatch: as ``train``.
    """
    history, quality, text = material.history, material.quality, material.scheme_text
    scheme = history.scheme
    stop(quality)
    parts = split(history)
    _check_older_cases(parts)
    frame = Frame.learn(scheme, parts.develop.cases)
    provenance = Provenance(
        scheme_text=text,
        bands=None if parts.bands is None else tuple(parts.bands.tolist()),
        trained_through=parts.trained_through,
        created_at=datetime.now(UTC),
        code_version=version("sagstyngde"),
    )
    started = time.perf_counter()
    bundle, learned = learn_bundle(frame, parts, settings, provenance, progress=progress)
    progress("Lærer, hvad åbne sager stadig tager")
    bundle = with_remaining(bundle, history)
    fit_s = time.perf_counter() - started
    progress("Prøver mod shap, sammenligningsmodeller og de nyeste sager")
    with threadpool_limits(limits=1):  # what peers reach lies in the bundle's figures, under its hash
        report = _report(bundle, learned, parts, _truth(material, parts), seed=settings.seed)
    report["category"]["raters"] = agreement(history.judgements, scheme.scale, settings.seed)
    report["warnings"] = [asdict(notice) for notice in (*quality.warnings, *beaten(report))]
    figures = told(report)
    bundle = bundles.sealed(replace(bundle, figures_text=figures_text(figures)))
    report["content_hash"] = bundle.content_hash
    report["timing"] = {"fit_s": round(fit_s, 2), "compile_s": round(_compile_seconds(learned), 3)}
    return Trained(bundle=bundle, report=report, card=model_card(bundle, figures), learned=learned, parts=parts)


def write(trained: Tried, out: Path, report: Path | None) -> None:
    """Write the bundle whole, the report beside it or where asked, and the card beside the report."""
    bundles.save(trained.bundle, out)
    target = report or out.with_suffix(".report.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(trained.report, indent=1, ensure_ascii=False, allow_nan=False), "utf-8")
    card_file(target).write_text(trained.card, "utf-8")


def card_file(report: Path) -> Path:
    """Return where the card lies beside a report.

    >>> card_file(Path("var/model.report.json")).as_posix()
    'var/model.card.html'
    """
    return report.with_suffix("").with_suffix(".card.html")


def _truth(material: Material, parts: Split) -> Truth | None:
    if material.invented is None:
        return None
    return read_truth(material.invented, material.history.scheme, parts.test)


def stop(quality: QualityReport) -> None:
    """Stop where the data check would, with its first reason."""
    for notice in quality.stops:
        error = TooFewCases if notice.code in _TOO_FEW else TrainingRefused
        raise error(english=notice.text_en, danish=notice.text_da)


def _check_older_cases(parts: Split) -> None:
    """Stop where the oldest slice, however it was cut, shows one category only."""
    if len(np.unique(parts.train.labels.category)) < 2:
        raise TrainingRefused(
            english="the older cases have one category: there is nothing to tell apart",
            danish="de ældre sager har samme kategori: der er ingen forskel at lære",
        )


def read_truth(folder: Path, scheme: Scheme, test: Cohort) -> Truth | None:
    """Read what an invented municipality's own process expects of the test cases; ``None`` for real histories."""
    path = folder / TRUTH
    if not path.exists():
        return None
    table = pd.read_parquet(path).set_index("case_id").loc[[case.case_id for case in test.cases]]
    probability = table[[f"p_{code}" for code in scheme.scale.codes]].to_numpy(np.float64)
    return Truth(probability=probability, hours=table["expected_total_12"].to_numpy(np.float64))


def estimates(scheme: Scheme, test: Cohort) -> Floats | None:
    """Return a person's own estimates of the test cases' hours, where the scheme names such a fact."""
    name = scheme.effort.estimate
    if name is None:
        return None
    values = [case.facts.get(name) for case in test.cases]
    return np.array([float(value) if isinstance(value, (int, float)) else np.nan for value in values])


def _report(bundle: ModelBundle, learned: Learned, parts: Split, truth: Truth | None, *, seed: int) -> Report:
    assessor, scheme = Assessor(bundle), bundle.frame.scheme
    parity = check_parity(bundle, learned, bundle.frame.rows(parts.test.cases))
    figures = evaluate(assessor, parts.test, truth)
    beside = Beside(estimate=estimates(scheme, parts.test), truth=truth)
    compared = against_baselines(assessor, learned, parts, beside, seed=seed)
    expected = assessor.answers(bundle.frame.rows(parts.test.cases)).hours
    sizes = learned.sizes
    return {
        "scheme": scheme.name,
        "scheme_version": scheme.version,
        "synthetic": scheme.synthetic or truth is not None,
        "by_time": parts.by_time,
        "trained_through": parts.trained_through.isoformat(),
        "n_train": len(parts.train.cases),
        "n_calibrate": len(parts.calibrate.cases),
        "n_test": len(parts.test.cases),
        "category": figures["category"] | compared["category"],
        "effort": figures["effort"] | compared["effort"] | {"caseworkers": pace_figures(parts, expected)},
        "groups": figures["groups"],
        "law_changes": law_figures(learned, seed=seed),
        "explanation": {
            "parity_max_abs": parity.parity_max_abs,
            "additivity_max_abs": parity.additivity_max_abs,
        },
        "seed": seed,
        "sizes": {
            "category": {"penalty": sizes.category.penalty, **asdict(sizes.category.boosting)},
            "effort": {
                "penalty": sizes.effort.penalty,
                **asdict(sizes.effort.boosting),
                "target": sizes.effort.target.value,
            },
        },
    }


def _compile_seconds(learned: Learned) -> float:
    """Time the compilation of both boosters alone."""
    started = time.perf_counter()
    for booster in (learned.score.booster, learned.log_hours.booster):
        if booster is not None:
            compile_booster(booster, len(learned.frame.columns))
    return time.perf_counter() - started
