"""Files in, a proposed allocation out: as JSON for systems, and as a table for the leader who decides."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from rich.console import Console

from allocation.policy import authorised
from allocation.policy_toml import read_policy
from allocation.slack import slack_prices
from allocation.solve import allocate
from allocation.wording import percent
from mandate.deciders import decider_of
from mandate.matrix import register_authority
from mandate.register_toml import read_register
from pipelines.cases_to_place import read_cases_to_place
from pipelines.mandate_register import IS_EXAMPLE
from pipelines.plan_json import plan_as_json
from pipelines.plan_shown import show
from pipelines.staff import read_staff
from pipelines.whole_files import write_whole
from sagstyngde.case import CaseworkerId
from sagstyngde.plan import CaseToPlace, Plan


def allocate_files(  # noqa: PLR0913  the command's own options
    policy_source: str,
    cases: Path,
    staff: Path,
    out: Path,
    *,
    explain: bool,
    slack: bool = False,
    register: Path | str | None = None,
    time_limit_s: float | None,
    on: date | None,
    console: Console,
) -> Plan:
    """Propose an allocation of the cases, write it as JSON and print its loads.

    ``policy_source`` is a TOML file or the name of an embedded policy. The plan's day is ``on``, or today. ``explain``
    adds reasons and alternatives to the file and to what is printed, ``slack`` what more or less tolerance of the load
    would lead to. ``register`` says who may decide alone: a TOML file, or the name of the shipped one. The file is
    written whole or not at all.

    Raises:
        InputRefused: one of the files cannot be used, or the output cannot be written.

    """
    policy = read_policy(policy_source)
    known = None if register is None else read_register(register)
    people, to_place = read_staff(staff), read_cases_to_place(cases, known)
    if known is not None:
        policy = authorised(policy, register_authority(known, map(decider_of, people)))
    on = on or date.today()  # noqa: DTZ011  a plan's day is the day on the leader's wall calendar
    plan = allocate(to_place, people, policy, on, time_limit_s=time_limit_s)
    if slack:
        plan = replace(plan, slack=slack_prices(to_place, people, policy, on))
    write_whole(out, json.dumps(plan_as_json(plan, explain=explain), ensure_ascii=False, indent=2, allow_nan=False))
    names = {one.caseworker_id: one.name or one.caseworker_id for one in people}
    show(plan, names, console, explain=explain, slack=slack)
    if known is not None and known.is_example:
        console.print(f"Kompetenceplanen {known.name}: {IS_EXAMPLE}", markup=False, highlight=False)
    for sentence in _strangers(to_place, frozenset(one.caseworker_id for one in people)):
        console.print(sentence, markup=False, highlight=False)
    console.print(f"Skrevet: {out}", markup=False, highlight=False)
    return plan


def _strangers(cases: Sequence[CaseToPlace], known: Collection[CaseworkerId]) -> Iterator[str]:
    """Say whose part of a case falls back on the case's own caseworker: people who are not on the staff list."""
    for case in cases:
        for work in case.shared:
            if work.caseworker_id not in known:
                yield (
                    f"Sag {case.case_id}: {work.caseworker_id} hjælper på sagen, men står ikke på medarbejderlisten; "
                    f"{percent(work.share)} af timerne regnes hos sagens egen sagsbehandler."
                )
