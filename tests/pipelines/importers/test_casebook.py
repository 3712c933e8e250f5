"""Into the casebook and out again: one transaction with its log, nothing twice, and the same history at the end."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from sqlalchemy import func, select

from features.history import History
from features.history_files import read_history
from features.scheme import Scheme
from features.scheme_toml import read_scheme
from pipelines import export_command, import_command
from pipelines.decisions_file import read_decisions
from pipelines.export_command import Wish
from pipelines.exporter import grids
from pipelines.import_command import Asked
from pipelines.importers import casebook
from pipelines.importers.casebook import brought_by, into_casebook
from pipelines.operators import Errand
from pipelines.tables_out import Format, anew, as_known, write_export
from sagstyngde.access import Classification, Sensitivity
from sagstyngde.case import CaseId, FactValue
from sagstyngde.decision import Amount, AppealResult, Unit
from sagstyngde.errors import NotReady, SchemeRefused
from sagstyngde.operations import Operation
from storage.cases import find_record, versions
from storage.decisions import DecisionId, insert_appeal, insert_decision, withdraw_decision
from storage.engine import Engine, reading, writing
from storage.imported import Entered
from storage.tables.audit import audit_entries
from storage.tables.casework import cases, hours, judgements, placements
from storage.tables.planning import imports
from storage.told import tell
from tests.answers import STAMP, a_decision
from tests.factories import CASES, a_history_folder, a_scheme
from tests.pipelines.importers.taking import taken
from tests.pipelines.importers.test_folder import three

INTAKE = Errand(
    operation=Operation.HISTORY_IMPORT,
    purpose="indlæsning af filer",
    at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    actor="cli:drift",
    request_id="r1",
)
EXPORT = replace(INTAKE, operation=Operation.HISTORY_EXPORT, purpose="udtræk til analyse")
MARKS = ("emne,følsomhed", "27.24.03-G01,VIP_SAGER", "27.24,", ",")
COUNTED = (cases, hours, judgements, placements, audit_entries, imports)


def enter(engine: Engine, files: list[Path], scheme: Scheme | None = None, *, dry_run: bool = False) -> Entered:
    scheme = scheme or a_scheme()
    brought, _ = brought_by(taken(files, scheme), scheme, files)
    return into_casebook(engine, brought, INTAKE, dry_run=dry_run)


def counts(engine: Engine) -> list[int]:
    with reading(engine) as connection:
        return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in COUNTED]


def test_cases_hours_judgements_and_placements_enter_with_their_log(engine: Engine, tmp_path: Path) -> None:
    files = three(a_history_folder(tmp_path))

    entered = enter(engine, files)

    assert (len(entered.new), entered.hours, entered.judgements) == (3, 5, 3)
    assert counts(engine) == [3, 5, 3, 3, 3, 1]
    with reading(engine) as connection:
        record = find_record(connection, CaseId("s1"))
        logged = connection.execute(select(audit_entries.c.actor, audit_entries.c.operation)).all()
    assert record is not None
    assert (record.case.caseworker_id, record.case.facts) == ("k1", {"kommunikation": 3, "tolk": True})
    assert set(logged) == {("cli:drift", "history.import")}


def test_the_same_files_again_change_nothing(engine: Engine, tmp_path: Path) -> None:
    files = three(a_history_folder(tmp_path))
    enter(engine, files)
    before = counts(engine)

    again = enter(engine, list(reversed(files)))

    assert again.known_since is not None
    assert counts(engine) == before


def test_a_later_list_adds_what_is_new_and_blanks_nothing(engine: Engine, tmp_path: Path) -> None:
    enter(engine, three(a_history_folder(tmp_path)))
    later = (
        "case_id,received_on,closed_on,caseworker_id,kommunikation\n"
        "s1,2025-01-10,,k2,4\n"
        "s2,2025-02-01,2025-04-20,k1,\n"
        "s3,2025-03-05,2025-04-01,k2,1\n"
        "s4,2025-04-29,,k1,2\n"
    )

    entered = enter(engine, three(a_history_folder(tmp_path, cases=later)))

    assert [case.case_id for case in entered.new] == ["s4"]
    assert [case.case_id for case in entered.changed] == ["s1", "s2"]
    assert (len(entered.unchanged), entered.elsewhere) == (1, 1)
    assert (entered.hours, entered.judgements) == (0, 0)
    with reading(engine) as connection:
        first = find_record(connection, CaseId("s1"))
        told = [version.case.facts for version in versions(connection, CaseId("s1"))]
    assert first is not None
    assert (first.case.caseworker_id, first.case.closed_on) == ("k1", date(2025, 2, 10))
    assert told == [{"kommunikation": 3, "tolk": True}, {"kommunikation": 4, "tolk": True}]


def test_two_entries_that_say_the_same_are_two_and_stay_two(engine: Engine, tmp_path: Path) -> None:
    twice = "case_id,worked_on,hours\ns1,2025-01-12,1.5\ns1,2025-01-12,1.5\n"
    files = three(a_history_folder(tmp_path, hours=twice))
    enter(engine, files)

    more = enter(engine, three(a_history_folder(tmp_path, hours=twice + "s1,2025-01-12,1.5\n")))

    assert more.hours == 1
    assert counts(engine)[1] == 3


def test_a_dry_run_tells_what_would_happen_and_keeps_nothing(engine: Engine, tmp_path: Path) -> None:
    entered = enter(engine, three(a_history_folder(tmp_path)), dry_run=True)

    assert len(entered.new) == 3
    assert counts(engine) == [0] * len(COUNTED)


def test_where_the_log_cannot_be_written_nothing_enters(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise NotReady(english="no log", danish="ingen log")

    monkeypatch.setattr(casebook, "append", broken)

    with pytest.raises(NotReady):
        enter(engine, three(a_history_folder(tmp_path)))
    assert counts(engine) == [0] * len(COUNTED)


def test_an_id_the_casebook_has_no_room_for_leaves_its_case_out(engine: Engine, tmp_path: Path) -> None:
    long = CASES + f"s9,2025-03-06,,{'k' * 65},1,\n"
    files = three(a_history_folder(tmp_path, cases=long))

    brought, left_out = brought_by(taken(files, a_scheme()), a_scheme(), files)

    assert [(one.row, one.column) for one in left_out] == [(5, "caseworker_id")]
    assert "s9" not in {case.case_id for case in brought.cases}


@pytest.mark.parametrize("form", Format)
def test_an_invented_municipality_goes_in_and_comes_out_the_same(
    form: Format, engine: Engine, municipality: Path, tmp_path: Path
) -> None:
    scheme = read_scheme(municipality / "scheme.toml")
    enter(engine, three(municipality), scheme)
    wish = Wish(out=tmp_path / "ud", scheme=str(municipality / "scheme.toml"), form=form, keep_ids=True)

    export_command.run(wish, engine, EXPORT, Console(quiet=True))

    before, _ = read_history(scheme, municipality)
    after, report = read_history(scheme, tmp_path / "ud")
    assert report.refusals == ()
    assert report.can_train
    assert _rows(after) == _rows(before)
    assert (after.cases, after.judgements, after.ends_on) == (before.cases, before.judgements, before.ends_on)


def test_ids_of_an_export_lead_nowhere_and_nothing_of_the_facts_is_lost(
    engine: Engine, municipality: Path, tmp_path: Path
) -> None:
    scheme = read_scheme(municipality / "scheme.toml")
    enter(engine, three(municipality), scheme)
    source = str(municipality / "scheme.toml")

    for name in ("ud1", "ud2"):
        export_command.run(Wish(out=tmp_path / name, scheme=source), engine, EXPORT, Console(quiet=True))

    before, _ = read_history(scheme, municipality)
    after, other = (read_history(scheme, tmp_path / name)[0] for name in ("ud1", "ud2"))
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "ud1").glob("*.csv"))
    known = {case.case_id for case in before.cases} | {case.child_id for case in before.cases}
    assert [name for name in known if f"{name}," in written] == []
    assert {case.case_id for case in after.cases}.isdisjoint(case.case_id for case in other.cases)
    assert sorted(map(repr, _facts(after))) == sorted(map(repr, _facts(before)))
    assert np.sort(after.work.hours).tolist() == np.sort(before.work.hours).tolist()
    assert len({case.family_id for case in after.cases}) == len({case.family_id for case in before.cases})


def test_every_exported_case_is_logged_and_since_leaves_the_older_out(engine: Engine, tmp_path: Path) -> None:
    enter(engine, three(a_history_folder(tmp_path)))
    wish = Wish(out=tmp_path / "ud", scheme="bornehandicap", since=date(2025, 2, 1), keep_ids=True)

    count = export_command.run(wish, engine, EXPORT, Console(quiet=True))

    with reading(engine) as connection:
        is_export = audit_entries.c.operation == "history.export"
        logged = connection.execute(select(audit_entries.c.case_id).where(is_export)).scalars().all()
    assert count == 2
    assert logged == ["s2", "s3"]


def test_decisions_go_out_under_pseudonym_but_for_those_recorded_by_mistake(engine: Engine, tmp_path: Path) -> None:
    enter(engine, three(a_history_folder(tmp_path)), a_scheme())
    plain = a_decision("d1", case_id=CaseId("s2"), amount=Amount(value=60_000.5, unit=Unit.KRONER_A_YEAR), team="Øst")
    with writing(engine) as connection:
        for one in (plain, replace(plain, decision_id=DecisionId("d2")), a_decision("d3", case_id=CaseId("s1"))):
            insert_decision(connection, one, STAMP)
        insert_appeal(connection, DecisionId("d1"), AppealResult.CHANGED, decided_on=date(2026, 11, 4), stamp=STAMP)
        withdraw_decision(connection, DecisionId("d2"), "forkert sag", STAMP)
        told = tell(connection)

    known, renamed = (grids(told, a_scheme(), rename)[-1] for rename in (as_known, anew()))

    assert known.file == "decisions.csv"
    assert [dict(zip(known.header, row, strict=True)) for row in known.rows] == [
        {
            "decision_id": "d1", "case_id": "s2", "team": "Øst", "provision": "BL § 90 nr. 3",
            "applied_on": "2026-10-22", "decided_on": "2026-11-03", "level": "egenkompetence", "outcome": "bevilget",
            "amount": "60000.5", "unit": "kr_aar", "appeal": "aendret",
        },
        {
            "decision_id": "d3", "case_id": "s1", "team": "", "provision": "BL § 90 nr. 3",
            "applied_on": "2026-10-22", "decided_on": "2026-11-03", "level": "egenkompetence", "outcome": "bevilget",
            "amount": "", "unit": "", "appeal": "",
        },
    ]  # fmt: skip
    assert not {"d1", "d3", "s1", "s2"} & {cell for row in renamed.rows for cell in row}


def test_an_evaluation_reads_the_decisions_that_the_casebook_writes(engine: Engine, tmp_path: Path) -> None:
    enter(engine, three(a_history_folder(tmp_path)), a_scheme())
    amount = Amount(value=60_000.5, unit=Unit.KRONER_A_YEAR)
    with writing(engine) as connection:
        insert_decision(connection, a_decision(case_id=CaseId("s2"), amount=amount, team="Øst"), STAMP)
        insert_appeal(connection, DecisionId("d1"), AppealResult.UPHELD, decided_on=date(2026, 11, 4), stamp=STAMP)
        told = tell(connection)
    write_export(tmp_path / "ud", grids(told, a_scheme(), anew()), "", Format.CSV)

    found = read_decisions(tmp_path / "ud" / "decisions.csv", on=date(2026, 11, 22))

    assert found.refusals == ()
    (decided,) = found.kept
    made = told.decisions[0].decision
    assert (decided.provision, decided.days, decided.amount) == (made.provision, 12, amount)
    assert (decided.team, decided.level, decided.appeal) == ("Øst", made.level, AppealResult.UPHELD)


def test_what_says_who_may_see_a_case_comes_in_stays_and_goes_out(engine: Engine, tmp_path: Path) -> None:
    marked = [f"{line},{more}" for line, more in zip(CASES.splitlines(), MARKS, strict=True)]
    scheme = a_scheme(columns=replace(a_scheme().columns, kle="emne", sensitivity="følsomhed"))

    enter(engine, three(a_history_folder(tmp_path, cases="\n".join(marked))), scheme)
    enter(engine, three(a_history_folder(tmp_path, cases=CASES + "\n")))

    with reading(engine) as connection:
        found = [find_record(connection, CaseId(case_id)) for case_id in ("s1", "s2", "s3")]
        told = tell(connection)
    assert [record and record.classification for record in found] == [
        Classification(kle="27.24.03", sensitivity=Sensitivity.PROTECTED),
        Classification(kle="27.24"),
        Classification(),
    ]
    cases, *_ = grids(told, scheme, as_known)
    place = cases.header.index("emne")
    assert [row[place] for row in cases.rows] == ["27.24.03", "27.24", ""]


@pytest.mark.parametrize("cells", ["hus 27,", ",HEMMELIG"])
def test_a_mark_that_cannot_be_read_leaves_the_row_out(cells: str, tmp_path: Path) -> None:
    first, *others = CASES.splitlines()
    rows = [f"{first},emne,følsomhed", f"{others[0]},{cells}", *(f"{line},," for line in others[1:])]
    scheme = a_scheme(columns=replace(a_scheme().columns, kle="emne", sensitivity="følsomhed"))

    read = taken(three(a_history_folder(tmp_path, cases="\n".join(rows))), scheme)

    assert [case.case_id for case in read.taken.cases] == ["s2", "s3"]


def test_a_scheme_whose_effort_is_no_hours_cannot_be_exported(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SchemeRefused, match="hours"):
        export_command.run(Wish(out=tmp_path / "ud", scheme="l231"), engine, EXPORT, Console(quiet=True))


def test_the_command_says_what_entered_and_what_was_known(engine: Engine, municipality: Path) -> None:
    console = Console(record=True, width=200, quiet=False, file=StringIO())
    asked = Asked(files=three(municipality), scheme=str(municipality / "scheme.toml"), today=date(2026, 3, 2))
    write = import_command.into_the_casebook(asked, engine, INTAKE)

    import_command.run(asked, write, None, console)
    import_command.run(asked, write, None, console)

    told = console.export_text()
    assert "400 nye sager, 0 ændret, 0 uændret" in told
    assert "Filerne er allerede indlæst den 2026-03-02; intet er ændret." in told


def _rows(history: History) -> list[object]:
    work = history.work
    return [work.case_index.tolist(), work.day.tolist(), work.hours.tolist(), work.caseworker.tolist()]


def _facts(history: History) -> list[object]:
    def plain(value: FactValue) -> object:
        return sorted(value) if isinstance(value, frozenset) else value

    return [
        (case.received_on, case.closed_on, sorted((name, plain(value)) for name, value in case.facts.items()))
        for case in history.cases
    ]
