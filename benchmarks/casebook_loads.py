"""Does the server tell the loads that the command line does, and how far are both from what was recorded?

Three invented municipalities are cut half a year before their end. A bundle is learned from what was known then, the
open cases are stored in a casebook with their answers and what people had judged, and the hours of the six months to
come are read off the casebook's board. Beside them stand the hours of ``sagstyngde caseload``, and those recorded
afterwards; and what the board told before it knew what open cases still take: their courses alone. Run as
``python -m benchmarks.casebook_loads`` it writes ``docs/casebook_loads.json``, which ADR 0056 quotes.
"""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import numpy as np

from benchmarks.open_cases import CASES, CASEWORKERS, MONTHS, SEEDS, Known, known_then
from benchmarks.surroundings import Json, bar, surroundings, write_json
from casework.board import View, cases_on_board
from casework.weighing import BY_COURSES, Weigher
from models.assess import Assessor
from models.fit_remaining import with_remaining
from models.ordinal import Floats
from pipelines.caseload import open_cases
from pipelines.synthetic import synthesise
from sagstyngde.assessment import AssessmentId
from sagstyngde.case import Case, CaseId
from storage.assessments import insert_assessment, known_or_new
from storage.engine import Engine, open_engine, reading, writing
from storage.migrate import upgrade
from storage.placements import open_records
from storage.stamp import Stamp
from storage.words import insert_judgement

_AT = datetime(2026, 1, 1, tzinfo=UTC)
_STAMP = Stamp(by="benchmark", at=_AT)


def load_figures() -> Json:
    """Return every municipality's figures."""
    figures: Json = {"surroundings": surroundings()}
    with bar(len(SEEDS)) as step, TemporaryDirectory() as made:
        for seed in SEEDS:
            step(f"synthetic, seed {seed}")
            folder = Path(made) / f"kommune-{seed}"
            synthesise(folder, cases=CASES, caseworkers=CASEWORKERS, seed=seed)
            known = known_then((folder / "scheme.toml").read_text("utf-8"), folder)
            figures[f"synthetic, seed {seed}"] = _figures(known, Path(made) / f"{seed}.sqlite")
    return figures


def _figures(known: Known, file: Path) -> Json:
    assessor = Assessor(with_remaining(known.assessor.bundle, known.history))
    told = {case.case_id: sum(case.monthly_hours[:MONTHS]) for case in open_cases(known.history, assessor, known.on)}
    rows = [row for row, case in enumerate(known.history.cases) if case.case_id in told]
    cases = [known.history.cases[row] for row in rows]
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    _fill(engine, known, cases, assessor)
    command, recorded = np.array([told[case.case_id] for case in cases]), known.recorded[rows]
    on_board = {
        "board": _board(engine, known, cases, Weigher(assessor=assessor)),
        "board before": _board(engine, known, cases, BY_COURSES),
    }
    ways = {name: _way(hours, command, recorded) for name, hours in ({"command": command} | on_board).items()}
    return {"on": known.on.isoformat(), "open_cases": len(cases), "ways": ways}


def _way(hours: Floats, command: Floats, recorded: Floats) -> Json:
    """Return hours over those of the command and over those recorded, and the mean absolute errors of a case."""
    return {
        "over_command": round(float(hours.sum() / command.sum()), 4),
        "off_command_most": round(float(np.abs(hours - command).max()), 4),
        "bias": round(float(hours.sum() / recorded.sum() - 1.0), 3),
        "mean_absolute_error": round(float(np.abs(hours - recorded).mean()), 2),
    }


def _fill(engine: Engine, known: Known, cases: list[Case], assessor: Assessor) -> None:
    answers = assessor.assess_many(cases, ids=[AssessmentId(str(uuid4())) for _ in cases], at=_AT)
    ids = {case.case_id for case in cases}
    with writing(engine) as connection:
        for case, answer in zip(cases, answers, strict=True):
            insert_assessment(connection, known_or_new(connection, case, _STAMP), answer, by=_STAMP.by)
        for judgement in sorted(known.history.judgements, key=lambda one: one.judged_on):
            if judgement.case_id in ids:
                insert_judgement(connection, str(uuid4()), judgement, _STAMP)


def _board(engine: Engine, known: Known, cases: list[Case], weigher: Weigher) -> Floats:
    with reading(engine) as connection:
        view = View(on=known.on, months=MONTHS, weigher=weigher)
        found: dict[CaseId, float] = {
            one.case_id: sum(one.monthly_hours) for one in cases_on_board(connection, open_records(connection), view)
        }
    return np.array([found[case.case_id] for case in cases])


if __name__ == "__main__":
    write_json("casebook_loads.json", load_figures())
