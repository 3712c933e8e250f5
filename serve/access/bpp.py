"""What does an OIO-BPP attribute grant? Privilege groups of the common access control, read strictly.

The municipalities' access control (Fælleskommunal Adgangsstyring) hands roles over as base64 of an XML document with
one ``PrivilegeGroup`` for each role and its data constraints: OIO Basic Privilege Profile 1.0-1.2. What cannot be read
as that profile is refused whole. Inside it, doubt narrows: a privilege that is not ours is passed by, a group with a
constraint that is not known is denied, and an organisational unit that is not mapped reaches nothing.

A role catalogue can leave out a constraint whose values came out empty (OS2rollekatalog does), and the role then looks
unlimited. So a group without an organisational unit is denied too, but for roles the operator lists as ``unlimited``.
"""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from sagstyngde.access import Grant, Role, Scope, Sensitivity, is_kle
from sagstyngde.errors import LoginRefused

T = TypeVar("T")
KLE = "http://sts.kombit.dk/constraints/KLE/1"
ORG_UNIT = "http://sts.kombit.dk/constraints/orgenhed/1"
SENSITIVITY = "http://sts.kombit.dk/constraints/foelsomhed/1"

MOST_BYTES = 64 * 1024
MOST_GROUPS = 500
_NAMESPACES = ("http://itst.dk/oiosaml/basic_privilege_profile", "http://digst.dk/oiosaml/basic_privilege_profile")
_SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_CVR = "urn:dk:gov:saml:cvrNumberIdentifier:"
_SENSITIVITIES: Mapping[str, Sensitivity] = {one.value: one for one in Sensitivity}


@dataclass(frozen=True, slots=True, kw_only=True)
class Privileges:
    """What a municipality's privileges mean here.

    Attributes:
        cvr: the municipality's CVR number; groups of another authority are denied.
        roles: a privilege's URI to the role it gives.
        org_units: an organisational unit's UUID, in lower case, to the team it is here.
        unlimited: roles that may be given without an organisational unit.

    """

    cvr: str
    roles: Mapping[str, Role]
    org_units: Mapping[str, str] = field(default_factory=dict)
    unlimited: frozenset[Role] = frozenset({Role.ANALYST, Role.APPROVER})


def bpp_grants(attribute: str, privileges: Privileges) -> tuple[Grant, ...]:
    """Return the grants of an attribute's value: one for each privilege of ours in a group that is understood.

    Raises:
        LoginRefused: the value is not base64 of a document of the profile.

    """
    root = _parsed(_decoded(attribute))
    if _local(root) != "PrivilegeList" or len(root) > MOST_GROUPS:
        raise _refused("not a list of privilege groups")
    return tuple(grant for group in root for grant in _granted(_group(group), privileges))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    scope: str
    privileges: tuple[str, ...]
    constraints: tuple[tuple[str, str], ...]


def _decoded(attribute: str) -> str:
    if len(attribute) > MOST_BYTES:
        raise _refused("too long")
    try:
        return base64.b64decode("".join(attribute.split()).encode("ascii"), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeError) as error:
        raise _refused("not base64 of UTF-8 text") from error


def _parsed(document: str) -> Element:
    """Read the XML; a document type, an entity, a comment or an instruction has no business in it.

    A comment would be the dangerous one: parsers differ in whether the text around it is one text or two.
    """
    builder = TreeBuilder(insert_comments=True, insert_pis=True)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    try:
        parser.feed(document)
        root: Element = parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise _refused("not plain XML") from error
    if any(not isinstance(element.tag, str) for element in root.iter()):
        raise _refused("a comment or an instruction in it")
    return root


def _local(element: Element) -> str:
    """Return an element's name; one in a namespace that is not the profile's has none of our names."""
    namespace, _, name = element.tag.rpartition("}")
    return name if namespace in {"", *(f"{{{known}" for known in _NAMESPACES)} else element.tag


def _group(element: Element) -> _Group:
    if _local(element) != "PrivilegeGroup" or (element.text or "").strip():
        raise _refused("not a list of privilege groups")
    texts: dict[str, list[tuple[str, str]]] = {"Privilege": [], "Constraint": []}
    for child in element:
        if _local(child) not in texts or len(child) or (child.tail or "").strip():
            raise _refused("something else than privileges and constraints in a group")
        texts[_local(child)].append((child.get("Name", ""), (child.text or "").strip()))
    foreign = [name for name in element.attrib if name != "Scope" and not name.startswith(_SCHEMA_INSTANCE)]
    if foreign or not texts["Privilege"]:
        raise _refused("a group without privileges, or with an unknown attribute")
    return _Group(
        scope=element.get("Scope", ""),
        privileges=tuple(text for _, text in texts["Privilege"]),
        constraints=tuple(texts["Constraint"]),
    )


def _granted(group: _Group, privileges: Privileges) -> Iterator[Grant]:
    scope = _scope(group, privileges)
    if scope is None:
        return
    for privilege in group.privileges:
        role = privileges.roles.get(privilege)
        if role is not None and (scope.teams is not None or role in privileges.unlimited):
            yield Grant(role=role, scope=scope)


def _scope(group: _Group, privileges: Privileges) -> Scope | None:
    """Return what a group reaches; ``None`` where it is another authority's or holds what is not understood."""
    limits = dict(group.constraints)
    if group.scope != f"{_CVR}{privileges.cvr}" or len(limits) < len(group.constraints) or not limits.keys() <= _KNOWN:
        return None
    return Scope(
        teams=_values(limits.get(ORG_UNIT), lambda unit: privileges.org_units.get(unit.lower())),
        kle=_values(limits.get(KLE), _kle),
        sensitivities=_values(limits.get(SENSITIVITY), lambda code: _SENSITIVITIES.get(code.upper())),
    )


_KNOWN = frozenset({KLE, ORG_UNIT, SENSITIVITY})


def _values(text: str | None, meaning: Callable[[str], T | None]) -> frozenset[T] | None:
    """Read a constraint's values, divided by commas. One that means nothing here is left out: that only narrows."""
    if text is None:
        return None
    meant = (meaning(value.strip()) for value in text.split(","))
    return frozenset(value for value in meant if value is not None)


def _kle(number: str) -> str | None:
    """Read a KLE number or its beginning, ``27.24``, also written ``27.24.*``."""
    stem = number.removesuffix(".*")
    return stem if is_kle(stem) else None


def _refused(why: str) -> LoginRefused:
    return LoginRefused(
        english=f"the privileges cannot be used: {why}",
        danish="rettighederne fra kommunens log-in kan ikke læses; sig det til driften",
    )
