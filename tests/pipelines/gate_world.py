"""How is a retraining tried? An invented municipality, the champion trained on its first years, and planted faults."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copyfile

import pandas as pd

from features.history_files import read_history
from features.scheme_toml import read_scheme
from models.boosting import Boosting
from models.bundle import ModelBundle
from models.learn import Training
from models.vignettes import vignettes_of
from pipelines.gate import Trial
from pipelines.synthetic import synthesise
from pipelines.train import Trained, train

SMALL = Training(largest=Boosting(trees=10))
NAMES = ("cases", "hours", "categories")
CHAMPION_SHARE = 0.8
"""The champion was trained when so many of the cases had been received."""

Tables = dict[str, pd.DataFrame]
Plant = Callable[[Tables], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A municipality's folder, the model in use, and the day it was trained."""

    folder: Path
    champion: ModelBundle
    since: date


def world(folder: Path, *, cases: int, seed: int, settings: Training = SMALL) -> World:
    """Invent a municipality and train a champion on what was known when most of its cases had been received."""
    whole, early = folder / "nu", folder / "foer"
    synthesise(whole, cases=cases, caseworkers=8, seed=seed)
    tables = read_tables(whole)
    day = str(tables["cases"]["received_on"].sort_values().iloc[int(cases * CHAMPION_SHARE)])
    write_tables(known_before(tables, day), early, whole / "scheme.toml")
    return World(folder=whole, champion=learned(early, settings).bundle, since=date.fromisoformat(day))


def learned(folder: Path, settings: Training = SMALL) -> Trained:
    """Train on a folder."""
    return train(str(folder / "scheme.toml"), folder, settings, lambda _: None)


def trial_of(folder: Path, champion: ModelBundle | None, *, since: date | None = None) -> Trial:
    """Train a challenger on a folder, and lay it before the gate beside a champion."""
    trained = learned(folder)
    scheme = read_scheme(folder / "scheme.toml")
    history, _ = read_history(scheme, folder)
    again = trained.bundle.content_hash
    return Trial(
        challenger=trained,
        champion=champion,
        history=history,
        retrained=lambda: again,
        vignettes=vignettes_of(scheme, folder / "scheme.toml"),
        suggesting_since=since,
    )


def planted(source: Path, folder: Path, plant: Plant) -> Path:
    """Write a copy of a municipality's history with a fault in it."""
    tables = read_tables(source)
    plant(tables)
    return write_tables(tables, folder, source / "scheme.toml")


def read_tables(folder: Path) -> Tables:
    """Read a history as text."""
    return {name: pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False) for name in NAMES}


def write_tables(tables: Tables, folder: Path, scheme: Path) -> Path:
    """Write a history as text, with its scheme."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    copyfile(scheme, folder / "scheme.toml")
    return folder


def known_before(tables: Tables, day: str) -> Tables:
    """Return what was known on the morning of a day (ISO, so that text compares as days do)."""
    cases = tables["cases"][tables["cases"]["received_on"] < day].copy()
    cases.loc[cases["closed_on"] >= day, "closed_on"] = ""
    hours, categories = tables["hours"], tables["categories"]
    ids = set(cases["case_id"])
    return {
        "cases": cases,
        "hours": hours[hours["case_id"].isin(ids) & (hours["worked_on"] < day)],
        "categories": categories[categories["case_id"].isin(ids) & (categories["assessed_on"] < day)],
    }
