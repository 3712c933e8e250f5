"""What may stand in each table of a register's TOML, and of which kind? Unknown keys are refused, nothing converted."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mandate.register import Leave, Reemployment
from mandate.register_places import At
from sagstyngde.decision import Level, Unit
from sagstyngde.errors import Fault
from sagstyngde.provision import Provision
from sagstyngde.shown import shown

_CODE = (
    'is no code of a provision; write "BL § 90 nr. 3" or "SEL § 52 stk. 3 nr. 7", one ordinary space between the parts',
    'er ikke en bestemmelse; skriv "BL § 90 nr. 3" eller "SEL § 52 stk. 3 nr. 7" med ét almindeligt mellemrum imellem',
)
_DAY = (
    "is not a day; write 2026-09-01, without quotation marks and without a time of day",
    "er ikke en dag; skriv 2026-09-01, uden anførselstegn og uden klokkeslæt",
)
_NUMBER = (
    "is not a number that can be read in one way only; write 60000 or 60_000, and a point before decimals alone (37.5)",
    "er ikke et tal, der kun kan læses på én måde; skriv 60000 eller 60_000, og punktum kun foran decimaler (37.5)",
)
_FAULTS: Mapping[str, tuple[str, str]] = {
    "missing": ("is missing", "mangler"),
    "extra_forbidden": ("is not a known key", "er ikke en kendt nøgle"),
    "string_type": ("is not a text", "er ikke en tekst"),
    "float_type": _NUMBER,
    "finite_number": ("is not a number", "er ikke et tal"),
    "greater_than": (
        "is not above 0; without limit, any amount is decided",
        "er ikke over 0; uden limit gælder reglen alle beløb",
    ),
    "int_type": ("is not a whole number", "er ikke et helt tal"),
    "bool_type": ("is neither true nor false", "er hverken true eller false"),
    "list_type": ("is not a list", "er ikke en liste"),
    "model_type": ("is not a table", "er ikke en tabel"),
    "date_type": _DAY,
    "value_error": _CODE,
    "dataclass_exact_type": _CODE,
}

R = TypeVar("R", bound="Row")
Said = tuple[str, str, str]
"""A key, and what is wrong with it in English and in Danish."""


def _code(told: object) -> object:
    return Provision.parse(told) if isinstance(told, str) else told


Code = Annotated[Provision, BeforeValidator(_code)]
Number = Annotated[float, Field(allow_inf_nan=False, gt=0.0)]


class Row(BaseModel):
    """A table as it stands in the file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def faults(self) -> Iterator[Said]:
        """Yield keys that do not fit together, where each for itself is right."""
        yield from ()


class HeadRow(Row):
    """What stands before the first table."""

    name: str
    version: str
    is_example: bool = False


class SeniorityRow(Row):
    """How long somebody must have been employed. ``None``: not written."""

    months: int
    leave: Annotated[Leave, Field(strict=False)] = Leave.COUNTS
    leave_days: int | None = None
    reemployment: Annotated[Reemployment, Field(strict=False)] = Reemployment.STARTS_OVER
    gap_months: int | None = None

    def faults(self) -> Iterator[Said]:
        """Yield keys that would be without effect: whoever wrote them meant something by it."""
        if self.leave_days is not None and self.leave is Leave.COUNTS:
            yield (
                "leave_days",
                'has no effect unless leave = "pauses"',
                'har ingen virkning, medmindre leave = "pauses"',
            )
        if (self.gap_months is not None) != (self.reemployment is Reemployment.CONTINUES):
            yield (
                "gap_months",
                'goes together with reemployment = "continues"',
                'hører sammen med reemployment = "continues"',
            )


class ProvisionRow(Row):
    """A provision the register knows."""

    provision: Code
    title: str
    starts_on: date
    ends_on: date | None = None
    former: list[Code] = []
    options: list[str] = []

    def faults(self) -> Iterator[Said]:
        """Yield days in the wrong order."""
        yield from _backwards(self.starts_on, self.ends_on)


class RuleRow(Row):
    """A rule. ``seniority`` ``None``: not written."""

    rule_id: str
    provision: Code
    level: Annotated[Level, Field(strict=False)]
    starts_on: date
    ends_on: date | None = None
    limit: Number | None = None
    unit: Annotated[Unit, Field(strict=False)] | None = None
    seniority: bool | None = None
    competence: str | None = None

    def faults(self) -> Iterator[Said]:
        """Yield days in the wrong order, half an amount, and a condition on the caseworker where others decide."""
        yield from _backwards(self.starts_on, self.ends_on)
        if (self.limit is None) != (self.unit is None):
            yield "unit", "limit and unit go together", "limit og unit hører sammen"
        conditions = {"seniority": self.seniority, "competence": self.competence}
        for key in (key for key, told in conditions.items() if told is not None and self.level is not Level.OWN):
            yield (
                key,
                f'is a condition on the caseworker, and stands only where level = "{Level.OWN.value}"',
                f'er et krav til sagsbehandleren og kan kun stå, hvor level = "{Level.OWN.value}"',
            )


class Reading:
    """One reading of a file: rows come out, faults are gathered."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def table(self, kind: type[R], told: object, table: str) -> R | None:
        """Read a table that stands once."""
        return self._row(kind, told, table, "")

    def tables(self, kind: type[R], told: object, table: str) -> list[R]:
        """Read tables that stand once for each entry; those that cannot be read are left out."""
        if not isinstance(told, Sequence) or isinstance(told, str):
            self.faults.append(At(table)("", f"write each as {table}", f"skriv hver som {table}"))
            return []
        read = (self._row(kind, row, table, _entry(row, at)) for at, row in enumerate(told, start=1))
        return [row for row in read if row is not None]

    def _row(self, kind: type[R], told: object, table: str, entry: str) -> R | None:
        try:
            row = kind.model_validate(told)
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False)
            self.faults.extend(_fault(one, table, entry) for one in found)
            return None
        self.faults.extend(At(table, entry)(*said) for said in row.faults())
        return row


def _entry(row: object, at: int) -> str:
    """Name an entry as a person finds it: by its id or its provision, else by its number."""
    named = isinstance(row, Mapping) and (row.get("rule_id") or row.get("provision"))
    return shown(named) if isinstance(named, str) else str(at)


def _fault(found: Mapping[str, Any], table: str, entry: str) -> Fault:
    key = ".".join(shown(part + 1 if isinstance(part, int) else part) for part in found["loc"])
    if found["type"] == "enum":
        known = str(found["ctx"]["expected"])
        english, danish = f"is unknown; known are {known}", f"er ukendt; kendte er {known.replace(' or ', ' eller ')}"
    else:
        english, danish = _FAULTS.get(found["type"], ("has a wrong value", "har en forkert værdi"))
    return At(table, entry)(key, english, danish)


def _backwards(starts_on: date, ends_on: date | None) -> Iterator[Said]:
    if ends_on is not None and ends_on < starts_on:
        yield "ends_on", "lies before starts_on", "ligger før starts_on"
