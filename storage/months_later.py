"""Which day is it some months after a column's, reckoned in the database? Each engine has its own words for it."""

from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class months_later(FunctionElement[Any]):  # noqa: N801  a function of SQL's
    """The same day so many months later: ``months_later(column, 12)``.

    Of the last days of a month the engines differ: where there is no such day, SQLite counts on into the next month.
    """

    type = Date()
    inherit_cache = True

    def __init__(self, column: Any, months: int) -> None:
        super().__init__(column, int(months))


@compiles(months_later, "sqlite")
def _sqlite(element: months_later, compiler: Any, **options: Any) -> str:
    column, months = element.clauses
    return f"date({compiler.process(column, **options)}, '+' || {compiler.process(months, **options)} || ' months')"


@compiles(months_later, "postgresql")
def _postgresql(element: months_later, compiler: Any, **options: Any) -> str:
    column, months = element.clauses
    shifted = f"{compiler.process(column, **options)} + make_interval(months => {compiler.process(months, **options)})"
    return f"CAST({shifted} AS DATE)"
