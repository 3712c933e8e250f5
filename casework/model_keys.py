"""Which of the two keys that vouch for a model does this machine hold, and whose does it trust?

In operation the trust file is named (``SAGSTYNGDE_MODEL_TRUST``) and each machine holds at most one key
(``SAGSTYNGDE_MODEL_KEY``): the training key where models are made, the approval key where the server runs. Which of the
two it is, the trust file says. In development both are made under ``var`` at first need.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.signing import Sign
from models.trust import KeyRole, ModelTrust, read_trust, trust_text
from sagstyngde.errors import InputRefused, NotReady
from sagstyngde.settings import Mode, Settings
from storage import own_file
from storage.signing_keys import SigningKey, new_key, read_key, text_of

TRUST_FILE = "trust.toml"
_NOBODY = "udvikling"
"""Whose models these are where no municipality is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelKeys:
    """Whose signatures count, and the keys this machine signs with, by role."""

    trust: ModelTrust
    keys: Mapping[KeyRole, SigningKey]

    def signs_as(self, role: KeyRole) -> Sign:
        """Return what signs in a role.

        Raises:
            NotReady: this machine does not hold that key.

        """
        if role not in self.keys:
            raise NotReady(
                english=f"this machine does not hold the {role} key; name it with SAGSTYNGDE_MODEL_KEY",
                danish=f"denne maskine har ikke {_DANISH[role]}; angiv den med SAGSTYNGDE_MODEL_KEY",
            )
        return self.keys[role].sign


def no_keys() -> ModelKeys:
    """Return nothing, where nobody has said whose keys count; raises ``NotReady``."""
    raise NotReady(
        english="this server has no keys to put models into use with",
        danish="denne server har ingen nøgler til at tage modeller i brug med",
    )


def model_trust(settings: Settings) -> ModelTrust:
    """Return whose signatures count here.

    Raises:
        NotReady: it is in operation, and no trust file is named.
        InputRefused: the file cannot be read.

    """
    file = _trust_file(settings)
    return read_trust(text_of(file), file.name)


def model_keys(settings: Settings) -> ModelKeys:
    """Return whose signatures count here, and the keys this machine holds; read for each use, and kept nowhere.

    Raises:
        NotReady: it is in operation, and no trust file is named.
        InputRefused: a file cannot be read, or the key is not one that counts.

    """
    trust = model_trust(settings)
    if settings.model_key is not None:
        return ModelKeys(trust=trust, keys=_own_key(settings.model_key, trust))
    files = {role: settings.model_key_folder / f"{role}.key" for role in KeyRole}
    made_here = settings.model_trust is None
    return ModelKeys(trust=trust, keys={role: read_key(file) for role, file in files.items()} if made_here else {})


def raw_public(key: SigningKey) -> bytes:
    """Return a key's public half, as a trust file names it."""
    return key.public.public_bytes_raw()


def _own_key(file: Path, trust: ModelTrust) -> dict[KeyRole, SigningKey]:
    key = read_key(file)
    role = trust.role_of(raw_public(key))
    if role is None:
        raise InputRefused(
            english=f"{file.name}: is not a key that the trust file names",
            danish=f"{file.name}: er ikke en nøgle, der står på listen over dem, der gælder",
        )
    return {role: key}


def _trust_file(settings: Settings) -> Path:
    if settings.model_trust is not None:
        return settings.model_trust
    if settings.mode is Mode.OPERATION:
        raise NotReady(
            english="in operation, name the keys that models are signed with: SAGSTYNGDE_MODEL_TRUST",
            danish="i drift skal det angives, hvilke nøgler modeller er underskrevet med: SAGSTYNGDE_MODEL_TRUST",
        )
    file = settings.model_key_folder / TRUST_FILE
    if not file.exists():
        _make(settings, file)
    return file


def _make(settings: Settings, file: Path) -> None:
    """Make both keys and the file that trusts them. Two processes may do so at once: the first one's hold."""
    public = {}
    for role in KeyRole:
        key_file = settings.model_key_folder / f"{role}.key"
        with suppress(InputRefused):
            new_key(key_file)
        public[role] = raw_public(read_key(key_file))
    trust = ModelTrust(
        municipality=settings.municipality or _NOBODY,
        training=(public[KeyRole.TRAINING],),
        approval=(public[KeyRole.APPROVAL],),
    )
    with suppress(FileExistsError):
        own_file.make(file, trust_text(trust).encode())


_DANISH = {KeyRole.TRAINING: "træningsnøglen", KeyRole.APPROVAL: "godkendelsesnøglen"}
