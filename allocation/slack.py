"""What does it cost to keep the load even, and what does a little slack buy? One allocation for each tolerance.

A small tolerance of the largest load often buys much: fewer cases out of district, fewer without a preferred
competence, fewer moves. A leader chooses with the prices side by side.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from allocation.board import lay_out
from allocation.goals import BalancedLoad
from allocation.measured import goals_reached
from allocation.policy import Policy
from allocation.solve import placed
from allocation.units import group
from allocation.wording import percent, sentence
from sagstyngde.caseworker import Caseworker
from sagstyngde.danish import inside
from sagstyngde.plan import CaseToPlace, Slack

TOLERANCES = (0.0, 0.01, 0.03, 0.05, 0.10)


def slack_prices(
    cases: Sequence[CaseToPlace],
    staff: Sequence[Caseworker],
    policy: Policy,
    on: date,
    *,
    tolerances: Sequence[float] = TOLERANCES,
) -> tuple[Slack, ...]:
    """Allocate once for each tolerance of the policy's balance, the policy's own among them, the least first.

    Returns the largest load (expected hours over net capacity) and the numbers of the goals after the balance, which
    are what slack is for; nothing where the policy does not balance loads or nothing comes after.

    Raises:
        ValueError: two cases or two caseworkers have one id.

    """
    names = [goal.name for goal in policy.goals]
    own = next((one for one in policy.principles if isinstance(one, BalancedLoad)), None)
    if own is None or names[-1] == own.name:
        return ()
    every = sorted({*tolerances, own.tolerance})
    return tuple(_priced(cases, staff, _loosened(policy, tolerance), on) for tolerance in every)


def told(slack: Slack) -> str:
    """Say in a Danish sentence what a tolerance leads to."""
    numbers = [f"{inside(goal.label)}: {goal.text}" for goal in slack.goals]
    lead = f"spillerum {percent(slack.tolerance)}: størst belastning {percent(slack.peak_share)}"
    return sentence("; ".join([lead, *numbers]))


def _loosened(policy: Policy, tolerance: float) -> Policy:
    principles = policy.principles
    return replace(
        policy,
        principles=tuple(
            replace(one, tolerance=tolerance) if isinstance(one, BalancedLoad) else one for one in principles
        ),
    )


def _priced(cases: Sequence[CaseToPlace], staff: Sequence[Caseworker], policy: Policy, on: date) -> Slack:
    board = lay_out(cases, staff, policy, on)
    positions = board.held | placed(board, group(board))
    reached = goals_reached(board, positions)
    place = [goal.goal for goal in reached].index(BalancedLoad.name)
    own = next(one for one in policy.principles if isinstance(one, BalancedLoad))
    measurable = [load.share_after for load in board.loads(positions) if any(load.capacity_hours)]
    return Slack(tolerance=own.tolerance, peak_share=max(measurable, default=0.0), goals=tuple(reached[place + 1 :]))
