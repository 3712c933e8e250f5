"""What does the card say of hours in sum, and of other ways to expect them? Rows for its tables, in Danish."""

from collections.abc import Iterator, Mapping
from typing import Any

from models import card_charts
from models.card_words import NOT_SHOWN
from models.verdict import MOST_RATIO
from sagstyngde.danish import number

Figures = Mapping[str, Any]
HEADS = ("", "Sager", "Forudsagt", "Registreret", "Forudsagt/registreret")
FORMS: Mapping[str, str] = {
    "course_hours": "samlede timer gange forløb (Tweedie)",
    "course_poisson": "samlede timer gange forløb (Poisson)",
    "course_log_hours": "logaritmen af timer, med kurve tilbage",
    "course_smeared_log_hours": "logaritmen af timer, med én faktor tilbage",
    "two_part": "chancen for timer gange timer",
    "panel": "måned for måned, med chancen for at sagen lukkes",
}
FORM_FIGURES: Mapping[str, str] = {
    "r2_log": "R² (log)",
    "mae_hours": "middelfejl",
    "bias_ratio": "forudsagt/registreret",
    "deviance": "devians",
}


def sums(effort: Figures) -> Iterator[dict[str, Any]]:
    """Yield predicted over recorded hours: over all, from the lightest tenth to the heaviest, and by team."""
    calibration = effort.get("calibration", {})
    if not calibration:
        return
    yield _sum("Alle sager", calibration["overall"])
    last = len(calibration["tenths"])
    for place, part in enumerate(calibration["tenths"], start=1):
        yield _sum(f"{place}. gruppe{_end(place, last)}", part)
    for team, part in calibration["teams"].items():
        yield _sum(team, part)


def forms(effort: Figures) -> Iterator[tuple[str, bool, list[str]]]:
    """Yield each form of effort's name, whether it was chosen, and its figures on the newest cases."""
    for name, figures in effort.get("candidates", {}).items():
        cells = [number(figures[key], 2) for key in FORM_FIGURES]
        yield FORMS[name], name == effort["chosen"], cells


def _end(place: int, last: int) -> str:
    return {1: " (de letteste)", last: " (de tungeste)"}.get(place, "") if last > 1 else ""


def _sum(label: str, part: Figures) -> dict[str, Any]:
    if part["n"] is None:
        return {"label": label, "cells": (NOT_SHOWN, "–", "–"), "ratio": "for få sager", "chart": ""}
    limits = (part["low"], part["high"])
    return {
        "label": label,
        "cells": (number(part["n"]), number(part["predicted"]), number(part["recorded"])),
        "ratio": f"{number(part['ratio'], 2)} ({number(limits[0], 2)}; {number(limits[1], 2)})",
        "chart": card_charts.ratio_whisker(part["ratio"], limits, (1 / MOST_RATIO, MOST_RATIO)),
    }
