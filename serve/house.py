"""Which rules does this installation follow? Set once at the start, from its settings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes

from casework.clock_rules import STATUTORY, ClockRules
from casework.model_keys import ModelKeys, no_keys
from casework.policy import DEFAULT, HousePolicy, house_policy
from casework.weighing import BY_COURSES, Weigher
from features.scheme import Scheme
from sagstyngde.blind import is_drawn
from sagstyngde.case import CaseId
from sagstyngde.legal_basis import LegalBasis
from sagstyngde.thresholds import DEFAULT as USUAL
from sagstyngde.thresholds import Thresholds
from serve.anchoring import Anchorage
from serve.municipality import UNNAMED, Municipality
from serve.takes import Takes


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What holds here.

    Attributes:
        blind_share: so many of the cases are to be judged by a person before the suggestion is shown to anybody.
        scheme: what cases follow while no model answers; a model brings its own.
        schemes: those that hold where no model has had a turn, the one that goes before first.
        in_operation: real cases are handled here; otherwise the system is being developed or tried out.
        legal_basis: what allows that, where it has been recorded.
        secret: signs the cursors of lists: a new one, and every list begins anew.
        hosts: the names the server answers for.
        threads: so many requests at most are worked on at a time.
        most_in_flight: so many are taken in.
        drain_seconds: so long a server that is told to stop says that it is not ready.
        vault_keys: the file with the vault's keys; without one no child's identity is kept or told.
        policy: what cases are placed by until the municipality adopts one.
        earlier_bundles: the folder that bundles which have answered are kept in, if anywhere.
        comparison: the file that ``sagstyngde compare`` writes what a replay of the history found to, if anywhere.
        clocks: the municipality's own times, and what its facts are called.
        thresholds: from when on somebody is to look at something.
        weigher: says what open cases still take, by the model that answers.
        anchorage: where the log of looks is anchored, if anywhere.
        takes: reads the models that are put into use while the server runs; without it none is.
        model_keys: returns whose keys vouch for models here, and this server's own; read for each use.
        looks_every_s: so often it is asked whether one is.
        municipality: whose installation this is, and where somebody turns who cannot use a page.

    """

    blind_share: float = 0.0
    scheme: Scheme | None = None
    schemes: tuple[str | Path, ...] = ()
    in_operation: bool = False
    legal_basis: LegalBasis | None = None
    secret: bytes = field(default_factory=lambda: token_bytes(32), repr=False)
    hosts: tuple[str, ...] = ("*",)
    threads: int = 8
    most_in_flight: int = 64
    drain_seconds: float = 1.0
    vault_keys: Path | None = None
    policy: HousePolicy = field(default_factory=lambda: house_policy(DEFAULT))
    clocks: ClockRules = STATUTORY
    thresholds: Thresholds = USUAL
    weigher: Weigher = BY_COURSES
    comparison: Path | None = None
    earlier_bundles: Path | None = None
    anchorage: Anchorage | None = None
    municipality: Municipality = UNNAMED
    takes: Takes | None = None
    model_keys: Callable[[], ModelKeys] = no_keys
    looks_every_s: float = 1.0

    def draws_blind(self, case_id: CaseId) -> bool:
        """Whether a case is drawn for blind judgement."""
        return is_drawn(case_id, self.blind_share)
