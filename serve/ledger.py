"""What does everybody carry, and by which policy is it reckoned? One place for every page and route that asks."""

from datetime import date

from allocation.board import Board
from casework.kept_boards import kept_board
from casework.policies import in_force
from casework.policy import HousePolicy
from serve.house import House
from serve.work import Work


def policy_of(work: Work, house: House) -> HousePolicy:
    """Return the policy that holds now: the one adopted last, or the setting's where none has been adopted."""
    return in_force(work.connection, house.policy)


def board(work: Work, house: House, on: date) -> Board:
    """Lay out everybody employed on a day with all that lies on their desks, by the policy that holds."""
    return kept_board(work.connection, policy_of(work, house).policy, on, house.weigher)
