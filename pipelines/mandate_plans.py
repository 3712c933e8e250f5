"""How is a plan of a trial registered, and what is its registration worth afterwards?

A plan keeps the day its text was registered first. Changed, it is another plan beside the first, and both are shown:
nobody can move a margin unseen.
"""

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from mandate.margin_words import claim_text
from mandate.trial_plan import TrialPlan
from mandate.trial_plan_toml import parse_trial_plan, trial_plan_text
from mandate.trial_standing import Registration, registration_standing
from pipelines.casebook import opened_casebook
from pipelines.operators import Errand
from sagstyngde.cpr import looks_like_cpr
from sagstyngde.errors import TrialPlanRefused
from sagstyngde.operations import Operation
from sagstyngde.settings import Settings
from storage import audit
from storage.engine import Connection, reading
from storage.transactions import write
from storage.trials import RegisteredPlan, evaluations, register_plan, registered_plans

PURPOSE = "evaluering"
_HASH_SHOWN = 12


def register_trial_plan(source: str | Path, console: Console) -> None:
    """Register a plan and print a receipt.

    Raises:
        TrialPlanRefused: it cannot be read, could not be evaluated as it says, is an example or holds a CPR number.

    """
    origin, text = trial_plan_text(source)
    plan = parse_trial_plan(text, origin)
    if plan.is_example or looks_like_cpr(text):
        raise TrialPlanRefused(
            english=f"trial plan {origin}: an example, or a text with a CPR number, is not registered. Adapt it first",
            danish=f"forsøgsplan {origin}: et eksempel, eller en tekst med et CPR-nummer, registreres ikke. Tilpas den "
            "først",
        )
    errand = Errand.now(Operation.TRIAL_PLAN_REGISTER, PURPOSE, at=datetime.now(UTC))

    def whole(connection: Connection) -> tuple[RegisteredPlan, Registration]:
        stored = register_plan(connection, plan.name, text, errand.stamp)
        audit.append(connection, [errand.look()])
        return stored, standing_of(connection, stored, plan)

    with opened_casebook(Settings().database_url) as engine:
        stored, standing = write(engine, whole)
    console.print(f"Forsøgsplanen {plan.name} er registreret.", highlight=False, markup=False)
    console.print(f"Kvittering: {stored.content_hash}", highlight=False, markup=False, soft_wrap=True)
    console.print(standing.text, highlight=False, markup=False)


def print_trial_plans(console: Console) -> None:
    """Print every plan that was registered, the newest first, and what its registration is worth."""
    with opened_casebook(Settings().database_url) as engine, reading(engine) as connection:
        for stored in registered_plans(connection):
            plan = parse_trial_plan(stored.toml, stored.name)
            claims = "; ".join(claim_text(one.claim) for one in plan.claims)
            _say(console, f"{stored.name} · kvittering {stored.content_hash[:_HASH_SHOWN]}")
            _say(console, f"  {standing_of(connection, stored, plan).text}")
            _say(console, f"  Påstande: {claims}.")


def _say(console: Console, text: str) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True)


def standing_of(connection: Connection, stored: RegisteredPlan, plan: TrialPlan) -> Registration:
    """Say what a plan's registration is worth: was it made before the start, and before any look at the outcomes?

    Looks by another version of the same plan count: whoever has seen the figures can set a margin that fits them.
    """
    versions = registered_plans(connection, stored.name)
    looks = [one.evaluated.at for version in versions for one in evaluations(connection, version.plan_id)]
    return registration_standing(plan, stored.registered.at, min(looks, default=None))
