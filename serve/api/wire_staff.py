"""How does a caseworker come in? Every term with the days it holds. Nothing here can hold a speed."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from sagstyngde.case import CaseworkerId
from sagstyngde.errors import StaffRefused
from serve.wire import CaseworkerKey, Day, PlainText, Strict
from storage.staff import ABSENCES, EMPLOYMENTS
from storage.tables.staff import TermKind
from storage.terms import Employment, Term

Weekly = Annotated[float, Field(ge=0.0, le=60.0)]
Monthly = Annotated[float, Field(ge=0.0, le=744.0)]
Share = Annotated[float, Field(gt=0.0, le=1.0)]
MOST = 100


class Period(Strict):
    """From which day, to which: both are days it holds."""

    starts_on: Day = Field(title="Fra", description="Den første dag, det gælder.")
    ends_on: Day | None = Field(None, title="Til", description="Den sidste dag, det gælder; udeladt = indtil videre.")


class ContractIn(Period):
    """Weekly hours of a contract."""

    weekly_hours: Weekly = Field(title="Timer om ugen", examples=[37.0])


class DutyIn(Period):
    """Hours a month that are agreed for something other than cases."""

    monthly_hours: Monthly = Field(title="Timer om måneden", description="Faste opgaver, der ikke er sager.")


class NamedIn(Period):
    """A team, a district, a competence or a language."""

    name: PlainText = Field(title="Navn")


class EmploymentIn(Strict):
    """An employment that ended, before the one that stands with the caseworker."""

    starts_on: Day = Field(title="Ansat", description="Første arbejdsdag.", examples=["2019-08-01"])
    ends_on: Day = Field(title="Fratrådt", description="Sidste arbejdsdag.", examples=["2021-01-31"])


class AbsenceIn(Period):
    """Dated absence."""

    share: Share = Field(1.0, title="Andel", description="Den del af arbejdstiden, der falder bort.")


class TermsIn(Strict):
    """All that is agreed with a caseworker but her absences."""

    name: PlainText = Field(title="Navn", examples=["M. Holm"])
    employed_on: Day = Field(title="Ansat", description="Første arbejdsdag.")
    left_on: Day | None = Field(None, title="Fratrådt", description="Sidste arbejdsdag.")
    earlier_employments: list[EmploymentIn] | None = Field(
        None,
        max_length=MOST,
        title="Tidligere ansættelser",
        description="Som sagsbehandler her, før den nuværende; kan have betydning for, hvem der må afgøre hvad. "
        "Udeladt = de, der står, bliver stående.",
    )
    contracts: list[ContractIn] = Field([], max_length=MOST, title="Ansættelser", description="Må ikke overlappe.")
    fixed_duties: list[DutyIn] = Field([], max_length=MOST, title="Faste opgaver")
    teams: list[NamedIn] = Field([], max_length=MOST, title="Teams", description="Ét ad gangen.")
    districts: list[NamedIn] = Field([], max_length=MOST, title="Distrikter", description="Ingen = alle.")
    competences: list[NamedIn] = Field([], max_length=MOST, title="Kompetencer", description="Formelle kompetencer.")
    languages: list[NamedIn] = Field([], max_length=MOST, title="Sprog")

    def employment(self, caseworker_id: CaseworkerId) -> Employment:
        """Return who is employed.

        Raises:
            StaffRefused: she leaves before she begins, or two contracts, teams or employments hold on one day.

        """
        if self.left_on is not None and self.left_on < self.employed_on:
            raise _refused("left_on lies before employed_on", "left_on ligger før employed_on")
        for name in ("contracts", "teams"):
            _refuse_overlap(name, getattr(self, name))
        _refuse_backward("earlier_employments", self.earlier_employments or ())
        for name in ("contracts", "fixed_duties", "teams", "districts", "competences", "languages"):
            _refuse_backward(name, getattr(self, name))
        return Employment(
            caseworker_id=caseworker_id, name=self.name, employed_on=self.employed_on, left_on=self.left_on
        )

    @property
    def keeps(self) -> frozenset[TermKind]:
        """The kinds of terms that these say nothing of."""
        return ABSENCES | (EMPLOYMENTS if self.earlier_employments is None else frozenset())

    def terms(self) -> tuple[Term, ...]:
        """Return the terms."""
        named = {
            TermKind.TEAM: self.teams,
            TermKind.DISTRICT: self.districts,
            TermKind.COMPETENCE: self.competences,
            TermKind.LANGUAGE: self.languages,
        }
        return (
            *(
                Term(TermKind.EMPLOYMENT, None, None, one.starts_on, one.ends_on)
                for one in self.earlier_employments or ()
            ),
            *(Term(TermKind.CONTRACT, None, one.weekly_hours, one.starts_on, one.ends_on) for one in self.contracts),
            *(
                Term(TermKind.FIXED_DUTY, None, one.monthly_hours, one.starts_on, one.ends_on)
                for one in self.fixed_duties
            ),
            *(
                Term(kind, one.name, None, one.starts_on, one.ends_on)
                for kind, several in named.items()
                for one in several
            ),
        )


class CaseworkerIn(TermsIn):
    """A caseworker as the case system hands her in."""

    caseworker_id: CaseworkerKey = Field(title="Sagsbehandler", description="Fagsystemets id; aldrig et CPR-nummer.")


class StaffIn(Strict):
    """A staff list."""

    caseworkers: list[CaseworkerIn] = Field(min_length=1, max_length=1_000, title="Sagsbehandlere")


def _refuse_backward(name: str, periods: Iterable[Period | EmploymentIn]) -> None:
    if any(one.ends_on is not None and one.ends_on < one.starts_on for one in periods):
        raise _refused(f"{name}: ends_on lies before starts_on", f"{name}: ends_on ligger før starts_on")


def _refuse_overlap(name: str, periods: Sequence[Period]) -> None:
    ordered = sorted(periods, key=lambda one: one.starts_on)
    for one, following in pairwise(ordered):
        if one.ends_on is None or one.ends_on >= following.starts_on:
            raise _refused(f"{name}: two hold on one day", f"{name}: to gælder på samme dag")


def _refused(english: str, danish: str) -> StaffRefused:
    return StaffRefused(english=english, danish=danish)
