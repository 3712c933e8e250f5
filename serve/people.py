"""Under what name is whoever did something shown? A person's own; what no person did is called what it was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from sagstyngde.access_report import OPERATOR
from serve.language import _
from storage.engine import Connection
from storage.people import names_of

_SYSTEM = "system:"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The names of those a page speaks of, to its reader."""

    names: Mapping[str, str]
    reader: str = ""

    @classmethod
    def of(cls, connection: Connection, user_ids: Iterable[str], *, reader: str = "") -> Self:
        """Look up whom a page speaks of; one statement, however many they are."""
        return cls(names=names_of(connection, user_ids), reader=reader)

    def name(self, user_id: str) -> str:
        """Return who it was: her name, or what it was; an id only where nobody has logged in under it.

        >>> people = People(names={"u1": "M. Holm"}, reader="u2")
        >>> [people.name(one) for one in ("u1", "u2", "u3", "cli:root", "system:fagsystem")]
        ['M. Holm', 'dig', 'u3', 'driften via kommandolinjen', 'systemet fagsystem']
        """
        if user_id == self.reader:
            return _("dig")
        if user_id.startswith(OPERATOR):
            return _("driften via kommandolinjen")
        if user_id.startswith(_SYSTEM):
            return _("systemet {name}").format(name=user_id.removeprefix(_SYSTEM))
        return self.names.get(user_id, user_id)

    def in_full(self, user_id: str) -> str:
        """Return a name with the id as it stands in the log behind it.

        >>> People(names={"u1": "M. Holm"}).in_full("u1"), People(names={}).in_full("u3")
        ('M. Holm (u1)', 'u3')
        """
        name = self.name(user_id)
        return name if name == user_id else f"{name} ({user_id})"
