"""How does an operator bring a model into use, or go back? As a person, with a reason, and a line in the log."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from casework.candidates import Papers, candidate_of, registered
from casework.model_keys import model_keys, raw_public
from casework.other_scheme import follows_another_scheme
from casework.promoting import approve, found_by, gate_of, go_back, put_forward, reject
from casework.promoting_reasons import Said
from models.bundle_files import MANIFEST
from models.trust import KeyRole
from pipelines.casebook import opened_casebook
from pipelines.operator_people import acting_as
from pipelines.operators import Errand, operator
from sagstyngde.danish import day
from sagstyngde.errors import InputRefused, Language
from sagstyngde.operations import Operation
from sagstyngde.settings import Settings
from storage import audit
from storage.engine import Connection, reading
from storage.models import KnownModel, ModelStage, models_known
from storage.signing_keys import new_key
from storage.stamp import Stamp
from storage.transactions import write

T = TypeVar("T")
PURPOSE = "ibrugtagning af model"
_BESIDE = ("lineage", "gate", "retraining")


class Act(StrEnum):
    """What is to be done with a model."""

    PROPOSE = "propose"
    APPROVE = "approve"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an operator asks for; ``model`` is the beginning of its hash."""

    act: Act
    model: str
    reason: str
    overrides: Mapping[str, str]


def run_register(settings: Settings, folder: Path, *, console: Console, language: Language) -> str:
    """Register a bundle, or the one in a candidate's folder, and return its hash.

    Raises:
        BundleRefused: it is not a bundle, or is damaged.
        InputRefused: a file beside it cannot be read.
        NotReady: this machine does not hold the training key.

    """
    bundle = folder if (folder / MANIFEST).exists() else folder / "bundle"
    candidate = candidate_of(bundle, model_keys(settings), _papers(bundle.resolve().parent))
    new = _done(
        settings,
        Operation.MODEL_REGISTER,
        lambda connection, stamp: registered(connection, candidate, stamp),
        actor=operator(),
    )
    short = candidate.new.bundle_hash[:12]
    told = ("registreret", "registered") if new else ("allerede registreret", "registered already")
    _say(console, language, english=f"The model {short} is {told[1]}.", danish=f"Modellen {short} er {told[0]}.")
    return candidate.new.bundle_hash


def run_promote(settings: Settings, asked: Asked, *, console: Console, language: Language) -> None:
    """Propose, approve or reject; raises what ``casework.promoting`` does."""
    operation = {
        Act.PROPOSE: Operation.MODEL_PROPOSE,
        Act.APPROVE: Operation.MODEL_APPROVE,
        Act.REJECT: Operation.MODEL_REJECT,
    }[asked.act]
    actor = acting_as(settings, operation)
    said = Said(reason=asked.reason, overrides=asked.overrides)
    waits = asked.act is not Act.REJECT and _waits_for_a_start(settings, asked.model)
    if waits:
        _say(console, language, english=_OTHER_SCHEME[0], danish=_OTHER_SCHEME[1])

    def act(connection: Connection, stamp: Stamp) -> str:
        own = found_by(connection, asked.model).model.bundle_hash
        match asked.act:
            case Act.PROPOSE:
                put_forward(connection, own, said, stamp)
            case Act.APPROVE:
                approve(connection, own, said, keys=model_keys(settings), stamp=stamp)
            case Act.REJECT:
                reject(connection, own, asked.reason, stamp)
        return own

    short = _done(settings, operation, act, actor=actor)[:12]
    english, danish = _APPROVED_BUT_WAITS if waits and asked.act is Act.APPROVE else _SAID[asked.act]
    _say(console, language, english=english.format(short), danish=danish.format(short))


def run_rollback(settings: Settings, model: str | None, reason: str, *, console: Console, language: Language) -> None:
    """Go back; raises what ``casework.promoting.go_back`` does."""
    actor = acting_as(settings, Operation.MODEL_ROLLBACK)

    def act(connection: Connection, stamp: Stamp) -> str:
        own = None if model is None else found_by(connection, model).model.bundle_hash
        return go_back(connection, own, reason, keys=model_keys(settings), stamp=stamp).bundle_hash

    short = _done(settings, Operation.MODEL_ROLLBACK, act, actor=actor)[:12]
    _say(
        console,
        language,
        english=f"The model {short} answers again; running servers follow within seconds.",
        danish=f"Modellen {short} er i brug igen; servere, der kører, følger efter i løbet af sekunder.",
    )


def run_list(settings: Settings, *, as_json: bool, console: Console) -> None:
    """Print every registered model, the newest first."""
    with opened_casebook(settings.database_url) as engine, reading(engine) as connection:
        known = models_known(connection)
    if as_json:
        console.print_json(json.dumps([_line(one) for one in known]))
        return
    table = Table("model", "hvor den står", "registreret", "taler imod", "i brug fra")
    for one in known:
        line = _line(one)
        begun = ", ".join(day(turn.begun.at.date()) for turn in reversed(one.turns))
        stops = ", ".join(line["stops"]) or "intet"
        row = (line["bundle_hash"][:12], _STAGES[one.stage], day(one.model.registered.at.date()), stops, begun)
        table.add_row(*row)
    console.print(table)


def run_new_key(out: Path, role: KeyRole, *, console: Console) -> None:
    """Make a key, and print what the trust file must say of it.

    Raises:
        InputRefused: the file is there already, or cannot be written.

    """
    public = base64.b64encode(raw_public(new_key(out))).decode()
    console.print(f'[[key]]\nrole = "{role}"\npublic = "{public}"', highlight=False, markup=False, soft_wrap=True)


def _waits_for_a_start(settings: Settings, model: str) -> bool:
    """Say whether running servers will not take a model: told before anything is decided of it."""
    with opened_casebook(settings.database_url) as engine, reading(engine) as connection:
        own = found_by(connection, model).model.bundle_hash
        return follows_another_scheme(connection, own, settings.schemes)


def _line(one: KnownModel) -> dict[str, Any]:
    gate = gate_of(one)
    return {
        "bundle_hash": one.model.bundle_hash,
        "stage": one.stage.value,
        "scheme_version": one.model.scheme_version,
        "registered_at": one.model.registered.at.isoformat(),
        "stops": [] if gate is None else [check.code for check in gate.stops],
        "turns": [
            {"serial": turn.serial, "kind": turn.kind.value, "begun_at": turn.begun.at.isoformat()}
            for turn in one.turns
        ],
    }


def _papers(folder: Path) -> Papers:
    return Papers(**{name: _read(folder / f"{name}.json") for name in _BESIDE})


def _read(file: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(file.read_text("utf-8")) if file.exists() else None
    except (OSError, ValueError) as error:
        raise InputRefused(
            english=f"{file.name}: cannot be read as JSON", danish=f"{file.name}: kan ikke læses som JSON"
        ) from error
    if told is not None and not isinstance(told, dict):
        raise InputRefused(english=f"{file.name}: is not an object", danish=f"{file.name}: er ikke et objekt")
    return told


def _done(settings: Settings, operation: Operation, act: Callable[[Connection, Stamp], T], *, actor: str) -> T:
    """Do something as a person or an operator, with its line in the log."""
    errand = Errand.now(operation, PURPOSE, at=datetime.now(UTC), actor=actor)

    def whole(connection: Connection) -> T:
        result = act(connection, errand.stamp)
        audit.append(connection, [errand.look()])
        return result

    with opened_casebook(settings.database_url) as engine:
        return write(engine, whole, computed_key=True)


def _say(console: Console, language: Language, *, english: str, danish: str) -> None:
    told = danish if language is Language.DANISH else english
    console.print(told, highlight=False, markup=False, soft_wrap=True)


_SAID = {
    Act.PROPOSE: (
        "The model {} is proposed; it waits for another person's approval.",
        "Modellen {} er indstillet; den venter på, at en anden godkender den.",
    ),
    Act.APPROVE: (
        "The model {} is approved and answers; running servers follow within seconds.",
        "Modellen {} er godkendt og taget i brug; servere, der kører, følger efter i løbet af sekunder.",
    ),
    Act.REJECT: (
        "The model {} is rejected; it can be proposed again.",
        "Modellen {} er afvist; den kan indstilles igen.",
    ),
}
_OTHER_SCHEME = (
    "Note: the model follows another scheme than the one in use. Running servers do not take it; "
    "it answers only once they have been started again.",
    "Bemærk: Modellen følger et andet skema end det, der er i brug. Servere, der kører, tager den ikke; "
    "den svarer først, når de er startet igen.",
)
_APPROVED_BUT_WAITS = (
    "The model {} is approved; it answers once the servers have been started again.",
    "Modellen {} er godkendt; den svarer, når serverne er startet igen.",
)
_STAGES = {
    ModelStage.CANDIDATE: "kandidat",
    ModelStage.PROPOSED: "indstillet",
    ModelStage.APPROVED: "godkendt",
    ModelStage.LIVE: "i brug",
    ModelStage.RETIRED: "taget ud af brug",
}
