"""How does a child get its pseudonym, and who may ask who the child is?

A CPR number comes in here and nowhere else; what is answered, and all that other routes ever see, is the pseudonym.
"""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Header, Request
from pydantic import Field, StringConstraints

from sagstyngde.case import ChildId
from sagstyngde.child import Identity
from sagstyngde.cpr import Cpr
from sagstyngde.errors import InputRefused
from sagstyngde.operations import Operation
from serve.requests import stated_purpose
from serve.vault import OpenVault
from serve.visits import Visiting
from serve.wire import PlainText, Strict
from serve.wire_out import Out
from serve.work import Work, unseen
from storage.vault import enter, identity_of
from storage.vault_keys import VaultKeys, is_pseudonym

router = APIRouter(tags=["Barn"])

_DENMARK = ZoneInfo("Europe/Copenhagen")
# CPR's own test person is the example: any other number could be somebody's.
_EXAMPLE = "barn-bcdfghjkmnpqrstvbcdfghjkmnpqrstv"


class ChildIn(Strict):
    """A child, as the case system knows it. This is the only place a CPR number may be sent to."""

    cpr: Annotated[str, StringConstraints(min_length=1, max_length=30)] = Field(
        title="CPR-nummer",
        description="Ti cifre, med eller uden bindestreg. Modulus 11 kræves ikke, og erstatningsnumre kan bruges.",
        examples=["251248-9996"],
        repr=False,
    )
    name: PlainText = Field(title="Navn", examples=["Opdigtet Barn"], repr=False)


class ChildOut(Out):
    """What the child is known by from now on."""

    child_id: str = Field(
        title="Barn", description="Pseudonym: det samme barn får altid det samme.", examples=[_EXAMPLE]
    )
    birth_day: int = Field(
        ge=1, le=31, title="Fødselsdag i måneden", description="Til tildeling efter fødselsdag; sendes med sagen.",
        examples=[25],
    )  # fmt: skip


class IdentityOut(Out):
    """Who the child is."""

    child_id: str = Field(title="Barn", examples=[_EXAMPLE])
    cpr: str = Field(title="CPR-nummer", examples=["2512489996"])
    name: str = Field(title="Navn", examples=["Opdigtet Barn"])


@router.post("/children", summary="Opret et barn, og få dets id", operation_id=Operation.CHILD_REGISTER)
def register_child(child: ChildIn, visit: Visiting, keys: OpenVault) -> ChildOut:
    """Keep who a child is in the vault, and return its pseudonym.

    The same number always gives the same answer, so a request may be sent again as it is and needs no Idempotency-Key;
    nothing of it is kept but what is in the vault. The name sent last counts.
    """
    return visit.do(lambda work: registered(work, child, keys))


def registered(work: Work, child: ChildIn, keys: VaultKeys) -> ChildOut:
    """Keep who a child is in the vault, and return what it is known by.

    Raises:
        CprRefused: the number is none that anybody can have.

    """
    cpr = Cpr.parse(child.cpr, today=datetime.now(_DENMARK).date())
    child_id = enter(work.connection, keys, Identity(cpr=cpr, name=child.name), work.stamp)
    work.registered(child_id)
    return ChildOut(child_id=child_id, birth_day=cpr.birth_day)


def _purpose(
    request: Request,
    sagstyngde_purpose: Annotated[  # noqa: ARG001  declared for OpenAPI; ``stated_purpose`` reads it in UTF-8
        str, Header(min_length=1, max_length=100, description="Hvorfor der slås op.", examples=["partshøring"])
    ],
) -> str:
    stated = stated_purpose(request)
    if stated is None:
        raise InputRefused(
            english="say in Sagstyngde-Purpose why you look: up to 100 letters, digits and plain signs",
            danish="skriv i Sagstyngde-Purpose, hvorfor du slår op: højst 100 bogstaver, tal og almindelige tegn",
        )
    return stated


@router.get(
    "/children/{child_id}/identity",
    summary="Hvem er barnet?",
    operation_id=Operation.CHILD_IDENTIFY,
    dependencies=[Depends(_purpose)],
)
def read_identity(child_id: str, visit: Visiting, keys: OpenVault) -> IdentityOut:
    """Return a child's number and name, to whoever reaches a case about it. The look is logged with its purpose."""

    def act(work: Work) -> IdentityOut:
        if not is_pseudonym(child_id):
            raise unseen()
        work.child(ChildId(child_id))
        identity = identity_of(work.connection, keys, ChildId(child_id))
        if identity is None:
            raise unseen()
        return IdentityOut(child_id=child_id, cpr=identity.cpr.digits, name=identity.name)

    return visit.do(act)
