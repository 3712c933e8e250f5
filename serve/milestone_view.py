"""What does a case's page show of its steps? Those taken, and the form to record one; each kind in Danish words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sagstyngde.allowed import may
from sagstyngde.case import CaseId
from sagstyngde.milestone import Milestone, MilestoneKind
from sagstyngde.operations import Operation
from serve.form_reading import BLANK, Filling
from serve.language import _
from serve.work import Work
from storage.milestones import milestones_of

FIELDS = {"kind": "skridt", "reached_on": "skridt_dag", "next_on": "skridt_naeste"}
"""The form's fields by the API's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The steps that count, the newest first, and the form as it was filled in."""

    taken: tuple[tuple[Milestone, str], ...]
    kinds: Mapping[MilestoneKind, str]
    today: date
    may_record: bool
    filled: Filling


def steps_of(work: Work, case_id: CaseId, on: date, filled: Filling | None = None) -> Steps:
    """Return what the section shows."""
    names = step_names()
    found = milestones_of(work.connection, [case_id]).get(case_id, ())
    return Steps(
        taken=tuple((one, names[one.kind]) for one in reversed(found)),
        kinds=names,
        today=on,
        may_record=may(work.visit.principal, Operation.MILESTONE_RECORD),
        filled=filled or BLANK,
    )


def step_names() -> Mapping[MilestoneKind, str]:
    """Return what each kind of step is called."""
    return {
        MilestoneKind.NOTIFICATION_ASSESSED: _("Underretningen er vurderet (24 timer)"),
        MilestoneKind.EXAMINATION_BEGUN: _("Behov for børnefaglig undersøgelse er set"),
        MilestoneKind.EXAMINATION_DONE: _("Børnefaglig undersøgelse er færdig"),
        MilestoneKind.MEASURE_BEGUN: _("En indsats er begyndt"),
        MilestoneKind.FOLLOWED_UP: _("Opfølgning er holdt"),
        MilestoneKind.PREPARATION_BEGUN: _("Forberedelse af voksenlivet er begyndt"),
        MilestoneKind.CONTACT: _("Kontakt med barnet eller familien"),
    }
