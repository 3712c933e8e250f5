"""Invented figures of a model, as they lie in a bundle: every kind of figure, group and withheld count."""

from datetime import UTC, date, datetime
from typing import Any

from models.bundle import FORMAT, Manifest

BETTER, WORSE = {"difference": -0.2, "low": -0.3, "high": -0.1}, {"difference": 0.2, "low": 0.1, "high": 0.3}
UNCLEAR = {"difference": -0.1, "low": -0.3, "high": 0.1}


def a_manifest(bundle_hash: str) -> Manifest:
    """Return the manifest of a model that the stand-in could have."""
    return Manifest(
        format=FORMAT,
        scheme_name="standin",
        scheme_version="2026-1",
        synthetic=True,
        trained_through=date(2025, 6, 1),
        open_cases_through=date(2026, 1, 31),
        training_cases=1200,
        options={},
        rare_options={},
        column_names=(),
        most_missing=5,
        usual_variance=0.1,
        slope=1.0,
        set_level=0.9,
        beta=0.5,
        horizon=12,
        interval_level=0.8,
        bases=(0.0, 0.0, 0.0),
        bands=None,
        notes=("Intervallet er målt på de nyeste 240 sager.",),
        created_at=datetime(2026, 2, 1, tzinfo=UTC),
        code_version="0.1.0",
        content_hash=bundle_hash,
    )


def some_figures() -> dict[str, Any]:
    """Return what ``models.told_figures.told`` makes of an invented report."""
    return {
        "scheme": "standin",
        "scheme_version": "2026-1",
        "synthetic": True,
        "by_time": True,
        "trained_through": "2025-06-01",
        "seed": 0,
        "n_train": 800,
        "n_calibrate": 160,
        "n_test": 240,
        "category": _category(),
        "effort": _effort(),
        "groups": {"fewest": 50, "tolerance": 0.1, "by": _groupings()},
        "law_changes": [{"on": "2024-01-01", "text": "Barnets lov.", "told": ["Kan ikke læres endnu."]}],
        "warnings": [{"text_da": "Kategori D har 19 vurderede sager og kan næppe læres."}],
        "explanation": {"parity_max_abs": 1e-12, "additivity_max_abs": 1e-12},
    }


def _category() -> dict[str, Any]:
    ours = {"accuracy": 0.71, "qwk": 0.74, "log_loss": 0.68}
    names = ("majority", "logistic", "boosting", "forest")
    baselines = {name: {"accuracy": 0.31, "qwk": 0.0, "log_loss": 1.25} for name in names}
    intervals = {name: {"accuracy": [0.6, 0.8], "qwk": [0.6, 0.8], "log_loss": [0.6, 0.8]} for name in ("ours", *names)}
    gains = (BETTER, UNCLEAR, UNCLEAR, WORSE)
    held = {"n": 60, "coverage": 0.92, "band": [0.8, 0.98], "inside": True}
    return ours | {
        "n": 250,
        "coverage": 0.93,
        "set_level": 0.9,
        "mean_set_size": 1.8,
        "ece": 0.05,
        "ece_band": [0.03, 0.09],
        "coverage_by_category": {"A": held, "B": held, "C": {"n": 0}, "D": {"n": None}},
        "abstention": {
            "any": 0.12,
            "for_lidt_oplyst": 0.02,
            "ulig_tidligere_sager": 0.04,
            "kategorierne_ligger_for_taet": 0.08,
        },
        "raters": {"n": 39, "qwk": 0.54, "low": 0.23, "high": 0.78, "reachable": 0.74},
        "risk_coverage": {
            "curve": [{"answered": share, "error": 0.4 * share, "steps": 0.5 * share} for share in (0.5, 0.9, 1.0)],
            "realised": {"answered": 0.88, "error": 0.27},
        },
        "baselines": baselines,
        "intervals": intervals,
        "against": {name: {"log_loss": gain} for name, gain in zip(names, gains, strict=True)},
    }


def _effort() -> dict[str, Any]:
    ours = {"r2_log": 0.46, "spearman": 0.7, "mae_hours": 14.2, "bias_ratio": 1.08, "deviance": 30.0}
    names = ("mean", "category_table", "glm", "boosting", "forest")
    part = {"n": 70, "predicted": 2000.0, "recorded": 1900.0, "ratio": 1.05, "low": 0.9, "high": 1.2}
    limits = {"r2_log": [0.3, 0.6], "spearman": [0.6, 0.8], "mae_hours": [12.0, 16.0], "bias_ratio": [0.9, 1.25]}
    return ours | {
        "n_matured": 180,
        "interval_coverage": 0.81,
        "interval_width_ratio": 0.7,
        "baselines": dict.fromkeys(names, ours),
        "intervals": dict.fromkeys(("ours", *names), limits),
        "against": {name: {"deviance": UNCLEAR} for name in names[1:]},
        "caseworkers": {"text": "Tempo er ikke regnet ud af timerne."},
        "calibration": {"overall": part, "tenths": [part, {"n": None}], "teams": {"Nord": part, "Syd": {"n": None}}},
        "candidates": {"course_hours": ours},
        "chosen": "course_hours",
    }


def _groupings() -> list[dict[str, Any]]:
    few = {"category": {"n": 20}, "effort": {"n": 13}}
    return [
        {
            "name": "gender",
            "label": "Køn",
            "groups": [
                {"code": "d", "label": "dreng", "n": 140, **_figures_of("inside")},
                {"code": "p", "label": "pige", "n": 92, **_figures_of("outside")},
                {"code": "", "label": "ikke oplyst", "n": None, **few},
            ],
        },
        {
            "name": "team",
            "label": "Team",
            "groups": [{"code": "n", "label": "Nord", "n": 120, **_figures_of("too_little")}],
        },
    ]


def _figures_of(verdict: str) -> dict[str, Any]:
    shares = ("right", "below", "set_coverage")
    rate = {"value": 0.28, "low": 0.2, "high": 0.36, "gap_value": 0.13, "detectable": 0.12, "verdict": verdict}
    ratio = {"value": 0.72, "low": 0.62, "high": 0.79, "verdict": verdict}
    return {
        "category": {"n": 110} | dict.fromkeys(shares, rate),
        "effort": {"n": 80, "ratio": ratio, "above_interval": rate},
    }
