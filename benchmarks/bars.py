"""Which bars were set, and which are met? Told in the document's first lines, the missed ones as plainly as the met."""

from collections.abc import Iterator
from statistics import mean

from benchmarks.markdown import figure, verdict
from benchmarks.surroundings import Json

TOLERANCE = 1e-9
WITHIN = 1.05
LEAST_SPEARMAN, LEAST_R2_LOG = 0.79, 0.58
FREER = "boosting"

Bar = tuple[str, str, bool]
"""What was asked, what was measured, and whether it is met."""


def bars(results: Json) -> Iterator[Bar]:
    """Yield every bar; those on a history that is absent are left out."""
    reports = {name: report for name, report in results["reports"].items() if "absent" not in report}
    yield from _exact(reports)
    yield from _same(results["reproducible"])
    yield from _near_truth(results["seeds"])
    if "sip_estimate" in reports:
        yield from _above_estimate(reports["sip_estimate"]["effort"])
    yield from _not_worse(reports)


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


def _near_truth(rows: list[Json]) -> Iterator[Bar]:
    for key, what in (("log_loss_over_truth", "category log loss"), ("deviance_over_truth", "effort deviance")):
        asked = f"invented municipality: {what} within 5 % of the truth's own"
        first, all_seeds = rows[0][key], mean(row[key] for row in rows)
        yield f"{asked}, seed {rows[0]['seed']}", f"{figure(first)} times", first <= WITHIN
        yield f"{asked}, mean of {len(rows)} seeds", f"{figure(all_seeds)} times", all_seeds <= WITHIN
    ours, closed = (mean(row[key] for row in rows) for key in ("deviance_over_truth", "closed_only_over_truth"))
    bias = mean(row["closed_only_bias_ratio"] for row in rows)
    measured = (
        f"deviance {figure(closed)} against {figure(ours)} times the truth's; predicted / recorded {figure(bias)}"
    )
    yield "leaving open cases out is visibly worse, mean of the seeds", measured, closed > ours


def _above_estimate(effort: Json) -> Iterator[Bar]:
    alone = effort["baselines"]["estimate"]
    for key, name, least in (("spearman", "Spearman", LEAST_SPEARMAN), ("r2_log", "R² (log)", LEAST_R2_LOG)):
        yield f"sip with the estimate: {name} ≥ {least}", figure(effort[key]), effort[key] >= least
        asked = f"sip with the estimate: {name} above the estimate alone"
        yield asked, f"{figure(effort[key])} against {figure(alone[key])}", effort[key] > alone[key]


def _not_worse(reports: Json) -> Iterator[Bar]:
    for part in ("category", "effort"):
        worse = [
            f"{name} ({key.replace('_', ' ')})"
            for name, report in reports.items()
            for key, gain in report[part]["against"].get(FREER, {}).items()
            if verdict(key, gain) == "**worse**"
        ]
        asked = f"{part}: nowhere clearly worse than unrestricted boosting"
        yield asked, f"worse on {', '.join(worse)}" if worse else "nowhere", not worse
