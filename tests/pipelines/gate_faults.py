"""Which faults does a municipality's history get, and what has each done to it?"""

import numpy as np
import pandas as pd

from tests.pipelines.gate_world import Tables

UP = {"A": "B", "B": "C", "C": "D", "D": "D"}
TURNED = {"A": "D", "B": "C", "C": "B", "D": "A"}
LEAK = """
[[fact]]
name = "journalnotater"
kind = "number"
label = "Journalnotater"
"""


def leak(tables: Tables) -> None:
    """A fact that is counted only while the case runs."""
    cases, hours = tables["cases"], tables["hours"]
    spent = cases["case_id"].map(hours.astype({"hours": float}).groupby("case_id")["hours"].sum()).fillna(0.0)
    noise = np.random.default_rng(0).uniform(0.9, 1.1, len(cases))
    cases["journalnotater"] = np.round(3.0 * spent * noise).astype(int).astype(str)


def minutes_since(tables: Tables) -> None:
    """The newest third of the hours in minutes."""
    hours = tables["hours"]
    late = hours["worked_on"] >= hours["worked_on"].sort_values().iloc[int(len(hours) * 2 / 3)]
    hours.loc[late, "hours"] = (60.0 * hours.loc[late, "hours"].astype(float)).astype(str)


def turned_scale(tables: Tables) -> None:
    """Every category the other way round."""
    tables["categories"]["category"] = tables["categories"]["category"].map(TURNED)


def turned_lately(tables: Tables) -> None:
    """The categories of the newest fifth the other way round."""
    categories = tables["categories"]
    late = categories["assessed_on"] >= categories["assessed_on"].sort_values().iloc[int(len(categories) * 0.8)]
    categories.loc[late, "category"] = categories.loc[late, "category"].map(TURNED)


def shifted_level(tables: Tables) -> None:
    """A new way of recording: everything of the newest half takes two thirds more."""
    hours = tables["hours"]
    late = hours["worked_on"] >= hours["worked_on"].sort_values().iloc[len(hours) // 2]
    hours.loc[late, "hours"] = (1.7 * hours.loc[late, "hours"].astype(float)).round(2).astype(str)


def shifted_scale(tables: Tables) -> None:
    """From lately on everybody judges one category higher."""
    categories = tables["categories"]
    late = categories["assessed_on"] >= categories["assessed_on"].sort_values().iloc[int(len(categories) * 0.8)]
    categories.loc[late, "category"] = categories.loc[late, "category"].map(UP)


def biased_annotator(tables: Tables) -> None:
    """One person finds every case a category heavier."""
    categories = tables["categories"]
    hers = categories["assessed_by"] == _most(categories)
    categories.loc[hers, "category"] = categories.loc[hers, "category"].map(UP)


def poisoned(tables: Tables) -> None:
    """One person turns three per cent of all labels round."""
    categories = tables["categories"]
    hers = np.flatnonzero(categories["assessed_by"] == _most(categories))
    picked = np.random.default_rng(1).permutation(hers)[: round(0.03 * len(categories))]
    rows = categories.index[picked]
    categories.loc[rows, "category"] = categories.loc[rows, "category"].map(TURNED)


def _most(categories: pd.DataFrame) -> str:
    return str(categories["assessed_by"].value_counts().sort_index().idxmax())
