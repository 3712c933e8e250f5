"""How are many cases assessed at once? A file of cases in, one JSON object a case out, ready to be allocated."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from features.case_rows import read_cases, wanted_of_cases
from features.scheme import Scheme
from features.tables import read_table
from models.assess import Assessor
from pipelines.caseload import as_json, new_case
from pipelines.progress import Steps
from pipelines.whole_files import write_whole
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import Case
from sagstyngde.errors import HistoryRefused
from storage.codec import assessment_to_json

CHUNK = 2000


def assess_file(bundle: Path, cases: Path, out: Path, *, newest: int | None, steps: Steps) -> int:
    """Assess the cases of a CSV or Parquet file with the scheme's columns; return how many.

    ``newest`` takes only the last received. The output appears whole or not at all; one JSON object a line: the
    assessment, and what ``sagstyngde allocate`` asks of a case.

    Raises:
        BundleRefused: the bundle cannot be used.
        HistoryRefused: the file cannot be read, or a row of it; nothing is assessed half.
    """
    assessor = Assessor.load(bundle)
    wanted = _newest(read_case_file(assessor.scheme, cases), newest)
    lines: list[str] = []
    for part in steps.chunks(wanted, CHUNK, "Vurderer sager"):
        lines.extend(_lines(assessor, part))
    write_whole(out, "\n".join(lines))
    return len(wanted)


def read_case_file(scheme: Scheme, path: Path) -> tuple[Case, ...]:
    """Read the cases of one file, in order of receipt.

    Raises:
        HistoryRefused: a row cannot be read; the first is named.
    """
    renamed = replace(scheme, tables=replace(scheme.tables, cases=path.name))
    read = read_cases(renamed, read_table(path.parent, wanted_of_cases(renamed)))
    for refusal in read.refusals:
        where = f"{refusal.file}, række {refusal.row}, {refusal.column}"
        raise HistoryRefused(
            english=f"{refusal.file}, row {refusal.row}, {refusal.column}: {refusal.reason_en}",
            danish=f"{where}: {refusal.reason_da}",
        )
    return tuple(sorted((row.case for row in read.kept), key=lambda case: (case.received_on, case.case_id)))


def to_place(case: Case, assessment: Assessment) -> dict[str, Any]:
    """Return what allocation asks of an assessed case, as plain JSON values."""
    return as_json(new_case(case, assessment), case)


def _newest(cases: tuple[Case, ...], count: int | None) -> tuple[Case, ...]:
    return cases if count is None else cases[-count:]


def _lines(assessor: Assessor, cases: Sequence[Case]) -> Iterator[str]:
    ids = [AssessmentId(str(uuid4())) for _ in cases]
    answers = assessor.assess_many(cases, ids=ids, at=datetime.now(UTC))
    for case, answer in zip(cases, answers, strict=True):
        line = to_place(case, answer) | {"assessment": assessment_to_json(answer)}
        yield json.dumps(line, ensure_ascii=False, allow_nan=False)
