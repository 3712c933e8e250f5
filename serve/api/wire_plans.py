"""What is said of a proposal, its changes and a placement when somebody asks for them?"""

from typing import Annotated

from pydantic import Field, StringConstraints

from allocation.impact import Edit
from sagstyngde.plan import LeadersWord
from serve.wire import CaseKey, CaseworkerKey, PlainText, Strict

Note = Annotated[PlainText, Field(title="Begrundelse", description="Kort og uden personoplysninger.")]
PolicyText = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
PRINCIPLE = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern="^[a-zæøå_]+$")]
MOST_CASES = 1_000


class WordIn(Strict):
    """The leader's word on one case, for this proposal."""

    case_id: CaseKey
    pinned_to: CaseworkerKey | None = Field(None, title="Skal have sagen")
    excluded: list[CaseworkerKey] = Field([], max_length=100, title="Må ikke få sagen")
    order: list[CaseworkerKey] = Field([], max_length=100, title="Rækkefølge", description="Den første helst.")

    def word(self) -> LeadersWord:
        """Return it in the words of the domain."""
        return LeadersWord(pinned_to=self.pinned_to, excluded=frozenset(self.excluded), order=tuple(self.order))


class PlanIn(Strict):
    """What a proposal is asked for."""

    policy: PlainText | None = Field(
        None, title="Politik", description="Navnet på en indbygget politik; udeladt = installationens egen."
    )
    policy_toml: PolicyText | None = Field(None, title="Politik som TOML", description="I stedet for et navn.")
    case_ids: list[CaseKey] | None = Field(
        None, max_length=MOST_CASES, title="Sager", description="Udeladt = alle, der venter på en sagsbehandler."
    )
    words: list[WordIn] = Field([], max_length=MOST_CASES, title="Lederens ord om enkelte sager")
    slack: bool = Field(False, title="Spillerum", description="Regn også, hvad spillerum i belastningen giver.")


class EditIn(Strict):
    """A case given to another, or taken out of the plan."""

    case_id: CaseKey
    caseworker_id: CaseworkerKey | None = Field(title="Sagsbehandler", description="null = tag sagen ud af forslaget.")

    def edit(self) -> Edit:
        """Return it in the words of the domain."""
        return Edit(case_id=self.case_id, caseworker_id=self.caseworker_id)


class EditsIn(Strict):
    """Edits of a plan, in order."""

    edits: list[EditIn] = Field(min_length=1, max_length=MOST_CASES, title="Ændringer")


class ReasonedEditsIn(EditsIn):
    """Edits of a plan, and why."""

    reason: Note


class CommitIn(Strict):
    """A leader's word on a proposal."""

    reason: Note | None = None
    set_aside: list[PRINCIPLE] = Field(
        [], max_length=20, title="Fraviges", description="Betingelser i politikken, som lederen fraviger."
    )


class WithdrawIn(Strict):
    """Why a proposal is withdrawn."""

    reason: Note | None = None


class PlacementIn(Strict):
    """A case given to a caseworker by a person's word."""

    caseworker_id: CaseworkerKey = Field(title="Sagsbehandler")
    is_primary: bool = Field(True, title="Primær", description="false = medhjælper ved siden af den primære.")
    reason: Note | None = None
    set_aside: list[PRINCIPLE] = Field([], max_length=20, title="Fraviges")


class DisqualificationIn(Strict):
    """Who may not have a case, and why."""

    caseworker_id: CaseworkerKey = Field(title="Sagsbehandler")
    reason: Note
