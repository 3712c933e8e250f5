"""By which models is a case's form checked? Those of the API, made once of the scheme that cases follow."""

from dataclasses import dataclass
from typing import Annotated, Self

from fastapi import Depends, Request

from features.scheme import Scheme
from serve.wire import CaseIn, FactsIn, case_model, facts_model
from serve.wire_patch import CasePatch, patch_model


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseModels:
    """A case's facts, a case, and a change to one, under one scheme."""

    facts: type[FactsIn]
    case: type[CaseIn]
    patch: type[CasePatch]

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Make them."""
        facts = facts_model(scheme)
        return cls(facts=facts, case=case_model(facts), patch=patch_model(facts))


async def _models(request: Request) -> CaseModels:
    models: CaseModels = request.app.state.case_models
    return models


Models = Annotated[CaseModels, Depends(_models)]
