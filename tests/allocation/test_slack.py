"""What a little slack in the largest load costs and gives."""

from allocation.competence import Competence
from allocation.continuity import Continuity
from allocation.goals import BalancedLoad, EqualCount
from allocation.slack import slack_prices, told
from tests.allocation.factories import MONDAY, a_case, a_caseworker, a_policy

STAFF = [a_caseworker("k1", "autisme"), a_caseworker("k2"), a_caseworker("k3")]
WANTING = [a_case(f"{n}", 10.0 + n / 10.0, needs="autisme") for n in range(4)]


def test_more_slack_meets_more_wishes_at_a_higher_load() -> None:
    policy = a_policy(BalancedLoad(z=0.0), Competence(hard=False))

    prices = slack_prices(WANTING, STAFF, policy, MONDAY, tolerances=(0.0, 0.6))

    assert [slack.tolerance for slack in prices] == [0.0, 0.03, 0.6]
    peaks = [slack.peak_share for slack in prices]
    misses = [slack.goals[0].value for slack in prices]
    assert peaks == sorted(peaks)
    assert misses == sorted(misses, reverse=True)
    assert misses[0] > misses[-1]
    assert peaks[0] < peaks[-1] <= 1.6 * peaks[0]
    assert told(prices[-1]) == "Spillerum 60 %: størst belastning 28 %; særlige kompetencer: 1 sag."


def test_moves_are_counted() -> None:
    held = [a_case(f"{n}", 30.0, at="k1") for n in range(4)]
    policy = a_policy(BalancedLoad(z=0.0), Continuity(move_price=2.0))

    none, much = slack_prices(held, STAFF, policy, MONDAY, tolerances=(0.0, 1.0))[::2]

    assert [goal.text for goal in (*none.goals, *much.goals)] == ["4 (2 sager)", "0 sager"]


def test_a_policy_in_which_nothing_can_be_bought_has_no_prices() -> None:
    assert slack_prices(WANTING, STAFF, a_policy(EqualCount()), MONDAY) == ()
    assert slack_prices(WANTING, STAFF, a_policy(EqualCount(), BalancedLoad()), MONDAY) == ()
