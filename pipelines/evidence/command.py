"""What does ``sagstyngde evidence`` do? Replays answers, gathers what is known, writes it, and says what is missing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console

from pipelines.audit_check import key_of
from pipelines.evidence.folder import Written, write
from pipelines.evidence.kept_models import KeptModels
from pipelines.evidence.known import YEAR, Known, history_of, model_asked_for
from pipelines.evidence.own_texts import read_own
from pipelines.evidence.questions import QUESTIONS
from pipelines.evidence.registers import decisions, ml_test_score, risk_register
from pipelines.evidence.replay import Replay, replay
from pipelines.operators import Errand
from pipelines.progress import Steps
from sagstyngde.danish import count, number
from sagstyngde.errors import Language
from sagstyngde.operations import Operation
from sagstyngde.settings import Settings
from storage.audit import append
from storage.engine import Connection, Engine, open_engine, reading
from storage.erasures import cases_pending, pending_erasures
from storage.legal_basis import legal_basis
from storage.log_summary import log_summary
from storage.migrate import upgrade
from storage.models import find_model
from storage.patience import JOB
from storage.transactions import write as write_down

PURPOSE = "dokumentation af modellen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: where to (``None``: only the replay), which model, how many answers, whose own texts."""

    out: Path | None
    model: str | None = None
    own: Path | None = None
    answers: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it. ``holds``: nothing is empty or old, and every answer that was tried came out as it was."""

    written: Written | None
    replay: Replay | None

    @property
    def holds(self) -> bool:
        """Whether it can be shown."""
        return not (self.written and self.written.unusable) and (self.replay is None or self.replay.holds)


def run(settings: Settings, asked: Asked, *, at: datetime, console: Console, language: Language) -> Outcome:
    """Make the evidence and say what it came to.

    Raises:
        InputRefused: the model, the own texts or the folder cannot be used.
        NotReady: the database cannot be reached.

    """
    settings.var.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database_url, patience=JOB)
    try:
        upgrade(engine)
        errand = Errand.now(Operation.EVIDENCE_MAKE, PURPOSE, at=at)
        write_down(engine, lambda connection: append(connection, [errand.look()]))
        outcome = _made(engine, settings, asked, at, console)
    finally:
        engine.dispose()
    for english, danish in _sentences(outcome, asked):
        console.print(danish if language is Language.DANISH else english, highlight=False, markup=False, soft_wrap=True)
    return outcome


def as_json(outcome: Outcome) -> str:
    """Write what it came to, for systems."""
    replayed = outcome.replay
    return json.dumps(
        {
            "holds": outcome.holds,
            "unusable": [
                {"document": document.name, "section": chapter.code, "state": chapter.state.value}
                for document, chapter in (outcome.written.unusable if outcome.written else ())
            ],
            "signed": bool(outcome.written and outcome.written.is_signed),
            "replay": None if replayed is None else _replay_json(replayed),
        }
    )


def _replay_json(replayed: Replay) -> Mapping[str, object]:
    lacking = [{"model": name, "why": why.value, "answers": many} for (name, why), many in replayed.lacking.items()]
    differing = [{"assessment_id": one.assessment_id, "fields": one.fields} for one in replayed.different]
    counts = {name: getattr(replayed, name) for name in ("given", "tried", "equal", "among_many", "erased")}
    return {**counts, "lacking": lacking, "different": differing}


def _made(engine: Engine, settings: Settings, asked: Asked, at: datetime, console: Console) -> Outcome:  # noqa: PLR0917
    with Steps.shown(console) as steps, reading(engine) as connection:
        replayed = None
        if asked.answers:
            find = KeptModels(settings, connection)
            replayed = replay(
                connection,
                find,
                at - YEAR,
                most=asked.answers,
                tell=lambda done, of: steps.at("Genspiller svar", done, of),
            )
        if asked.out is None:
            return Outcome(written=None, replay=replayed)
        steps("Samler dokumentationen")
        known = gathered(connection, settings, asked, at, replayed)
        return Outcome(written=write(known, asked.out, key_of(settings)), replay=replayed)


def gathered(connection: Connection, settings: Settings, asked: Asked, at: datetime, replayed: Replay | None) -> Known:  # noqa: PLR0917
    """Read everything the documents are made of."""
    bundle = model_asked_for(connection, settings, asked.model)
    registered = find_model(connection, bundle.content_hash)
    read_at = (registered.lineage or {}).get("read_at") if registered else None
    pending = cases_pending(pending_erasures(connection, datetime.fromisoformat(read_at))) if read_at else None
    return Known(
        at=at,
        municipality=settings.municipality,
        bundle=bundle,
        history=history_of(connection, bundle.content_hash, legal_basis(connection), pending),
        log=log_summary(connection, at - YEAR),
        replay=replayed,
        register=risk_register(),
        score=ml_test_score(),
        decisions=decisions(),
        own=read_own(asked.own, QUESTIONS),
    )


def _sentences(outcome: Outcome, asked: Asked) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    if outcome.replay is not None:
        found = outcome.replay
        lacking = sum(found.lacking.values())
        told.append(
            (
                f"{found.equal} of {found.tried} replayed answers came out as they were; {lacking} cannot be given "
                "again; "
                f"{found.erased} cases of the time are erased",
                f"{number(found.equal)} af {count(found.tried, 'genspillet svar', 'genspillede svar')} kom ud, som "
                "de blev "
                f"givet; {number(lacking)} kan ikke gives igen; {number(found.erased)} af tidens sager er slettet",
            )
        )
    if outcome.written is not None and asked.out is not None:
        for document, chapter in outcome.written.unusable:
            why = chapter.lacking or chapter.old
            told.append(
                (
                    f"{document.name}, section {chapter.code}: {chapter.state.value} ({why})",
                    f"{document.title}, »{chapter.title}«: {why}",
                )
            )
        told.append(
            (
                f"{len(outcome.written.files)} files: {asked.out}",
                f"{number(len(outcome.written.files))} filer: {asked.out}",
            )
        )
    return told
