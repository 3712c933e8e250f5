"""Two models of one scheme, put into use in a casebook: what tests of a server's swaps begin with."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from models.bundle import ModelBundle
from sagstyngde.errors import BundleRefused
from sagstyngde.signed import Signed, SignedPackage
from storage.engine import Engine, writing
from storage.model_turns import Turn, begin_turn
from storage.models import NewModel, register_candidate
from storage.stamp import Stamp
from storage.tables.models import TurnKind

SIGNED = Signed(statement="{}", signature="x")
STAMP = Stamp(by="grete", at=datetime(2026, 11, 2, 9, tzinfo=UTC))


@dataclass
class Believing:
    """Takes a package for the model whose hash it holds, unless it is said to be refused."""

    known: Mapping[str, ModelBundle]
    refused: set[str] = field(default_factory=set)
    read: list[str] = field(default_factory=list)

    def live(self, turn: Turn, package: SignedPackage, *, after: int) -> ModelBundle:
        if turn.serial <= after:
            raise BundleRefused(english="its turn is older", danish="den er ældre end den i brug")
        return self.silent(turn.bundle_hash, package)

    def silent(self, bundle_hash: str, package: SignedPackage) -> ModelBundle:
        self.read.append(bundle_hash)
        assert package.package.decode() == bundle_hash
        if bundle_hash in self.refused:
            raise BundleRefused(english="its signature does not hold", danish="underskriften passer ikke")
        return self.known[bundle_hash]


def register(engine: Engine, *bundles: ModelBundle) -> None:
    """Register models, each with a package that says its hash and nothing else."""
    with writing(engine) as connection:
        for one in bundles:
            manifest = json.loads(json.dumps(asdict(one.manifest), default=str))
            new = NewModel(bundle_hash=one.content_hash, scheme_version=one.frame.scheme.version, manifest=manifest)
            register_candidate(connection, new, SignedPackage(package=one.content_hash.encode(), made=SIGNED), STAMP)


def turn_to(engine: Engine, bundle_hash: str, serial: int) -> None:
    """Put a registered model into use."""
    begun = Stamp(by="grete", at=datetime.now(UTC))
    turn = Turn(
        serial=serial,
        bundle_hash=bundle_hash,
        kind=TurnKind.ROLLBACK,
        proposal_id=None,
        reason="prøve",
        signed=SIGNED,
        begun=begun,
    )
    with writing(engine) as connection:
        begin_turn(connection, turn)
