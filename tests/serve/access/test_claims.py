import base64
from pathlib import Path
from typing import Any

import pytest

from sagstyngde.access import Grant, Marks, Role, Scope, Sensitivity
from sagstyngde.errors import AccessRefused, LoginRefused
from serve.access.access_toml import Access, read_access
from serve.access.claims import ClaimsMap, principal_of

FILE = """
[provider]
issuer = "https://idp.dk/realms/ansatte"
client_id = "sagstyngde"
address = "https://sagstyngde.kommune.dk/"
algorithms = ["RS256", "ES256"]

[claims]
caseworker = "medarbejdernummer"
roles = ["realm_access", "roles"]
privileges = "https://data.gov.dk/model/core/eid/privilegesIntermediate"

[[role]]
value = "sagstyngde-leder-nord"
role = "leder"
teams = ["Nord"]
kle = ["27.24"]

[[role]]
value = "sagstyngde-analyse"
role = "analytiker"

[[role]]
value = "sagstyngde-konsulent"
role = "konsulent"
teams = "*"
sensitivities = ["FOELSOMME_PERSONOPLYSNINGER"]

[privileges]
cvr = "12345678"
roles = { "http://sagstyngde.dk/roles/usersystemrole/sagsbehandler/1" = "sagsbehandler" }
org_units = { "5A1B0000-0000-4000-8000-00000000000A" = "Nord" }
"""
BPP = (
    '<PrivilegeList xmlns="http://itst.dk/oiosaml/basic_privilege_profile">'
    '<PrivilegeGroup Scope="urn:dk:gov:saml:cvrNumberIdentifier:12345678">'
    "<Privilege>http://sagstyngde.dk/roles/usersystemrole/sagsbehandler/1</Privilege>"
    '<Constraint Name="http://sts.kombit.dk/constraints/orgenhed/1">5a1b0000-0000-4000-8000-00000000000a</Constraint>'
    "</PrivilegeGroup></PrivilegeList>"
)


@pytest.fixture
def access(tmp_path: Path) -> Access:
    return read(tmp_path, FILE)


def read(folder: Path, text: str) -> Access:
    path = folder / "access.toml"
    path.write_text(text, encoding="utf-8")
    return read_access(path)


def a_log_in(*roles: str, **other: Any) -> dict[str, Any]:
    return {"sub": "a3f0-77", "name": "Karen Opdigtet", "realm_access": {"roles": list(roles)}} | other


def test_roles_become_grants_within_their_scopes(access: Access) -> None:
    person = principal_of(a_log_in("offline", "sagstyngde-leder-nord", "sagstyngde-analyse"), access.claims)

    leading = Scope(teams=frozenset({"Nord"}), kle=frozenset({"27.24"}))
    assert person.grants == (Grant(role=Role.LEADER, scope=leading), Grant(role=Role.ANALYST))
    assert (person.user_id, person.name, person.caseworker_id) == ("a3f0-77", "Karen Opdigtet", None)


def test_every_team_is_said_and_never_the_default(access: Access) -> None:
    [grant] = principal_of(a_log_in("sagstyngde-konsulent"), access.claims).grants

    assert grant.scope == Scope(sensitivities=frozenset({Sensitivity.SENSITIVE}))


def test_privileges_of_the_common_access_control_are_read_the_same_way(access: Access) -> None:
    attribute = {"https://data.gov.dk/model/core/eid/privilegesIntermediate": base64.b64encode(BPP.encode()).decode()}

    person = principal_of(a_log_in(medarbejdernummer="sb-07", **attribute), access.claims)

    assert [(grant.role, grant.scope.reaches(Marks(team="Nord"))) for grant in person.grants] == [
        (Role.CASEWORKER, True)
    ]
    assert person.caseworker_id == "sb-07"


@pytest.mark.parametrize(
    "claims",
    [
        a_log_in(),
        a_log_in("sagstyngde-leder"),
        a_log_in("SAGSTYNGDE-LEDER-NORD"),
        a_log_in() | {"realm_access": "sagstyngde-leder-nord"},
        a_log_in() | {"realm_access": {"roles": [["sagstyngde-leder-nord"]]}},
        a_log_in() | {"realm_access": None, "roles": ["sagstyngde-leder-nord"]},
    ],
)
def test_somebody_without_a_role_here_is_not_let_in(access: Access, claims: dict[str, Any]) -> None:
    with pytest.raises(LoginRefused):
        principal_of(claims, access.claims)


@pytest.mark.parametrize("user", [None, "", 7, ["a", "b"], "0101901234", "010190-1234"])
def test_nobody_is_known_by_nothing_or_by_a_cpr_number(access: Access, user: object) -> None:
    with pytest.raises(LoginRefused):
        principal_of(a_log_in("sagstyngde-leder-nord", sub=user), access.claims)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("  Karen\r\nOpdigtet\x1b[31m ", "Karen Opdigtet [31m"),
        ("Karen\u202eOpdigtet", "Karen Opdigtet"),
        (None, "Uden navn"),
        (["Karen", "Bo"], "Uden navn"),
        ("Karen 010190-1234", "Uden navn"),
        ("K" * 1_000, "K" * 100),
    ],
)
def test_a_name_is_one_line_fit_to_be_shown(access: Access, name: object, shown: str) -> None:
    assert principal_of(a_log_in("sagstyngde-analyse", name=name), access.claims).name == shown


def test_a_long_or_odd_id_is_kept_as_its_hash(access: Access) -> None:
    ids = {principal_of(a_log_in("sagstyngde-analyse", sub=sub), access.claims).user_id for sub in ("x" * 65, "å b")}

    assert all(one.startswith("sha256:") and len(one) <= 64 for one in ids)
    assert len(ids) == 2


BROKEN = {
    "not TOML": ("[provider", "TOML"),
    "no provider": ("[claims]\n", "provider"),
    "an unknown key": (FILE.replace("client_id", "client"), "provider.client"),
    "no TLS": (FILE.replace('issuer = "https', 'issuer = "http'), "provider.issuer"),
    "an address with a query": (FILE.replace(".dk/realms/ansatte", ".dk/?x=1"), "provider.issuer"),
    "a weak algorithm": (FILE.replace('"ES256"', '"HS256"'), "provider.algorithms"),
    "no algorithm": (FILE.replace('["RS256", "ES256"]', "[]"), "provider.algorithms"),
    "a role that is not": (FILE.replace('role = "leder"', 'role = "chef"'), "role.0.role"),
    "a person as a system": (FILE.replace('role = "leder"', 'role = "system"'), "role.0.role"),
    "no teams for a role that reads records": (FILE.replace('teams = ["Nord"]\n', ""), "role.0"),
    "roles without a claim": (FILE.replace('roles = ["realm_access", "roles"]\n', ""), "[[role]]"),
    "privileges without a claim": (FILE.replace('privileges = "https', 'name = "https'), "[privileges]"),
    "a number that is no CVR": (FILE.replace("12345678", "1234"), "privileges.cvr"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_file_that_does_not_say_what_it_must_is_refused_with_the_place(fault: str, tmp_path: Path) -> None:
    text, place = BROKEN[fault]

    with pytest.raises(AccessRefused) as refused:
        read(tmp_path, text)

    assert "access.toml" in refused.value.danish
    assert place in refused.value.danish
    assert place in refused.value.english


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AccessRefused, match="is not there"):
        read_access(tmp_path / "access.toml")


def test_nothing_mapped_grants_nothing() -> None:
    with pytest.raises(LoginRefused):
        principal_of(a_log_in("sagstyngde-leder-nord"), ClaimsMap())
