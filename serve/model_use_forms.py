"""What do the forms about a model in use send? A reason, a reason for each check set aside, and which model or step."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from casework.promoting_reasons import Said
from serve.form_once import KEY_PATTERN
from serve.long_text import LongText, unified
from serve.model_candidate_view import SET_ASIDE

_Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
_Name = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
_MOST_CHECKS = 100


class SayForm(BaseModel):
    """A proposal, or what is said to one: ``indstilling`` is the one that was read."""

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)
    noegle: _Key
    indstilling: _Name = ""
    begrundelse: LongText = ""

    def fields(self) -> dict[str, str]:
        """Return what was typed, by field."""
        told: dict[str, Any] = self.model_extra or {}
        named = [name for name in told if name.startswith(SET_ASIDE)][:_MOST_CHECKS]
        return {"begrundelse": self.begrundelse} | {name: str(unified(told[name]))[:2_000].strip() for name in named}

    def said(self) -> Said:
        """Return it as a person's word; a field that was left empty says nothing."""
        aside = {name.removeprefix(SET_ASIDE): text for name, text in self.fields().items() if name != "begrundelse"}
        return Said(reason=self.begrundelse, overrides={code: text for code, text in aside.items() if text})


class BackForm(BaseModel):
    """Which earlier model is to answer again, and why."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: _Key
    model: _Name = ""
    begrundelse: LongText = ""

    def fields(self) -> dict[str, str]:
        """Return what was typed, by field."""
        return {"model": self.model, "begrundelse": self.begrundelse}


class ShadowForm(BaseModel):
    """Whether a model is to begin or to stop answering silently."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: _Key
    goer: Literal["begynd", "slut"]
