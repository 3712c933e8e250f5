import base64
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagstyngde.access import Grant, Marks, Role, Scope, Sensitivity
from sagstyngde.errors import LoginRefused
from serve.access.bpp import KLE, MOST_BYTES, MOST_GROUPS, ORG_UNIT, SENSITIVITY, Privileges, bpp_grants

NORTH, SOUTH = "5A1B0000-0000-4000-8000-00000000000A", "5a1b0000-0000-4000-8000-00000000000b"
LEADER = "http://sagstyngde.dk/roles/usersystemrole/leder/1"
CASEWORKER = "http://sagstyngde.dk/roles/usersystemrole/sagsbehandler/1"
ANALYST = "http://sagstyngde.dk/roles/usersystemrole/analytiker/1"
OURS = "urn:dk:gov:saml:cvrNumberIdentifier:12345678"
PRIVILEGES = Privileges(
    cvr="12345678",
    roles={LEADER: Role.LEADER, CASEWORKER: Role.CASEWORKER, ANALYST: Role.ANALYST},
    org_units={NORTH.lower(): "Nord", SOUTH: "Syd"},
)


def a_group(
    *privileges: str, scope: str = OURS, constraints: tuple[tuple[str, str], ...] = ((ORG_UNIT, NORTH),)
) -> str:
    inside = "".join(f"<Privilege>{escape(one)}</Privilege>" for one in privileges)
    limits = "".join(f'<Constraint Name="{name}">{escape(value)}</Constraint>' for name, value in constraints)
    return f'<PrivilegeGroup Scope="{scope}">{inside}{limits}</PrivilegeGroup>'


def a_list(*groups: str, namespace: str = "http://itst.dk/oiosaml/basic_privilege_profile") -> str:
    return f'<bpp:PrivilegeList xmlns:bpp="{namespace}">{"".join(groups)}</bpp:PrivilegeList>'


def encoded(document: str) -> str:
    return base64.b64encode(document.encode()).decode()


def grants(*groups: str) -> tuple[Grant, ...]:
    return bpp_grants(encoded(a_list(*groups)), PRIVILEGES)


def test_each_group_is_a_grant_within_its_own_limits() -> None:
    limits = ((ORG_UNIT, f"{NORTH}, {SOUTH}"), (KLE, "27.24.*,27.36"), (SENSITIVITY, "FOELSOMME_PERSONOPLYSNINGER"))

    found = grants(a_group(LEADER, constraints=limits), a_group(CASEWORKER))

    teams, kle = frozenset({"Nord", "Syd"}), frozenset({"27.24", "27.36"})
    leading = Scope(teams=teams, kle=kle, sensitivities=frozenset({Sensitivity.SENSITIVE}))
    casework = Scope(teams=frozenset({"Nord"}))
    assert found == (Grant(role=Role.LEADER, scope=leading), Grant(role=Role.CASEWORKER, scope=casework))


@pytest.mark.parametrize("namespace", ["itst.dk", "digst.dk"])
def test_both_versions_of_the_profile_are_read_wrapped_in_lines_or_not(namespace: str) -> None:
    document = a_list(a_group(LEADER), namespace=f"http://{namespace}/oiosaml/basic_privilege_profile")
    wrapped = base64.encodebytes(b'<?xml version="1.0" encoding="UTF-8"?>\n' + document.encode()).decode()

    assert [grant.role for grant in bpp_grants(wrapped, PRIVILEGES)] == [Role.LEADER]


def test_a_default_namespace_covers_the_groups_too() -> None:
    document = a_list(a_group(LEADER)).replace("bpp:", "").replace("xmlns:bpp", "xmlns")

    assert [grant.role for grant in bpp_grants(encoded(document), PRIVILEGES)] == [Role.LEADER]


def test_a_privilege_of_another_system_is_passed_by() -> None:
    assert [grant.role for grant in grants(a_group("http://andet.dk/roles/x/1", LEADER))] == [Role.LEADER]


DENIED = {
    "an unknown constraint": a_group(LEADER, constraints=((ORG_UNIT, NORTH), ("http://sts.kombit.dk/nyt/1", "x"))),
    "a constraint without a name": a_group(LEADER, constraints=((ORG_UNIT, NORTH), ("", "x"))),
    "a constraint in another case": a_group(LEADER, constraints=((ORG_UNIT.upper(), NORTH),)),
    "the same constraint twice": a_group(LEADER, constraints=((ORG_UNIT, NORTH), (ORG_UNIT, SOUTH))),
    "another authority": a_group(LEADER, scope="urn:dk:gov:saml:cvrNumberIdentifier:87654321"),
    "a longer number of an authority": a_group(LEADER, scope=f"{OURS}9"),
    "no authority": a_group(LEADER, scope=""),
    "a production unit with the same number": a_group(
        LEADER, scope="urn:dk:gov:saml:productionUnitIdentifier:12345678"
    ),
    "no organisational unit": a_group(LEADER, constraints=()),
    "a privilege in another case": a_group(LEADER.upper()),
}


@pytest.mark.parametrize("why", DENIED)
def test_a_group_that_is_not_understood_is_denied_and_the_others_stand(why: str) -> None:
    assert [grant.role for grant in grants(DENIED[why], a_group(CASEWORKER))] == [Role.CASEWORKER]


@pytest.mark.parametrize("units", ["", " , ", "5a1b0000-0000-4000-8000-0000000000ff", "Nord", f"{SOUTH}{NORTH}"])
def test_a_scope_without_a_known_unit_reaches_nothing(units: str) -> None:
    [grant] = grants(a_group(LEADER, constraints=((ORG_UNIT, units),)))

    assert not any(grant.scope.reaches(Marks(team=team)) for team in ("Nord", "Syd", "", None))


@pytest.mark.parametrize("number", ["", "*", "2", "27.2", "27.24.03.01", "2,7", "²7.24", "27.24*"])
def test_a_kle_limit_that_cannot_be_read_reaches_nothing(number: str) -> None:
    [grant] = grants(a_group(LEADER, constraints=((ORG_UNIT, NORTH), (KLE, number))))

    assert not grant.scope.reaches(Marks(team="Nord", kle="27.24.03"))


def test_only_listed_roles_may_lack_an_organisational_unit() -> None:
    found = grants(a_group(LEADER, ANALYST, constraints=()))

    assert found == (Grant(role=Role.ANALYST),)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
REFUSED = {
    "not base64": "%%%",
    "base64 with a byte too few": encoded(a_list(a_group(LEADER)))[:-1],
    "not ASCII": "ÆØÅ=",
    "nothing": "",
    "plain XML": a_list(a_group(LEADER)),
    "base64 twice": encoded(encoded(a_list(a_group(LEADER)))),
    "not XML": encoded("leder"),
    "half a document": encoded(a_list(a_group(LEADER))[:-5]),
    "two documents": encoded(a_list(a_group(LEADER)) * 2),
    "UTF-16": base64.b64encode(a_list(a_group(LEADER)).encode("utf-16")).decode(),
    "another root": encoded(f"<Privileges>{a_group(LEADER)}</Privileges>"),
    "another namespace": encoded(a_list(a_group(LEADER), namespace="http://evil.dk/profile")),
    "a document type": encoded(f"<!DOCTYPE PrivilegeList>{a_list(a_group(LEADER))}"),
    "an external document type": encoded(f'<!DOCTYPE x SYSTEM "http://evil.dk/x.dtd">{a_list(a_group(LEADER))}'),
    "an external entity": encoded(f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{a_list(a_group(LEADER))}'),
    "an entity that grows": encoded(f"{BOMB}{a_list(a_group(LEADER).replace(NORTH, '&b;'))}"),
    "an unknown entity": encoded(a_list(a_group(LEADER)).replace(NORTH, "&nord;")),
    "a comment in a unit": encoded(a_list(a_group(LEADER)).replace(NORTH, f"{NORTH}<!-- -->0")),
    "a comment in a privilege": encoded(a_list(a_group(LEADER)).replace(LEADER, f"{LEADER}<!---->/../x")),
    "an instruction": encoded(a_list(a_group(LEADER)).replace(NORTH, f"<?x y?>{NORTH}")),
    "text between groups": encoded(a_list(a_group(LEADER)).replace("<Privilege>", "x<Privilege>")),
    "an element in a privilege": encoded(a_list(a_group(LEADER)).replace(LEADER, f"<b>{LEADER}</b>")),
    "an unknown element": encoded(a_list(a_group(LEADER)).replace("<Privilege>", "<Exception/><Privilege>")),
    "an unknown attribute": encoded(a_list(a_group(LEADER)).replace("Scope=", 'Except="x" Scope=')),
    "a group without privileges": encoded(a_list(a_group())),
    "a list in a list": encoded(a_list(a_list(a_group(LEADER)))),
    "too many groups": encoded(a_list("<PrivilegeGroup/>" * (MOST_GROUPS + 1))),
    "too long": encoded(a_list(a_group("x" * MOST_BYTES))),
    "deep": encoded("<a>" * 10_000),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_not_the_profile_is_refused_whole_and_not_repeated(why: str) -> None:
    with pytest.raises(LoginRefused) as refused:
        bpp_grants(REFUSED[why], PRIVILEGES)

    assert not any(text in str(refused.value) + refused.value.danish for text in (LEADER, NORTH, "evil", "passwd"))


@given(st.binary(max_size=300))
def test_any_bytes_grant_nothing(noise: bytes) -> None:
    with pytest.raises(LoginRefused):
        bpp_grants(base64.b64encode(noise).decode(), PRIVILEGES)


@given(st.text(max_size=100))
def test_any_text_grants_nothing(noise: str) -> None:
    with pytest.raises(LoginRefused):
        bpp_grants(noise, PRIVILEGES)


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=3))
def test_a_damaged_document_never_grants_more(place: int, noise: bytes) -> None:
    whole = a_list(a_group(CASEWORKER, constraints=((ORG_UNIT, NORTH), (KLE, "27.24")))).encode()
    cut = place % len(whole)
    damaged = whole[:cut] + noise + whole[cut + len(noise) :]

    try:
        found = bpp_grants(base64.b64encode(damaged).decode(), PRIVILEGES)
    except LoginRefused:
        return
    sound = frozenset({"Nord"})
    assert all(grant.role is Role.CASEWORKER and (grant.scope.teams or sound) <= sound for grant in found)
    assert all(grant.scope.teams is not None for grant in found)
