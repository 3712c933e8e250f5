"""Which bars were set, and which are met? Told in the document's first lines, the missed ones as plainly as the met."""

from collections.abc import Iterator
from statistics import mean

from scipy.stats import betabinom

from benchmarks.markdown import LOWER_IS_BETTER, figure, percent, verdict
from benchmarks.surroundings import Json

TOLERANCE = 1e-9
WITHIN = 1.03
MOST_ECE = 0.05
BAND = 0.99
LEAST_SPEARMAN, LEAST_R2_LOG = 0.79, 0.58
PEERS = {
    "category": ("log_loss", ("logistic", "boosting", "forest", "ebm")),
    "effort": ("deviance", ("glm", "boosting", "forest", "ebm")),
}
LEAST_RATIO, MOST_MS, MOST_SECONDS = 150.0, 3.0, 120.0

Bar = tuple[str, str, bool]
"""What was asked, what was measured, and whether it is met."""


def bars(results: Json) -> Iterator[Bar]:
    """Yield every bar; those on a history that is absent are left out."""
    reports = {name: report for name, report in results["reports"].items() if "absent" not in report}
    yield from _near_truth(results["seeds"])
    yield from _calibrated(results["seeds"])
    yield from _beside_the_best({name: report for name, report in reports.items() if name != "synthetic"})
    if "sip_estimate" in reports:
        yield from _above_estimate(reports["sip_estimate"]["effort"])
    yield from _exact(reports)
    yield from _same(results["reproducible"])
    if "absent" not in results["bench"]:
        yield from _fast(results["bench"])


def coverage_band(count: int, level: float) -> tuple[float, float]:
    """Return between which shares a promise kept in the long run is held on ``count`` cases, 99 times in 100.

    The promise is measured on finitely many cases too; taking as many as it is tested on, the number held follows a
    beta-binomial distribution.

    >>> [round(limit, 2) for limit in coverage_band(100, 0.9)]
    [0.78, 0.98]
    """
    kept = level * (count + 1)
    law = betabinom(count, kept, count + 1 - kept)
    edge = (1.0 - BAND) / 2.0
    return float(law.ppf(edge)) / count, float(law.ppf(1.0 - edge)) / count


def _near_truth(rows: list[Json]) -> Iterator[Bar]:
    for key, what in (("log_loss_over_truth", "category log loss"), ("deviance_over_truth", "effort deviance")):
        asked = f"invented municipality: {what} within 3 % of the truth's own"
        for name, way in ((key, "on the hold-out"), (f"expected_{key}", "expected, free of luck")):
            measured = mean(row[name] for row in rows)
            each = ", ".join(figure(row[name]) for row in rows)
            yield f"{asked}, {way}, mean of {len(rows)} seeds", f"{figure(measured)} times ({each})", measured <= WITHIN
    ours, closed = (mean(row[key] for row in rows) for key in ("deviance_over_truth", "closed_only_over_truth"))
    bias = mean(row["closed_only_bias_ratio"] for row in rows)
    measured_text = (
        f"deviance {figure(closed)} against {figure(ours)} times the truth's; predicted / recorded {figure(bias)}"
    )
    yield "leaving open cases out is visibly worse, mean of the seeds", measured_text, closed > ours


def _calibrated(rows: list[Json]) -> Iterator[Bar]:
    for name in dict.fromkeys(name for row in rows for name in row["coverage"]):
        missed = [text for row in rows if (text := _missed(row, name))]
        there = sum(name in row["coverage"] for row in rows)
        measured = f"{there - len(missed)} of {there} seeds" + (f"; {'; '.join(missed)}" if missed else "")
        yield f"invented municipality: coverage of {name} inside the 99 % beta-binomial band", measured, not missed
    worst = max(rows, key=lambda row: row["ece"])
    asked = f"invented municipality: calibration error ≤ {MOST_ECE}, mean of {len(rows)} seeds"
    typical = mean(row["ece"] for row in rows)
    yield asked, f"{figure(typical)}; largest {figure(worst['ece'])}, seed {worst['seed']}", typical <= MOST_ECE


def _missed(row: Json, name: str) -> str:
    """Say how a promise of one seed was missed; empty where it was kept or never made."""
    if name not in row["coverage"]:
        return ""
    held, count, level = row["coverage"][name]
    low, high = coverage_band(count, level)
    if low <= held <= high:
        return ""
    return f"seed {row['seed']}: {percent(held, 1)} of {count}, band {percent(low, 1)} to {percent(high, 1)}"


def _beside_the_best(reports: Json) -> Iterator[Bar]:
    """Compare with whichever peer did best on the very test: a choice in hindsight that favours the peers."""
    for part, (key, peers) in PEERS.items():
        found = [(name, *_best(report[part], key, peers)) for name, report in reports.items()]
        found = [item for item in found if item[1]]
        if not found:
            continue
        worse = [f"{name} ({peer})" for name, peer, gain in found if verdict(key, gain) == "**worse**"]
        asked = f"real histories: {part} nowhere clearly worse than the best of {', '.join(peers)}"
        yield asked, f"worse on {', '.join(worse)}" if worse else f"on none of {len(found)}", not worse
        better = [name for name, _, gain in found if _is_better(key, gain)]
        asked = f"real histories: {part} better than the best of them on at least half"
        yield asked, f"on {len(better)} of {len(found)}: {', '.join(better) or 'none'}", 2 * len(better) >= len(found)


def _best(part: Json, key: str, peers: tuple[str, ...]) -> tuple[str, Json]:
    """Return the peer with the best figure, and ours less its own."""
    there = [peer for peer in peers if key in part["against"].get(peer, {})]
    if not there:
        return "", {}
    best = min(there, key=lambda peer: part["baselines"][peer][key])
    return best, part["against"][best][key]


def _is_better(key: str, gain: Json) -> bool:
    return bool(gain["difference"] < 0.0) == (key in LOWER_IS_BETTER)


def _above_estimate(effort: Json) -> Iterator[Bar]:
    alone = effort["baselines"]["estimate"]
    for key, name, least in (("spearman", "Spearman", LEAST_SPEARMAN), ("r2_log", "R² (log)", LEAST_R2_LOG)):
        yield f"sip with the estimate: {name} ≥ {least}", figure(effort[key]), effort[key] >= least
        asked = f"sip with the estimate: {name} above the estimate alone"
        yield asked, f"{figure(effort[key])} against {figure(alone[key])}", effort[key] > alone[key]


def _exact(reports: Json) -> Iterator[Bar]:
    off = max(value for report in reports.values() for value in report["explanation"].values())
    yield (
        "contributions equal shap's and add up, in every report, to 1e-9",
        f"largest difference {off:.1e}",
        off <= TOLERANCE,
    )


def _same(reproducible: Json) -> Iterator[Bar]:
    runs = [item for item in reproducible.values() if "absent" not in item]
    equal = sum(item["equal"] for item in runs)
    yield (
        "same content hash in 3 runs, rows shuffled, 1 or 2 threads",
        f"{equal} of {len(runs)} histories",
        equal == len(runs),
    )


def _fast(bench: Json) -> Iterator[Bar]:
    """Tell the speeds of `make bench`, which measures them beside their peers."""
    batch, one, training = bench["assess_batch"], bench["assess_one"], bench["train"]
    on = f"(bench of {bench['date']})"
    yield (
        f"batch with contributions ≥ {LEAST_RATIO:.0f} times shap",
        f"{batch['ratio']} times {on}",
        batch["ratio"] >= LEAST_RATIO,
    )
    yield f"one case with everything < {MOST_MS:.0f} ms, median", f"{one['ours_ms']} ms {on}", one["ours_ms"] < MOST_MS
    asked = f"training on {training['cases']:,} cases with full selection < {MOST_SECONDS:.0f} s"
    yield asked, f"{training['seconds']} s {on}", training["seconds"] < MOST_SECONDS
