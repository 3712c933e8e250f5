"""What does a first-time visitor see? An invented municipality, from its history to this week's proposed allocation.

What was made in an earlier run is used again: the second start takes seconds.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from rich.console import Console

from allocation.policy_toml import read_policy
from allocation.slack import slack_prices
from allocation.solve import allocate
from features.history_files import read_history
from features.scheme_toml import read_scheme
from models.assess import Assessor
from pipelines.batch import read_case_file
from pipelines.caseload import new_case, open_cases
from pipelines.operators import Errand
from pipelines.progress import Steps
from pipelines.staff import read_staff
from sagstyngde.assessment import AssessmentId
from sagstyngde.blind import is_drawn
from sagstyngde.operations import Operation
from sagstyngde.settings import Settings
from storage.assessments import insert_assessment, known_or_new
from storage.audit import append
from storage.engine import open_engine, writing
from storage.migrate import upgrade
from storage.plans import PlanId, insert_plan
from storage.staff import record_staff
from storage.stamp import Stamp

CASES_PER_CASEWORKER = 190
"""All cases of seven years over today's caseworkers; gives about the open caseload of a Danish team."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the demo keeps its things."""

    root: Path

    @property
    def history(self) -> Path:
        """The invented municipality."""
        return self.root / "kommune"

    @property
    def bundle(self) -> Path:
        """The trained bundle."""
        return self.root / "bundle"

    @property
    def done(self) -> Path:
        """Written last: everything before it is complete."""
        return self.root / "klar"

    def settings(self, settings: Settings) -> Settings:
        """Point an installation's settings at the demo's own bundle, database and ledger."""
        database, ledger = (self.root.resolve() / name for name in ("sagstyngde.sqlite", "mlflow.sqlite"))
        changes = {"bundle": self.bundle, "database": f"sqlite:///{database}", "tracking": f"sqlite:///{ledger}"}
        return settings.model_copy(update=changes)


def run(settings: Settings, *, cases: int, seed: int, serve: bool, console: Console) -> None:
    """Make whatever is missing, then serve."""
    places = Places(settings.var / f"demo-{cases}-{seed}")
    own = places.settings(settings)
    if not places.done.exists():
        prepare(places, own, cases=cases, seed=seed, console=console)
    console.print(f"Klar. Alle oplysninger er opdigtede. Åbn http://{own.host}:{own.port}/", highlight=False)
    if serve:
        from serve.__main__ import run as serve_until_stopped

        serve_until_stopped(own)


def prepare(places: Places, settings: Settings, *, cases: int, seed: int, console: Console) -> None:
    """Synthesise, train, register, assess a week's intake, propose an allocation and store it."""
    from pipelines.synthetic import synthesise
    from pipelines.train_command import run as train

    with Steps.shown(console) as steps:
        caseworkers = max(4, round(cases / CASES_PER_CASEWORKER))
        synthesise(places.history, cases=cases, caseworkers=caseworkers, seed=seed, progress=steps)
    scheme = str(places.history / "scheme.toml")
    report = places.root / "report.json"
    train(
        scheme, places.history, places.bundle, report=report, seed=seed, tracking=settings.tracking_uri, console=console
    )
    with Steps.shown(console) as steps:
        steps("Vurderer ugens nye sager og foreslår en fordeling")
        place_intake(places, settings)
    places.done.touch()


def place_intake(places: Places, settings: Settings) -> None:
    """Assess the week's intake, propose who takes it, and store everything in one transaction."""
    assessor = Assessor.load(places.bundle)
    history, _ = read_history(read_scheme(places.history / "scheme.toml"), places.history)
    staff = read_staff(places.history / "staff.csv")
    intake = read_case_file(assessor.scheme, places.history / "intake.csv")
    now = datetime.now(UTC)
    errand = Errand.now(Operation.ASSESSMENT_BATCH, "afprøvning med opdigtede sager", at=now)
    stamp = Stamp(by=errand.actor, at=now)
    answers = [assessor.assess(case, assessment_id=AssessmentId(str(uuid4())), at=now) for case in intake]
    arrived = [new_case(case, answer) for case, answer in zip(intake, answers, strict=True)]
    at_work = {one.caseworker_id for one in staff if one.left_on is None}
    held = open_cases(history, assessor, history.ends_on, employed=at_work)
    to_place, policy = [*held, *arrived], read_policy("standard")
    plan = allocate(to_place, staff, policy, history.ends_on)
    plan = replace(plan, slack=slack_prices(to_place, staff, policy, history.ends_on))
    engine = open_engine(settings.database_url)
    upgrade(engine)
    with writing(engine) as connection:
        for case, answer in zip(intake, answers, strict=True):
            record, is_blind = known_or_new(connection, case, stamp), is_drawn(case.case_id, settings.blind_share)
            insert_assessment(connection, record, answer, by=stamp.by, is_blind=is_blind)
        record_staff(connection, staff, stamp)
        insert_plan(connection, PlanId(str(uuid4())), plan, stamp)
        append(connection, errand.looks(intake))
