"""How long must a trial be, and what can it show? The plan's claims, each with what it takes."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mandate.finding import OutcomeName
from mandate.margin_words import DESIGNS, OUTCOMES, claim_text, size_text
from mandate.power_errors import months_as_planned
from mandate.power_plan import LONGEST, Needed, chance_of_all, needed
from mandate.trial_plan import TrialPlan
from mandate.trial_plan_toml import read_trial_plan
from sagstyngde.danish import first, listing, number, percent

_HEADINGS = ("Påstand", "Regnet med", "Hver side", "Vejer\nsom én", "Styrke", "Måneder")
_NEARLY_SURE = 0.995


def show_power(source: str | Path, *, as_json: bool, console: Console) -> None:
    """Print what each claim of a plan takes.

    Raises:
        TrialPlanRefused: the plan cannot be read, or could not be evaluated as it says.

    """
    plan = read_trial_plan(source)
    claims = needed(plan)
    if as_json:
        console.out(json.dumps(as_plain(plan, claims), ensure_ascii=False, indent=2), highlight=False)
        return
    console.print(_table(plan, claims))
    for line in _sentences(plan, claims):
        console.print(Text(line))


def as_plain(plan: TrialPlan, claims: Sequence[Needed]) -> dict[str, object]:
    """Return what each claim takes as plain JSON values."""
    return {
        "plan": plan.name,
        "power_wanted": plan.assumed.power,
        "months_after_as_planned": months_as_planned(plan),
        "least_chance_of_all_primary": _rounded(chance_of_all(tuple(claims))),
        "claims": [
            {
                "outcome": one.planned.outcome.value,
                "margin": one.planned.claim.margin,
                "expected": one.planned.reckoned_with,
                "design": one.planned.design.value,
                "is_primary": one.planned.is_primary,
                "independent_decisions_each_side": one.each_side,
                "decisions_an_independent_one": _rounded(one.weighing),
                "power_as_planned": _rounded(one.power),
                "months_after_needed": one.months_after,
                "decisions_in_all": one.decisions,
            }
            for one in claims
        ],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _table(plan: TrialPlan, claims: Sequence[Needed]) -> Table:
    title = f"{plan.name}: hvad der skal til"
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE, show_lines=True)
    for place, heading in enumerate(_HEADINGS):
        is_figure = place > 1
        table.add_column(heading, justify="right" if is_figure else "left", no_wrap=is_figure)
    for one in claims:
        table.add_row(*_cells(plan, one))
    return table


def _cells(plan: TrialPlan, one: Needed) -> Iterator[Text]:
    beside = "" if one.planned.is_primary else "; ikke primær"
    yield Text(f"{first(claim_text(one.planned.claim))} ({DESIGNS[one.planned.design]}{beside})")
    yield Text(_expected(one))
    yield Text(number(one.each_side))
    yield Text("–" if one.weighing is None else number(one.weighing, 1))
    enough = one.power is not None and one.power >= plan.assumed.power
    yield Text(_chance(one.power), style="green" if enough else "red")
    yield Text(f"over {LONGEST}" if one.months_after is None else number(one.months_after))


def _chance(power: float | None) -> str:
    if power is None:
        return "–"
    return "over 99 %" if power > _NEARLY_SURE else percent(power)


def _expected(one: Needed) -> str:
    scale, expected = one.planned.outcome.scale, one.planned.reckoned_with
    if expected == scale.no_effect:
        return "ingen ændring"
    return f"{size_text(scale, expected)} {'mere' if expected > scale.no_effect else 'mindre'}"


def _sentences(plan: TrialPlan, claims: Sequence[Needed]) -> Iterator[str]:
    months, wanted = months_as_planned(plan), percent(plan.assumed.power)
    yield (
        "Hver side: så mange afgørelser før og lige så mange efter, hvis hver stod for sig selv. Vejer som én: så "
        "mange af planens afgørelser giver lige så meget viden som én, der står for sig selv; afgørelser i samme team "
        "og måned ligner hinanden, og en sammenligning over tid bruger en del af dem på teamenes egne niveauer."
    )
    yield (
        f"Styrke: chancen for, at påstanden bliver vist, når virkningen er som regnet med; ønsket er {wanted}. "
        f"Måneder: så mange efter den sidste start giver den styrke; planen har {number(months)}."
    )
    if {one.planned.outcome for one in claims} & {OutcomeName.DAYS, OutcomeName.SPENDING}:
        yield (
            "Dage og beløb i alt følger den måned, der blev søgt i: de sidste måneder tæller først med, når næsten alt "
            "fra dem er afgjort. Evaluer derfor så længe efter periodens slutning, som de langsomste afgørelser tager."
        )
    weak = [OUTCOMES[one.planned.outcome] for one in claims if (one.power or 0.0) < plan.assumed.power]
    if weak:
        yield f"For svagt som planlagt: {listing(weak)}. En påstand, der ikke vises, er ikke dermed forkert."
    together = chance_of_all(tuple(claims))
    if together is not None:
        yield f"Chancen for, at alle primære påstande bliver vist, er mindst {percent(together)}."
    yield "Alt er regnet på planens antagelser ([assumed]); sæt dem efter kommunens egne seneste år."
