"""What does the invented municipality hand over? A history folder, its staff, its newest week, and the truth."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.scheme_toml import EMBEDDED, scheme_text
from pipelines.synthetic_asked import Asked
from pipelines.synthetic_columns import Columns, fact_columns, texts
from pipelines.synthetic_diary import Diary, diary_windows, in_diary
from pipelines.synthetic_effort import Work
from pipelines.synthetic_facts import Facts, Floats, Integers
from pipelines.synthetic_intake import DISTRICTS, EXPORTED_ON, Intake, case_ids
from pipelines.synthetic_labels import Labels
from pipelines.synthetic_process import HORIZON, MONTHS
from pipelines.synthetic_staff import Staff
from sagstyngde.errors import InputRefused

CATEGORIES = ("A", "B", "C", "D")
MARK = "OPDIGTEDE OPLYSNINGER"
"""The first words of the folder's README.txt. A folder with files but without them is never written into."""

README = f"""{MARK}

Alt i denne mappe er opdigtet af et program: børn, familier, sagsbehandlere, sager, timer og kategorier.
Ingen person findes, og ingen tal siger noget om en virkelig kommune. Fødselsdatoer er altid den første i måneden.

cases.csv       en række pr. sag: hvad der vidstes ved modtagelsen, og enkelte oplysninger, der først kom til senere
hours.csv       registrerede timer: sag, dag, timer, sagsbehandler; uden sag er det andet arbejde (møder, supervision)
diary_windows.csv  kun ved tidsregistrering i perioder: hvornår hver sagsbehandler registrerede
categories.csv  faglige vurderinger af kategori; nogle sager er vurderet af to
staff.csv       sagsbehandlere med team, distrikter, kompetencer, sprog, timer og ansættelse
absences.csv    fravær: ferie, orlov og delvis sygemelding
intake.csv      den nyeste uges sager, som venter på vurdering og fordeling; samme kolonner som cases.csv
scheme.toml     skemaet med mærket "synthetic = true", så enhver side siger, at oplysningerne er opdigtede
truth.parquet   det sande svar, som ingen kommune kender: sandsynlighed for hver kategori og forventede timer
                (expected_total_{HORIZON} og måned for måned, expected_month_1 til _{MONTHS}, måneder à 30,4375 dage)

Ventetid, timer og sammenhænge er vores antagelser, beskrevet i programmets pipelines/synthetic_process.py. Alder og
ansøgt hjælp følger Danmarks Statistiks fordeling for 2022, funktionsnedsættelser og sæson engelske tal for 2013-2024.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """Everything drawn, before it is written. Arrays over cases are in order of receipt, the newest week last."""

    intake: Intake
    facts: Facts
    probabilities: Floats
    monthly_hours: Floats
    staff: Staff
    asked: Asked
    team: Integers
    post: Integers
    required: tuple[tuple[str, ...], ...]
    work: Work
    cover: Integers
    labels: Labels
    later: Columns


def check_folder(out: Path) -> None:
    """Refuse a folder with files that no earlier synthesis wrote: a real history is never overwritten.

    Raises:
        InputRefused: the folder is a file, or holds files and no README.txt that says they are invented.

    """
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    readme = out / "README.txt"
    if not (readme.is_file() and readme.read_text("utf-8", errors="replace").startswith(MARK)):
        raise InputRefused(
            english=f"{out.name} holds files that are not invented and will not be overwritten; choose an empty folder",
            danish=f"{out.name} indeholder filer, der ikke er opdigtede, og overskrives ikke; vælg en tom mappe",
        )


def write_municipality(out: Path, municipality: Municipality, diary: Diary | None, tell: Callable[[str], None]) -> None:
    """Write every file, or none: they are made beside the folder and moved in when all are there."""
    tell("Skriver filerne")
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as staging:
        folder = Path(staging)
        for name, table in _tables(municipality, diary).items():
            table.to_csv(folder / name, index=False, lineterminator="\n", encoding="utf-8")
        _truth(municipality).to_parquet(folder / "truth.parquet", index=False)
        (folder / "README.txt").write_text(README, "utf-8")
        (folder / "scheme.toml").write_text(_scheme(diary), "utf-8")
        for path in sorted(folder.iterdir()):
            os.replace(path, out / path.name)  # noqa: PTH105  atomic on one file system, also over an older file


def _tables(municipality: Municipality, diary: Diary | None) -> dict[str, pd.DataFrame]:
    cases = _cases(municipality)
    known = len(cases) - municipality.intake.newest
    hours, kept_diary = _hours(municipality), {}
    if diary is not None:
        kept_diary["diary_windows.csv"] = windows = diary_windows(diary, municipality.staff)
        hours = in_diary(hours, windows)
    return kept_diary | {
        "cases.csv": cases.iloc[:known],
        "intake.csv": cases.iloc[known:],
        "hours.csv": hours,
        "categories.csv": _categories(municipality),
        "staff.csv": _staff(municipality.staff),
        "absences.csv": _absences(municipality.staff),
    }


def _scheme(diary: Diary | None) -> str:
    """Return the embedded scheme, marked as describing invented data."""
    _, text = scheme_text(EMBEDDED)
    if diary is not None:
        text = text.replace('\n[effort]\nsource = "hours"\n', '\n[effort]\nsource = "diary"\n')
    return text.replace("\nsynthetic = false\n", "\nsynthetic = true\n")


def _is_newest(municipality: Municipality) -> NDArray[np.bool_]:
    intake = municipality.intake
    return np.asarray(np.arange(len(intake)) >= len(intake) - intake.newest)


def _cases(municipality: Municipality) -> pd.DataFrame:
    intake, staff, closed = municipality.intake, municipality.staff, municipality.work.closed
    last_day = np.where(np.isnat(closed), EXPORTED_ON - np.timedelta64(1, "D"), closed)
    holder = staff.on(municipality.post, last_day)
    newest = _is_newest(municipality)
    return pd.DataFrame(
        {
            "case_id": case_ids(intake.received),
            "child_id": [f"b{place + 1:05d}" for place in range(len(intake))],
            "family_id": [f"f{family + 1:05d}" for family in intake.family],
            "received_on": texts(intake.received),
            "closed_on": texts(closed),
            "team": [staff.teams[team] for team in municipality.team],
            "district": [DISTRICTS[district] for district in intake.district],
            "caseworker_id": np.where(newest, "", _ids(staff, holder)),
            "sibling_rule": list(intake.rule),
            "required_competences": [";".join(names) for names in municipality.required],
            "language": list(municipality.asked.language),
            "birth_day": municipality.asked.birth_day,
            "decision_on": texts(municipality.asked.decision_on),
        }
        | fact_columns(municipality.facts)
        | municipality.later
    )


def _ids(staff: Staff, places: Integers) -> NDArray[np.str_]:
    return np.array([worker.caseworker_id for worker in staff.caseworkers])[places]


def _hours(municipality: Municipality) -> pd.DataFrame:
    work, staff = municipality.work, municipality.staff
    kept = ~_is_newest(municipality)[work.case]
    case, day = work.case[kept], work.day[kept]
    post = municipality.post[case]
    worked = np.where(municipality.cover[kept] == 1, staff.colleague(post), post)
    return pd.DataFrame(
        {
            "case_id": np.array(case_ids(municipality.intake.received))[case],
            "worked_on": texts(day),
            "hours": work.hours[kept],
            "caseworker_id": _ids(staff, staff.on(worked, day)),
        }
    )


def _categories(municipality: Municipality) -> pd.DataFrame:
    labels = municipality.labels
    kept = (labels.day < EXPORTED_ON) & ~_is_newest(municipality)[labels.case]
    return pd.DataFrame(
        {
            "case_id": np.array(case_ids(municipality.intake.received))[labels.case],
            "category": np.array(CATEGORIES)[labels.category],
            "assessed_on": texts(labels.day),
            "assessed_by": [f"konsulent-{rater + 1}" for rater in labels.rater],
            "blind": np.where(labels.blind, "ja", "nej"),
        }
    )[kept]


def _staff(staff: Staff) -> pd.DataFrame:
    workers = staff.caseworkers
    return pd.DataFrame(
        {
            "caseworker_id": [worker.caseworker_id for worker in workers],
            "name": [worker.name for worker in workers],
            "team": [worker.team or "" for worker in workers],
            "districts": _joined([worker.districts for worker in workers]),
            "competences": _joined([worker.competences for worker in workers]),
            "languages": _joined([worker.languages for worker in workers]),
            "weekly_hours": [worker.weekly_hours for worker in workers],
            "fixed_monthly_hours": [worker.fixed_monthly_hours for worker in workers],
            "employed_on": [worker.employed_on.isoformat() for worker in workers],
            "left_on": ["" if worker.left_on is None else worker.left_on.isoformat() for worker in workers],
        }
    )


def _joined(several: Sequence[frozenset[str]]) -> list[str]:
    return [";".join(sorted(names)) for names in several]


def _absences(staff: Staff) -> pd.DataFrame:
    rows = [
        (worker.caseworker_id, absence.starts_on.isoformat(), absence.ends_on.isoformat(), absence.share)
        for worker in staff.caseworkers
        for absence in sorted(worker.absences, key=lambda absence: absence.starts_on)
    ]
    return pd.DataFrame(rows, columns=["caseworker_id", "starts_on", "ends_on", "share"])


def _truth(municipality: Municipality) -> pd.DataFrame:
    hours = municipality.monthly_hours
    chances = {f"p_{code}": municipality.probabilities[:, place] for place, code in enumerate(CATEGORIES)}
    months = {f"expected_month_{month + 1}": hours[:, month] for month in range(MONTHS)}
    total = {f"expected_total_{HORIZON}": hours[:, :HORIZON].sum(axis=1)}
    return pd.DataFrame({"case_id": case_ids(municipality.intake.received)} | chances | total | months)
