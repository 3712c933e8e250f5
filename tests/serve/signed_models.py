"""Models that two keys vouch for, in a casebook: what a server that verifies them is tested with."""

import base64
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models import bundle as bundles
from models.bundle import ModelBundle
from models.package import pack, unpack
from models.signing import Made, Sign, Sum, TurnMade, digest_of, signed, sums_of
from models.trust import ModelTrust, trust_text
from sagstyngde.signed import SignedPackage
from storage.engine import Engine, writing
from storage.model_turns import Turn, begin_turn
from storage.models import NewModel, package_of, register_candidate
from storage.stamp import Stamp
from storage.tables.models import TurnKind

MUNICIPALITY = "Eksempelby"


def _signing(key: Ed25519PrivateKey) -> Sign:
    return lambda content: base64.b64encode(key.sign(content)).decode()


@dataclass
class Keys:
    """Both keys of a municipality, and the file that names them."""

    folder: Path
    municipality: str = MUNICIPALITY
    training: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    approval: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def trust_file(self) -> Path:
        file = self.folder / "trust.toml"
        if not file.exists():
            training, approval = (one.public_key().public_bytes_raw() for one in (self.training, self.approval))
            trust = ModelTrust(municipality=self.municipality, training=(training,), approval=(approval,))
            file.write_text(trust_text(trust), "utf-8")
        return file

    def package(self, bundle: ModelBundle) -> SignedPackage:
        """Pack a model, and sign what was made."""
        place = self.folder / bundle.content_hash[:12]
        if not place.exists():
            bundles.save(bundle, place)
        content = pack(place)
        made = Made(
            municipality=self.municipality,
            scheme_name=bundle.manifest.scheme_name,
            scheme_version=bundle.manifest.scheme_version,
            bundle_hash=bundle.content_hash,
            package=Sum.of(content),
            files=sums_of(unpack(content).members),
            gate_sha256=digest_of(None),
            lineage_sha256=digest_of(None),
        )
        return SignedPackage(package=content, made=signed(made, _signing(self.training)))

    def register(self, engine: Engine, bundle: ModelBundle) -> None:
        """Store a model with its package."""
        manifest = json.loads(json.dumps(asdict(bundle.manifest), default=str))
        new = NewModel(
            bundle_hash=bundle.content_hash, scheme_version=bundle.manifest.scheme_version, manifest=manifest
        )
        stamp = Stamp(by="anders", at=datetime.now(UTC))
        with writing(engine) as connection:
            register_candidate(connection, new, self.package(bundle), stamp)

    def turn(self, engine: Engine, bundle_hash: str, serial: int) -> Turn:
        """Return a signed turn of a stored model."""
        with writing(engine) as connection:
            package = package_of(connection, bundle_hash)
        assert package is not None
        at = datetime.now(UTC)
        said = TurnMade(
            municipality=self.municipality,
            serial=serial,
            kind="rollback",
            bundle_hash=bundle_hash,
            made_sha256=sha256(package.made.statement.encode()).hexdigest(),
            proposed_by="anders",
            approved_by="grete",
            overridden=(),
            begun_by="grete",
            begun_at=at.isoformat(),
        )
        return Turn(
            serial=serial,
            bundle_hash=bundle_hash,
            kind=TurnKind.ROLLBACK,
            proposal_id=None,
            reason="prøve",
            signed=signed(said, _signing(self.approval)),
            begun=Stamp(by="grete", at=at),
        )

    def put_into_use(self, engine: Engine, bundle_hash: str, serial: int) -> None:
        """Let a model's turn begin."""
        turn = self.turn(engine, bundle_hash, serial)
        with writing(engine) as connection:
            begin_turn(connection, turn)
