"""What does one training report say, in a section a colleague can read?"""

from collections.abc import Iterator

from benchmarks.markdown import difference, figure, percent, table
from benchmarks.surroundings import Json

OURS = "**point table**"
NAMES = {
    "majority": "majority share",
    "logistic": "multinomial logistic",
    "boosting": "boosting, unrestricted",
    "forest": "random forest",
    "ebm": "explainable boosting machine",
    "mean": "mean of all",
    "category_table": "category table",
    "glm": "Tweedie GLM",
    "closed_only": "ours, open cases left out",
    "estimate": "the human estimate alone",
}
FORMS = {
    "course_hours": "total × course, Tweedie",
    "course_poisson": "total × course, Poisson",
    "course_log_hours": "total × course, log hours with a link",
    "course_smeared_log_hours": "total × course, log hours, one factor",
    "two_part": "chance of any hours × hours",
    "panel": "two-stage panel with a closing hazard",
}
CATEGORY = ("accuracy", "qwk", "log_loss")
EFFORT = ("r2_log", "spearman", "mae_hours", "bias_ratio", "deviance")
GAINS = ("r2_log", "spearman", "deviance")


def section(name: str, report: Json) -> str:
    """Return the section of one scheme, heading included."""
    if "absent" in report:
        return f"### {name}\n\nNot run: {report['absent']}."
    parts = [f"### {name}", _split(report), "**Category**", _category(report["category"])]
    parts += [_category_words(report["category"]), "**Effort**", _effort(report["effort"])]
    parts += [_gains(report["effort"]), _effort_words(report["effort"]), _forms(report["effort"])]
    parts += [_sums(report["effort"]), _groups(report["groups"])]
    return "\n\n".join([*filter(None, parts), _made(report)])


def _split(report: Json) -> str:
    sizes = f"{report['n_train']:,} to train, {report['n_calibrate']:,} to calibrate, {report['n_test']:,} to test"
    if report["by_time"]:
        return f"Split by time: {sizes}; nothing recorded on or after {report['trained_through']} was seen in training."
    return f"**Not split by time**: the data have no dates, so the cases were dealt out by a fixed shuffle; {sizes}."


def _category(category: Json) -> str:
    gains = category["against"]
    rows = [[OURS, *(figure(category[key]) for key in CATEGORY), ""]]
    rows += [
        [NAMES[name], *(figure(figures[key]) for key in CATEGORY), difference("log_loss", gains[name]["log_loss"])]
        for name, figures in category["baselines"].items()
    ]
    return table(["", "accuracy", "weighted kappa", "log loss", "log loss, ours less theirs"], rows)


def _category_words(category: Json) -> str:
    silent = category["abstention"]
    text = (
        f"Prediction sets of level {percent(category['set_level'])} held the true category in "
        f"{percent(category['coverage'], 1)} of {category['n']} judgements (mean size "
        f"{category['mean_set_size']:.2f}); calibration error {figure(category['ece'])}. No category is suggested in "
        f"{percent(silent['any'], 1)} of cases: too little known {percent(silent['for_lidt_oplyst'], 1)}, "
        f"unlike earlier cases {percent(silent['ulig_tidligere_sager'], 1)}, categories too close "
        f"{percent(silent['kategorierne_ligger_for_taet'], 1)}."
    )
    truth = category.get("truth_log_loss")
    return text if truth is None else f"{text} The truth's own log loss: {figure(truth)}."


def _effort(effort: Json) -> str:
    rows = [[OURS, *(figure(effort[key]) for key in EFFORT)]]
    if "truth_deviance" in effort:
        rows.append(["the truth itself", *(figure(effort[f"truth_{key}"]) for key in EFFORT)])
    rows += [[NAMES[name], *(figure(row[key]) for key in EFFORT)] for name, row in effort["baselines"].items()]
    return table(["", "R² (log)", "Spearman", "mean abs. error", "predicted / recorded", "Poisson deviance"], rows)


def _gains(effort: Json) -> str:
    rows = [
        [NAMES[name], *(difference(key, gains.get(key)) for key in GAINS)] for name, gains in effort["against"].items()
    ]
    return table(["ours less theirs [95 %]", "R² (log)", "Spearman", "Poisson deviance"], rows)


def _effort_words(effort: Json) -> str:
    return (
        f"{effort['n_matured']} test cases were followed over the whole horizon. The interval held "
        f"{percent(effort['interval_coverage'], 1)} of them (meant: {percent(effort['interval_level'])}); its mean "
        f"width is {figure(effort['interval_width_ratio'], 2)} times that of the interval that ignores the facts."
    )


def _forms(effort: Json) -> str:
    """Lay the forms of effort beside the chosen one."""
    rows = [
        [f"**{FORMS[name]}**" if name == effort["chosen"] else FORMS[name], *(figure(row[key]) for key in EFFORT)]
        for name, row in effort.get("candidates", {}).items()
    ]
    head = ["form of effort (chosen: bold)", "R² (log)", "Spearman", "mean abs. error", "predicted / recorded"]
    return table([*head, "Poisson deviance"], rows) if rows else ""


def _sums(effort: Json) -> str:
    """Say how far predicted and recorded hours agree in sum."""
    found = effort.get("calibration", {})
    if not found:
        return ""
    tenths = ", ".join(figure(part["ratio"], 2) for part in found["tenths"])
    ratios = [part["ratio"] for part in found["teams"].values()]
    teams = f"; by team {figure(min(ratios), 2)} to {figure(max(ratios), 2)}" if ratios else ""
    whole = found["overall"]
    return (
        f"Predicted over recorded: {figure(whole['ratio'])} [{figure(whole['low'])}; {figure(whole['high'])}]; "
        f"from the lightest tenth to the heaviest {tenths}{teams}."
    )


def _groups(groups: Json) -> str:
    """Count the verdicts by group, and name every one outside."""
    verdicts = list(_verdicts(groups))
    if not verdicts:
        return ""
    outside = [where for where, verdict in verdicts if verdict == "outside"]
    told = [verdict for _, verdict in verdicts]
    named = f": {'; '.join(outside)}" if outside else ""
    return (
        f"By group (at least {groups['fewest']} cases): {len(told)} comparisons, {told.count('inside')} inside the "
        f"band, {told.count('too_little')} too little to tell, {len(outside)} outside{named}."
    )


def _verdicts(groups: Json) -> Iterator[tuple[str, str]]:
    for grouping in groups["by"]:
        for group in grouping["groups"]:
            for part in ("category", "effort"):
                for name, found in group[part].items():
                    if isinstance(found, dict) and "verdict" in found:
                        yield f"{grouping['name']} {group['label']} ({name.replace('_', ' ')})", found["verdict"]


def _made(report: Json) -> str:
    explained, sizes, timing = report["explanation"], report["sizes"], report["timing"]
    return (
        f"Chosen by validation: {sizes['category']['trees']} trees for the category, {sizes['effort']['trees']} for "
        f"effort ({'expected hours' if sizes['effort']['target'] == 'hours' else 'log hours'}). Largest difference to "
        f"shap {explained['parity_max_abs']:.1e}, to the fitted models {explained['additivity_max_abs']:.1e}. Content "
        f"hash `{report['content_hash'][:16]}`. Fitted in {timing['fit_s']:.1f} s, compiled in "
        f"{timing['compile_s']:.3f} s."
    )
