"""What would the history of a municipality look like if its truth were known? An invented one, the same for each seed.

The generating process is in ``pipelines.synthetic_process`` (truth), ``synthetic_facts``, ``synthetic_intake``,
``synthetic_staff``, ``synthetic_labels`` and ``synthetic_effort``; what is written where is in ``synthetic_files``.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.random import Generator, SeedSequence, default_rng

from pipelines.synthetic_asked import draw_asked, with_languages
from pipelines.synthetic_columns import later_columns
from pipelines.synthetic_diary import Diary
from pipelines.synthetic_effort import (
    caseworker_noise,
    draw_cover,
    draw_own,
    draw_work,
    recorded_by,
    untold_factor,
)
from pipelines.synthetic_facts import draw_facts
from pipelines.synthetic_files import Municipality, check_folder, write_municipality
from pipelines.synthetic_intake import EXPORTED_ON, draw_intake
from pipelines.synthetic_labels import draw_labels, draw_severities
from pipelines.synthetic_process import (
    TRUTH_WEEKS,
    UNTOLD_SD,
    complexity,
    course,
    expected_hours,
    hours_level,
    label_probabilities,
    monthly,
)
from pipelines.synthetic_staff import MOST_CASEWORKERS, draw_posts, draw_staff, required_competences, team_of_district
from sagstyngde.errors import InputRefused

Progress = Callable[[str], None]

STREAMS = (
    "intake", "facts", "staff", "posts", "untold", "own", "labels", "severities", "effort", "caseworkers", "outcomes",
    "asked",
)  # fmt: skip
"""Each part of the world has its own random stream: another number of caseworkers changes no child's facts."""

MOST_CASES = 50_000


def synthesise(  # noqa: PLR0913  what is invented, how it is recorded, and who is told
    out: Path,
    *,
    cases: int,
    caseworkers: int,
    seed: int,
    diary: Diary | None = None,
    progress: Progress | None = None,
) -> None:
    """Write an invented municipality's history, staff, newest week and truth into a folder.

    ``cases`` are the history's; 12 to 20 more wait in ``intake.csv``. With a ``diary`` only hours inside its windows
    are written, and all else is the same. ``progress`` is told each step in Danish. The same arguments write the same
    bytes.

    Raises:
        InputRefused: a number is out of bounds, or the folder holds files that are not invented.

    """
    tell = progress or _silent
    _check("cases", cases, MOST_CASES)
    _check("caseworkers", caseworkers, MOST_CASEWORKERS)
    check_folder(out)
    drawn = draw_municipality(cases=cases, caseworkers=caseworkers, seed=seed, tell=tell)
    write_municipality(out, drawn, diary, tell)


def draw_municipality(*, cases: int, caseworkers: int, seed: int, tell: Progress) -> Municipality:
    """Draw the whole invented municipality in memory."""
    rng = streams(seed)
    tell("Opdigter henvendelser, familier og oplysninger")
    intake = draw_intake(rng["intake"], cases)
    facts = draw_facts(rng["facts"], intake.received, intake.sibling_cases)
    score = complexity(facts)
    severities = draw_severities(rng["severities"])
    untold = rng["untold"].normal(0.0, UNTOLD_SD, size=len(score))
    tell("Opdigter sagsbehandlere og fordeler sagerne")
    staff = draw_staff(rng["staff"], caseworkers)
    required = required_competences(facts)
    team = team_of_district(staff, intake.district)
    post = draw_posts(rng["posts"], staff, team, required)
    tell("Opdigter sagernes forløb og registrerede timer")
    level = hours_level(facts, score)
    own = draw_own(rng["own"], len(score))
    run = course(level, score, own, _weeks(intake.received[0]))
    starts = intake.received[:, None] + 7 * np.arange(run.rate.shape[1]).astype("timedelta64[D]")
    worker = caseworker_noise(rng["caseworkers"], len(staff.caseworkers))[staff.on(post[:, None], starts)]
    factor = untold_factor(untold)[:, None] * worker
    work = recorded_by(EXPORTED_ON, draw_work(rng["effort"], run, factor, intake.received))
    return Municipality(
        intake=intake,
        facts=facts,
        probabilities=label_probabilities(score, severities),
        monthly_hours=monthly(expected_hours(level, score, TRUTH_WEEKS), intake.received),
        asked=draw_asked(rng["asked"], facts),
        staff=with_languages(rng["asked"], staff),
        team=team,
        post=post,
        required=required,
        work=work,
        cover=draw_cover(rng["effort"], work),
        labels=draw_labels(rng["labels"], score + untold, severities, intake.received),
        later=later_columns(rng["outcomes"], facts, work.closed),
    )


def streams(seed: int) -> dict[str, Generator]:
    """Return a random stream for each part of the world.

    >>> sorted(streams(1)) == sorted(STREAMS)
    True
    """
    children = SeedSequence(seed).spawn(len(STREAMS))
    return {name: default_rng(child) for name, child in zip(STREAMS, children, strict=True)}


def _weeks(first: np.datetime64) -> int:
    """Count the weeks any case can have been open."""
    return int((EXPORTED_ON - first).astype(int)) // 7 + 1


def _check(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        danish = {"cases": "antallet af sager", "caseworkers": "antallet af sagsbehandlere"}[name]
        raise InputRefused(
            english=f"the number of {name} must lie between 1 and {most}; choose another --{name}",
            danish=f"{danish} skal ligge mellem 1 og {most}; vælg et andet tal til --{name}",
        )


def _silent(_step: str) -> None:
    """Tell nobody."""
