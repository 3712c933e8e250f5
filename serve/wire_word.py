"""What does a person's word look like on the wire: a category of her own, or her answer to a suggestion?"""

from datetime import date, datetime

from pydantic import Field

from sagstyngde.judgement import Confirmation, NoCategoryReason, Override, OverrideReason, Unassessable
from serve.wire import Day, Note, Reason, Strict, WithoutCategory
from serve.wire_out import AssessmentOut, Out, WaitingOut
from storage.words import Judged

CATEGORY = Field(
    None,
    min_length=1,
    max_length=64,
    title="Kategori",
    description="Kode på kommunens skala; udelades, når sagen ikke kan målgruppevurderes.",
    examples=["C"],
)


class JudgementIn(Strict):
    """A professional's own category, or why the case cannot be assessed for a target group: exactly one of them."""

    category: str | None = CATEGORY
    reason: WithoutCategory | None = Field(
        None,
        title="Grund",
        description="Hvorfor sagen ikke kan målgruppevurderes; udelades, når der er en kategori.",
    )
    judged_on: Day | None = Field(None, title="Vurderet", description="Udeladt = i dag.")


class NothingIn(Strict):
    """An empty object: all that is to be said stands in the address."""


class OverrideIn(Strict):
    """A suggestion set aside, and why."""

    category: str | None = Field(
        max_length=64, title="Kategori", description="null = sagen kan ikke målgruppevurderes.", examples=["D"]
    )
    reason: Reason = Field(title="Grund")
    note: Note = Field("", title="Bemærkning", description="Kræves ved grunden andet. Aldrig navne eller CPR-numre.")


class JudgementOut(Out):
    """A professional's own category, or why she gives none, as it is stored."""

    judgement_id: str
    case_id: str
    category: str | None = Field(title="Kategori", description="null = kan ikke målgruppevurderes.")
    reason: NoCategoryReason | None = Field(title="Grund", description="Hvorfor sagen ikke kan målgruppevurderes.")
    judged_on: date = Field(title="Vurderet")
    is_blind: bool = Field(title="Blind", description="Afgivet, før noget forslag var vist for nogen; sættes her.")
    judged_by: str = Field(title="Vurderet af", description="Brugerens id.")
    judged_at: datetime = Field(title="Registreret")

    @classmethod
    def of(cls, judged: Judged) -> "JudgementOut":
        """Mirror a stored judgement."""
        own = judged.judgement
        return cls(
            judgement_id=judged.judgement_id,
            case_id=own.case_id,
            category=own.category,
            reason=own.reason if isinstance(own, Unassessable) else None,
            judged_on=own.judged_on,
            is_blind=own.blind,
            judged_by=own.judged_by or "",
            judged_at=judged.judged_at,
        )


class SettlementOut(Out):
    """A person's answer to a suggestion."""

    assessment_id: str
    is_override: bool = Field(title="Ændret", description="false = bekræftet.")
    category: str | None = Field(title="Kategori", description="Den, der gælder; null = kan ikke målgruppevurderes.")
    reason: OverrideReason | None = Field(title="Grund")
    note: str = Field(title="Bemærkning")
    settled_by: str = Field(title="Afgjort af", description="Brugerens id.")
    settled_at: datetime = Field(title="Afgjort")

    @classmethod
    def of(cls, answer: Confirmation | Override, suggested: str) -> "SettlementOut":
        """Mirror an answer to a suggestion."""
        if isinstance(answer, Override):
            return cls(
                assessment_id=answer.assessment_id,
                is_override=True,
                category=answer.category,
                reason=answer.reason,
                note=answer.note,
                settled_by=answer.overridden_by,
                settled_at=answer.overridden_at,
            )
        return cls(
            assessment_id=answer.assessment_id,
            is_override=False,
            category=suggested,
            reason=None,
            note="",
            settled_by=answer.confirmed_by,
            settled_at=answer.confirmed_at,
        )


class AnsweredOut(Out):
    """An assessment of a case, which version of the case it answers, and what a person answered last."""

    assessment: AssessmentOut | WaitingOut = Field(title="Vurdering")
    case_version: int = Field(title="Sagens udgave", description="Den udgave af sagen, der blev vurderet.")
    settlement: SettlementOut | None = Field(title="Afgørelse", description="null = ingen har taget stilling.")


class SaidOut(Out):
    """What has been answered of a case, and what people have said of it."""

    assessments: list[AnsweredOut] = Field(title="Vurderinger", description="Nyeste først.")
    judgements: list[JudgementOut] = Field(title="Egne kategorier", description="Ældste først.")
