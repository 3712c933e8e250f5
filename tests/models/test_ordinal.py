import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ordinal import around, cumulative, probabilities, ranked_scores, sigmoid, working_response

CUTS = np.array([-1.0, 0.5, 2.0])
scores = st.floats(min_value=-40.0, max_value=40.0)


@given(score=scores, gaps=st.lists(st.floats(min_value=1e-3, max_value=10.0), min_size=1, max_size=6))
def test_the_probabilities_of_a_case_add_up_to_one(score: float, gaps: list[float]) -> None:
    chance = probabilities(np.array([score]), np.cumsum(gaps))

    assert chance.shape == (1, len(gaps) + 1)
    assert (chance > 0.0).all()
    assert chance.sum() == pytest.approx(1.0, abs=1e-9)


@given(low=scores, step=st.floats(min_value=0.0, max_value=5.0))
def test_a_higher_score_never_makes_a_low_category_likelier(low: float, step: float) -> None:
    upto = cumulative(np.array([low, low + step]), CUTS)

    assert (upto[1] <= upto[0]).all()


def test_the_logistic_function_bears_any_argument() -> None:
    assert sigmoid(np.array([-1e9, 0.0, 1e9])).tolist() == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("category", [0, 1, 2, 3])
@pytest.mark.parametrize("score", [-2.0, 0.3, 1.7])
def test_a_working_response_is_a_newton_step_of_the_log_likelihood(score: float, category: int) -> None:
    def log_likelihood(s: float) -> float:
        low, high = around(np.array([s]), CUTS, np.array([category]))
        return float(np.log(high - low)[0])

    h = 1e-4
    slope = (log_likelihood(score + h) - log_likelihood(score - h)) / (2.0 * h)
    bend = (log_likelihood(score + h) - 2.0 * log_likelihood(score) + log_likelihood(score - h)) / h**2
    step, weight = working_response(np.array([score]), CUTS, np.array([category]))

    assert slope == pytest.approx(float((step * weight)[0]), abs=1e-6)
    assert -bend == pytest.approx(float(weight[0]), abs=1e-5)


def test_the_sign_of_the_step_leads_towards_the_category() -> None:
    step, _ = working_response(np.array([0.0, 0.0]), CUTS, np.array([0, 3]))

    assert step[0] < 0.0 < step[1]


def test_ranked_scores_by_hand() -> None:
    found = ranked_scores(np.array([[0.2, 0.5, 0.3]]))

    # The cumulative probabilities are 0.2 and 0.7; the truth's are (1, 1), (0, 1) and (0, 0).
    assert found[0] == pytest.approx([0.8**2 + 0.3**2, 0.2**2 + 0.3**2, 0.2**2 + 0.7**2])
