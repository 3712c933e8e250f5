"""How does a trained bundle become a candidate? Packed, signed with the training key, and registered with its gate."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.model_keys import ModelKeys
from models.bundle_files import MANIFEST
from models.package import pack, unpack
from models.signing import Made, Sum, digest_of, signed, sums_of
from models.trust import KeyRole
from sagstyngde.gate import Check, Gate, Outcome
from sagstyngde.signed import SignedPackage
from storage.codec import gate_to_json
from storage.engine import Connection
from storage.models import NewModel, register_candidate
from storage.stamp import Stamp

UNGATED = "ikke_proevet"
"""The one check of a model that nobody has tried: it stops, and two people must say why they go past it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A model that can be registered, and its signed package."""

    new: NewModel
    package: SignedPackage


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What lies beside a bundle, as JSON: ``None`` where it was made without."""

    lineage: Mapping[str, Any] | None = None
    gate: Mapping[str, Any] | None = None
    retraining: Mapping[str, Any] | None = None


def candidate_of(folder: Path, keys: ModelKeys, papers: Papers) -> Candidate:
    """Pack a bundle and sign what was made.

    Raises:
        BundleRefused: it is not a bundle, or is damaged.
        NotReady: this machine does not hold the training key.

    """
    sign = keys.signs_as(KeyRole.TRAINING)
    content = pack(folder)
    members = unpack(content).members
    manifest = json.loads(members[MANIFEST])
    bundle_hash = manifest["content_hash"]
    gate = dict(papers.gate) if papers.gate is not None else gate_to_json(ungated(bundle_hash))
    made = Made(
        municipality=keys.trust.municipality,
        scheme_name=manifest["scheme_name"],
        scheme_version=manifest["scheme_version"],
        bundle_hash=bundle_hash,
        package=Sum.of(content),
        files=sums_of(members),
        gate_sha256=digest_of(gate),
        lineage_sha256=digest_of(papers.lineage),
    )
    new = NewModel(
        bundle_hash=bundle_hash,
        scheme_version=manifest["scheme_version"],
        manifest=manifest,
        lineage=papers.lineage,
        gate=gate,
        retraining=papers.retraining,
    )
    return Candidate(new=new, package=SignedPackage(package=content, made=signed(made, sign)))


def registered(connection: Connection, candidate: Candidate, stamp: Stamp) -> bool:
    """Register a candidate, and return whether it was new."""
    return register_candidate(connection, candidate.new, candidate.package, stamp)


def ungated(bundle_hash: str) -> Gate:
    """Return the gate of a model that was trained without one."""
    check = Check(
        code=UNGATED,
        label="Prøven",
        outcome=Outcome.UNMEASURED,
        figure="ikke målt",
        limit="alle prøvepunkter",
        told="Modellen er trænet uden at blive prøvet. Gentræn den, eller skriv, hvorfor den kan bruges uden.",
    )
    return Gate(challenger=bundle_hash, champion=None, checks=(check,))
