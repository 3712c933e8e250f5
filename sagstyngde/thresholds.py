"""From when on should somebody look? As the municipality has decided; every limit of an alarm stands here.

over_share = 1.1          # without it: the policy's own limit of a full desk, or all of the net hours
over_weeks = 4
unplaced_days = 14
deadline_days = 5
silent_days = 90
dissent_days = 7
leaving_days = 60
quiet_days = 30
many_partners = 4
felt_answers = 4
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from sagstyngde.errors import InputRefused
from sagstyngde.toml_text import parse_toml

HINTS: Mapping[str, str] = {
    "over_share": "Så stor en del af timerne til sager er for meget. Uden tal gælder politikkens grænse, ellers 100 %.",
    "over_weeks": "Så mange uger i træk skal belastningen ligge over grænsen, før der advares.",
    "unplaced_days": "Så mange dage må en sag være uden sagsbehandler.",
    "deadline_days": "Så mange dage før en frist advares lederen. Sagsbehandleren ser fristen før.",
    "overdue_days": "Så mange dage efter en frist advares der stadig. Ældre frister, der ikke er lukket, tælles kun.",
    "silent_days": "Så mange dage må der gå uden samtale, opfølgning eller timer på en sag.",
    "dissent_days": "Så mange dage må en indsigelse vente på svar.",
    "leaving_days": "Så mange dage før en sidste arbejdsdag ses der efter åbne sager.",
    "quiet_days": "Så mange dage tier en lukket advarsel, før den kan komme igen.",
    "many_partners": "Så mange samarbejdspartnere er mange i en sag.",
    "felt_answers": "Så mange skal have svaret, før teamets oplevede belastning vises. Mindst 3.",
}
"""What each limit means, as a leader reads it."""
_LEAST: Mapping[str, int] = {"over_weeks": 1, "many_partners": 1, "felt_answers": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The limits that alarms are raised by: days, weeks and shares of net hours."""

    over_share: float | None = None
    over_weeks: int = 4
    unplaced_days: int = 14
    deadline_days: int = 5
    overdue_days: int = 30
    silent_days: int = 90
    dissent_days: int = 7
    leaving_days: int = 60
    quiet_days: int = 30
    many_partners: int = 4
    felt_answers: int = 4

    def __post_init__(self) -> None:
        """Refuse limits that nothing or everything would be over."""
        if self.over_share is not None and not 0.0 < self.over_share < 10.0:
            raise ValueError("over_share")
        for name in HINTS.keys() - {"over_share"}:
            if not _LEAST.get(name, 0) <= getattr(self, name) <= 3650:
                raise ValueError(name)


DEFAULT = Thresholds()
"""What holds where a municipality has said nothing of its own."""


def read_thresholds(path: Path | None) -> Thresholds:
    """Read the limits from a TOML file; without one those above hold.

    Raises:
        InputRefused: the file cannot be read, or holds a key or value that is not known.

    """
    if path is None:
        return DEFAULT
    try:
        return _parsed(parse_toml(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        name = str(error) if isinstance(error, ValueError) and str(error) in HINTS else path.name
        raise InputRefused(
            english=f"{path.name}: cannot be used as limits of alarms ({name}); see docs/operations.md",
            danish=f"{path.name}: kan ikke bruges som grænser for advarsler ({name}); se docs/operations.md",
        ) from error


def _parsed(told: Mapping[str, Any]) -> Thresholds:
    known = {one.name for one in fields(Thresholds)}
    for name, value in told.items():
        is_number = type(value) is int or (name == "over_share" and type(value) is float)
        if name not in known or not is_number:
            raise ValueError(name)
    return Thresholds(**told)
