"""What is shown of a caseworker? Every term with the days it holds, past and coming. Nothing here can hold a speed."""

from datetime import date

from pydantic import Field

from serve.wire_out import Out
from storage.staff import StaffRecord
from storage.tables.staff import TermKind
from storage.terms import Term


class EmploymentOut(Out):
    """An employment that ended."""

    starts_on: date
    ends_on: date | None


class ContractOut(Out):
    """Weekly hours of a contract."""

    weekly_hours: float
    starts_on: date
    ends_on: date | None


class DutyOut(Out):
    """Hours a month for something other than cases."""

    monthly_hours: float
    starts_on: date
    ends_on: date | None


class NamedOut(Out):
    """A team, a district, a competence or a language."""

    name: str
    starts_on: date
    ends_on: date | None


class AbsenceOut(Out):
    """Dated absence; by its number it is withdrawn."""

    number: int = Field(title="Nummer")
    share: float
    starts_on: date
    ends_on: date | None


class CaseworkerOut(Out):
    """A caseworker and all that stands agreed with her, past and coming."""

    caseworker_id: str
    version: int = Field(title="Udgave", description="Den, som ETag er lavet af.")
    name: str
    employed_on: date
    left_on: date | None
    earlier_employments: list[EmploymentOut]
    contracts: list[ContractOut]
    fixed_duties: list[DutyOut]
    teams: list[NamedOut]
    districts: list[NamedOut]
    competences: list[NamedOut]
    languages: list[NamedOut]
    absences: list[AbsenceOut]

    @classmethod
    def of(cls, record: StaffRecord) -> "CaseworkerOut":
        """Mirror a stored caseworker."""
        own = record.employment
        return cls(
            caseworker_id=own.caseworker_id,
            version=record.version,
            name=own.name,
            employed_on=own.employed_on,
            left_on=own.left_on,
            earlier_employments=[
                EmploymentOut(starts_on=term.starts_on, ends_on=term.ends_on)
                for _, term in _of(record, TermKind.EMPLOYMENT)
            ],
            contracts=[
                ContractOut(weekly_hours=term.amount or 0.0, starts_on=term.starts_on, ends_on=term.ends_on)
                for _, term in _of(record, TermKind.CONTRACT)
            ],
            fixed_duties=[
                DutyOut(monthly_hours=term.amount or 0.0, starts_on=term.starts_on, ends_on=term.ends_on)
                for _, term in _of(record, TermKind.FIXED_DUTY)
            ],
            teams=_named(record, TermKind.TEAM),
            districts=_named(record, TermKind.DISTRICT),
            competences=_named(record, TermKind.COMPETENCE),
            languages=_named(record, TermKind.LANGUAGE),
            absences=[
                AbsenceOut(number=number, share=term.amount or 1.0, starts_on=term.starts_on, ends_on=term.ends_on)
                for number, term in _of(record, TermKind.ABSENCE)
            ],
        )


class StaffOut(Out):
    """The caseworkers within reach."""

    caseworkers: list[CaseworkerOut]


class TakenOut(Out):
    """How many were stored."""

    stored: int = Field(title="Gemt", description="Så mange sagsbehandlere er gemt, nye og kendte.")


def _of(record: StaffRecord, kind: TermKind) -> list[tuple[int, Term]]:
    return [(number, term) for number, term in record.terms if term.kind is kind]


def _named(record: StaffRecord, kind: TermKind) -> list[NamedOut]:
    return [
        NamedOut(name=term.text or "", starts_on=term.starts_on, ends_on=term.ends_on) for _, term in _of(record, kind)
    ]
