"""The check's figures are means over municipalities, each counting once however many days were asked."""

import pytest

from benchmarks.forecast_check import _summary
from benchmarks.surroundings import Json


def row(seed: int, ratio: float) -> Json:
    return {
        "seed": seed,
        "months_before": 12,
        "used": "saeson_og_tendens",
        "hours_ratio": ratio,
        "hours_error_naive": {"last_year": 100.0 * ratio},
    }


def test_a_municipality_counts_once() -> None:
    told = _summary([row(1, 1.0), row(1, 1.2), row(2, 0.9)])

    assert told["forecasts"] == 3
    assert told["used"]["saeson_og_tendens"] == 3
    assert told["hours_ratio"] == {"mean": 1.0, "standard_error": 0.1}
    assert told["hours_error_last_year"]["mean"] == pytest.approx(103.3)


def test_one_municipality_has_no_standard_error() -> None:
    assert _summary([row(1, 1.0)])["hours_ratio"]["standard_error"] is None
