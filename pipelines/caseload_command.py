"""A history in, its open cases out: with the hours they still take, ready to be allocated beside the new ones."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from features.history_files import read_history
from models.assess import Assessor
from pipelines.caseload import as_json, open_cases
from pipelines.progress import Steps
from pipelines.staff import read_staff
from pipelines.whole_files import write_whole
from sagstyngde.errors import InputRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """How many open cases were written, their hours in the six months to come, and the day they are reckoned from."""

    count: int
    hours: float
    on: date


def caseload_file(  # noqa: PLR0913  the command's own options
    bundle: Path, history: Path, staff: Path, out: Path, *, on: date | None, steps: Steps
) -> Weighed:
    """Write a history's open cases with a caseworker, one JSON object a line; the file appears whole or not at all.

    They are reckoned from a day on, otherwise from the history's end; what the history tells of later days is not used.

    Raises:
        BundleRefused: the bundle cannot be used.
        HistoryRefused: the history cannot be read.
        StaffRefused: the staff list cannot be read.
        InputRefused: the day lies before the first case, or the output cannot be written.
    """
    assessor = Assessor.load(bundle)
    known, _ = read_history(assessor.scheme, history, steps)
    day = known.ends_on if on is None else on
    first = min(case.received_on for case in known.cases)
    if day < first:
        raise InputRefused(
            english=f"--on: the first case was received on {first.isoformat()}; choose that day or a later one",
            danish=f"--on: den første sag er modtaget {first.isoformat()}; vælg den dag eller en senere",
        )
    at_work = {one.caseworker_id for one in read_staff(staff) if one.employed_on <= day <= (one.left_on or date.max)}
    steps("Regner de åbne sagers timer")
    cases = open_cases(known.as_of(day), assessor, day, employed=at_work)
    told = {case.case_id: case for case in known.cases}
    rows = (as_json(case, told[case.case_id]) for case in cases)
    write_whole(out, "\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows))
    return Weighed(count=len(cases), hours=sum(sum(case.monthly_hours[:6]) for case in cases), on=day)
