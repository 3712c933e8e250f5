"""How did professionals judge the cases? Several judgements of one case are allowed and wanted."""

from features.refusals import Sifted
from features.rows import Reader
from features.scheme import Fact, Kind, Scheme
from features.tables import Row, Table, Wanted
from features.values import tidy
from sagstyngde.case import CaseId
from sagstyngde.errors import CaseRefused
from sagstyngde.judgement import Judgement


def wanted_of_judgements(scheme: Scheme) -> Wanted:
    """Name the columns of the categories table."""
    names = ("category_case_id", "category", "assessed_on", "assessed_by", "blind")
    places = {column: f"columns.{name}" for name in names if (column := getattr(scheme.columns, name)) is not None}
    return Wanted(file=scheme.tables.categories, columns=places)


def read_judgements(scheme: Scheme, table: Table) -> Sifted[tuple[Row, Judgement]]:
    """Read the judgements; a category outside the scale is refused."""
    reader = Reader.of(scheme, table)
    columns = scheme.columns
    blind = None if columns.blind is None else _blind(columns.blind)

    def judgement(row: Row) -> Judgement:
        return Judgement(
            case_id=CaseId(reader.name(row, columns.category_case_id)),
            category=_category(scheme, reader.name(row, columns.category)),
            judged_on=reader.day(row, columns.assessed_on),
            judged_by=reader.optional_name(row, columns.assessed_by),
            blind=blind is not None and reader.fact(row, blind) is True,
        )

    return reader.read(judgement)


def _blind(column: str) -> Fact:
    return Fact(name=column, kind=Kind.FLAG, column=column, label=column)


def _category(scheme: Scheme, text: str) -> str:
    for category in scheme.scale:
        if text.casefold() in {tidy(category.code).casefold(), tidy(category.name).casefold()}:
            return category.code
    codes = ", ".join(scheme.scale.codes)
    raise CaseRefused(
        field=scheme.columns.category,
        english=f"{scheme.columns.category}: the category is not on the scale ({codes})",
        danish=f"{scheme.columns.category}: kategorien findes ikke på skalaen ({codes})",
    )
