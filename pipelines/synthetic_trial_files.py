"""What does an invented trial hand over? Decisions, a survey, the plan, and the truth that no municipality knows."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.random import default_rng

from mandate.likert import Round
from pipelines.decisions_file import COLUMNS
from pipelines.synthetic_files import MARK
from pipelines.synthetic_trial import PRICE_RATE, PROVISIONS, DrawnDecisions, draw_decisions
from pipelines.synthetic_trial_asked import LAST_DAY, TEAM_NAMES, Planted, TrialShape
from pipelines.whole_files import whole_folder
from sagstyngde.decision import Unit
from sagstyngde.months import add_months

README = f"""{MARK}

Alt i denne mappe er opdigtet af et program: team, ansøgninger, afgørelser, beløb og svar. Intet tal siger noget om en
virkelig kommune eller om Københavns forsøg.

decisions.csv   en række pr. afgørelse, som "sagstyngde mandate evaluate --decisions" læser den
survey.csv      svar på medarbejderundersøgelsen, uden navne
plan.toml       forsøgsplanen med påstande og marginer
truth.json      hvad der er plantet: det, som evalueringen skal finde
"""
STEPS_BEFORE, STEPS_AFTER = (0.06, 0.14, 0.3, 0.33, 0.17), (0.03, 0.07, 0.16, 0.4, 0.34)
"""Shares of the answers 1 to 5; *after* has the 34 and 40 per cent of the trial of 2022-23 at the top."""
ANSWERS_A_TEAM = 8
QUESTIONS = (
    ("trivsel", "Jeg trives i mit arbejde."),
    ("faglighed", "Jeg kan bruge min faglighed, når jeg træffer afgørelser."),
)
_CLAIMS = (("days", "0.95\nexpected = 0.8"), ("granted", "0.05"), ("amount", "1.15"), ("spending", "1.15"))
_STAGGERED, _BEFORE_AFTER = "staggered_difference_in_differences", "before_after"


def invent_trial(out: Path, shape: TrialShape, planted: Planted) -> int:
    """Write an invented trial into a new or empty folder; return how many decisions it has.

    Raises:
        InputRefused: the folder holds files already, or cannot be written.

    """
    drawn = draw_decisions(shape, planted)
    texts = {
        "decisions.csv": "\n".join(_lines(drawn, shape)),
        "survey.csv": "\n".join(_answers(shape)),
        "plan.toml": plan_toml(shape),
        "truth.json": json.dumps(_truth(shape, planted), indent=2, ensure_ascii=False),
        "README.txt": README.rstrip(),
    }
    with whole_folder(out) as folder:
        for name, text in texts.items():
            (folder / name).write_text(f"{text}\n", "utf-8", newline="")
    return len(drawn)


def _lines(drawn: DrawnDecisions, shape: TrialShape) -> Iterator[str]:
    yield ",".join(COLUMNS)
    for row in range(len(drawn)):
        yield ",".join(_cells(drawn, shape, row))


def _cells(drawn: DrawnDecisions, shape: TrialShape, row: int) -> Sequence[str]:
    kroner, in_hours = float(drawn.kroner[row]), bool(drawn.in_hours[row])
    amount, unit = ("", "") if not kroner else ("3", Unit.HOURS_A_WEEK) if in_hours else (f"{kroner:.0f}", _YEARLY)
    return (
        f"a{row + 1:06d}",
        f"s{row + 1:06d}",
        TEAM_NAMES[drawn.team[row]],
        PROVISIONS[drawn.provision[row]],
        (shape.starts_on + timedelta(days=int(drawn.applied[row]))).isoformat(),
        (shape.starts_on + timedelta(days=int(drawn.decided[row]))).isoformat(),
        str(drawn.level[row]),
        str(drawn.outcome[row]),
        amount,
        unit,
        str(drawn.appeal[row]),
    )


_YEARLY = Unit.KRONER_A_YEAR


def plan_toml(shape: TrialShape) -> str:
    """Write the plan of an invented trial."""
    codes = ", ".join(f'"{code}"' for code in PROVISIONS)
    head = f"""# OPDIGTET: planen for et opdigtet forsøg.
name = "Opdigtet forsøg"
purpose = "Sagsbehandlere med mindst seks måneders ansættelse afgør selv udvalgte bestemmelser uden visitationsudvalg."
provisions = [{codes}]
from = {shape.starts_on.isoformat()}
to = {LAST_DAY.isoformat()}
assignment = "lod"
price_rate = {PRICE_RATE}"""
    teams = [_team(TEAM_NAMES[team], month, shape) for team, month in enumerate(shape.begins)]
    claims = [_claim(outcome, margin, _STAGGERED) for outcome, margin in _CLAIMS]
    claims.append(_claim("overturned", "0.02", _BEFORE_AFTER) + "\nis_primary = false")
    questions = [f'[[question]]\ncode = "{code}"\ntext = "{text}"' for code, text in QUESTIONS]
    return "\n\n".join((head, *teams, *claims, *questions))


def _team(name: str, month: int | None, shape: TrialShape) -> str:
    begins = "" if month is None else f"\nstarts_on = {add_months(shape.starts_on, month).isoformat()}"
    return f'[[team]]\nname = "{name}"{begins}'


def _claim(outcome: str, margin: str, design: str) -> str:
    return f'[[claim]]\noutcome = "{outcome}"\nmargin = {margin}\ndesign = "{design}"'


def _answers(shape: TrialShape) -> Iterator[str]:
    """Draw the answers of both rounds, question by question."""
    rng = default_rng([shape.seed, 7])
    yield "question,answer,round"
    for code, _ in QUESTIONS:
        for when, shares in ((Round.BEFORE, STEPS_BEFORE), (Round.AFTER, STEPS_AFTER)):
            for answer in rng.choice(np.arange(1, 6), ANSWERS_A_TEAM * shape.teams, p=shares):
                yield f"{code},{answer},{when.value}"


def _truth(shape: TrialShape, planted: Planted) -> dict[str, object]:
    return {
        "invented": True,
        "teams": shape.teams,
        "months": shape.months,
        "seed": shape.seed,
        "days_ratio": planted.days_ratio,
        "granted_points": planted.granted_points,
        "amount_ratio": planted.spending_ratio,
        "spending_ratio": planted.total_ratio,
        "note": "days_ratio holds for what remains of the wait once a team has begun",
    }
