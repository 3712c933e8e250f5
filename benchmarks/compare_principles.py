"""Which tildelingskriterium does what well, and what badly? ``python -m benchmarks.compare_principles``.

Two invented municipalities and two real ones are replayed under every embedded policy, and beside what was really done.
Cases are foreseen by a bundle that learned from what was known before the replay's first day. Writes
``docs/principper.json`` and, in Danish, ``docs/principper-maalt.md``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import numpy as np
from rich.console import Console

from benchmarks.principle_pages import page
from benchmarks.runs import RESULTS
from benchmarks.surroundings import DOCS, SCHEMES, real_data, silent, surroundings, write_json
from features.frame import Frame
from features.history import History
from features.history_files import read_history
from features.scheme_toml import parse_scheme
from models.assess import Assessor
from models.cohort import split
from models.learn import Provenance, Training, learn_bundle
from pipelines.compare_command import Asked, compare_history, read_policies
from pipelines.compare_table import Answer, as_json
from pipelines.progress import Steps
from pipelines.replay_record import weeks_of
from pipelines.staff import read_staff
from pipelines.synthetic import synthesise
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import FULL_TIME_WEEKLY_HOURS, Caseworker

LOAD = 0.9
REPLICATIONS = 20
INVENTED = {"opdigtet_8": (1500, 8), "opdigtet_14": (3000, 14)}
REAL = {"bpic15_1": 1, "bpic15_2": 2}
SCHEME = "bpic15_touch_days"
WEEKS = (156, 104)
"""Replayed weeks, invented and real: a bundle must be able to learn from what precedes them."""

ABSENT = {2: ("endDatePlanned",)}
FEWEST_CASES = 10
"""Who was responsible for fewer cases in the log is taken to have had other work."""

LEFT_AFTER = timedelta(days=120)
TITLES = {
    "opdigtet_8": "Opdigtet kommune med 8 sagsbehandlere",
    "opdigtet_14": "Opdigtet kommune med 14 sagsbehandlere",
    "bpic15_1": "Byggesager, kommune 1 (BPI Challenge 2015)",
    "bpic15_2": "Byggesager, kommune 2 (BPI Challenge 2015)",
}
ASSUMED = (
    "Loggen har ingen ansættelser: en medarbejder, der var ansvarlig for mindst "
    f"{FEWEST_CASES} sager, regnes for ansat fra sit første til sit sidste spor i loggen.",
    "Loggen har ingen kontrakter: alle regnes for ansat på fuld tid uden fravær. Den, der i virkeligheden også havde "
    "andet arbejde, ser derfor ud til at have haft lidt at lave, og det, der skete, ser mere skævt ud, end det var.",
    "Enheden er dage med berøring, ikke timer.",
    "Loggen har hverken team, distrikt, kompetencer eller søskende: de kriterier kan ikke prøves her.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A history with its scheme's text, and who worked there."""

    name: str
    history: History
    scheme_text: str
    staff: tuple[Caseworker, ...]


def main() -> None:
    """Compare in every municipality and write both files."""
    names = [*INVENTED, *(name for name in REAL if real_data("bpic15") is not None)]
    console, answers = Console(), dict[str, Answer]()
    for name in names:
        console.print(TITLES[name])
        with Steps.shown(console, total=REPLICATIONS + 2) as steps:
            answers[name] = compared(municipality(name), steps)
        _write(answers)


def _write(answers: Mapping[str, Answer]) -> None:
    """Write what there is so far: the last municipality takes minutes."""
    told = {name: as_json(one) for name, one in answers.items()}
    write_json("principper.json", surroundings() | {"municipalities": told, "assumed_bpic15": list(ASSUMED)})
    (DOCS / "principper-maalt.md").write_text(page(answers, TITLES, ASSUMED), "utf-8")


def compared(municipality: Municipality, steps: Steps) -> Answer:
    """Replay one municipality under every embedded policy."""
    start = municipality.history.ends_on - timedelta(weeks=WEEKS[municipality.name in REAL])
    start = weeks_of(municipality.history, start).starts_on
    asked = Asked(history=Path(), staff=Path(), scheme="", replications=REPLICATIONS, load=LOAD, starts_on=start)
    return compare_history(
        municipality.history,
        municipality.staff,
        read_policies(()),
        asked=asked,
        assessor=learned_before(municipality, start),
        tell=steps,
    )


def learned_before(municipality: Municipality, day: date) -> Assessor:
    """Return an assessor that knows what was known before a day, and nothing later."""
    parts = split(municipality.history.as_of(day))
    provenance = Provenance(
        scheme_text=municipality.scheme_text,
        bands=None if parts.bands is None else tuple(parts.bands.tolist()),
        trained_through=day,
        created_at=datetime.now(UTC),
        code_version=version("sagstyngde"),
    )
    frame = Frame.learn(municipality.history.scheme, parts.develop.cases)
    bundle, _ = learn_bundle(frame, parts, Training(), provenance, progress=silent)
    return Assessor(bundle)


def municipality(name: str) -> Municipality:
    """Return one of the municipalities by name: invented now, or read from the real data."""
    return _invented(name) if name in INVENTED else _real(name)


def _invented(name: str) -> Municipality:
    cases, caseworkers = INVENTED[name]
    folder = RESULTS / f"principper-{name}"
    synthesise(folder, cases=cases, caseworkers=caseworkers, seed=1)
    text = (folder / "scheme.toml").read_text("utf-8")
    history, _ = read_history(parse_scheme(text, name), folder)
    return Municipality(name=name, history=history, scheme_text=text, staff=read_staff(folder / "staff.csv"))


def _real(name: str) -> Municipality:
    folder = real_data("bpic15")
    assert folder is not None  # noqa: S101  main() asks first
    text = (SCHEMES / f"{SCHEME}.toml").read_text("utf-8")
    text = _without_absent(text.replace("municipality_1_", f"municipality_{REAL[name]}_"), REAL[name])
    history, _ = read_history(parse_scheme(text, name), folder)
    return Municipality(name=name, history=history, scheme_text=text, staff=staff_of_log(history))


def _without_absent(scheme_text: str, number: int) -> str:
    """Leave out the facts whose columns a municipality's log does not have: they are known later, and teach nothing."""
    for column in ABSENT.get(number, ()):
        scheme_text = re.sub(rf'\[\[fact\]\]\n(?:.+\n)*?column = "{column}"\n(?:.+\n)*', "", scheme_text)
    return scheme_text


def staff_of_log(history: History) -> tuple[Caseworker, ...]:
    """Return who was responsible for cases, employed full time from the first trace to the last."""
    responsible = [case.caseworker_id for case in history.cases if case.caseworker_id is not None]
    people = sorted({one for one in responsible if responsible.count(one) >= FEWEST_CASES})
    return tuple(_traced(history, one) for one in people)


def _traced(history: History, worker: CaseworkerId) -> Caseworker:
    work = history.work
    days = work.day[np.isin(work.caseworker, [place for place, one in enumerate(work.caseworkers) if one == worker])]
    received = [case.received_on for case in history.cases if case.caseworker_id == worker]
    traces: Sequence[date] = [*received, *(days[[0, -1]] if len(days) else days).astype(object).tolist()]
    first, last = min(traces), max([*traces, *days.astype(object).tolist()])
    one = Caseworker(caseworker_id=worker, employed_on=first, weekly_hours=FULL_TIME_WEEKLY_HOURS)
    return one if last + LEFT_AFTER > history.ends_on else replace(one, left_on=last)


if __name__ == "__main__":
    main()
