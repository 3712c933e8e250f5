"""What did closed cases take, beside what was expected of them? The demo's newest closed cases, with their hours.

Only cases received after those that the model was learned from: it is laid beside nothing that it has seen.
"""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4

from features.history import History
from features.history_files import read_history
from features.scheme_toml import read_scheme
from models.assess import Assessor
from pipelines.operators import Errand
from sagstyngde.assessment import AssessmentId
from sagstyngde.case import Case
from sagstyngde.hours import HoursEntry
from sagstyngde.operations import Operation
from storage.assessments import insert_assessment, known_or_new
from storage.engine import open_engine, writing
from storage.hours import insert_entries

MOST = 200
"""So many of those closed last: the demo starts fast."""
_DAY = 24.0


def record_closed(folder: Path, bundle: Path, database_url: str) -> None:
    """Store them as if each had been assessed the day after it came, with the hours that the history has of it."""
    history, _ = read_history(read_scheme(folder / "scheme.toml"), folder)
    assessor = Assessor.load(bundle)
    closed = [one for one in history.cases if one.closed_on and one.received_on >= assessor.manifest.trained_through]
    newest = sorted(closed, key=lambda one: (one.closed_on or one.received_on, one.case_id))[-MOST:]
    errand = Errand.now(Operation.ASSESSMENT_BATCH, "afprøvning med opdigtede sager", at=datetime.now(UTC))
    with writing(open_engine(database_url)) as connection:
        for case in newest:
            at = datetime.combine(case.received_on + timedelta(days=1), time(9), UTC)
            answer = assessor.assess(case, assessment_id=AssessmentId(str(uuid4())), at=at)
            insert_assessment(connection, known_or_new(connection, case, errand.stamp), answer, by=errand.actor)
        insert_entries(connection, _entries(history, newest), errand.stamp)


def _entries(history: History, cases: list[Case]) -> list[HoursEntry]:
    wanted = {one.case_id for one in cases}
    named = [(history.cases[place].case_id, number) for number, place in enumerate(history.work.case_index)]
    return [
        HoursEntry(
            source="opdigtet",
            entry_id=f"lukket-{number}",
            case_id=case_id,
            worked_on=history.work.day[number].item(),
            hours=min(float(history.work.hours[number]), _DAY),
        )
        for case_id, number in named
        if case_id in wanted
    ]
