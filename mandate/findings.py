"""What did an evaluation find, claim by claim? All that a report and a page show, and how it is kept as JSON.

Nothing here reckons: the server shows what a command has found.
"""

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from mandate.finding import Estimate, EventStudy, Judged, Series, Undecidable, Verdict
from mandate.likert import Answers
from mandate.score_limits import Limits
from mandate.trial_plan import TrialPlan
from mandate.trial_standing import Registration
from sagstyngde.errors import NotReady

Found = Estimate | Undecidable


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFound:
    """A claim and all that was found of it.

    Attributes:
        judged: the verdict, by the design that the plan says carries it.
        is_primary: whether it is one of those that all must be shown.
        described: the same design's effect with an interval of 95 %.
        beside: what the other designs found: shown, never deciding.
        series: month by month, as it went and as it would have gone; ``None`` where there is too little.
        study: month by month since each team's start; ``None`` where there is too little.
        notes: Danish sentences on how the outcome was reckoned.

    """

    judged: Judged
    is_primary: bool
    described: Found
    beside: tuple[Found, ...] = ()
    series: Series | None = None
    study: EventStudy | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was looked at: decisions made from a day to a day, and how many rows could not be read.

    ``source`` says in Danish where they came from.
    """

    source: str
    since: date
    until: date
    decisions: int
    teams: int
    refused_rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What staff answered to a question before and after, and the limits of how much the share that agrees changed.

    Answers so few that one of them could be told are not kept, and ``has_too_few`` says so.
    """

    text: str
    before: Answers | None
    after: Answers | None
    change: Limits | None
    has_too_few: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """A whole evaluation. ``verdict`` is that of the primary claims together, ``text`` the sentence that says it.

    ``looked`` is ``None`` where no decision that the plan looks at was found.
    """

    plan: TrialPlan
    registration: Registration
    evaluated_on: date
    looked: Looked | None
    verdict: Verdict
    text: str
    claims: tuple[ClaimFound, ...]
    asked: tuple[Asked, ...] = ()
    notes: tuple[str, ...] = ()
    is_invented: bool = False


_FINDINGS = TypeAdapter(Findings)


def findings_to_json(findings: Findings) -> dict[str, Any]:
    """Return findings as JSON holds them; an open end of an interval is a text, since JSON knows no infinity."""
    told: dict[str, Any] = _plain(_FINDINGS.dump_python(findings, mode="json"))
    return told


def findings_from_json(told: object) -> Findings:
    """Read findings back.

    Raises:
        NotReady: they were kept by another version of ours; the evaluation is to be made again.

    """
    try:
        return _FINDINGS.validate_python(told)
    except ValidationError as error:
        raise NotReady(
            english="the evaluation was kept by another version of sagstyngde; evaluate again",
            danish="evalueringen er gemt af en anden version af sagstyngde; lav den igen",
        ) from error


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case float() if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "Infinity" if value > 0.0 else "-Infinity"
    return value
