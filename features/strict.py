"""How strictly are stated types read? An unknown key is a mistake that would otherwise go unseen."""

from collections.abc import Mapping

STRICT: Mapping[str, str] = {"extra": "forbid"}
"""Read by pydantic where TOML becomes these types: an unknown key is refused, not dropped."""
