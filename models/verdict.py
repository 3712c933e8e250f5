"""What does a figure of a group show, and within which limits? Shared by the report and by those who read it."""

from enum import StrEnum

TOLERANCE = 0.10
"""So far, as a share, may a group's figure lie from all others'."""
MOST_RATIO = 1.25
"""So far may predicted over recorded hours lie from one, either way."""


class Verdict(StrEnum):
    """What a figure of a group shows."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    TOO_LITTLE = "too_little"
