"""How does a text of several lines come out of a form? As it was typed, with one kind of line break."""

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints


def unified(value: object) -> object:
    r"""Return a text with lines that end alike, and blanks for tabs.

    >>> unified("Ring.\r\nAftal:\ttid")
    'Ring.\nAftal: tid'
    """
    if not isinstance(value, str):
        return value
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")


LongText = Annotated[str, BeforeValidator(unified), StringConstraints(max_length=2_000, strip_whitespace=True)]
