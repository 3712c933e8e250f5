"""Decisions and a plan in, an evaluation out: a report to print, and in the casebook what the page shows.

Where the plan is one that was registered, or the decisions are the casebook's, the casebook is opened: the registration
is quoted from it, every case that is read is logged, and the evaluation is kept, so that nobody can look at the figures
unseen. With two files nothing is opened and nothing kept.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from features.refusals import Refusal
from mandate.effect import Material, evaluate
from mandate.findings import Findings, findings_to_json
from mandate.trial_plan import TrialPlan
from mandate.trial_plan_toml import parse_trial_plan, trial_plan_text
from mandate.trial_standing import Registration, registration_standing
from pipelines.casebook import opened_casebook
from pipelines.casebook_decisions import read_casebook
from pipelines.decisions_file import read_decisions
from pipelines.mandate_plans import PURPOSE, standing_of
from pipelines.operators import Errand
from pipelines.progress import Steps
from pipelines.survey_file import read_survey
from pipelines.synthetic_files import MARK
from pipelines.whole_files import write_whole
from sagstyngde.danish import count
from sagstyngde.errors import InputRefused, Language
from sagstyngde.operations import Operation
from sagstyngde.settings import Settings
from serve.evaluations import evaluation_file
from storage import audit
from storage.engine import Connection, reading
from storage.transactions import write
from storage.trials import RegisteredPlan, insert_evaluation, registered_plans

MOST_REFUSED = 0.01
"""With a larger share of rows that cannot be read, what is left may be another kind of decisions: then none is used."""
SHOWN_ROWS = 10
_HERE = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationAsked:
    """What is evaluated, and where the report goes.

    ``plan`` is a file or a registered plan's name; without ``decisions`` the casebook's are looked at.
    """

    plan: str
    out: Path
    decisions: Path | None = None
    survey: Path | None = None
    json: Path | None = None


def run(asked: EvaluationAsked, console: Console, database: str | None = None) -> Findings:
    """Evaluate, write the report and keep what was found in the casebook: this installation's, or ``database``.

    Raises:
        TrialPlanRefused: the plan cannot be read.
        SurveyRefused: the survey cannot be used.
        InputRefused: the plan is not known, the decisions cannot be used, or a file cannot be written.

    """
    at = datetime.now(UTC)
    if Path(asked.plan).is_file() and asked.decisions is not None:
        plan = _plan_of(asked.plan)
        findings = _found(asked, plan, registration_standing(plan, None, None), console, at=at)
    else:
        findings = _in_casebook(asked, console, at, database or Settings().database_url)
    write_whole(asked.out, evaluation_file(findings))
    if asked.json is not None:
        write_whole(asked.json, json.dumps(findings_to_json(findings), ensure_ascii=False, indent=2))
    console.print(findings.text, highlight=False, markup=False)
    console.print(f"Rapport: {asked.out}", highlight=False, markup=False)
    return findings


def _plan_of(source: str) -> TrialPlan:
    origin, text = trial_plan_text(source)
    return parse_trial_plan(text, origin)


def _in_casebook(asked: EvaluationAsked, console: Console, at: datetime, database: str) -> Findings:
    errand = Errand.now(Operation.TRIAL_EVALUATE, PURPOSE, at=at)
    with opened_casebook(database) as engine:
        with reading(engine) as connection:
            stored = _registered(connection, asked.plan)
            plan = parse_trial_plan(stored.toml, stored.name) if stored else _plan_of(asked.plan)
            standing = standing_of(connection, stored, plan) if stored else registration_standing(plan, None, None)
        material = None
        if asked.decisions is None:
            material = write(engine, lambda connection: read_casebook(connection, errand, since=plan.starts_on))
        findings = _found(asked, plan, standing, console, at=at, material=material)
        if stored is not None:
            write(engine, lambda connection: _keep(connection, stored, findings, errand))
    return findings


def _registered(connection: Connection, plan: str) -> RegisteredPlan | None:
    """Return the newest registered plan of a name, or the one whose text a file holds; ``None`` for another file."""
    if not Path(plan).is_file():
        found = registered_plans(connection, plan)
        if not found:
            raise InputRefused(
                english="--plan names neither a file nor a registered plan; see sagstyngde mandate plans",
                danish="--plan er hverken en fil eller en registreret plan; se sagstyngde mandate plans",
            )
        return found[0]
    _, text = trial_plan_text(plan)
    same = (one for one in registered_plans(connection) if one.toml.splitlines() == text.splitlines())
    return next(same, None)


def _keep(connection: Connection, stored: RegisteredPlan, findings: Findings, errand: Errand) -> None:
    until = findings.looked.until if findings.looked else findings.evaluated_on
    told = findings_to_json(findings)
    insert_evaluation(connection, stored.plan_id, told, data_until=until, stamp=errand.stamp)
    audit.append(connection, [errand.look()])


def _found(  # noqa: PLR0913  what is evaluated, by which plan, told to whom, when
    asked: EvaluationAsked,
    plan: TrialPlan,
    standing: Registration,
    console: Console,
    *,
    at: datetime,
    material: Material | None = None,
) -> Findings:
    on = at.astimezone(_HERE).date()
    with Steps.shown(console, total=len(plan.claims) + 1) as steps:
        steps("Læser afgørelser og svar")
        if asked.decisions is not None:
            material = _from_file(asked.decisions, console, on)
        assert material is not None  # noqa: S101  the file's or the casebook's
        material = replace(material, survey=None if asked.survey is None else read_survey(asked.survey, plan))
        return evaluate(material, plan, standing, on=on, tell=steps)


def _from_file(path: Path, console: Console, on: date) -> Material:
    found = read_decisions(path, on=on)
    _tell_refused(found.refusals, console)
    refused = len(found.refusals)
    if refused > MOST_REFUSED * (refused + len(found.kept)):
        raise InputRefused(
            english=f"{path.name}: {refused} of {refused + len(found.kept)} rows cannot be read; correct the export. "
            "Nothing was evaluated",
            danish=f"{path.name}: {refused} af {refused + len(found.kept)} rækker kan ikke læses; ret udtrækket. "
            "Intet er evalueret",
        )
    readme = path.with_name("README.txt")
    invented = readme.is_file() and readme.read_text("utf-8", errors="replace").startswith(MARK)
    return Material(decisions=found.kept, source="fra en fil", refused_rows=refused, is_invented=invented)


def _tell_refused(refusals: tuple[Refusal, ...], console: Console) -> None:
    for one in refusals[:SHOWN_ROWS]:
        place = f"{one.file}, række {one.row}" + (f", kolonne {one.column}" if one.column else "")
        kind = one.value_class.label(Language.DANISH)
        console.print(f"{place} ({kind}): {one.reason_da}", highlight=False, markup=False)
    more = len(refusals) - SHOWN_ROWS
    if more > 0:
        console.print(f"… og {count(more, 'række', 'rækker')} til", highlight=False)
