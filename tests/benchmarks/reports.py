"""A stored report, as training writes it, with round figures."""

from typing import Any

HASH = "ab" * 32


def a_gain(difference: float, low: float, high: float) -> dict[str, float]:
    return {"difference": difference, "low": low, "high": high}


def a_grouping() -> dict[str, Any]:
    north, south = ({"verdict": verdict} for verdict in ("inside", "outside"))
    groups = [
        {"label": "Nord", "n": 300, "category": {"n": 300, "right": north}, "effort": {"n": 90}},
        {"label": "Syd", "n": 200, "category": {"n": 200, "right": south}, "effort": {"n": 30}},
    ]
    return {"name": "district", "label": "Distrikt", "groups": groups}


def a_curve() -> dict[str, Any]:
    def point(cases: int, ours: float) -> dict[str, Any]:
        peers = ("majority", "logistic", "boosting", "forest", "mean", "category_table", "glm")
        return {"cases": cases} | {
            part: dict.fromkeys(peers, 1.3) | {"ours": ours, "lowest": ours, "highest": ours}
            for part in ("category", "effort")
        }

    invented = [point(150, 1.4), point(300, 1.2), point(600, 1.04)]
    refused = {"cases": 150, "refused": "too few cases"}
    return {
        "sizes": [150, 300, 600],
        "seeds": [1],
        "invented": invented,
        "real": {"sip": [refused, point(300, 1.2)], "dds": []},
    }


def a_report(**changes: Any) -> dict[str, Any]:
    figures = {"r2_log": 0.5, "spearman": 0.7, "mae_hours": 14.0, "bias_ratio": 0.9, "deviance": 10.0}
    judged = {"accuracy": 0.6, "qwk": 0.7, "log_loss": 0.8}
    silent = {"any": 0.05, "for_lidt_oplyst": 0.01, "ulig_tidligere_sager": 0.0, "kategorierne_ligger_for_taet": 0.04}
    against = {"r2_log": a_gain(0.1, 0.05, 0.2), "spearman": a_gain(0.0, -0.1, 0.1), "deviance": a_gain(2.0, 1.0, 3.0)}
    report = {
        "by_time": True,
        "trained_through": "2025-02-24",
        "content_hash": HASH,
        "n_train": 1000,
        "n_calibrate": 300,
        "n_test": 400,
        "category": judged
        | {"coverage": 0.91, "set_level": 0.9, "mean_set_size": 2.0, "ece": 0.05, "n": 410, "abstention": silent}
        | {"baselines": {"logistic": judged}, "against": {"logistic": {"log_loss": a_gain(-0.1, -0.2, -0.05)}}},
        "effort": figures
        | {"interval_coverage": 0.82, "interval_width_ratio": 0.7, "interval_level": 0.8, "n_matured": 158}
        | {"baselines": {"mean": figures, "glm": figures}, "against": {"glm": against}},
        "explanation": {"parity_max_abs": 1e-15, "additivity_max_abs": 2e-15},
        "groups": {"fewest": 50, "tolerance": 0.1, "by": [a_grouping()]},
        "sizes": {"category": {"trees": 0}, "effort": {"trees": 40, "target": "hours"}},
        "timing": {"fit_s": 3.5, "compile_s": 0.001},
    }
    return report | changes


def a_truth_report() -> dict[str, Any]:
    """A report on an invented municipality."""
    report = a_report()
    effort = report["effort"]
    truth = {f"truth_{key}": 1.0 for key in ("r2_log", "spearman", "mae_hours", "bias_ratio")}
    glm = effort["baselines"]["glm"] | {"excess_deviance": 0.8}
    baselines = dict.fromkeys(("glm", "category_table"), glm)
    baselines["closed_only"] = effort["baselines"]["glm"] | {"deviance": 16.0, "bias_ratio": 0.7}
    report["effort"] = effort | truth | {"truth_deviance": 8.0, "excess_deviance": 0.4, "baselines": baselines}
    report["category"] |= {"truth_log_loss": 0.75, "excess_log_loss": 0.015}
    return report


def a_result() -> dict[str, Any]:
    """Everything that results.json holds, real histories being absent."""
    absent = {"absent": "the real history is not on this machine"}
    names = ("bpic15_touch_days", "sip", "sip_estimate", "dds")
    run = {"shuffle": 0, "threads": 1, "content_hash": HASH}
    return {
        "date": "2026-11-22",
        "seconds": 120.0,
        "machine": {"cores": 2, "architecture": "x86_64", "memory_gib": 24},
        "versions": {"python": "3.11", "numpy": "2.3"},
        "reports": dict.fromkeys(names, absent) | {"synthetic": a_truth_report()},
        "seeds": [],
        "learning_curve": a_curve(),
        "bench": {
            "date": "2026-11-22",
            "assess_batch": {"ratio": 170.0},
            "assess_one": {"ours_ms": 3.2},
            "train": {"cases": 3000, "seconds": 60.0},
        },
        "newest_hundred": absent,
        "reproducible": {"synthetic": {"equal": False, "runs": [run, run]}, "bpic15_touch_days": absent},
    }
