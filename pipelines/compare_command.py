"""How would our own cases have gone under other principles? History and staff in, the principles side by side out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rich.console import Console

from allocation.capacity import CapacityRules
from allocation.comparison import ACTUAL, Terms, compare, rules_at_load
from allocation.goals import EqualCount
from allocation.policy import Policy, authorised
from allocation.policy_toml import embedded_policies, read_policy
from allocation.record import Record
from features.history import History
from features.history_files import read_history
from features.scheme_toml import read_scheme
from mandate.deciders import decider_of
from mandate.matrix import register_authority
from mandate.register_toml import read_register
from models.assess import Assessor
from pipelines.caseload import under_register
from pipelines.compare_table import Answer, as_json, checked, markdown, opening, tables
from pipelines.compare_words import findings, label
from pipelines.progress import Steps
from pipelines.replay_check import check_replay
from pipelines.replay_record import Weeks, record_of, weeks_of
from pipelines.staff import read_staff
from pipelines.whole_files import make_folder, write_whole
from sagstyngde.caseworker import Caseworker
from sagstyngde.danish import listing
from sagstyngde.errors import InputRefused, PolicyRefused

CHARTS = (
    ("principper.svg", "Tallene under hver politik"),
    ("forskelle.svg", "Forskellen til den politik, de andre holdes op imod"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is compared: files, and the command's options.

    No ``policies`` means all that are embedded. ``load`` sets capacity so that the work makes up that share of it.
    ``register`` says who may decide alone.
    """

    history: Path
    staff: Path
    policies: tuple[str, ...] = ()
    scheme: str
    bundle: Path | None = None
    starts_on: date | None = None
    replications: int = 20
    seed: int = 1
    load: float | None = None
    register: str | None = None


def run(asked: Asked, out: Path, *, report: Path | None, console: Console) -> None:
    """Compare, write the answer as JSON (and as a page with charts into ``report``), and print it.

    Raises:
        InputRefused: a file cannot be used, or the history holds no weeks to replay.
        TooFewCases: too few cases precede the weeks.

    """
    with Steps.shown(console, total=asked.replications + 2) as steps:
        answer = compare_files(asked, steps)
    write_whole(out, json.dumps(as_json(answer), ensure_ascii=False, indent=1, allow_nan=False))
    if report is not None:
        write_report(answer, report)
    told = [opening(answer), *answer.notes, *([checked(answer.check)] if answer.check else [])]
    for text in told:
        console.print(text, markup=False, highlight=False)
    for table in tables(answer):
        console.print(table)
    for text in findings(answer.comparison, answer.reference):
        console.print(f"- {text}", markup=False, highlight=False)
    for path in (out, *([report] if report is not None else [])):
        console.print(f"Skrevet: {path}", markup=False, highlight=False)


def compare_files(asked: Asked, tell: Steps) -> Answer:
    """Read what is asked about and compare."""
    policies = read_policies(asked.policies)
    scheme = read_scheme(asked.scheme)
    staff = read_staff(asked.staff)
    tell("Læser historikken")
    history, _ = read_history(scheme, asked.history)
    assessor = None if asked.bundle is None else Assessor.load(asked.bundle)
    return compare_history(history, staff, policies, asked=asked, assessor=assessor, tell=tell)


def compare_history(  # noqa: PLR0913  what is read, asked and told
    history: History,
    staff: Sequence[Caseworker],
    policies: Sequence[Policy],
    *,
    asked: Asked,
    assessor: Assessor | None,
    tell: Steps,
) -> Answer:
    """Replay a history under the policies."""
    weeks = weeks_of(history, asked.starts_on)
    record = record_of(history, staff, weeks, assessor)
    if asked.register is not None:
        register = read_register(asked.register)
        authority = register_authority(register, map(decider_of, staff))
        policies = [authorised(policy, authority) for policy in policies]
        told = {case.case_id: case for case in history.cases}
        record = replace(record, cases=under_register(record.cases, told, register))
    rules = _rules(record, policies[0].capacity, asked.load)
    terms = Terms(since=weeks.measured_from, rules=rules, replications=asked.replications, seed=asked.seed)
    names = [policy.name for policy in policies]
    return Answer(
        comparison=compare(record, policies, terms, tell),
        record=record,
        since=weeks.measured_from,
        replications=asked.replications,
        seed=asked.seed,
        foreseen=_foreseen(assessor, weeks),
        reference=EqualCount.name if EqualCount.name in names else names[0],
        check=check_replay(history, record, rules, weeks.measured_from),
        notes=tuple(_notes(record, policies, rules, asked)),
    )


def write_report(answer: Answer, folder: Path) -> None:
    """Write the page and its charts.

    Raises:
        InputRefused: the folder cannot be written to.

    """
    from pipelines.compare_charts import draw_differences, draw_levels

    make_folder(folder)
    charts = CHARTS if answer.replications else CHARTS[:1]
    for (name, _), draw in zip(charts, (draw_levels, draw_differences), strict=False):
        draw(answer, folder / name)
    write_whole(folder / "principper.md", markdown(answer, charts).rstrip("\n"))


def read_policies(sources: Sequence[str]) -> tuple[Policy, ...]:
    """Read the policies named, or every embedded one.

    Raises:
        PolicyRefused: one cannot be read, or two have one name.

    """
    policies = tuple(read_policy(source) for source in sources or embedded_policies())
    names = [policy.name for policy in policies]
    for name in names:
        if names.count(name) > 1 or name == ACTUAL:
            shown = ascii(name)[1:-1]
            raise PolicyRefused(
                english=f"two policies are called {shown}: give each a name of its own",
                danish=f"to politikker hedder {shown}: giv dem hver sit navn",
            )
    return policies


def _rules(record: Record, rules: CapacityRules, load: float | None) -> CapacityRules:
    if load is None:
        return rules
    found = rules_at_load(record, rules, load)
    if found is None:
        raise InputRefused(
            english=f"the staff's whole working time is too little for a load of {load:g}: choose a higher load, or "
            "look for caseworkers missing on the staff list",
            danish=f"medarbejdernes hele arbejdstid er for lidt til en belastning på {load:g}: vælg en højere "
            "belastning, eller se efter sagsbehandlere, der mangler på medarbejderlisten",
        )
    return found


def _foreseen(assessor: Assessor | None, weeks: Weeks) -> str:
    if assessor is None:
        return "Uden model er hver sag forudset som gennemsnittet af sin kategori, lært af tiden før genspilningen."
    learned = assessor.bundle.manifest.trained_through
    text = f"Timerne er forudset af model {assessor.bundle_hash[:12]}."
    if learned > weeks.starts_on:
        text += (
            f" Den er trænet på sager til og med {learned:%d.%m.%Y}, altså også på sager, der genspilles: tallene er "
            "for pæne for politikker, der bygger på forventede timer."
        )
    return text


def _notes(record: Record, policies: Sequence[Policy], rules: CapacityRules, asked: Asked) -> list[str]:
    notes = []
    if record.holders is None:
        notes.append("Historikken siger ikke, hvem der havde sagerne, så det, der skete, kan ikke stå ved siden af.")
    if asked.load is not None:
        share = f"{100 * rules.casework_share:.1f}".replace(".", ",")
        notes.append(
            f"Kapaciteten er sat, så arbejdet udgør {100 * asked.load:.0f} % af nettotimerne: {share} % af "
            "arbejdstiden går til sager."
        )
    if moving := [label(policy.name) for policy in policies if policy.moves]:
        notes.append(
            f"Politikken {listing(moving)} må flytte aktive sager. Genspilningen placerer kun nye sager og sager, der "
            "mister deres sagsbehandler, så flytninger ses ikke her."
        )
    if any(policy.capacity != policies[0].capacity for policy in policies):
        notes.append("Politikkerne regner kapacitet forskelligt; alle er her målt med den førstes regler.")
    return notes
