"""Where does this installation keep its things? Read from the environment once, in ``cli.py`` and ``__main__.py``."""

from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Mode(StrEnum):
    """What an installation is for."""

    DEVELOPMENT = "development"
    """Being developed, tried out or shown; on data that need no more protection than the machine gives."""
    OPERATION = "operation"
    """Real cases: with log-in, over TLS, and with a recorded legal basis."""


class Settings(BaseSettings):
    """The machine's settings, each from the variable ``SAGSTYNGDE_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="SAGSTYNGDE_", frozen=True, extra="forbid")

    var: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = 8000
    database: str | None = None
    bundle: Path | None = None
    tracking: str | None = None
    scheme: str = "bornehandicap"
    blind_share: float = Field(default=0.2, ge=0.0, le=1.0)
    hosts: str = ""
    proxies: str = ""
    workers: int = 1
    threads: int = 8
    most_in_flight: int = 64
    drain_seconds: float = 1.0
    vault_keys: Path | None = None
    retention: Path | None = None
    mode: Mode = Mode.DEVELOPMENT
    access: Path | None = None
    client_secret: SecretStr | None = None
    policy: str = "standard"
    clocks: Path | None = None
    alarms: Path | None = None
    audit_anchor: Path | None = None
    audit_key: Path | None = None
    model_key: Path | None = None
    model_trust: Path | None = None
    municipality: str = ""
    accessibility_email: str = ""
    accessibility_phone: str = ""
    accessibility_statement: str = ""

    @property
    def database_url(self) -> str:
        """Where cases and assessments are stored: an SQLite file under ``var`` unless a URL is set."""
        return self.database or f"sqlite:///{self.var.resolve() / 'sagstyngde.sqlite'}"

    @property
    def bundle_path(self) -> Path:
        """The model bundle the server answers from."""
        return self.bundle or self.var / "bundle"

    @property
    def schemes(self) -> tuple[str | Path, ...]:
        """The schemes a server follows where no model has had a turn: its bundle's, else the scheme by itself."""
        return self.bundle_path / "scheme.toml", self.scheme

    def environment(self) -> dict[str, str]:
        """Write the settings as the variables that another process of this installation reads them from.

        A secret is not among them: it comes from the environment, which that process inherits.
        """
        named = self.model_dump(mode="json", exclude_none=True, exclude={"client_secret"})
        return {f"SAGSTYNGDE_{name.upper()}": str(value) for name, value in named.items()}

    @property
    def vault_key_file(self) -> Path:
        """The file with the vault's keys: under ``var`` unless one is named, which is for development only."""
        return self.vault_keys or self.var / "vault.keys"

    @property
    def model_key_folder(self) -> Path:
        """Where both keys that vouch for models are made where none is named, which is for development only."""
        return self.var / "model-keys"

    @property
    def candidates(self) -> Path:
        """Where retraining writes its candidates."""
        return self.var / "kandidater"

    @property
    def tracking_uri(self) -> str:
        """Where training runs are logged: a local SQLite store under ``var`` unless a URI is set."""
        return self.tracking or f"sqlite:///{self.var.resolve() / 'mlflow.sqlite'}"
