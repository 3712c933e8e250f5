from copy import deepcopy
from typing import Any

import pytest

from pipelines.beaten import beaten
from pipelines.train import Trained

AT = {
    "category_beaten_by_shares": ("category", "majority", "log_loss"),
    "effort_beaten_by_category_table": ("effort", "category_table", "deviance"),
}


def _report(trained: Trained, place: tuple[str, str, str], low: float) -> dict[str, Any]:
    report = deepcopy(trained.report)
    part, plainer, figure = place
    report[part]["against"][plainer][figure] = {"difference": 0.3, "low": low, "high": 0.5}
    return report


def test_a_model_that_beats_the_plain_ones_is_not_warned_of(trained: Trained) -> None:
    assert list(beaten(trained.report)) == []


@pytest.mark.parametrize("code", AT)
def test_a_model_clearly_beaten_by_something_plainer_is_warned_of(trained: Trained, code: str) -> None:
    assert [notice.code for notice in beaten(_report(trained, AT[code], low=0.1))] == [code]
    assert list(beaten(_report(trained, AT[code], low=-0.1))) == []
