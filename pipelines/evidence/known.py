"""What is known of a model? Everything the documents are made of, read once: they themselves reckon nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from features.scheme import Scheme
from models.bundle import Manifest, ModelBundle
from pipelines.evidence.kept_models import KeptModels
from pipelines.evidence.paper import Own
from pipelines.evidence.registers import MlTestScore, RiskRegister
from pipelines.evidence.replay import Replay
from sagstyngde.errors import InputRefused
from sagstyngde.legal_basis import LegalBasis
from sagstyngde.settings import Settings
from storage.engine import Connection
from storage.known_models import AnsweringModel, answering_models
from storage.log_summary import LogSummary
from storage.model_turns import Turn, live_turn, turns
from storage.models import KnownModel, known_model, models_known
from storage.monitor_runs import MonitorRun, monitor_runs_kept

YEAR = timedelta(days=365)
_RUNS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the casebook knows of a model's life. ``runs`` are those that watched it, the newest first."""

    registered: KnownModel | None
    answering: AnsweringModel | None
    turns: tuple[Turn, ...]
    runs: tuple[MonitorRun, ...]
    pending: int | None
    """Cases erased since its history was read; ``None`` where nobody knows when that was."""
    basis: LegalBasis | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All of it. ``own`` holds what the municipality has written, by question; ``report`` its figures, where tried."""

    at: datetime
    municipality: str
    bundle: ModelBundle
    history: History
    log: LogSummary
    replay: Replay | None
    register: RiskRegister
    score: MlTestScore
    decisions: Mapping[str, str]
    own: Mapping[str, Own]

    @property
    def manifest(self) -> Manifest:
        """The model's numbers and names."""
        return self.bundle.manifest

    @property
    def scheme(self) -> Scheme:
        """The scheme it was trained under."""
        return self.bundle.frame.scheme

    @property
    def figures(self) -> Mapping[str, Any] | None:
        """How good it was on the newest cases, with every count under five withheld."""
        return self.bundle.figures

    @property
    def made_on(self) -> date:
        """The day the model was made."""
        return self.manifest.created_at.date()

    @property
    def lineage(self) -> Mapping[str, Any] | None:
        """What it was made from, where it was registered with that."""
        registered = self.history.registered
        return None if registered is None else registered.model.lineage

    @property
    def gate(self) -> Mapping[str, Any] | None:
        """Every check that it was held against, where it was."""
        registered = self.history.registered
        return None if registered is None else registered.model.gate

    def written(self, *codes: str) -> tuple[Own, ...]:
        """Return what the municipality has written, or is asked to."""
        return tuple(self.own[code] for code in codes)

    def outdated(self, *codes: str) -> str:
        """Say which of the municipality's texts are older than the model; nothing where none is."""
        old = [one.question for one in self.written(*codes) if one.written_on and one.written_on < self.made_on]
        return f"kommunens egen tekst om »{old[0]}«" if old else ""


def model_asked_for(connection: Connection, settings: Settings, beginning: str | None) -> ModelBundle:
    """Return the model that a hash begins as; without one the model in use, or else the bundle of this installation.

    Raises:
        InputRefused: none or several begin so, or it cannot be read.

    """
    models = KeptModels(settings, connection)
    if beginning is None:
        live = live_turn(connection)
        named = {live.bundle_hash} if live else _own_hash(models, settings)
    else:
        registered = (one.model.bundle_hash for one in models_known(connection))
        named = {*models.named(beginning), *(name for name in registered if name.startswith(beginning))}
    found = models(next(iter(named))) if len(named) == 1 else None
    if found is None:
        many = len(named) > 1
        raise InputRefused(
            english="several models begin so; write more of the hash"
            if many
            else "there is no such model, or it is damaged; name one that is kept with --model",
            danish="flere modeller begynder sådan; skriv mere af kontrolsummen"
            if many
            else "der er ingen sådan model, eller den er beskadiget; nævn en, der er gemt, med --model",
        )
    return found


def _own_hash(models: KeptModels, settings: Settings) -> set[str]:
    return {name for name in models.named("") if models.place(name) == settings.bundle_path}


def history_of(connection: Connection, bundle_hash: str, basis: LegalBasis | None, pending: int | None) -> History:
    """Read what the casebook knows of a model's life."""
    runs = monitor_runs_kept(connection, most=_RUNS)
    return History(
        registered=known_model(connection, bundle_hash),
        answering=next((one for one in answering_models(connection) if one.bundle_hash == bundle_hash), None),
        turns=turns(connection),
        runs=tuple(one for one in runs if one.bundle_hash == bundle_hash),
        pending=pending,
        basis=basis,
    )
