"""The page says of every bar whether it is met."""

from typing import Any

from benchmarks.allocation_pages import BARS, allocation_page
from benchmarks.surroundings import Json


def a_row(cases: int, seed: int, **fields: Any) -> Json:
    ratios = dict.fromkeys(("round_robin", "equal_count", "lpt", "cpsat", "highs"), 1.5)
    known = {"cases": cases, "caseworkers": 40, "seed": seed, "variant": "plain", "gap_pct": 0.001, "seconds": 0.1}
    return known | {"proved_optimal": False, "largest_over_ours": ratios} | fields


def figures(*rows: Json) -> Json:
    return {
        "date": "2026-11-22",
        "machine": {"cores": 2},
        "allocation": list(rows),
        "balance_proofs": {"boards": 40, "proved": 39, "within_half_a_second": 35, "slowest_seconds": 2.2},
        "costs": [
            {"level": "weeks", "peak_share": 1.5, "bound": 1.4, "variant": "plain", **a_row(300, 1, gap_pct=7.1)},
            {
                "level": "moves",
                "moves": 4.0,
                "moves_when_free": 90,
                "peak_before": 1.4,
                **a_row(300, 1, peak_share=0.9),
            },
        ],
        "plans": [],
        "advice": [{"policy": "standard", "caseworkers": 2000, "open_cases": 9, "p50_ms": 1.0, "p99_ms": 9.0}],
    }


def test_a_gap_within_the_bar_is_met_and_one_beyond_is_told_as_plainly() -> None:
    page = allocation_page(figures(*(a_row(300, seed) for seed in (1, 2)), a_row(3_000, 1, gap_pct=0.5)))

    assert "| 300 × 40 | plain | 0.02 %, 1 s | 0.0010 | 0.10 | 0 of 2 | yes |" in page
    assert "| 3,000 × 40 | plain | 0.01 %, 0.5 s | 0.5000 | 0.10 | 0 of 1 | **no** |" in page
    assert "39 are proved best, 35 within half a second (bar: 95 per cent in 0.5 s; met: **no**)" in page
    assert "| 300 × 40, seed 1, plain | 150.0 % | 140.0 % | 7.10 | 0.10 | **no** |" in page
    assert "| standard | 2,000 | 9 | 1.00 | 9.00 | **no** |" in page


def test_a_board_that_is_not_proved_does_not_meet_a_bar_of_proofs() -> None:
    rows = [a_row(30, 1, proved_optimal=True, gap_pct=0.0), a_row(30, 2)]

    assert "1 of 2 | **no** |" in allocation_page(figures(*rows))
    assert "2 of 2 | yes |" in allocation_page(figures(rows[0], rows[0] | {"seed": 2}))
    assert set(BARS) == {30, 300, 3_000, 30_000, 100_000}
