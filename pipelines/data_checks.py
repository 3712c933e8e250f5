"""Can this history be trained on as the last one was? Every check before a training, each with its column.

What the data check itself refuses (``features.quality``) stops a training before it begins; what is found here goes to
the gate, where two people can say why it is right all the same: a column may change because the world did.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from features.history import History
from features.quality import QualityReport
from pipelines.data_findings import Finding, passed
from pipelines.data_newer import LABEL as NEWER
from pipelines.data_newer import compared_with_earlier, cut_of, few_new
from pipelines.data_rows import empty_times, refused_rows, single_judges
from pipelines.data_then import LABEL as THEN
from pipelines.data_then import compared_with_then
from pipelines.profile import Profile
from pipelines.train import Material, stop
from sagstyngde.danish import number, whole_day
from sagstyngde.errors import TrainingRefused
from sagstyngde.gate import Check, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What was found, and the checks of the gate: each finding, and each kind that found nothing."""

    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]


def compare(history: History, quality: QualityReport, previous: Profile | None, erased: int | None) -> Compared:
    """Hold a history against itself and against the last training set.

    ``erased``: how many cases have been erased since that one was read; ``None`` where nobody knows.
    """
    last_ended = None if previous is None else previous.ends_on
    cut = cut_of(history, last_ended)
    then = [] if previous is None else list(compared_with_then(history, previous, erased))
    newer = [] if cut is None else list(compared_with_earlier(history, cut))
    own = [*refused_rows(quality), *empty_times(history), *single_judges(history)]
    beside = "det er den første historik" if previous is None else f"historikken til {whole_day(previous.ends_on)}"
    tried = few_new(history, last_ended) if cut is None else f"{number(cut.newest)} nyeste sager"
    checks = [
        *_checks(then, "then", THEN, beside),
        *_checks(newer, "newer", NEWER, tried),
        *_checks(own, "rows", "Historikken er hel", f"{number(len(history.cases))} sager"),
    ]
    return Compared(findings=(*then, *newer, *own), checks=tuple(checks))


def stop_naming_columns(material: Material) -> None:
    """Stop where the data check would, and say which column and which lost rows led there.

    Raises:
        TooFewCases, TrainingRefused: as a training would, with the columns named.

    """
    try:
        stop(material.quality)
    except TrainingRefused as refused:
        columns = material.history.scheme.columns
        code = material.quality.stops[0].code
        named = {"one_category": columns.category, "one_category_older": columns.category, "no_effort": columns.hours}
        lost = [one for one in refused_rows(material.quality) if one.outcome is Outcome.STOPPED]
        at = f"{named[code]}: " if code in named else ""
        raise type(refused)(
            english=" ".join([f"{at}{refused.english}", *(one.text_en for one in lost)]),
            danish=" ".join([f"{at}{refused.danish}", *(one.text_da for one in lost)]),
        ) from refused


def _checks(found: Sequence[Finding], kind: str, label: str, figure: str) -> Iterator[Check]:
    if not found:
        yield passed(kind, label, figure, "ingen fund")
    yield from (one.check for one in found)
