"""Which case can nobody on the invented staff have? One: a board is to show what stands in the way, and ways out."""

from collections.abc import Sequence
from dataclasses import replace

from sagstyngde.case import Case

NOBODYS = "punktskrift"
"""A competence that the invented municipality has not got."""


def with_nobodys(intake: Sequence[Case]) -> list[Case]:
    """Let one of the week's cases, the middle one, ask for what nobody can."""
    middle = len(intake) // 2
    return [
        replace(case, required_competences=frozenset({NOBODYS})) if place == middle else case
        for place, case in enumerate(intake)
    ]
