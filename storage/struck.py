"""How is one case taken out of a stored answer about many? What is about it goes, and what names it is struck out."""

import re
from collections.abc import Collection
from typing import Any

ERASED = "(slettet sag)"
"""What stands in a sentence where an erased case was named."""


def without(answer: Any, names: Collection[str]) -> Any:
    """Return a JSON value in which nothing is about the named cases and nothing names them.

    An object in a list goes when one of its own texts is a name; an entry goes when its key is one.

    >>> without({"placements": [{"case_id": "s1"}, {"case_id": "s12", "why": ["søskende til s1."]}], "s1": 3}, {"s1"})
    {'placements': [{'case_id': 's12', 'why': ['søskende til (slettet sag).']}]}
    """
    return _struck(answer, frozenset(names), _named(names))


def _named(names: Collection[str]) -> re.Pattern[str]:
    """Find a name where it stands alone: ``s1`` is not in ``s12`` nor in ``s1-2``."""
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w./:-])(?:{either})(?![\w/:-])(?!\.\w)")


def _struck(node: Any, names: frozenset[str], named: re.Pattern[str]) -> Any:
    match node:
        case dict():
            return {key: _struck(value, names, named) for key, value in node.items() if key not in names}
        case list():
            return [_struck(item, names, named) for item in node if not _is_about(item, names)]
        case str():
            return named.sub(ERASED, node)
        case _:
            return node


def _is_about(item: Any, names: frozenset[str]) -> bool:
    if isinstance(item, dict):
        return any(isinstance(value, str) and value in names for value in item.values())
    return isinstance(item, str) and item in names
