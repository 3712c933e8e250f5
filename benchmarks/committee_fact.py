"""What does it mean for the hours that the committee must decide, and what does not knowing it cost?

Invented municipalities; nothing about them is made for this. Measured on the newest cases, which the model has not
learned from: how many more hours it expects of the very same cases where the committee must decide, how many more such
cases truly take (other things differ too), and how far the expectation is from the truth with the fact and without. Run
as ``python -m benchmarks.committee_fact`` it prints the figures that ADR 0044 quotes.
"""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean, stdev

import numpy as np

from benchmarks.planted_pace import SIZES
from features.frame import Frame
from features.history_files import read_history
from features.scheme import Scheme, Use
from features.scheme_toml import read_scheme
from mandate.intake import COMMITTEE
from models.cohort import split
from models.learn import Training, expected_hours, learn
from models.ordinal import Floats
from pipelines.synthetic import synthesise
from pipelines.train import read_truth
from sagstyngde.case import Case

SEEDS = (1, 2, 3)
CASES, CASEWORKERS = 3_000, 14


def measured(folder: Path) -> dict[str, float]:
    """Return the figures of one municipality, of its newest cases; hours are those of twelve months."""
    scheme = read_scheme(folder / "scheme.toml")
    history, _ = read_history(scheme, folder)
    parts = split(history)
    truth = read_truth(folder, scheme, parts.test)
    assert truth is not None  # noqa: S101  the municipality is invented
    frame = Frame.learn(scheme, parts.develop.cases)
    learned = learn(frame, parts.develop, SIZES, Training())

    def expected(cases: Sequence[Case]) -> Floats:
        return expected_hours(learned, frame.rows(cases))

    cases = parts.test.cases
    must, need_not = (expected([_stated(case, said) for case in cases]) for said in (True, False))
    said = np.array([case.facts.get(COMMITTEE) is True for case in cases])
    denied = np.array([case.facts.get(COMMITTEE) is False for case in cases])
    blind = Frame.learn(_unasked(scheme), parts.develop.cases)
    unasked = expected_hours(learn(blind, parts.develop, SIZES, Training()), blind.rows(cases))
    return {
        "share_committee": float(said.mean()),
        "expected_ratio_same_cases": float((must / need_not).mean()),
        "expected_more_hours_same_cases": float((must - need_not).mean()),
        "true_ratio_other_things_differ": float(truth.hours[said].mean() / truth.hours[denied].mean()),
        "error_with": _error(expected(cases), truth.hours),
        "error_without": _error(unasked, truth.hours),
        "bias_of_committee_cases_with": float(expected(cases)[said].sum() / truth.hours[said].sum()),
        "bias_of_committee_cases_without": float(unasked[said].sum() / truth.hours[said].sum()),
    }


def _stated(case: Case, said: bool) -> Case:
    return replace(case, facts={**case.facts, COMMITTEE: said})


def _unasked(scheme: Scheme) -> Scheme:
    facts = tuple(replace(one, use=Use.AUDIT) if one.name == COMMITTEE else one for one in scheme.facts)
    return replace(scheme, facts=facts)


def _error(expected: Floats, truth: Floats) -> float:
    """Return the mean distance from the truth, in per cent of the mean."""
    return float(100.0 * np.abs(expected - truth).mean() / truth.mean())


def main() -> None:
    """Print the mean over the municipalities and its standard error."""
    found = []
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            synthesise(Path(folder) / "kommune", cases=CASES, caseworkers=CASEWORKERS, seed=seed)
            found.append(measured(Path(folder) / "kommune"))
    figures = {
        name: [
            round(mean(one[name] for one in found), 3),
            round(stdev(one[name] for one in found) / len(found) ** 0.5, 3),
        ]
        for name in found[0]
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
