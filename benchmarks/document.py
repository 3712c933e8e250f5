"""How do all results read as one document? From the collected figures alone, so that it can be written again."""

from collections.abc import Iterator, Sequence
from statistics import mean

from benchmarks.bars import bars
from benchmarks.curve_pages import curve_section
from benchmarks.markdown import figure, percent, table, verdict
from benchmarks.scheme_pages import GAINS, NAMES, section
from benchmarks.surroundings import Json

SEED_COLUMNS = {
    "log_loss_over_truth": "log loss / truth's",
    "expected_log_loss_over_truth": "expected",
    "deviance_over_truth": "deviance / truth's",
    "expected_deviance_over_truth": "expected",
    "glm_over_truth": "GLM",
    "expected_glm_over_truth": "GLM, expected",
    "category_table_over_truth": "category table",
    "closed_only_over_truth": "open cases left out",
    "bias_ratio": "predicted / recorded",
    "truth_bias_ratio": "truth / recorded",
    "closed_only_bias_ratio": "open cases left out / recorded",
}
HOW_TO_READ = """\
Accuracy, weighted kappa (quadratic) and log loss are those of the most probable category and of the probabilities.
R² (log) is that of log(1 + hours) after the best constant shift; predicted / recorded is the ratio of sums, 1 being
unbiased. "better", "worse" and "no clear difference" read the 95 % bootstrap interval of ours less theirs on the same
test cases. All baselines learn from the same rows, and none sees the test. Effort is in the scheme's own unit: hours,
for dds dollars, for bpic15_touch_days a person's day on a case counted as one hour."""


def document(results: Json) -> str:
    """Return the whole of results.md."""
    reports = results["reports"]
    real = [section(name, report) for name, report in reports.items() if name != "synthetic"]
    parts = [
        "# Results",
        _made(results),
        HOW_TO_READ,
        "## In short",
        _in_short(results),
        "## Real histories",
        _estimate(reports),
        *real,
        "## The newest 100 cases of municipality 1, allocated",
        _allocated(results["newest_hundred"]),
        "## The invented municipality, whose truth is known",
        _seeds(results["seeds"]),
        section("synthetic, seed 1", reports["synthetic"]),
        "## How many cases are needed",
        curve_section(results["learning_curve"]),
        "## The same data, the same bundle",
        _reproducible(results["reproducible"]),
    ]
    return "\n\n".join(parts) + "\n"


def _made(results: Json) -> str:
    machine, versions = results["machine"], results["versions"]
    packages = ", ".join(f"{name} {number}" for name, number in versions.items())
    return (
        f"Made {results['date']} by `make results` in {results['seconds'] / 60:.1f} minutes on "
        f"{machine['cores']} cores ({machine['architecture']}, {machine['memory_gib']} GiB), one thread a process. "
        f"{packages}. All figures are in results.json."
    )


def _in_short(results: Json) -> str:
    asked = [[bar, measured, "met" if is_met else "**not met**"] for bar, measured, is_met in bars(results)]
    rows = [
        [name, *_counted(report), _clearly_worse(report)]
        for name, report in results["reports"].items()
        if "absent" not in report
    ]
    head = ["comparisons with baselines", "clearly better", "no clear difference", "clearly worse", "worse than"]
    return f"{table(['bar', 'measured', ''], asked, texts=3)}\n\n{table(head, rows)}"


def _comparisons(report: Json) -> Iterator[tuple[str, str, str]]:
    """Yield each baseline and figure that ours was compared on, with the verdict."""
    for part, keys in (("category", ("log_loss",)), ("effort", GAINS)):
        for name, gains in report[part]["against"].items():
            yield from ((name, key, verdict(key, gains[key])) for key in keys)


def _counted(report: Json) -> list[str]:
    verdicts = [found for _, _, found in _comparisons(report)]
    return [str(verdicts.count(word)) for word in ("better", "no clear difference", "**worse**")]


def _clearly_worse(report: Json) -> str:
    found = [
        f"{NAMES[name]} ({key.replace('_', ' ')})" for name, key, word in _comparisons(report) if word == "**worse**"
    ]
    return ", ".join(found) or "–"


def _estimate(reports: Json) -> str:
    """Lay the three ways of knowing a task's hours beside each other."""
    without, with_it = reports["sip"], reports["sip_estimate"]
    if "absent" in without:
        return "The human estimate: not compared, the history is absent."
    ways = {
        "facts alone": without["effort"],
        "the human estimate alone": with_it["effort"]["baselines"]["estimate"],
        "facts and estimate": with_it["effort"],
    }
    rows = [[way, *(figure(effort[key]) for key in (*GAINS, "bias_ratio"))] for way, effort in ways.items()]
    return "With and without a person's own estimate (sip):\n\n" + table(
        ["", "R² (log)", "Spearman", "Poisson deviance", "predicted / recorded"], rows
    )


def _allocated(found: Json) -> str:
    if "absent" in found:
        return f"Not run: {found['absent']}."
    ways = {"before": "before the 100", "proposed": "**as proposed**", "as_it_was": "as it was", "in_turn": "in turn"}
    rows = [[label, *_loads(found["predicted"][way], found["recorded"].get(way))] for way, label in ways.items()]
    head = ["", "largest load", "smallest", "spread (s.d.)", "largest, as recorded", "spread, as recorded"]
    text = (
        f"On {found['on']}: {found['cases']} cases, {found['staff']} real workers with {found['open_cases']} open "
        f"cases, policy *{found['policy']}*. {found['moved']} of the cases would have gone to another worker than they "
        f"did; {found['unplaced']} could not be placed. A load that somebody has before the 100 cannot be lowered by "
        "placing them."
    )
    caution = (
        '"As it was" is what the log says and not a reproach: who worked part time, led the team or had other duties '
        'is not in it, and the responsible worker is not the only one who touches a case. "As recorded" puts the '
        "touch-days that followed within six months in place of the predicted ones; they are fewer, since most of the "
        "cases came later than the plan assumes and the log ends before the six months do."
    )
    assumed = "\n".join(f"- {line}" for line in found["assumed"])
    return "\n\n".join([text, table(head, rows), caution, f"Assumed:\n\n{assumed}"])


def _loads(predicted: Json, recorded: Json | None) -> list[str]:
    shown = [percent(predicted[key]) for key in ("largest", "smallest", "standard_deviation")]
    afterwards = [percent(recorded[key]) for key in ("largest", "standard_deviation")] if recorded else ["–", "–"]
    return shown + afterwards


def _seeds(rows: Sequence[Json]) -> str:
    matured = [row["n_matured"] for row in rows]
    text = (
        "One seed proves little: a hold-out has some "
        f"{min(matured)} to {max(matured)} cases followed over the whole horizon, their hours are heavy-tailed, and a "
        "few of them decide the deviance, the truth's own included. So five municipalities of 3,000 cases, each figure "
        "over that of the generating process (1 cannot be beaten in the long run). *Expected* figures are free of that "
        "luck: over every test case, matured or not, the divergence of the true probabilities or the deviance of the "
        "true expected hours from ours, added to the truth's own figure. *Open cases left out* shows what it "
        "costs to neglect censoring, taking closed cases as whole: hours come out too low."
    )
    shown = [[str(row["seed"]), *(figure(row[key]) for key in SEED_COLUMNS)] for row in rows]
    shown.append(["**mean**", *(figure(mean(row[key] for row in rows)) for key in SEED_COLUMNS)])
    return f"{text}\n\n{table(['seed', *SEED_COLUMNS.values()], shown)}"


def _reproducible(found: Json) -> str:
    rows = [
        [
            name,
            str(run["shuffle"]),
            str(run["threads"]),
            f"`{run['content_hash'][:16]}`",
            "yes" if item["equal"] else "**no**",
        ]
        for name, item in found.items()
        for run in item.get("runs", ())
    ]
    absent = [f"{name}: not run, {item['absent']}." for name, item in found.items() if "absent" in item]
    text = "Three runs in processes of their own; shuffle 0 is the order of the export."
    return "\n\n".join([text, table(["history", "shuffle", "threads", "content hash", "all equal"], rows), *absent])
