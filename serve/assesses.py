"""What does the server ask of a model? What ``models.assess.Assessor`` can, as a protocol: a stand-in will do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from features.scheme import Scheme
from models.bundle import Manifest, ModelBundle
from models.sheet import Sheet
from models.sheet_diff import SheetDiff
from models.shift import Shifts
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import Case


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
