"""Does the challenger still say of described cases what people who know the work agreed it must?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from features.scheme import Scheme
from features.scheme_toml import EMBEDDED
from models.assess import Assessor
from models.bundle import ModelBundle
from models.vignettes import Vignette, vignettes_of
from pipelines.gate.trial import Trial
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.danish import listing
from sagstyngde.gate import Check, Outcome

_CODE, _LABEL, _LIMIT = "vignettes", "De aftalte sagsbeskrivelser", "alle inden for det aftalte; ingen helt uden for"
MOST_BROKEN = 0.2
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)
"""Nothing of an answer depends on when it is given."""


class Fault(Enum):
    """How far outside what was agreed an answer lies."""

    NONE = 0
    SMALL = 1
    BAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The ids of the vignettes a model breaks, and of those it lies wholly outside."""

    ids: frozenset[str]
    badly: frozenset[str]


def minimum(trial: Trial) -> Check:
    """Hold every vignette against its bounds.

    A model learned from few cases may lie a little outside one: that is named. It stops where the whole likely set or
    the whole range of hours lies outside, or where more than a fifth are broken; and what the champion breaks as badly
    stops nobody, since the challenger makes it no worse.
    """
    scheme = trial.challenger.bundle.frame.scheme
    vignettes = vignettes_of(scheme, EMBEDDED) if trial.vignettes is None else trial.vignettes
    if not vignettes:
        told = "Aftal nogle sagsbeskrivelser, og læg dem i mappen »sagsbeskrivelser« ved siden af skemaet."
        figure = "ingen aftalt for dette skema"
        return Check(code=_CODE, label=_LABEL, outcome=Outcome.NAMED, figure=figure, limit=_LIMIT, told=told)
    wrong = broken(trial.challenger.bundle, vignettes, scheme)
    badly = wrong.badly - _before(trial.champion, vignettes, scheme).badly
    stops = badly or len(wrong.ids) > MOST_BROKEN * len(vignettes)
    titles = [f"»{vignette.title}«" for vignette in vignettes if vignette.id in wrong.ids]
    return Check(
        code=_CODE,
        label=_LABEL,
        outcome=Outcome.STOPPED if stops else Outcome.NAMED if wrong.ids else Outcome.PASSED,
        figure=f"{len(vignettes) - len(wrong.ids)} af {len(vignettes)} holder; {len(wrong.badly)} er helt uden for",
        limit=_LIMIT,
        told=f"Uden for det aftalte: {listing(titles)}." if titles else "",
    )


def broken(bundle: ModelBundle, vignettes: tuple[Vignette, ...], scheme: Scheme) -> Broken:
    """Say of which vignettes, read under ``scheme``, a model says something else than was agreed."""
    ids = [AssessmentId(vignette.id) for vignette in vignettes]
    cases = [vignette.case(scheme) for vignette in vignettes]
    said = dict(zip(ids, Assessor(bundle).assess_many(cases, ids=ids, at=_ANY_TIME), strict=True))
    faults = {vignette.id: _fault(vignette, said, scheme) for vignette in vignettes}
    return Broken(
        ids=frozenset(one for one, fault in faults.items() if fault is not Fault.NONE),
        badly=frozenset(one for one, fault in faults.items() if fault is Fault.BAD),
    )


def _before(champion: ModelBundle | None, vignettes: tuple[Vignette, ...], scheme: Scheme) -> Broken:
    """Return what the champion gets wrong; a champion of another scale excuses nothing."""
    if champion is None or champion.frame.scheme.scale.codes != scheme.scale.codes:
        return Broken(ids=frozenset(), badly=frozenset())
    return broken(champion, vignettes, scheme)


def _fault(vignette: Vignette, said: Mapping[AssessmentId, Assessment], scheme: Scheme) -> Fault:
    answer, expect, scale = said[AssessmentId(vignette.id)], vignette.expect, scheme.scale
    place, likely = scale.index(answer.suggestion.code), [scale.index(code) for code in answer.suggestion.likely_codes]
    bounds = (
        scale.index(expect.category_at_least or scale.codes[0]),
        scale.index(expect.category_at_most or scale.codes[-1]),
    )
    hours = (
        answer.average_hours * expect.hours_at_least_of_average,
        answer.average_hours * expect.hours_at_most_of_average,
    )
    interval = answer.effort.interval
    if max(likely) < bounds[0] or min(likely) > bounds[1] or interval.high < hours[0] or interval.low > hours[1]:
        return Fault.BAD
    holds = (
        bounds[0] <= place <= bounds[1]
        and hours[0] <= answer.effort.hours <= hours[1]
        and (answer.suggestion.is_withheld or not expect.withheld)
        and _is_heavier(vignette, said)
    )
    return Fault.NONE if holds else Fault.SMALL


def _is_heavier(vignette: Vignette, said: Mapping[AssessmentId, Assessment]) -> bool:
    mine = said[AssessmentId(vignette.id)]
    others = [said[AssessmentId(other)] for other in vignette.heavier_than if AssessmentId(other) in said]
    return all(mine.points > other.points and mine.effort.hours > other.effort.hours for other in others)
