"""Which of a history's cases had to go to the committee? Filled in by the register, where nobody has said it.

What the history states is never overwritten: where the register says otherwise, that is counted and told.
"""

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from rich.console import Console

from features.case_rows import wanted_of_cases
from features.csv_cells import guarded
from features.history_files import read_history
from features.scheme import Fact, Kind, Scheme
from features.scheme_toml import read_scheme
from features.tables import CSV_SUFFIXES, PARQUET_SUFFIX, Row, Table, read_table
from mandate.deciders import decider_of
from mandate.intake import COMMITTEE, PROVISIONS, applied_for, needs_committee
from mandate.register import Register
from mandate.register_toml import read_register
from pipelines.exporter import cell_of
from pipelines.importers.folder import write_table
from pipelines.staff import read_staff
from pipelines.whole_files import whole_folder
from sagstyngde.case import Case, CaseworkerId
from sagstyngde.danish import count
from sagstyngde.decision import Decider
from sagstyngde.errors import SchemeRefused


class Mark(Enum):
    """What became of a row."""

    FILLED_YES = auto()
    FILLED_NO = auto()
    LEFT = auto()
    """Neither the history nor the register says."""
    STATED = auto()
    """The history says it, and the register nothing else."""
    CONTRADICTED = auto()
    """The history says it, and the register the opposite; the history's word stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What is marked, and by what. ``staff`` asks of each case's own caseworker, otherwise the register alone."""

    history: Path
    scheme: str
    register: str | Path
    staff: Path | None = None


def mark_history(sources: Sources, out: Path, console: Console) -> Counter[Mark]:
    """Write the history anew with the fact filled in, and tell what became of the rows.

    The cases' table holds what the scheme asks of it and is written as CSV; everything else is copied as it is. The
    rules that count are those of the day a decision was expected, or else of the day the case came in.

    Raises:
        InputRefused: a file cannot be used, or the folder holds files already.
        SchemeRefused: the scheme has no such fact.

    """
    scheme, register = read_scheme(sources.scheme), read_register(sources.register)
    fact = _committee_fact(scheme)
    people = {} if sources.staff is None else {one.caseworker_id: decider_of(one) for one in read_staff(sources.staff)}
    history, _ = read_history(scheme, sources.history)
    table = read_table(sources.history, wanted_of_cases(scheme))
    cases = {str(case.case_id): case for case in history.cases}
    marker = _Marker(scheme=scheme, fact=fact, register=register, people=people, cases=cases)
    marks = [marker.mark(row) for row in table.rows]
    with whole_folder(out) as folder:
        shutil.copytree(sources.history, folder, dirs_exist_ok=True)
        _write(folder, scheme, table, [marker.cells(row, one) for row, one in zip(table.rows, marks, strict=True)])
    found = Counter(marks)
    for sentence in told(found):
        console.print(sentence, markup=False, highlight=False)
    console.print(f"Skrevet: {out}", markup=False, highlight=False)
    return found


def told(found: Mapping[Mark, int]) -> list[str]:
    """Say in Danish what became of the rows.

    >>> told({Mark.FILLED_YES: 2, Mark.FILLED_NO: 1, Mark.LEFT: 4})
    ['3 sager er udfyldt efter kompetenceplanen: 2 skulle i visitationsudvalget, 1 ...', '4 sager ...']
    """
    yes, no = found.get(Mark.FILLED_YES, 0), found.get(Mark.FILLED_NO, 0)
    lines = [
        f"{count(yes + no, 'sag', 'sager')} er udfyldt efter kompetenceplanen: {yes} skulle i visitationsudvalget, "
        f"{no} skulle ikke."
    ]
    if left := found.get(Mark.LEFT, 0):
        lines.append(
            f"{count(left, 'sag', 'sager')} står åbne: beløbet afgør det, eller kompetenceplanen siger intet om dagen."
        )
    if stated := found.get(Mark.STATED, 0):
        lines.append(f"{count(stated, 'sag', 'sager')} havde oplysningen i forvejen.")
    if contradicted := found.get(Mark.CONTRADICTED, 0):
        lines.append(
            f"{count(contradicted, 'sag', 'sager')} siger noget andet end kompetenceplanen; historikkens ord "
            "står ved magt."
        )
    return lines


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marker:
    """The scheme's two facts, the register, and the history's cases by the id in their row."""

    scheme: Scheme
    fact: Fact
    register: Register
    people: Mapping[CaseworkerId, Decider]
    cases: Mapping[str, Case]

    def mark(self, row: Row) -> Mark:
        case = self.cases.get(row.text(self.scheme.columns.case_id))
        if case is None:  # refused when the history is read, and as it was sent
            return Mark.LEFT
        stated, by_register = case.facts.get(COMMITTEE), self._by_register(case)
        if stated is not None:
            return Mark.CONTRADICTED if by_register not in {None, stated} else Mark.STATED
        return {None: Mark.LEFT, True: Mark.FILLED_YES, False: Mark.FILLED_NO}[by_register]

    def cells(self, row: Row, mark: Mark) -> list[str]:
        filled = {Mark.FILLED_YES: True, Mark.FILLED_NO: False}.get(mark)
        told = {} if filled is None else {self.fact.column: cell_of(self.fact, filled)}
        return [guarded(told.get(column, _text(row, column))) for column in row.places]

    def _by_register(self, case: Case) -> bool | None:
        decider = self.people.get(case.caseworker_id) if case.caseworker_id is not None else None
        return needs_committee(self.register, applied_for(case.facts), decider, case.decision_on or case.received_on)


def _text(row: Row, column: str) -> str:
    cell = row[column]
    return cell if isinstance(cell, str) else ";".join(cell)


def _write(folder: Path, scheme: Scheme, table: Table, rows: list[list[str]]) -> None:
    stem = scheme.tables.cases
    for ending in (*CSV_SUFFIXES, PARQUET_SUFFIX):
        stem = stem.removesuffix(ending)
    for ending in (*CSV_SUFFIXES, PARQUET_SUFFIX):
        (folder / f"{stem}{ending}").unlink(missing_ok=True)
    write_table(folder / f"{stem}.csv", list(table.rows[0].places), rows)


def _committee_fact(scheme: Scheme) -> Fact:
    kinds = {fact.name: fact for fact in scheme.facts}
    fact, provisions = kinds.get(COMMITTEE), kinds.get(PROVISIONS)
    if fact is None or fact.kind is not Kind.FLAG or provisions is None or provisions.kind is not Kind.CHOICES:
        raise SchemeRefused(
            english=f"the scheme has no fact {COMMITTEE} (flag) and {PROVISIONS} (choices): nothing can be filled in",
            danish=f"skemaet har ikke oplysningerne {COMMITTEE} (flag) og {PROVISIONS} (choices): intet kan udfyldes",
        )
    return fact
