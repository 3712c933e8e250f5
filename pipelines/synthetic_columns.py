"""How are drawn facts written in an export's cells? As a Danish case system would: ja, nej, 0-4, codes, blank."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.random import Generator

from pipelines.synthetic_facts import Days, Facts, Flags, Floats
from pipelines.synthetic_shares import INQUIRIES, THEMES

OUTCOMES = ("bevilling", "delvis", "afslag", "uden_afgoerelse")
OUTCOME_SHARES = (0.55, 0.16, 0.14, 0.15)
OVERTURNED_SHARE = 0.3
"""Of complained cases. Ankestyrelsen remitted 31.9 % of § 86 and 39.7 % of § 87 appeals in 2019."""

Columns = dict[str, list[str]]


def texts(days: Days) -> list[str]:
    """Return days as ISO dates, blank where there is none."""
    return ["" if np.isnat(day) else str(day) for day in days]


def fact_columns(facts: Facts) -> Columns:
    """Return every fact known on receipt, a column each, under its name in the embedded scheme."""
    levels = {theme: _cells(facts.level(theme), _whole) for theme in THEMES}
    flags = {name: _cells(values, _yes_no) for name, values in facts.flags.items()}
    known = np.ones(len(facts), dtype=bool)
    return (
        levels
        | {
            "born_on": texts(facts.born),
            "impairments": _chosen(facts.impairments, facts.impairments_known),
            "inquiry_type": ["" if place < 0 else INQUIRIES[place] for place in facts.inquiry],
            "provisions": _chosen(facts.provisions, known),
            "partners": _chosen(facts.partners, facts.partners_known),
            "ongoing_measures": _cells(facts.ongoing_measures, _whole),
            "sibling_cases": _cells(facts.sibling_cases, _whole),
            "gender": ["dreng" if is_boy else "pige" for is_boy in facts.is_boy],
        }
        | flags
    )


def later_columns(rng: Generator, facts: Facts, closed: Days) -> Columns:
    """Draw what is known only when a case has closed: it may never reach a model, and the gate must see it."""
    n, is_closed, complained = len(facts), ~np.isnat(closed), facts.is_set("complaint")
    outcome = rng.choice(len(OUTCOMES), size=n, p=OUTCOME_SHARES)
    hearings = rng.poisson(0.6 + 1.2 * complained).astype(np.float64)
    overturned = (rng.random(n) < OVERTURNED_SHARE * complained).astype(np.float64)
    blank = np.where(is_closed, 0.0, np.nan)
    return {
        "decision_outcome": [OUTCOMES[place] if done else "" for place, done in zip(outcome, is_closed, strict=True)],
        "hearing_count": _cells(hearings + blank, _whole),
        "overturned": _cells(overturned + blank, _yes_no),
    }


def _cells(values: Floats, written: Callable[[float], str]) -> list[str]:
    return ["" if np.isnan(value) else written(value) for value in values]


def _whole(value: float) -> str:
    return str(int(value))


def _yes_no(value: float) -> str:
    return "ja" if value else "nej"


def _chosen(options: Mapping[str, Flags], known: Flags) -> list[str]:
    names = np.array(list(options))
    table = np.column_stack(list(options.values()))
    return [";".join(names[row]) if is_known else "" for row, is_known in zip(table, known, strict=True)]
