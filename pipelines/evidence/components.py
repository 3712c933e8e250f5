"""What is this installation made of? Every installed distribution, the web's assets, Python and SQLite."""

import base64
import binascii
import json
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata

from pipelines.evidence.shipped import shipped
from storage.sqlite import DRIVER

OURS = "sagstyngde"
_EXTRA = re.compile(r"extra\s*==\s*['\"]([\w.-]+)['\"]")
_REQUIRED = re.compile(r"^([\w.-]+)\s*(?:\[([^\]]*)\])?([^;]*)(?:;(.*))?$")


_OLDER = re.compile(r"python_(?:full_)?version\s*<\s*['\"](\d+)\.(\d+)")
"""What only an older Python than this one needs; any other condition is answered by whether the part is installed."""


class Scope(StrEnum):
    """What a component is needed for, in CycloneDX's words."""

    REQUIRED = "required"
    """Serving."""
    OPTIONAL = "optional"
    """Training, import, allocation, evaluation, evidence: the extras."""
    EXCLUDED = "excluded"
    """Installed here, and no part of what runs: tools of development."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A component. ``sha512`` is of the package as the lock file has it, in hexadecimal, where the lock tells."""

    name: str
    version: str
    scope: Scope
    purl: str
    licence: str | None = None
    about: str | None = None
    sha512: str | None = None
    needs: tuple[str, ...] = ()


def parts() -> tuple[Part, ...]:
    """Return everything but our own program, in the order of the addresses."""
    return tuple(sorted((*_distributions(), *_web(), *_engines()), key=lambda part: part.purl))


def canonical(name: str) -> str:
    """Return a distribution's name as it is compared.

    >>> canonical("Jinja2"), canonical("ruamel.yaml_clib")
    ('jinja2', 'ruamel-yaml-clib')
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def _distributions() -> Iterator[Part]:
    installed = {canonical(one.metadata["Name"]): one for one in metadata.distributions()}
    required, wanted = _reached(installed, ()), _reached(installed, _extras(installed))
    for name, found in installed.items():
        if name == OURS:
            continue
        scope = Scope.REQUIRED if name in required else Scope.OPTIONAL if name in wanted else Scope.EXCLUDED
        yield Part(
            name=found.metadata["Name"],
            version=found.version,
            scope=scope,
            purl=f"pkg:pypi/{name}@{found.version}",
            licence=_licence(found),
            about=_stated(found, "Summary"),
            needs=tuple(sorted({one for one, _ in _needs(found, ()) if one in installed})),
        )


def _extras(installed: Mapping[str, metadata.Distribution]) -> tuple[str, ...]:
    return tuple(installed[OURS].metadata.get_all("Provides-Extra") or ()) if OURS in installed else ()


def _reached(installed: Mapping[str, metadata.Distribution], extras: tuple[str, ...]) -> set[str]:
    """Return what our program needs with these extras, and what that needs, as far as it is installed."""
    waiting, seen = [(OURS, extras)], set[tuple[str, tuple[str, ...]]]()
    while waiting:
        name, with_extras = waiting.pop()
        if (name, with_extras) in seen or name not in installed:
            continue
        seen.add((name, with_extras))
        waiting += _needs(installed[name], with_extras)
    return {name for name, _ in seen} - {OURS}


def _needs(found: metadata.Distribution, extras: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what a distribution asks for, with the extras it asks for, outside its own extras or inside those given."""
    for line in found.requires or ():
        required = _REQUIRED.match(line.strip())
        if required is None:
            continue
        name, with_extras, _, marker = required.groups()
        older = _OLDER.search(marker or "")
        if older and sys.version_info >= (int(older[1]), int(older[2])):
            continue
        asked = _EXTRA.findall(marker or "")
        if not asked or set(asked) & set(extras):
            wanted = (part.strip() for part in (with_extras or "").split(","))
            yield canonical(name), tuple(sorted(part for part in wanted if part))


def _licence(found: metadata.Distribution) -> str | None:
    """Return a licence as the distribution states it; a text of many lines is not a name."""
    stated = _stated(found, "License-Expression") or _stated(found, "License") or ""
    if stated and "\n" not in stated:
        return stated
    classified = (one for one in found.metadata.get_all("Classifier") or () if "License ::" in one)
    return ", ".join(one.rpartition(" :: ")[2] for one in classified) or None


def _stated(found: metadata.Distribution, field: str) -> str | None:
    return next(iter(found.metadata.get_all(field) or ()), None)


def _web() -> Iterator[Part]:
    """Yield the web's assets as the lock file has them."""
    lock = shipped("package-lock.json")
    packages = json.loads(lock.read_text("utf-8"))["packages"] if lock.exists() else {}
    for place, package in packages.items():
        if place:
            name = place.rpartition("node_modules/")[2]
            yield Part(
                name=name,
                version=package["version"],
                scope=Scope.EXCLUDED if package.get("dev") else Scope.REQUIRED,
                purl=f"pkg:npm/{name.replace('@', '%40')}@{package['version']}",
                licence=package.get("license"),
                sha512=_hexadecimal(package.get("integrity", "")),
            )


def _hexadecimal(integrity: str) -> str | None:
    kind, _, code = integrity.partition("-")
    return binascii.hexlify(base64.b64decode(code)).decode() if kind == "sha512" else None


def _engines() -> Iterator[Part]:
    """Yield what everything runs on: a fault in them is one in us."""
    python, sqlite = platform.python_version(), DRIVER.sqlite_version
    for name, number, licence in (("python", python, "PSF-2.0"), ("sqlite", sqlite, "blessing")):
        purl = f"pkg:generic/{name}@{number}"
        yield Part(name=name, version=number, scope=Scope.REQUIRED, purl=purl, licence=licence)
