"""What may a report say of pace? One spread for all people, and what it makes of the test's hours."""

from typing import Any

import numpy as np

from models.cohort import Split
from models.metrics import effort_figures, rounded
from models.ordinal import Floats

KEPT = ("bias_ratio", "deviance", "mae_hours")


def pace_figures(parts: Split, hours: Floats) -> dict[str, Any]:
    """Return what was removed and, where it was, how the test's hours fit with people's pace and without.

    ``hours`` (test cases,) are those the model expects. What is promised is measured on hours as recorded; without the
    pace of those who happened to record them, the same cases tell how well the work itself is foreseen.
    """
    note = parts.pace
    figures: dict[str, Any] = {"text": note.text}
    if note.people is None or note.share_of_variance is None:
        return figures
    figures |= {"n": note.people, "share_of_variance": round(note.share_of_variance, 3)}
    rows = np.flatnonzero(parts.test.panel.matured)
    if not len(rows):
        return figures
    ways = {"as_recorded": parts.test.panel, "at_average_pace": parts.test.at_pace}
    found = {way: effort_figures(hours[rows], panel.totals[rows]) for way, panel in ways.items()}
    return figures | {"test": {way: rounded({key: one[key] for key in KEPT}) for way, one in found.items()}}
