"""Did the arrangement help, and did it cost? From decisions, answers and the plan to findings.

The plan says which design carries each claim; the others are shown beside it and decide nothing. What cannot be decided
is said with its reason. Nothing here chooses by what was found.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mandate.before_after import before_after
from mandate.decided import Decided
from mandate.decision_columns import DecisionColumns, columns_of
from mandate.event_study import EVENT_DRAWS, event_study
from mandate.finding import CLAIM_CONFIDENCE, CONFIDENCE, Design, EventStudy, OutcomeName, Scale, Series, Undecidable
from mandate.findings import Asked, ClaimFound, Findings, Found, Looked
from mandate.interrupted import interrupted, interrupted_series
from mandate.likert import Answers, Round, change
from mandate.margin_words import OUTCOMES
from mandate.margins import judged, together
from mandate.outcomes import Laid, lay
from mandate.panel import Panel
from mandate.staggered import Staggered, staggered_limits
from mandate.survey import Survey
from mandate.trial_plan import Assignment, PlannedClaim, Question, TrialPlan
from mandate.trial_standing import Registration
from sagstyngde.danish import count, day

NOTHING = "Der er ikke en hel måned med afgørelser at se på."


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What an evaluation is made of.

    Attributes:
        decisions: all there are; the plan says which of them are looked at.
        survey: what staff answered, where they were asked.
        source: where the decisions came from, in Danish.
        refused_rows: how many could not be read.
        is_invented: whether they were made by ``mandate invent``.

    """

    decisions: Sequence[Decided]
    survey: Survey | None = None
    source: str = "filen"
    refused_rows: int = 0
    is_invented: bool = False


def evaluate(
    material: Material,
    plan: TrialPlan,
    registration: Registration,
    *,
    on: date,
    tell: Callable[[str], None] = lambda _: None,
) -> Findings:
    """Judge every claim of a plan; ``tell`` hears in Danish how far it has come."""
    columns = columns_of(material.decisions, plan)
    claims = []
    for planned in plan.claims:
        tell(f"Opgør {OUTCOMES[planned.outcome]}")
        claims.append(_claim_found(planned, columns, plan, on))
    verdict, text = together([one.judged for one in claims if one.is_primary])
    return Findings(
        plan=plan,
        registration=registration,
        evaluated_on=on,
        looked=None if columns is None else _looked(columns, material),
        verdict=verdict,
        text=text,
        claims=tuple(claims),
        asked=tuple(_asked(question, material.survey) for question in plan.questions) if material.survey else (),
        notes=tuple(_notes(columns, plan, on)),
        is_invented=material.is_invented,
    )


def _claim_found(planned: PlannedClaim, columns: DecisionColumns | None, plan: TrialPlan, on: date) -> ClaimFound:
    outcome = planned.outcome
    laid = None if columns is None else lay(outcome, columns, plan)
    if laid is None:
        none = Undecidable(outcome=outcome, design=planned.design, reason=NOTHING)
        return ClaimFound(judged=judged(planned.claim, none, on), is_primary=planned.is_primary, described=none)
    too_short = _too_short(planned, laid.panel, plan)
    carrying, described = (too_short,) * 2 if too_short else _found(planned.design, outcome, laid, plan)
    others = [design for design in _designs(outcome) if design is not planned.design]
    return ClaimFound(
        judged=judged(planned.claim, carrying, on),
        is_primary=planned.is_primary,
        described=described,
        beside=tuple(_found(design, outcome, laid, plan)[1] for design in others),
        series=_series(outcome, laid),
        study=_study(outcome, laid),
        notes=laid.notes,
    )


def _found(design: Design, outcome: OutcomeName, laid: Laid, plan: TrialPlan) -> tuple[Found, Found]:
    """Return what a design finds, as it carries a verdict and as it describes an effect."""
    coverages = (CLAIM_CONFIDENCE, CONFIDENCE)
    match design:
        case Design.STAGGERED:
            asked = Staggered(by_lot=plan.assignment is Assignment.LOT)
            carrying, described = staggered_limits(laid.panel, outcome, asked, coverages)
        case Design.INTERRUPTED:
            carrying, described = (interrupted(laid.panel, outcome, each) for each in coverages)
        case Design.BEFORE_AFTER:
            carrying, described = (before_after(laid.panel, outcome, each) for each in coverages)
    return carrying, described


def _designs(outcome: OutcomeName) -> tuple[Design, ...]:
    """Return the designs that an outcome can be looked at by: before and after compares shares alone."""
    if outcome.scale is Scale.DIFFERENCE:
        return tuple(Design)
    return Design.INTERRUPTED, Design.STAGGERED


def _series(outcome: OutcomeName, laid: Laid) -> Series | None:
    found = interrupted_series(laid.panel, outcome)
    return None if isinstance(found, Undecidable) else found


def _study(outcome: OutcomeName, laid: Laid) -> EventStudy | None:
    found = event_study(laid.panel, outcome, Staggered(draws=EVENT_DRAWS))
    return None if isinstance(found, Undecidable) else found


def _too_short(planned: PlannedClaim, panel: Panel, plan: TrialPlan) -> Undecidable | None:
    """Say so where there are fewer months than the plan promised: it is too early, or data are missing."""
    width = len(panel.months)
    begun = panel.starts[panel.starts < width]
    if not len(begun):
        return None
    before, after = int(begun.min()), width - int(begun.max())
    if before >= plan.months_before and after >= plan.months_after:
        return None
    reason = (
        f"Der er {count(before, 'måned', 'måneder')} før den første start og {count(after, 'måned', 'måneder')} efter "
        f"den sidste, som kan regnes med; planen kræver {plan.months_before} og {plan.months_after}."
    )
    return Undecidable(outcome=planned.outcome, design=planned.design, reason=reason)


def _looked(columns: DecisionColumns, material: Material) -> Looked:
    return Looked(
        source=material.source,
        since=columns.since,
        until=columns.until,
        decisions=len(columns),
        teams=len({unit.team for unit in columns.units}),
        refused_rows=material.refused_rows,
    )


def _asked(question: Question, survey: Survey) -> Asked:
    before, after = (survey.of(question.code, asked) for asked in (Round.BEFORE, Round.AFTER))
    moved = change(before, after) if before and after else None
    few = any(answers is not None and not answers.is_shown for answers in (before, after))
    return Asked(text=question.text, before=_shown(before), after=_shown(after), change=moved, has_too_few=few)


def _shown(answers: Answers | None) -> Answers | None:
    """Return answers that may be kept: so few that one of them could be told are not."""
    return answers if answers is not None and answers.is_shown else None


def _notes(columns: DecisionColumns | None, plan: TrialPlan, on: date) -> Iterator[str]:
    if on <= plan.ends_on:
        yield (
            f"Foreløbig: planens periode slutter {day(plan.ends_on)}. Ses der på tallene undervejs, vokser risikoen "
            "for at vise noget ved et tilfælde; det er opgørelsen efter periodens slutning, der afgør."
        )
    if columns is not None:
        yield from columns.left_out
