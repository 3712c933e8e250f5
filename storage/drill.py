"""Would a backup really bring everything back? Make one, restore it elsewhere, and compare, today rather than then."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from sagstyngde.assessment import Assessment, AssessmentId
from storage.assessments import find_assessment
from storage.audit_verify import Verdict, verify
from storage.backup import Backup, back_up
from storage.engine import Connection, Engine, open_engine, reading
from storage.patience import JOB
from storage.restore import restore
from storage.tables.casework import assessments
from storage.tally import Tally, Tell, silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What was compared, and what differed: nothing should."""

    backup: Backup
    restored: tuple[Tally, ...]
    answers: int
    differing_answers: tuple[AssessmentId, ...]
    log: Verdict

    @property
    def differing_tables(self) -> tuple[str, ...]:
        """Tables whose rows are not the same in the database and in what was restored."""
        pairs = zip(self.backup.tables, self.restored, strict=True)
        return tuple(kept.table for kept, restored in pairs if kept != restored)

    @property
    def passed(self) -> bool:
        """Whether all is equal, and the log of looks is unbroken."""
        return not (self.differing_tables or self.differing_answers or self.log.breaks)


def drill(engine: Engine, folder: Path, url: str | None = None, *, answers: int = 100, tell: Tell = silent) -> Drill:
    """Back up into an empty folder, restore to ``url`` (else a file in the folder), and compare the two.

    Every row of every table is compared, the newest ``answers`` are read back as assessments, and the restored log of
    looks is followed from link to link. The casebook is only read, and may be in use.

    Raises:
        BackupRefused: the backup cannot be made or restored: what the drill is there to find out.
        NotReady: a database cannot be reached.

    """
    backup = back_up(engine, folder / "backup.sqlite", tell)
    elsewhere = url or f"sqlite:///{folder / 'restored.sqlite'}"
    restored = restore(backup.file, elsewhere, tell)
    copy = open_engine(elsewhere, patience=JOB)
    try:
        with reading(engine) as first, reading(copy) as second:
            kept = {name: _answer(second, name) for name in _newest(second, answers)}
            # What has been erased since the backup by rule is not there to be compared.
            live = {name: answer for name in kept if (answer := _answer(first, name)) is not None}
            log = verify(second)
    finally:
        copy.dispose()
    differing = tuple(name for name, answer in live.items() if answer != kept[name])
    return Drill(backup=backup, restored=restored, answers=len(live), differing_answers=differing, log=log)


def _newest(connection: Connection, count: int) -> list[AssessmentId]:
    query = select(assessments.c.assessment_id).order_by(assessments.c.sequence.desc()).limit(count)
    return list(map(AssessmentId, connection.execute(query).scalars()))


def _answer(connection: Connection, name: AssessmentId) -> Assessment | None:
    answered = find_assessment(connection, name)
    return None if answered is None else answered.assessment
