"""Which provider does the municipality log in at, and who gets which role? Read from ``access.toml``.

A role that shows children's records must say which teams it reaches, or ``"*"`` for all: a line that was forgotten must
not open everything. The client's secret is not in the file; it comes from the environment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from sagstyngde.access import Grant, Role, Scope, Sensitivity
from sagstyngde.errors import AccessRefused, unreadable
from sagstyngde.rules import RULES, Reach
from sagstyngde.toml_text import NotToml, parse_toml
from serve.access.bpp import Privileges
from serve.access.claims import ClaimsMap
from serve.access.provider import Provider

EVERY_TEAM = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How people log in here: the provider that knows them, and what its claims mean."""

    provider: Provider
    claims: ClaimsMap


def read_access(path: Path) -> Access:
    """Read the file.

    Raises:
        AccessRefused: it is not there, is not TOML, or does not say what it must.

    """
    try:
        return _Document.model_validate(parse_toml(path.read_text("utf-8"))).meant()
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(path, *unreadable(error)) from error
    except NotToml as error:
        raise _refused(path, error.fault.english, error.fault.danish) from error
    except ValidationError as error:
        raise _refused(path, *_first_fault(error)) from error


def reads_records(role: Role) -> bool:
    """Whether a role reaches children's records at all.

    >>> reads_records(Role.LEADER), reads_records(Role.ANALYST)
    (True, False)
    """
    return any(rule.reach.get(role) in {Reach.SCOPE, Reach.OWN} for rule in RULES.values())


def _not_for_people(role: Role) -> Role:
    if role is Role.SYSTEM:
        raise PydanticCustomError("system", "is for other systems; they get a token")
    return role


def _address(address: str) -> str:
    """Accept an origin or a path below it, over TLS; without TLS only on the machine itself, for trying things out."""
    parts = urlsplit(address)
    is_near = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and is_near):
        raise PydanticCustomError("address", "must begin with https://")
    if not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise PydanticCustomError("address", "must be a plain address")
    return address.rstrip("/")


def _steps(path: object) -> object:
    return (path,) if isinstance(path, str) else path


_PersonsRole = Annotated[Role, AfterValidator(_not_for_people)]
_Address = Annotated[str, AfterValidator(_address)]
_Steps = Annotated[tuple[str, ...], BeforeValidator(_steps), Field(min_length=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Provider(_Table):
    issuer: _Address
    client_id: str = Field(min_length=1)
    address: _Address
    algorithms: tuple[Literal["RS256", "PS256", "ES256"], ...] = Field(("RS256",), min_length=1)
    scopes: tuple[str, ...] = ("openid", "profile")
    client_authentication: Literal["client_secret_basic", "client_secret_post", "none"] = "client_secret_basic"

    def meant(self) -> Provider:
        return Provider(**(self.model_dump() | {"scopes": tuple(dict.fromkeys(("openid", *self.scopes)))}))


class _Claims(_Table):
    user: _Steps = ("sub",)
    name: _Steps = ("name",)
    caseworker: _Steps | None = None
    roles: _Steps | None = None
    privileges: _Steps | None = None


class _Role(_Table):
    value: str = Field(min_length=1)
    role: _PersonsRole
    teams: tuple[str, ...] | Literal["*"] | None = None
    kle: tuple[str, ...] | None = None
    sensitivities: tuple[Sensitivity, ...] | None = None

    @model_validator(mode="after")
    def _is_limited(self) -> Self:
        if self.teams is None and reads_records(self.role):
            raise PydanticCustomError("teams", 'must say which teams it reaches; "*" is all of them')
        return self

    def meant(self) -> Grant:
        teams = None if self.teams is None or self.teams == EVERY_TEAM else frozenset(self.teams)
        kle = None if self.kle is None else frozenset(self.kle)
        sensitivities = None if self.sensitivities is None else frozenset(self.sensitivities)
        return Grant(role=self.role, scope=Scope(teams=teams, kle=kle, sensitivities=sensitivities))


class _Privileges(_Table):
    cvr: str = Field(pattern=r"^\d{8}$")
    roles: Mapping[str, _PersonsRole] = Field(min_length=1)
    org_units: Mapping[str, str] = {}
    unlimited: tuple[_PersonsRole, ...] = (Role.ANALYST, Role.APPROVER)

    def meant(self) -> Privileges:
        units = {unit.lower(): team for unit, team in self.org_units.items()}
        return Privileges(cvr=self.cvr, roles=dict(self.roles), org_units=units, unlimited=frozenset(self.unlimited))


class _Operator(_Table):
    """Who an account of the machine is. Commands read it (``pipelines.operator_people``)."""

    account: str = Field(min_length=1)
    user: str = Field(min_length=1)
    roles: tuple[_PersonsRole, ...] = Field(min_length=1)


class _Document(_Table):
    provider: _Provider
    claims: _Claims = _Claims()
    role: tuple[_Role, ...] = ()
    privileges: _Privileges | None = None
    operator: tuple[_Operator, ...] = ()

    @model_validator(mode="after")
    def _grants_something(self) -> Self:
        if (self.claims.roles is None) != (not self.role):
            raise PydanticCustomError("roles", "[[role]] and claims.roles belong together")
        if (self.claims.privileges is None) != (self.privileges is None):
            raise PydanticCustomError("roles", "[privileges] and claims.privileges belong together")
        if not self.role and self.privileges is None:
            raise PydanticCustomError("roles", "give [[role]] or [privileges]: nobody could come in")
        return self

    def meant(self) -> Access:
        grants: dict[str, tuple[Grant, ...]] = {}
        for row in self.role:
            grants[row.value] = (*grants.get(row.value, ()), row.meant())
        meaning = self.privileges.meant() if self.privileges else None
        claims = ClaimsMap(**(self.claims.model_dump() | {"grants": grants, "meaning": meaning}))
        return Access(provider=self.provider.meant(), claims=claims)


_OWN_SENTENCES = {
    "system": "er til andre systemer; de får en adgangsnøgle",
    "address": "skal være en almindelig adresse, som begynder med https://",
    "teams": 'skal sige, hvilke teams den rækker til; "*" er alle',
    "roles": "claims.roles hører sammen med [[role]], claims.privileges med [privileges], mindst et par skal være der",
}
_FAULTS = {
    "missing": ("is missing", "mangler"),
    "extra_forbidden": ("is not a known key", "er ikke en kendt nøgle"),
    "enum": ("is not one of the known words", "er ikke et af de kendte ord"),
    "literal_error": ("is not one of the known words", "er ikke et af de kendte ord"),
}


def _first_fault(error: ValidationError) -> tuple[str, str]:
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"]) or "the file"
    kind = fault["type"]
    if kind in _OWN_SENTENCES:
        return f"{place}: {fault['msg']}", f"{place}: {_OWN_SENTENCES[kind]}"
    english, danish = _FAULTS.get(kind, ("has a value that cannot be used", "har en værdi, der ikke kan bruges"))
    return f"{place}: {english}", f"{place}: {danish}"


def _refused(path: Path, english: str, danish: str) -> AccessRefused:
    return AccessRefused(english=f"access file {path.name}: {english}", danish=f"adgangsfil {path.name}: {danish}")
