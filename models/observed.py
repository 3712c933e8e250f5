"""Which recorded hours can be held against expected ones, and how much of the expected hours do they show?

Where hours are recorded all year, those of a case followed over the whole horizon. Under a diary no case ever is: there
each case's hours inside the windows stand against the part of its expected course that lay in them.
"""

from dataclasses import dataclass

import numpy as np

from features.panel import Panel
from models.assess import Answers
from models.ordinal import Floats, Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Cases by row, the share of their expected hours that was seen, and what was recorded in it; all (cases,)."""

    rows: Integers
    share: Floats
    recorded: Floats

    def part(self, hours: Floats) -> Floats:
        """Return the seen part of expected hours that are given for all cases."""
        return np.asarray(hours[self.rows] * self.share)


def observed(panel: Panel, answers: Answers) -> Observed:
    """Return what can be compared; the share of a diary follows our own course, for every model alike."""
    if not panel.sampled:
        rows = np.flatnonzero(panel.matured)
        return Observed(rows=rows, share=np.ones(len(rows)), recorded=panel.totals[rows])
    months = slice(panel.horizon)
    course = answers.monthly[:, months] / answers.hours[:, None]
    share = np.asarray((course * panel.exposure[:, months]).sum(axis=1))
    rows = np.flatnonzero(share > 0.0)
    return Observed(rows=rows, share=share[rows], recorded=panel.totals[rows])
