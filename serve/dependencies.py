"""What does a route need besides its visit? An assessor, the scheme, the database, and the rules of the house."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Protocol
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from features.scheme import Scheme
from models.bundle import Manifest, ModelBundle
from models.sheet import Sheet
from models.sheet_diff import SheetDiff
from models.shift import Shifts
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import Case
from sagstyngde.errors import NotReady
from serve.house import House
from storage.engine import Engine


class Assesses(Protocol):
    """What the server asks of ``models.assess.Assessor``."""

    @property
    def scheme(self) -> Scheme:
        """The scheme its cases follow."""
        ...

    @property
    def bundle_hash(self) -> str:
        """The content hash of its model bundle."""
        ...

    @property
    def manifest(self) -> Manifest:
        """Its bundle's numbers and names."""
        ...

    @property
    def figures(self) -> dict[str, Any] | None:
        """How good it was on the newest cases, as everybody may read it; ``None`` where nobody has tried."""
        ...

    def assess(self, case: Case, *, assessment_id: AssessmentId, at: datetime) -> Assessment:
        """Assess one case; ``CaseRefused`` where the scheme does not allow a fact."""
        ...

    def sheet(self) -> Sheet:
        """Write its point table out as people read it."""
        ...

    def changed_since(self, older: ModelBundle) -> SheetDiff:
        """Tell its point table from an older bundle's."""
        ...

    def shifts(self, cases: Sequence[Case]) -> Shifts:
        """Lay newer cases beside those it learned from, fact by fact."""
        ...


async def _assessor(request: Request) -> Assesses:
    assessor: Assesses | None = request.app.state.assessor
    if assessor is None:
        raise NotReady(
            english="no model is loaded; train one or set SAGSTYNGDE_BUNDLE, then start the server again",
            danish="ingen model er indlæst; træn en model, eller angiv SAGSTYNGDE_BUNDLE, og start serveren igen",
        )
    return assessor


async def _database(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


async def _house(request: Request) -> House:
    house: House = request.app.state.house
    return house


def _scheme(request: Request) -> Scheme:
    scheme: Scheme = request.app.state.scheme
    return scheme


def today(scheme: Scheme) -> date:
    """Return the day it is where the municipality lies."""
    return datetime.now(ZoneInfo(scheme.time_zone)).date()


CaseScheme = Annotated[Scheme, Depends(_scheme)]
ReadyAssessor = Annotated[Assesses, Depends(_assessor)]
Database = Annotated[Engine, Depends(_database)]
HouseRules = Annotated[House, Depends(_house)]
