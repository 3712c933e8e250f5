"""Candidates for tests of promoting: a small signed model under several hashes' worth of variations."""

from dataclasses import replace
from pathlib import Path

from casework.candidates import Candidate, Papers, candidate_of, registered
from casework.model_keys import ModelKeys, model_keys
from models.bundle import ModelBundle, save, sealed
from sagstyngde.gate import Check, Gate, Outcome
from sagstyngde.settings import Settings
from storage.codec import gate_to_json
from storage.engine import Connection
from storage.stamp import Stamp
from tests.answers import NOON

BLIND = "blinde"


def stamp(who: str) -> Stamp:
    return Stamp(by=who, at=NOON)


def keys_in(folder: Path) -> ModelKeys:
    return model_keys(Settings(var=folder, municipality="Eksempelby"))


def variation(bundle: ModelBundle, number: int) -> ModelBundle:
    """Return the same model under another hash: what differs is what it says of itself."""
    manifest = bundle.manifest
    return sealed(replace(bundle, manifest=replace(manifest, notes=(*manifest.notes, f"udgave {number}"))))


def a_gate(bundle_hash: str, *, stops: bool = False) -> Gate:
    outcome = Outcome.STOPPED if stops else Outcome.PASSED
    check = Check(code=BLIND, label="Blinde vurderinger", outcome=outcome, figure="12 %", limit="mindst 20 %")
    return Gate(challenger=bundle_hash, champion=None, checks=(check,))


def a_candidate(bundle: ModelBundle, number: int, folder: Path, keys: ModelKeys, *, stops: bool = False) -> Candidate:
    own = variation(bundle, number)
    save(own, folder / f"bundle-{number}")
    lineage = {"seed": number, "share": 0.1, "read_at": NOON.isoformat()}
    papers = Papers(gate=gate_to_json(a_gate(own.content_hash, stops=stops)), lineage=lineage)
    return candidate_of(folder / f"bundle-{number}", keys, papers)


def register(connection: Connection, candidate: Candidate) -> str:
    assert registered(connection, candidate, stamp("cli:drift"))
    return candidate.new.bundle_hash
