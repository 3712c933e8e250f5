"""How does a list become a table of the scheme? Row by row; what cannot be taken is told, CPR numbers struck out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from sys import intern

from features.refusals import Reason, Refusal, refusal
from features.scheme import Scheme
from features.tables import Row, Table, TableFormat, Wanted, uses_decimal_comma
from pipelines.importers.cells import CellRule, cell_rules, in_point, read_cpr
from pipelines.importers.columns import CHILD, find_places, place_of
from pipelines.importers.limits import LIMITS, Limits
from pipelines.importers.mapping import TableMapping, Unit, keys
from pipelines.importers.pseudonyms import Pseudonyms
from pipelines.importers.raw import RawRow, RawTable
from pipelines.importers.report import Masked
from sagstyngde.cpr import Cpr
from sagstyngde.errors import CaseRefused, ImportRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What is the same for every table of an import: the scheme, what makes pseudonyms, the day, and the limits."""

    scheme: Scheme
    pseudonyms: Pseudonyms | None
    today: date
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A table in the scheme's columns. ``headers`` gives the list's name of each; ``absent`` are not in the list.

    ``written`` is how the list was written; the table's own numbers have a decimal point.
    """

    table: Table
    source: str
    written: TableFormat
    headers: Mapping[str, str]
    absent: tuple[str, ...]
    masked: tuple[Masked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Which cell of a list goes where. ``child`` is the place of the child's CPR number, ``from_cpr`` what it fills."""

    rules: tuple[CellRule, ...]
    places: Mapping[str, int]
    child: int | None
    from_cpr: Mapping[str, str]


def convert(raw: RawTable, wanted: Wanted, mapping: TableMapping, intake: Intake) -> Converted:
    """Read a list's rows as rows of a table the scheme wants.

    Raises:
        ImportRefused: a column is missing or stands twice, a CPR number is declared and nothing there to make a
            pseudonym of it, or the file turns out to be unreadable on the way.

    """
    plan = _plan(raw, wanted, mapping, intake)
    names = {column: place for place, column in enumerate(wanted.columns)}
    rows: list[Row] = []
    refusals: list[Refusal] = []
    masked: dict[str, list[int]] = {}
    for line in raw.rows:
        try:
            cells = dict(_cells(plan, raw, line, intake))
        except CaseRefused as error:
            reason = Reason(danish=error.danish, english=error.english)
            refusals.append(refusal(wanted.file, line.number, error.field, reason, text=_cell(plan, line, error.field)))
            continue
        for column in [column for column, text in cells.items() if text is None]:
            masked.setdefault(column, []).append(line.number)
        # Days, ids and names stand in many rows: each is held once.
        rows.append(Row(line.number, tuple(intern(cells.get(column) or "") for column in wanted.columns), names))
    table, comma = _in_point(rows, wanted, mapping)
    headers = {column: raw.header[place] for column, place in plan.places.items()}
    return Converted(
        table=Table(
            file=wanted.file,
            rows=table,
            format=replace(raw.format, decimal_comma=False),
            row_count=len(rows) + len(refusals),
            refusals=tuple(refusals),
        ),
        source=raw.source,
        written=replace(raw.format, decimal_comma=comma),
        headers=headers,
        absent=tuple(rule.key for rule in plan.rules if rule.column not in {*plan.places, *plan.from_cpr}),
        masked=tuple(
            Masked(source=raw.source, column=headers[column], rows=tuple(found)) for column, found in masked.items()
        ),
    )


def _plan(raw: RawTable, wanted: Wanted, mapping: TableMapping, intake: Intake) -> _Plan:
    places = dict(find_places(raw, wanted, mapping))
    rules = tuple(cell_rules(intake.scheme, wanted, mapping).values())
    child = place_of(raw, mapping.cpr, "cpr") if mapping.cpr else None
    if child is None:
        return _Plan(rules=rules, places=places, child=None, from_cpr={})
    if intake.pseudonyms is None:
        raise ImportRefused(
            english=f"{raw.source}: a CPR number becomes a pseudonym, and there is no key to make it with; name the "
            "vault's keys in SAGSTYNGDE_VAULT_KEYS",
            danish=f"{raw.source}: et CPR-nummer bliver til et pseudonym, og der er ingen nøgle at danne det med; "
            "angiv boksens nøgler i SAGSTYNGDE_VAULT_KEYS",
        )
    return _Plan(rules=rules, places=places, child=child, from_cpr=_from_cpr(wanted, mapping, places))


def _from_cpr(wanted: Wanted, mapping: TableMapping, places: Mapping[str, int]) -> Mapping[str, str]:
    """Say which of the scheme's columns the CPR number fills, and with what."""
    known = keys(wanted)
    filled = {known[CHILD]: CHILD}
    if (birth_day := known.get("birth_day")) is not None and birth_day not in places:
        filled[birth_day] = "birth_day"
    if mapping.born:
        filled[known[mapping.born]] = "born"
    return filled


def _cells(plan: _Plan, raw: RawTable, line: RawRow, intake: Intake) -> Iterator[tuple[str, str | None]]:
    """Yield the cells that say something, by column; ``None`` where what looks like a CPR number was struck out."""
    if line.fault is not None:
        raise CaseRefused(field="", english=line.fault.english, danish=line.fault.danish)
    for rule in plan.rules:
        place = plan.places.get(rule.column)
        if place is None or rule.column in plan.from_cpr:
            continue
        if place in line.hollow:
            raise CaseRefused(field=rule.column, english=_HOLLOW.english, danish=_HOLLOW.danish)
        text = rule.text(line.cells[place])
        yield rule.column, None if rule.hides_cpr(text) else text
    if plan.child is not None and intake.pseudonyms is not None:
        column = next(iter(plan.from_cpr))
        cpr = read_cpr(line.cells[plan.child], column, lost_zeros=raw.lost_zeros, today=intake.today)
        if cpr is not None:
            yield from _of_child(plan, cpr, intake.pseudonyms)


def _of_child(plan: _Plan, cpr: Cpr, pseudonyms: Pseudonyms) -> Iterator[tuple[str, str]]:
    month = cpr.birth_month
    told = {
        CHILD: str(pseudonyms.pseudonym_of(cpr)),
        "birth_day": str(cpr.birth_day),
        "born": "" if month is None else month.isoformat(),
    }
    yield from ((column, told[what]) for column, what in plan.from_cpr.items())


def _cell(plan: _Plan, line: RawRow, column: str) -> str:
    """Return the text a refusal is about, for its class alone."""
    place = plan.places.get(column)
    return line.cells[place] if place is not None and place < len(line.cells) else ""


def _in_point(rows: list[Row], wanted: Wanted, mapping: TableMapping) -> tuple[tuple[Row, ...], bool]:
    """Write a table's numbers with a decimal point, and tell whether the list wrote them with a comma."""
    comma = uses_decimal_comma(rows, wanted.numeric)
    amounts = {keys(wanted).get(key) for key in ("hours", "total_column")} if mapping.unit is Unit.MINUTES else set()
    if not wanted.numeric or not (comma or amounts):
        return tuple(rows), comma

    def written(row: Row) -> Row:
        cells = (
            intern(in_point(row.text(column), decimal_comma=comma, minutes=column in amounts))
            if column in wanted.numeric
            else row[column]
            for column in wanted.columns
        )
        return Row(row.number, tuple(cells), row.places)

    return tuple(map(written, rows)), comma


_HOLLOW = Reason(
    danish="viser ingen værdi: cellen rummer en fejl eller en formel, der ikke er regnet ud",
    english="shows no value: the cell holds an error, or a formula that was never calculated",
)
