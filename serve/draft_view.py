"""What is shown of a new case while it is written? Its fields, what is still untold, and whether that is enough.

Whether the model would keep silent is told, and nothing else of what it would say: the category is a person's to give
first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from features.scheme import Scheme
from sagstyngde.allowed import may
from sagstyngde.assessment import AbstentionReason, AssessmentId
from sagstyngde.case import Case, CaseId, FactValue
from sagstyngde.operations import Operation
from serve.assesses import Assesses
from serve.case_fields import Field, Section, Widget
from serve.language import _
from serve.work import Work
from serve.written import day, listing
from storage.drafts import Draft, own_drafts

NEW_CASE = "/sager/ny"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A section that the model is asked with, and how many of its fields nothing is told of."""

    key: str
    title: str
    untold: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """A draft as its page shows it. ``is_enough`` is ``None`` where no model can say."""

    draft: Draft
    address: str
    parts: tuple[Section, ...]
    gaps: tuple[Gap, ...]
    is_enough: bool | None
    saved: str
    tab: str
    has_vault: bool = False
    ids: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that two tabs have filled in differently."""

    label: str
    here: str
    there: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A draft as a list shows it."""

    address: str
    title: str
    saved: str


def address_of(draft: Draft) -> str:
    """Return a draft's page."""
    return f"{NEW_CASE}/{draft.draft_id}"


def gaps_of(parts: Sequence[Section], values: Mapping[str, str]) -> tuple[Gap, ...]:
    """Return how much is untold, theme by theme."""
    weighed = (section for section in parts if section.is_weighed)
    return tuple(Gap(key=one.key, title=one.title, untold=one.untold(values), of=len(one.fields)) for one in weighed)


def is_enough(assessor: Assesses | None, facts: Mapping[str, FactValue], received_on: date) -> bool | None:
    """Whether the model would have something to say of a case with these facts; ``None`` without a model."""
    if assessor is None:
        return None
    case = Case(case_id=CaseId("kladde"), received_on=received_on, facts=facts)
    asked = assessor.assess(case, assessment_id=AssessmentId(str(uuid4())), at=datetime.now(UTC))
    return all(one.reason is not AbstentionReason.TOO_LITTLE_KNOWN for one in asked.suggestion.abstentions)


def ids_of(parts: Sequence[Section]) -> dict[str, tuple[str, str]]:
    """Return by field where a list of faults leads, and what the field is called."""
    return {one.name: (one.input_id, one.label) for section in parts for one in section.fields}


def differences(parts: Sequence[Section], here: Mapping[str, str], there: Mapping[str, str]) -> tuple[Difference, ...]:
    """Return the fields that were filled in differently here and in what is saved."""
    fields = [one for section in parts for one in section.fields]
    told = [(one.label, shown(one, here), shown(one, there)) for one in fields]
    return tuple(Difference(label=label, here=own, there=other) for label, own, other in told if own != other)


def shown(one: Field, values: Mapping[str, str]) -> str:
    """Say what a field is filled in with."""
    options = dict(one.options)
    if one.widget is Widget.CHOICES:
        ticked = [options[values[name]] for name in one.inputs[:-1] if values.get(name) in options]
        return listing(ticked) or (_("ingen af dem") if values.get(one.inputs[-1]) else "")
    text = values.get(one.name, "").strip()
    return options.get(text, text)


def lines_of(drafts: Sequence[Draft], scheme: Scheme) -> tuple[DraftLine, ...]:
    """Return drafts as a list shows them."""
    return tuple(
        DraftLine(address=address_of(one), title=title_of(one), saved=saved_text(one.saved_at, scheme))
        for one in drafts
    )


def own_lines(work: Work, scheme: Scheme) -> tuple[DraftLine, ...] | None:
    """Return one's own drafts as a list shows them; ``None`` where one may not write new cases."""
    if not may(work.visit.principal, Operation.DRAFT_PAGE):
        return None
    return lines_of(own_drafts(work.connection, work.stamp.by), scheme)


def title_of(draft: Draft) -> str:
    """Return what a draft is called: its case's id, where that has been typed."""
    case_id = draft.values.get("sags_id", "").strip()
    return _("Sag {case_id}").format(case_id=case_id[:64]) if case_id else _("Sag uden sags-id endnu")


def saved_text(at: datetime, scheme: Scheme) -> str:
    """Say when something was saved, by the clock of the place; the day too, where it is not today."""
    zone = ZoneInfo(scheme.time_zone)
    local, now = at.astimezone(zone), datetime.now(zone)
    clock = local.strftime("%H.%M")
    if local.date() == now.date():
        return _("kl. {clock}").format(clock=clock)
    return _("{day} kl. {clock}").format(day=day(local.date()), clock=clock)
