"""What does a first-time visitor see? An invented municipality, from its history to this week's proposed allocation.

An invented trial of decision competence stands beside it, evaluated. What was made in an earlier run is used again: the
second start takes seconds.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from rich.console import Console

from casework.basis import basis_to_json
from casework.caseload import board_of
from casework.clock_rules import read_clock_rules
from casework.policies import in_force
from casework.policy import house_policy
from casework.proposing import Asked, Sees, gather, propose
from casework.watch import keep, look
from casework.weighing import Weigher
from features.history_files import read_history
from features.scheme_toml import read_scheme
from models.assess import Assessor
from pipelines.batch import read_case_file
from pipelines.demo_board import with_nobodys
from pipelines.demo_diary import keep_invented_diary
from pipelines.demo_follow_up import add_a_year, partly_ill
from pipelines.demo_intake import published_limits, receive_barely_told, record_invented_steps, some_urgent
from pipelines.demo_people import name_invented
from pipelines.demo_policy import adopt_invented
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
    def trial(self) -> Path:
        """The invented trial of decision competence, with its report."""
        return self.root / "forsoeg"

    @property
    def clocks(self) -> Path:
        """The invented municipality's published times."""
        return self.root / "frister.toml"

    @property
    def done(self) -> Path:
        """Written last: everything before it is complete."""
        return self.root / "klar"

    def settings(self, settings: Settings) -> Settings:
        """Point an installation's settings at the demo's own bundle, database and ledger."""
        database, ledger = (self.root.resolve() / name for name in ("sagstyngde.sqlite", "mlflow.sqlite"))
        stores = {"database": f"sqlite:///{database}", "tracking": f"sqlite:///{ledger}"}
        return settings.model_copy(update={"bundle": self.bundle, "clocks": self.clocks} | stores)


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
    """Synthesise, train, register, assess a week's intake, propose an allocation, and evaluate an invented trial."""
    from models.learn import Training
    from pipelines.synthetic import synthesise
    from pipelines.train_command import run as train

    with Steps.shown(console) as steps:
        caseworkers = max(4, round(cases / CASES_PER_CASEWORKER))
        synthesise(places.history, cases=cases, caseworkers=caseworkers, seed=seed, progress=steps)
    scheme = str(places.history / "scheme.toml")
    report = places.root / "report.json"
    how, uri = Training(seed=seed), settings.tracking_uri
    train(scheme, places.history, places.bundle, report=report, how=how, tracking=uri, console=console)
    furnish(places, settings, seed=seed, console=console)
    places.done.touch()


def furnish(places: Places, settings: Settings, *, seed: int, console: Console) -> None:
    """Fill a casebook with all that the pages show, from a municipality's history and what was learned from it."""
    from pipelines.demo_capacity import keep_invented_forecast
    from pipelines.demo_closed import record_closed
    from pipelines.demo_desk import fill_desks
    from pipelines.demo_drafts import draft_invented
    from pipelines.demo_mandate import adopt_invented_plan
    from pipelines.demo_model import promote_invented
    from pipelines.demo_monitor import watch_a_year
    from pipelines.demo_trace import fill_log
    from pipelines.demo_trial import evaluate_invented

    with Steps.shown(console) as steps:
        steps("Vurderer ugens nye sager og foreslår en fordeling")
        place_intake(places, settings)
        receive_barely_told(settings.database_url, Assessor.load(places.bundle))
        fill_desks(settings.database_url, seed=seed)
        adopt_invented_plan(settings.database_url)
        record_closed(places.history, places.bundle, settings.database_url)
        watch_a_year(places.history, places.bundle, settings.database_url)
        fill_log(settings.database_url, seed=seed)
        promote_invented(settings, places.bundle, now=datetime.now(UTC))
        steps("Regner de kommende måneder")
        keep_invented_forecast(places.history, places.bundle, settings.database_url)
    draft_invented(settings.database_url)
    evaluate_invented(places.trial, settings.database_url, console)


def place_intake(places: Places, settings: Settings) -> None:
    """Store the staff, what lies on their desks and the week's intake, all assessed; then propose who takes it."""
    assessor = Assessor.load(places.bundle)
    history, _ = read_history(read_scheme(places.history / "scheme.toml"), places.history)
    now, day = datetime.now(UTC), history.ends_on
    places.clocks.write_text(published_limits(day), "utf-8")
    received = read_case_file(assessor.scheme, places.history / "intake.csv")
    intake = with_nobodys(some_urgent(received, now.date()))
    errand = Errand.now(Operation.ASSESSMENT_BATCH, "afprøvning med opdigtede sager", at=now)
    answers = [assessor.assess(case, assessment_id=_new_id(), at=now) for case in intake]
    held = [case for case in history.cases if case.closed_on is None and case.caseworker_id is not None]
    staff = partly_ill(read_staff(places.history / "staff.csv"), held, now.date())
    answers += assessor.assess_many(held, ids=[_new_id() for _ in held], at=now)
    engine = open_engine(settings.database_url)
    upgrade(engine)
    everything = Sees(case=lambda _: True, caseworker=lambda _: True)
    with writing(engine) as connection:
        name_invented(connection, at=now)
        record_staff(connection, staff, errand.stamp)
        for case, answer in zip([*intake, *held], answers, strict=True):
            record = known_or_new(connection, case, errand.stamp)
            is_blind = case.caseworker_id is None and is_drawn(case.case_id, settings.blind_share)
            insert_assessment(connection, record, answer, by=errand.actor, is_blind=is_blind)
        adopt_invented(connection, errand.stamp)
        policy = in_force(connection, house_policy(settings.policy))
        asked = Asked(on=day, policy=policy, weigher=Weigher(assessor=assessor))
        basis = gather(connection, asked, everything).basis
        plan = propose(basis, slack=True)
        insert_plan(connection, PlanId(str(uuid4())), plan, errand.stamp, basis=basis_to_json(basis))
        append(connection, errand.looks([*intake, *held]))
        board = board_of(connection, asked.policy.policy, now.date(), asked.weigher)
        add_a_year(connection, board, at=now, seed=1)
        record_invented_steps(connection, [*intake, *held], now.date(), errand.stamp)
        night = look(connection, board, scale=assessor.scheme.scale.codes, clocks=read_clock_rules(places.clocks))
        keep(connection, night, errand.stamp)
    keep_invented_diary(engine, now=now, seed=1)


def _new_id() -> AssessmentId:
    return AssessmentId(str(uuid4()))
