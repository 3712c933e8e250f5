"""What must somebody write who proposes, approves, rejects or goes back? A reason, and one for each check set aside."""

from collections.abc import Mapping
from dataclasses import dataclass

from sagstyngde.cpr import looks_like_cpr
from sagstyngde.errors import InputRefused

LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Why, in a person's own words; ``overrides`` says it of each check that stopped the model, by its code."""

    reason: str
    overrides: Mapping[str, str]

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that was written."""
        return (self.reason, *self.overrides.values())


def check_said(said: Said, stopping: Mapping[str, str]) -> None:
    """Refuse what is said of a model unless it names every check that stops it, and none that does not.

    Raises:
        InputRefused: a reason is missing, too long or about a child; or other checks are named.

    """
    check_reason(said.reason)
    named = {code for code, text in said.overrides.items() if text.strip()}
    missing = [label for code, label in stopping.items() if code not in named]
    if missing:
        named_checks = ", ".join(missing)
        raise InputRefused(
            english=f"say of each check that stopped the model why it may be set aside: {named_checks}",
            danish=f"skriv for hvert prøvepunkt, der taler imod modellen, hvorfor det kan fraviges: {named_checks}",
        )
    if named - stopping.keys():
        raise InputRefused(
            english="a check is set aside that does not stop the model",
            danish="der fraviges et prøvepunkt, som ikke taler imod modellen",
        )
    for text in said.overrides.values():
        check_reason(text)


def check_reason(reason: str) -> None:
    """Refuse a reason that says nothing, too much, or something about a child; raises ``InputRefused``."""
    text = reason.strip()
    if not 1 <= len(text) <= LONGEST_REASON:
        raise InputRefused(
            english=f"a reason has 1 to {LONGEST_REASON} characters",
            danish=f"en begrundelse har mellem 1 og {LONGEST_REASON} tegn",
        )
    if looks_like_cpr(text):
        raise InputRefused(
            english="the reason holds what looks like a CPR number; write nothing about a child",
            danish="begrundelsen indeholder, hvad der ligner et CPR-nummer; skriv intet om et barn",
        )


def trimmed(overrides: Mapping[str, str]) -> dict[str, str]:
    """Return reasons by check without the blanks around them."""
    return {code: text.strip() for code, text in overrides.items()}
