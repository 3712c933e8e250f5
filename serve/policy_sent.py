"""What do the policy's forms send? The whole list with whatever was typed, and the text that is adopted."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from serve.form_once import KEY_PATTERN
from serve.policy_draft import NAME, Draft, known_fields

_Number = Annotated[int, Field(ge=0, le=10**9)]


class ListForm(BaseModel):
    """The list's form: which principles in which order, what was asked for, and every field by its own name."""

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)
    udgave: _Number
    raekke: Annotated[str, StringConstraints(max_length=1_000)] = ""
    goer: Annotated[str, StringConstraints(max_length=100)] = ""
    nyt: Annotated[str, StringConstraints(max_length=100)] = ""

    def draft(self) -> Draft:
        """Return the list as it was sent."""
        texts = {name: str(value) for name, value in (self.model_extra or {}).items()}
        kept = {name: texts[name] for name in (NAME, *known_fields()) if name in texts}
        return Draft(rows=tuple(dict.fromkeys(filter(None, self.raekke.split(",")))), values=kept)

    def changed(self) -> tuple[Draft, str]:
        """Return the list as the button that was pressed leaves it, and the row it was about."""
        draft = self.draft()
        what, _colon, name = self.goer.partition(":")
        match what:
            case "op":
                return draft.moved(name, -1), name
            case "ned":
                return draft.moved(name, 1), name
            case "fjern":
                return draft.without(name), ""
            case "tilfoej":
                return draft.with_row(self.nyt), self.nyt
            case _:
                return draft, ""


class AdoptForm(BaseModel):
    """The form that adopts: the text that was seen, on which version it rests, and why."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
    udgave: _Number
    tekst: str = ""
    bemaerkning: str = ""
