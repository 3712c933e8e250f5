"""How do many cases become rows of floats at once? Column by column, bit for bit as ``Frame.row`` does case by case."""

import numpy as np
from numpy.typing import NDArray

from features.catalogue_columns import COLUMN_CATALOGUE, CaseColumns, Chosen
from features.frame import Frame
from features.scheme import Fact, Scale

Floats = NDArray[np.float64]


def rows_of(frame: Frame, cases: CaseColumns) -> Floats:
    """Return (rows x columns): the same floats ``frame.rows`` gives for the same cases."""
    rows = np.empty((len(cases), len(frame.columns)))
    place = 0
    for fact in frame.scheme.facts:
        if fact.is_feature:
            block = _fact_block(frame, fact, cases)
            rows[:, place : place + block.shape[1]] = block
            place += block.shape[1]
    for feature in frame.scheme.features:
        rows[:, place] = COLUMN_CATALOGUE[feature.function](cases, feature.of)
        place += 1
    return rows


def has_unknown_option(frame: Frame, cases: CaseColumns) -> NDArray[np.bool_]:
    """Return which cases chose an option that no training case had, (rows,)."""
    found = np.zeros(len(cases), dtype=np.bool_)
    for fact in frame.scheme.facts:
        if fact.is_feature and fact.has_options:
            chosen = cases.chosen[fact.name]
            is_new = np.array([not frame.was_seen(fact.name, option) for option in chosen.options], dtype=np.bool_)
            found[chosen.rows[is_new[chosen.places]]] = True
    return found


def _fact_block(frame: Frame, fact: Fact, cases: CaseColumns) -> Floats:
    if fact.has_options:
        return _option_block(cases.chosen[fact.name], frame.options.get(fact.name, ()))
    values = cases.numbers[fact.name]
    return (np.log1p(np.where(values < 0.0, 0.0, values)) if fact.scale is Scale.LOG else values)[:, None]


def _option_block(chosen: Chosen, options: tuple[str, ...]) -> Floats:
    """Return (rows x options): 1 where the option is chosen, NaN where nothing is known."""
    block = np.where(chosen.known[:, None], np.zeros(len(options)), np.nan)
    place_of = {option: place for place, option in enumerate(options)}
    column = np.array([place_of.get(option, -1) for option in chosen.options], dtype=np.intp)[chosen.places]
    named = column >= 0
    block[chosen.rows[named], column[named]] = 1.0
    return block
