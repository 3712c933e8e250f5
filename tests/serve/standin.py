"""A stand-in for ``models.assess.Assessor``: it answers every case alike, under a scheme with every kind of fact."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from features.scheme import (
    CategoryRule,
    Direction,
    EffortRule,
    EffortSource,
    Fact,
    Feature,
    Kind,
    Known,
    Scheme,
    Use,
)
from models.bundle import Manifest, ModelBundle
from models.sheet import Sheet
from models.sheet_diff import SheetDiff, difference
from models.shift import Shift, Shifts
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import Case
from sagstyngde.category import Category, CategoryScale
from sagstyngde.plan import Placement
from storage.engine import Engine, writing
from storage.plans import PlanId, insert_plan
from storage.staff import record_staff
from tests.answers import (
    STAMP,
    TOO_LITTLE,
    a_case,
    a_caseworker,
    a_plan,
    a_sheet,
    a_suggestion,
    an_alternative,
    an_assessment,
    an_effort,
    store,
)
from tests.serve.figures import a_manifest, some_figures

SCALE = CategoryScale(
    (
        Category(code="A", name="Enkel", definition="Få forhold, kendt forløb."),
        Category(code="B", name="Sammensat", definition="Flere forhold."),
        Category(code="C", name="Kompleks", definition="Mange forhold og partnere."),
        Category(code="D", name="Særligt kompleks", definition="Særlige forhold."),
    )
)


def _level(name: str, label: str) -> Fact:
    return Fact(
        name=name,
        kind=Kind.LEVEL,
        column=name,
        label=label,
        description=f"Funktionsevneniveau for {label.lower()}.",
        theme="Funktionsevne",
        direction=Direction.NEVER_FALLS,
    )


FACTS = (
    _level("mobility", "Mobilitet"),
    _level("communication", "Kommunikation"),
    _level("self_care", "Egenomsorg"),
    Fact(
        name="complaint",
        kind=Kind.FLAG,
        column="complaint",
        label="Klage",
        description="Om en klage er under behandling i Ankestyrelsen.",
        theme="Sagen",
    ),
    Fact(
        name="measures",
        kind=Kind.COUNT,
        column="measures",
        label="Løbende indsatser",
        description="Antal indsatser, der er i gang.",
        theme="Sagen",
        maximum=50,
    ),
    Fact(
        name="distance",
        kind=Kind.NUMBER,
        column="distance",
        label="Afstand",
        description="Kilometer til skolen.",
        theme="Sagen",
        minimum=0,
        maximum=300,
    ),
    Fact(
        name="born_on",
        kind=Kind.DATE,
        column="born_on",
        label="Fødselsmåned",
        description="Den første i barnets fødselsmåned.",
        theme="Barnet",
    ),
    Fact(
        name="inquiry",
        kind=Kind.CHOICE,
        column="inquiry",
        label="Undersøgelsens art",
        description="Screening, afdækning eller børnefaglig undersøgelse.",
        theme="Sagen",
        options={"screening": "Screening", "afdaekning": "Afdækning", "undersoegelse": "Børnefaglig undersøgelse"},
    ),
    Fact(
        name="partners",
        kind=Kind.CHOICES,
        column="partners",
        label="Samarbejdspartnere",
        description="Dem, sagen skal løses sammen med.",
        theme="Sagen",
        options={"ppr": "PPR", "skole": "skole", "sygehus": "sygehus", "psykiatri": "psykiatri"},
    ),
    Fact(name="school", kind=Kind.CHOICE, column="school", label="Skole", description="Skolens kaldenavn."),
    Fact(
        name="gender",
        kind=Kind.CHOICE,
        column="gender",
        label="Køn",
        description="Kun til at efterprøve fejl mellem grupper.",
        use=Use.AUDIT,
        options={"d": "dreng", "p": "pige"},
    ),
    Fact(
        name="granted",
        kind=Kind.FLAG,
        column="granted",
        label="Bevilget",
        description="Afgørelsens udfald.",
        known=Known.LATER,
        use=Use.AUDIT,
    ),
)
SCHEME = Scheme(
    name="standin",
    version="2026-1",
    title="Skema til prøver",
    time_zone="Europe/Copenhagen",
    facts=FACTS,
    features=(Feature(name="age", function="age_years", of=("born_on",), label="Alder i år"),),
    category=CategoryRule(scale=SCALE),
    effort=EffortRule(source=EffortSource.HOURS),
    synthetic=True,
)
TODAY = datetime.now(ZoneInfo(SCHEME.time_zone)).date()
"""The day it is where the municipality lies: an hour or two before midnight it is another one in UTC."""


@dataclass(frozen=True, kw_only=True)
class StandIn:
    scheme: Scheme = SCHEME
    bundle_hash: str = "3fa2c0ffee3fa2c0ffee"
    figures: dict[str, Any] | None = field(default_factory=some_figures)

    @property
    def manifest(self) -> Manifest:
        return a_manifest(self.bundle_hash)

    def assess(self, case: Case, *, assessment_id: AssessmentId, at: datetime) -> Assessment:
        return an_assessment(case.case_id, assessment_id=assessment_id, assessed_at=at)

    def sheet(self) -> Sheet:
        return a_sheet()

    def changed_since(self, older: ModelBundle) -> SheetDiff:
        return difference(replace(a_sheet(), bundle_hash=older.content_hash, average_hours=27.0), a_sheet())

    def shifts(self, cases: Sequence[Case]) -> Shifts:
        moved = Shift(label="Mobilitet", value="svær", before=0.12, now=0.31)
        return Shifts(earlier=1200, newest=max(len(cases), 60), tried=11, moved=(moved,))


FULL_FACTS: dict[str, object] = {
    "mobility": 3,
    "communication": 2,
    "complaint": True,
    "measures": 4,
    "distance": 12.5,
    "born_on": date(2010, 3, 1),
    "inquiry": "undersoegelse",
    "partners": frozenset({"ppr", "sygehus", "skole"}),
}


def fill(engine: Engine) -> None:
    """Store a small intake with every kind of answer, a staff list and a plan."""
    effort = an_effort(
        hours=1.5, monthly_hours=(1.0, 0.5) + (0.0,) * 22, interval=replace(an_effort().interval, low=0.5, high=4)
    )
    answers: dict[str, dict[str, Any]] = {
        "2026-0412": {},
        "2026-0409": {"suggestion": a_suggestion(abstentions=(TOO_LITTLE,))},
        "2026-0415": {
            "suggestion": a_suggestion(code="A", probabilities=(0.9, 0.1, 0, 0), likely_codes=("A",)),
            "effort": effort,
            "contrast": None,
        },
    }
    with writing(engine) as connection:
        for case_id, changes in answers.items():
            stored = a_case(case_id, facts=FULL_FACTS, district="Østerbro", required_competences=frozenset({"autisme"}))
            store(connection, stored, an_assessment(case_id, **changes))
        staff = [a_caseworker("w1"), a_caseworker("w2", name="T. Krogh"), a_caseworker("w3", name="A. Lund")]
        record_staff(connection, staff, STAMP)
        insert_plan(connection, PlanId("p1"), a_plan(placements=_placements()), STAMP)


def _placements() -> tuple[Placement, ...]:
    first = a_plan().placements[0]
    other = an_alternative("w1", "M. Holm – 2 procentpoint højere belastning", allowed=True)
    worker = a_caseworker("w3").caseworker_id
    case_id = a_case("2026-0415").case_id
    reasons = ("Foreslået: A. Lund (belastning 90 % → 92 %).", "Kender skoledistriktet.")
    return (first, Placement(case_id=case_id, caseworker_id=worker, reasons=reasons, alternatives=(other,)))
