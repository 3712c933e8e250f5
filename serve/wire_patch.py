"""How does somebody say that something of a case has changed? Only what has changed; null says that it is not known.

As in a JSON merge patch (RFC 7396): a field that is left out stays as it is, and so does a fact.
"""

from dataclasses import replace
from typing import Any

from pydantic import Field, create_model

from serve.wire import (
    ChildKey,
    Day,
    DayOfMonth,
    FactsIn,
    FamilyKey,
    KleNumber,
    Level,
    PlainText,
    Rule,
    Strict,
)
from storage.cases import CaseRecord

_CLASSIFIED = ("kle", "sensitivity")


def _unsaid() -> Any:
    """Stand in for what a patch does not say: it is never read."""


class CasePatch(Strict):
    """What has changed of a case. Who has it is changed by a placement, and its id never."""

    received_on: Day = Field(title="Modtaget", default_factory=_unsaid)
    child_id: ChildKey | None = Field(
        title="Barn", examples=["b-1087"], description="Løbenummer; aldrig CPR.", default_factory=_unsaid
    )
    family_id: FamilyKey | None = Field(title="Familie", examples=["f-7"], default_factory=_unsaid)
    team: PlainText | None = Field(title="Team", examples=["Team Nord"], default_factory=_unsaid)
    district: PlainText | None = Field(title="Distrikt", examples=["Østerbro"], default_factory=_unsaid)
    sibling_rule: Rule = Field(title="Søskende", default_factory=_unsaid)
    required_competences: list[PlainText] = Field(
        title="Krævede kompetencer", examples=[["tegnsprog"]], max_length=20, default_factory=_unsaid
    )
    language: PlainText | None = Field(title="Sprog", examples=["arabisk"], default_factory=_unsaid)
    birth_day: DayOfMonth | None = Field(title="Fødselsdag i måneden", examples=[31], default_factory=_unsaid)
    decision_on: Day | None = Field(title="Afgørelse ventes", default_factory=_unsaid)
    kle: KleNumber | None = Field(title="KLE-nummer", examples=["27.24.03"], default_factory=_unsaid)
    sensitivity: Level = Field(title="Følsomhed", default_factory=_unsaid)
    closed_on: None = Field(
        title="Afsluttet",
        description="null genåbner en afsluttet sag; den afsluttes med /close.",
        default_factory=_unsaid,
    )
    facts: FactsIn = Field(FactsIn(), title="Oplysninger", description="Kun de oplysninger, der er ændret.")

    def applied(self, record: CaseRecord) -> CaseRecord:
        """Return the record with what has changed."""
        said = {name: getattr(self, name) for name in self.model_fields_set - {"facts"}}
        marks = {name: said.pop(name) for name in _CLASSIFIED if name in said}
        if "required_competences" in said:
            said["required_competences"] = frozenset(said["required_competences"])
        facts = dict(record.case.facts) | self.facts.said()
        known = {name: value for name, value in facts.items() if value is not None}
        by_register = record.case.by_register - self.facts.said().keys()
        case = replace(record.case, facts=known, by_register=by_register, **said)
        classification = replace(record.classification, **marks)
        return replace(record, case=case, classification=classification)


def patch_model(facts: type[FactsIn]) -> type[CasePatch]:
    """Build the model of a change to a case whose facts are those of a scheme (``serve.wire.facts_model``)."""
    known: dict[str, Any] = {"facts": (facts, Field(default_factory=facts, title="Oplysninger"))}
    return create_model("CasePatch", __base__=CasePatch, __doc__=CasePatch.__doc__, **known)
