"""What was a model made from? Everything somebody would need to make it again, or to say why it cannot be."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Where a candidate comes from. Hashes are SHA-256 in hex.

    Attributes:
        bundle_hash: the candidate's own content hash.
        data_hash: of the history as it was believed, whatever the order of its rows and the form of its files.
        scheme_hash: of the scheme's text.
        lock_hash: of the names and versions of every installed package, sorted: what ``requirements`` came to here.
        commit: the code's commit, where it runs from a working copy; ``None`` from an installed package.
        source: ``casebook`` or ``folder``.
        read_at: when the history was read; what was erased later may still be in the model.
        ends_on: the first day of which the history knows nothing.
        cases: how many cases it held; ``trained_through``: the newest of them were kept back for the test.
        champion: content hash of the model it was compared with; ``None`` where there was none.
        erasures_followed: how many cases were erased after the champion's history was read, and are gone from this one.
            ``None`` where nobody can tell: the history was a folder, or it is not known when the champion's was read.
        files: hash of each file that was written with the bundle, by name.
        profile: what the history looked like, for the next one to be compared with (``pipelines.profile``).

    """

    bundle_hash: str
    data_hash: str
    scheme_name: str
    scheme_version: str
    scheme_hash: str
    code_version: str
    commit: str | None
    lock_hash: str
    seed: int
    source: str
    read_at: datetime
    ends_on: date
    cases: int
    trained_through: date
    champion: str | None
    erasures_followed: int | None
    files: Mapping[str, str] = field(default_factory=dict)
    profile: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        moments = {"read_at": self.read_at, "ends_on": self.ends_on, "trained_through": self.trained_through}
        return asdict(self) | {name: moment.isoformat() for name, moment in moments.items()}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Lineage":
        """Read what ``to_json`` wrote.

        Raises:
            TypeError, ValueError, KeyError: it is no lineage.

        """
        moments = {
            "read_at": datetime.fromisoformat(told["read_at"]),
            "ends_on": date.fromisoformat(told["ends_on"]),
            "trained_through": date.fromisoformat(told["trained_through"]),
        }
        return cls(**{**told, **moments})
