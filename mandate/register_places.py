"""What do faults call the places of a register? Tables as they stand in TOML, entries by id, provision or number."""

from dataclasses import dataclass

from sagstyngde.errors import Fault

HEAD, SENIORITY, PROVISION, RULE = "", "[seniority]", "[[provision]]", "[[rule]]"
"""The head is what stands before the first table."""


@dataclass(frozen=True, slots=True)
class At:
    """An entry of a table; called, it makes a fault of one of its keys.

    >>> At("[[rule]]", "tabt-egen")("limit", "is missing", "mangler").where
    '[[rule]] tabt-egen, limit'
    """

    table: str
    entry: str = ""

    def __call__(self, key: str, english: str, danish: str) -> Fault:
        """Say of a key what is wrong."""
        return Fault(table=self.table, entry=self.entry, key=key, english=english, danish=danish)
