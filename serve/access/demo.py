"""Who are the invented people of the demo? One for each role, chosen with a click; on the machine itself only."""

from collections.abc import Mapping
from dataclasses import dataclass

from sagstyngde.access import Grant, Principal, Role
from serve.access.person import ROLE_NAMES
from serve.language import _, later
from storage.engine import Connection
from storage.staff import all_staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """An invented person: who it is, and what one sees as them."""

    name: str
    role: Role
    sees: str

    @property
    def title(self) -> str:
        """The role in words."""
        return _(ROLE_NAMES[self.role]).capitalize()

    @property
    def key(self) -> str:
        """What the log-in page's form sends."""
        return self.role.value


PEOPLE: Mapping[str, Invented] = {
    one.key: one
    for one in (
        Invented(
            name="Karen Opdigtet",
            role=Role.CONSULTANT,
            sees=later("Ser alle sager og vurderer, hvor komplekse nye sager er."),
        ),
        Invented(
            name="Lars Opdigtet", role=Role.LEADER, sees=later("Ser alle sager, belastningen og forslag til fordeling.")
        ),
        Invented(
            name="Sanne Opdigtet", role=Role.CASEWORKER, sees=later("Ser kun de sager, hun selv er sagsbehandler på.")
        ),
        Invented(name="Anders Opdigtet", role=Role.ANALYST, sees=later("Ser modellen, men ingen børns sager.")),
        Invented(
            name="Grete Opdigtet", role=Role.APPROVER, sees=later("Godkender nye modeller. Ser ingen børns sager.")
        ),
        Invented(name="Rolf Opdigtet", role=Role.AUDITOR, sees=later("Ser, hvem der har slået op, men ikke sagerne.")),
    )
}


def invented_principal(connection: Connection, one: Invented) -> Principal:
    """Return an invented person as a principal; the caseworker is the first of the staff list."""
    staff = all_staff(connection) if one.role is Role.CASEWORKER else ()
    return Principal(
        user_id=f"demo:{one.key}",
        name=one.name,
        grants=(Grant(role=one.role),),
        caseworker_id=staff[0].caseworker_id if staff else None,
    )
