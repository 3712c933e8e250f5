"""However often one looks, alarms for nothing are as rare as they were designed to be."""

import numpy as np

from models.e_detector import STAKES, bet_on_event, bet_on_less, bet_on_more, climb
from models.moved import watched, watched_share

STREAMS = 4000


def test_a_limit_of_so_many_observations_is_reached_no_oftener_than_doob_allows() -> None:
    rng = np.random.default_rng(1)
    happened = (rng.random((200, STREAMS)) < 0.3).astype(np.float64)

    risen = climb(bet_on_event(happened, np.full_like(happened, 0.3), gap=0.15), float(np.log(2000.0)))

    reached = (risen.crossed >= 0).mean()
    assert 0.0 < reached <= 200 / 2000


def test_bets_are_fair_or_worse_where_nothing_has_changed() -> None:
    rng = np.random.default_rng(2)
    hours = rng.lognormal(-0.5, 1.0, 400_000)
    events = (rng.random(400_000) < 0.2).astype(np.float64)

    assert np.exp(bet_on_event(events, np.full(400_000, 0.2), gap=0.1)).mean() < 1.005
    assert (np.exp(bet_on_more(hours, 1.0)).mean(axis=0) < 1.005).all()
    assert (np.exp(bet_on_less(hours, 0.85, most=6.0)).mean(axis=0) < 1.0).all()
    assert np.exp(bet_on_more(hours, 1.0)).shape == (400_000, len(STAKES))


def test_half_a_deviation_is_found_within_200_cases_and_ten_quiet_years_stay_quiet() -> None:
    rng = np.random.default_rng(3)
    found, alarms, tries = 0, 0, 120
    for _ in range(tries):
        bets = watched(rng.normal(size=1500))
        assert bets is not None
        limit = float(np.log(10 * 400 / (0.5 * 0.15)))
        found += bool((climb(bets.log_e(rng.normal(0.5, 1.0, 200)), limit).crossed >= 0).any())
        alarms += bool((climb(bets.log_e(rng.normal(size=4000)), limit).crossed >= 0).any())

    assert found >= 0.95 * tries
    assert alarms <= 0.1 * tries


def test_a_move_down_is_told_from_a_move_up() -> None:
    bets = watched_share(300.0, 1000)
    gone, more = np.zeros(100), np.ones(100)

    assert climb(bets.log_e(gone), 8.0).crossed.tolist()[0] == -1 < climb(bets.log_e(gone), 8.0).crossed[1]
    assert climb(bets.log_e(more), 8.0).crossed.tolist()[1] == -1 < climb(bets.log_e(more), 8.0).crossed[0]


def test_what_is_not_known_says_nothing_and_what_never_varied_is_not_watched() -> None:
    bets = watched(np.array([1.0, 2.0, np.nan, 2.0]))

    assert bets is not None
    assert bets.log_e(np.array([np.nan, np.nan])).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert watched(np.array([3.0, 3.0, np.nan])) is None


def test_nothing_to_look_at_raises_nothing() -> None:
    risen = climb(np.zeros((0, 2)), 8.0)

    assert risen.crossed.tolist() == [-1, -1]
    assert risen.sign.tolist() == [0.0, 0.0]
