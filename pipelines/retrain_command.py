"""What does an analyst see of a retraining? Its steps, what the gate said, where the candidate lies, and what is next.

One runs at a time, over processes and machines. A candidate whose gate stops is written all the same: two people can
say why it may be used, and everybody can read why not. MLflow gets a copy of the papers; whether it can be reached is
no matter for the model.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from casework.candidates import Papers, candidate_of, registered
from casework.model_keys import model_keys
from models.learn import Training
from models.vignettes import vignettes_of
from pipelines.casebook import opened_casebook
from pipelines.operators import Errand
from pipelines.progress import Steps
from pipelines.retrain import BUNDLE, STEPS, Candidate, Lesson, retrain
from pipelines.retrain_lesson import from_casebook, from_folder, remembering
from pipelines.retraining_page import OUTCOMES, summary
from pipelines.train import read_material
from sagstyngde.errors import Language, TrainingRefused
from sagstyngde.operations import Operation
from sagstyngde.settings import Settings
from storage.audit import append
from storage.codec import gate_to_json
from storage.engine import Connection, Engine, reading
from storage.erasures import pending_erasures
from storage.one_at_a_time import only_one, only_one_here
from storage.transactions import write

NAME = "gentraening"
PURPOSE = "gentræning af modellen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an analyst asks for. ``history``: a folder instead of the casebook; ``champion``: its bundle to beat."""

    scheme: str
    out: Path
    history: Path | None = None
    champion: Path | None = None
    training: Training
    tracking: str | None
    resume: bool = False


def run(settings: Settings, asked: Asked, *, console: Console, language: Language) -> Candidate:
    """Retrain, from the casebook or from a folder, and register what came of it in the casebook.

    Raises:
        TrainingRefused: another retraining runs, or the data check stops.
        BundleRefused, HistoryRefused, InputRefused, LeakageFound, NotReady, SchemeRefused: as the steps do.

    """
    with _alone(asked.out), Steps.shown(console, total=STEPS) as steps:
        if asked.history is not None:
            candidate = _of_folder(asked, asked.history, steps)
        else:
            candidate = _of_casebook(settings, asked, steps)
        mirrored = _mirror(candidate, asked.tracking, steps)
    _show(candidate, console, language)
    if not mirrored:
        _say(
            console,
            language,
            english="MLflow could not be reached: its copy of the papers is missing. The candidate is whole.",
            danish="MLflow kunne ikke nås: dens kopi af papirerne mangler. Kandidaten er hel.",
        )
    return candidate


def as_json(candidate: Candidate) -> str:
    """Write what came of it for another program to read."""
    told = {"folder": str(candidate.folder), "bundle_hash": candidate.bundle.content_hash}
    return json.dumps(
        told | {"gate": gate_to_json(candidate.gate), "retraining": candidate.told}, ensure_ascii=False, indent=1
    )


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    with only_one_here(out / f".{NAME}.lock") as is_free:
        if not is_free:
            raise _running()
        yield


def _running() -> TrainingRefused:
    return TrainingRefused(
        english="a retraining is running already; wait until it has ended",
        danish="en gentræning er allerede i gang; vent, til den er færdig",
    )


def _of_folder(asked: Asked, history: Path, steps: Steps) -> Candidate:
    now = datetime.now(UTC)
    material = read_material(asked.scheme, history, steps)
    lesson = from_folder(material, champion=asked.champion, out=asked.out, at=now)
    return _made(lesson, asked, steps)


def _made(lesson: Lesson, asked: Asked, steps: Steps) -> Candidate:
    agreed = vignettes_of(lesson.material.history.scheme, asked.scheme)
    return retrain(replace(lesson, vignettes=agreed), asked.out, asked.training, resume=asked.resume, progress=steps)


def _of_casebook(settings: Settings, asked: Asked, steps: Steps) -> Candidate:
    errand = Errand.now(Operation.RETRAIN, PURPOSE, at=datetime.now(UTC))
    with opened_casebook(settings.database_url) as engine, only_one(engine, NAME) as is_free:
        if not is_free:
            raise _running()
        keys = model_keys(settings)
        steps("Læser sagsbogen")
        lesson: Lesson = from_casebook(engine, asked.scheme, errand, settings)
        candidate = _made(lesson, asked, steps)
        papers = Papers(
            lineage=candidate.lineage.to_json(), gate=gate_to_json(candidate.gate), retraining=candidate.told
        )
        signed = candidate_of(candidate.folder / BUNDLE, keys, papers)

        def register(connection: Connection) -> None:
            registered(connection, signed, errand.stamp)
            append(connection, [errand.look()])

        write(engine, register)
        _forget(engine, asked.out)
    return candidate


def _forget(engine: Engine, out: Path) -> None:
    """Remove older candidates' folders that may know what has been erased since; their packages are the casebook's."""
    with reading(engine) as connection:
        erasures = pending_erasures(connection, datetime(2000, 1, 1, tzinfo=UTC))
    for folder in remembering(out, erasures):
        shutil.rmtree(folder)


def _mirror(candidate: Candidate, uri: str | None, steps: Steps) -> bool:
    """Copy the papers to MLflow; return false where it could not be done."""
    if uri is None:
        return True
    steps("Skriver i MLflow")
    try:
        from pipelines.tracking import mirror

        mirror(candidate, uri)
    except Exception:
        return False
    return True


def _show(candidate: Candidate, console: Console, language: Language) -> None:
    table = Table("Prøvepunkt", "Udfald", "Målt", title="Prøven")
    for check in candidate.gate.checks:
        table.add_row(Text(check.label), OUTCOMES[check.outcome], Text(check.figure))
    console.print(table)
    for text in summary(candidate.told, candidate.gate):
        console.print(text, highlight=False, markup=False)
    short = candidate.bundle.content_hash[:12]
    _say(
        console,
        language,
        english=f"Candidate {short}: {candidate.folder}. Read retraining.html, then propose it: "
        f"sagstyngde promote {short} --reason ...",
        danish=f"Kandidat {short}: {candidate.folder}. Læs retraining.html, og indstil den så: "
        f"sagstyngde promote {short} --reason ...",
    )


def _say(console: Console, language: Language, *, english: str, danish: str) -> None:
    console.print(danish if language is Language.DANISH else english, highlight=False, markup=False, soft_wrap=True)
