"""What does the register ask of somebody on the staff list? Her employment, her leaves and her competences."""

from datetime import date

from sagstyngde.caseworker import Caseworker
from sagstyngde.decision import Competence, Decider, Span

WHOLE = 1.0
"""A leave is an absence from all of the working time; a part-time absence is none."""


def decider_of(caseworker: Caseworker) -> Decider:
    """Return a caseworker as the register asks for her.

    Away altogether is leave, part-time absence is not. A competence on the staff list has no dates: it holds always.
    """
    leaves = (absence for absence in caseworker.absences if absence.share == WHOLE)
    return Decider(
        caseworker_id=caseworker.caseworker_id,
        employments=(Span(starts_on=caseworker.employed_on, ends_on=caseworker.left_on),),
        leaves=tuple(Span(starts_on=leave.starts_on, ends_on=leave.ends_on) for leave in leaves),
        competences=tuple(
            Competence(name=name, span=Span(starts_on=date.min)) for name in sorted(caseworker.competences)
        ),
    )
