from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from models.bundle import ModelBundle
from models.parity import check_parity
from models.point_table import PointTable
from sagstyngde.errors import ExplanationMismatch
from tests.models.boosted import Boosted

TamperedTable = Callable[[PointTable], PointTable]


def test_compiled_tables_say_what_shap_says(boosted: Boosted) -> None:
    assert boosted.learned.score.booster is not None
    assert boosted.learned.log_hours.booster is not None

    parity = check_parity(boosted.bundle, boosted.learned, boosted.learned.data.design.X)

    assert 0.0 < parity.parity_max_abs < 1e-12
    assert parity.additivity_max_abs < 1e-12


def _strip(table: PointTable) -> PointTable:
    return replace(table, binned=replace(table.binned, strips=table.binned.strips + 1e-8))


def _base(table: PointTable) -> PointTable:
    return replace(table, binned=replace(table.binned, base=table.binned.base + 1e-8))


def _moved(table: PointTable) -> PointTable:
    """Move points from one fact of a pair to the other: the answer stays, its reasons do not."""
    binned = table.binned
    moved = replace(binned, grid_first=binned.grid_first + 1e-8, grid_second=binned.grid_second - 1e-8)
    return replace(table, binned=moved)


def _weight(table: PointTable) -> PointTable:
    return replace(table, linear=replace(table.linear, weights=table.linear.weights * (1.0 + 1e-6)))


@pytest.mark.parametrize("tamper", [_strip, _base, _moved, _weight])
@pytest.mark.parametrize("part", ["category", "effort"])
def test_a_table_that_differs_is_refused(boosted: Boosted, part: str, tamper: TamperedTable) -> None:
    bundle = boosted.bundle
    model = getattr(bundle, part)
    tampered: ModelBundle = replace(bundle, **{part: replace(model, table=tamper(model.table))})

    with pytest.raises(ExplanationMismatch, match="nothing was written"):
        check_parity(tampered, boosted.learned, boosted.learned.data.design.X)


def test_a_bent_link_is_refused(boosted: Boosted) -> None:
    effort = boosted.bundle.effort
    link = replace(effort.link, log_hours=effort.link.log_hours + np.linspace(0.0, 1e-6, len(effort.link.log_hours)))

    with pytest.raises(ExplanationMismatch):
        check_parity(
            replace(boosted.bundle, effort=replace(effort, link=link)), boosted.learned, boosted.learned.data.design.X
        )
