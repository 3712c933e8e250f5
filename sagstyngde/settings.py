"""Where does this installation keep its things? Read from the environment once, in ``cli.py`` and ``__main__.py``."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The machine's settings, each from the variable ``SAGSTYNGDE_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="SAGSTYNGDE_", frozen=True, extra="forbid")

    var: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = 8000
    database: str | None = None
    bundle: Path | None = None
    tracking: str | None = None

    @property
    def database_url(self) -> str:
        """Where cases and assessments are stored: an SQLite file under ``var`` unless a URL is set."""
        return self.database or f"sqlite:///{self.var.resolve() / 'sagstyngde.sqlite'}"

    @property
    def bundle_path(self) -> Path:
        """The model bundle the server answers from."""
        return self.bundle or self.var / "bundle"

    @property
    def tracking_uri(self) -> str:
        """Where training runs are logged: a local SQLite store under ``var`` unless a URI is set."""
        return self.tracking or f"sqlite:///{self.var.resolve() / 'mlflow.sqlite'}"
