"""What do felt load, dissents and hand-overs look like on the wire?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from sagstyngde.dissent import Dissent, DissentAnswer, DissentReason
from sagstyngde.felt import FELT_WORDS, Felt, FeltLoad
from sagstyngde.hand_over import HandOver, HandOverId, Heading
from serve.api.wire_decisions import one_of
from serve.wire import CaseworkerKey, EntryKey, Note, Strict
from serve.wire_out import Out

ReasonIn = Annotated[DissentReason, BeforeValidator(one_of(DissentReason))]
AnsweredIn = Annotated[DissentAnswer, BeforeValidator(one_of(DissentAnswer))]


class FeltIn(Strict):
    """How high the load was felt to be in the week that is asked about."""

    felt: int = Field(ge=1, le=5, title="Oplevet belastning", description="1 = meget lav, 3 = passende, 5 = meget høj.")

    def value(self) -> Felt:
        """Return it in the words of the domain."""
        return Felt(self.felt)


class FeltOut(Out):
    """What a caseworker told of a week."""

    caseworker_id: str
    week_of: date = Field(title="Uge", description="Ugens mandag.")
    felt: int
    text: str
    told_at: datetime

    @classmethod
    def of(cls, one: FeltLoad) -> "FeltOut":
        """Mirror an answer."""
        return cls(
            caseworker_id=one.caseworker_id,
            week_of=one.week_of,
            felt=one.felt.value,
            text=FELT_WORDS[one.felt],
            told_at=one.told_at,
        )


class FeltLoadsOut(Out):
    """What counts of each week, by week and caseworker."""

    felt_loads: list[FeltOut]


class DissentIn(Strict):
    """Why a caseworker disagrees with having a case."""

    reason: ReasonIn = Field(title="Grund")
    note: Note | None = Field(None, title="Med egne ord", description="Kræves ved grunden other. Aldrig CPR-numre.")


class AnswerIn(Strict):
    """What a leader answers, and why."""

    answer: AnsweredIn = Field(
        title="Svar",
        description="moved = sagen går til en anden; helped = en anden hjælper; relieved = aflastet på anden vis; "
        "kept = bliver, som det er.",
    )
    note: Note = Field(title="Begrundelse", min_length=1)
    caseworker_id: CaseworkerKey | None = Field(
        None, title="Hvem", description="Den, der får sagen eller hjælper: tildelingen sker, når svaret gives."
    )


class DissentOut(Out):
    """A dissent and its answer."""

    dissent_id: str
    case_id: str | None = Field(
        title="Sag", description="null = en sag, du ikke længere har adgang til; så er ord om den udeladt."
    )
    caseworker_id: str
    reason: str
    note: str | None
    told_at: datetime
    answer: str | None = Field(title="Svar", description="null = indsigelsen er ikke besvaret.")
    answer_note: str | None
    answered_by: str | None
    answered_at: datetime | None

    @classmethod
    def of(cls, one: Dissent, *, is_seen: bool = True) -> "DissentOut":
        """Mirror a dissent; of a case that is not seen only that there was one, and what came of it."""
        return cls(
            dissent_id=one.dissent_id,
            case_id=one.case_id if is_seen else None,
            caseworker_id=one.caseworker_id,
            reason=one.reason.value,
            note=one.note if is_seen else None,
            told_at=one.told_at,
            answer=None if one.answer is None else one.answer.value,
            answer_note=one.answer_note if is_seen else None,
            answered_by=one.answered_by,
            answered_at=one.answered_at,
        )


class DissentsOut(Out):
    """The dissents within reach, in the order they were told."""

    dissents: list[DissentOut]


class HandOverIn(Strict):
    """What is written for whoever takes the case on, under its headings; an empty one is left out."""

    status: Note = Field("", title="Status", examples=["Undersøgelsen er i gang; PPR er hørt."])
    next: Note = Field("", title="Det næste, der skal ske")
    agreements: Note = Field("", title="Aftaler med familien")
    deadlines: Note = Field("", title="Frister")
    cooperation: Note = Field("", title="Det skal du vide om samarbejdet")
    after: EntryKey | None = Field(
        None, title="Efter", description="Id på den udgave af dit notat, du har læst; null = det er det første."
    )

    def notes(self) -> Mapping[Heading, str]:
        """Return the texts by heading."""
        return {heading: getattr(self, heading.value) for heading in Heading}

    def follows(self) -> HandOverId | None:
        """Return the version it follows."""
        return None if self.after is None else HandOverId(self.after)


class HandOverOut(Out):
    """A version of a note, and who has confirmed having read it."""

    hand_over_id: str
    case_id: str
    from_id: str = Field(title="Fra", description="Sagsbehandleren, der har skrevet det.")
    notes: dict[str, str]
    written_at: datetime
    received_id: str | None
    received_at: datetime | None

    @classmethod
    def of(cls, one: HandOver) -> "HandOverOut":
        """Mirror a note."""
        return cls(
            hand_over_id=one.hand_over_id,
            case_id=one.case_id,
            from_id=one.from_id,
            notes={heading.value: text for heading, text in one.notes.items()},
            written_at=one.written_at,
            received_id=one.received_id,
            received_at=one.received_at,
        )


class HandOversOut(Out):
    """The newest version of each who has written, the newest of them last."""

    hand_overs: list[HandOverOut]
