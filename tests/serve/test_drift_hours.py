from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from serve.drift_hours import chart, lead, ratio_limits, rests_on, rows, together
from serve.drift_view import quarter_text
from storage.engine import Engine, writing
from storage.hours_beside import Beside
from tests.serve.test_model_pages import text_of
from tests.storage.test_hours_beside import closed

Floats = NDArray[np.float64]


def of(recorded: Floats, expected: Floats, quarter: tuple[int, int] = (2026, 1)) -> Beside:
    return Beside(
        quarter=quarter,
        cases=len(recorded),
        recorded=float(recorded.sum()),
        expected=float(expected.sum()),
        recorded_squared=float((recorded**2).sum()),
        expected_squared=float((expected**2).sum()),
        product=float((recorded * expected).sum()),
    )


@pytest.mark.parametrize(("cases", "least"), [(10, 0.88), (30, 0.91), (200, 0.93)])
def test_the_limits_hold_the_true_ratio_about_as_often_as_they_say(cases: int, least: float) -> None:
    """Cases whose hours are as skewed as a single case's are: the standard deviation is nine tenths of the mean."""
    rng, times = np.random.default_rng(1), 2_000
    held = 0
    for _ in range(times):
        expected = rng.gamma(2.0, 10.0, cases)
        _ratio, low, high = ratio_limits(of(expected * rng.gamma(1.2, 1.0 / 1.2, cases), expected))
        held += low <= 100.0 <= high

    assert least <= held / times <= 0.96


def test_quarters_together_are_the_cases_together() -> None:
    rng = np.random.default_rng(2)
    recorded, expected = rng.gamma(2.0, 10.0, 40), rng.gamma(2.0, 10.0, 40)

    whole = together([of(recorded[:15], expected[:15]), of(recorded[15:], expected[15:], (2026, 2))])

    assert whole is not None
    assert ratio_limits(whole) == pytest.approx(ratio_limits(of(recorded, expected)))


def test_what_is_beyond_chance_is_said_and_few_cases_are_called_few() -> None:
    expected = np.full(40, 10.0)
    rng = np.random.default_rng(3)
    around = rng.normal(1.0, 0.05, 40)

    assert "De lukkede sager tog mere, end modellen ventede." in lead(of(15.0 * around, expected), "timer")
    assert "De lukkede sager tog mindre, end modellen ventede" in lead(of(5.0 * around, expected), "timer")
    assert "Det kan være tilfældigt" in lead(of(10.0 * around, expected), "timer")
    assert "Det er få" not in rests_on(of(10.0 * around, expected))
    assert "Det er få" in rests_on(of(10.0 * around[:29], expected[:29]))


def test_a_quarter_of_four_cases_is_not_told_of() -> None:
    four = of(np.full(4, 9.0), np.full(4, 10.0))

    assert together([four]) is None
    assert chart([four], "Navn") is None
    assert rows([four])[0][1][1:] == ["–"] * 4


def test_the_page_lays_recorded_hours_beside_the_expected(client: TestClient, engine: Engine) -> None:
    assert "Kan ikke siges endnu. Der skal mindst fem sager til" in text_of(client, "/model/drift")
    done = datetime.now(UTC).date() - timedelta(days=100)
    received = done - timedelta(days=300)
    with writing(engine) as connection:
        for place in range(6):
            worked = {received: 8.0 + place % 2}
            closed(connection, f"s{place}", worked, received_on=received, closed_on=done)

    text = text_of(client, "/model/drift")

    assert "For hver 100 timer, modellen ventede, er der registreret 85." in text
    assert "Regnet på 6 sager, der er lukket de sidste to år. Det er få" in text
    assert f"{quarter_text((done.year, (done.month + 2) // 3))} 6 (få) 10 8,5 85" in text
