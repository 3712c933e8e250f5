import math
from collections import defaultdict
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest

from mandate.decided import Decided
from mandate.decision_columns import columns_of
from mandate.finding import OutcomeName
from mandate.outcomes import ALL_PROVISIONS, Laid, lay
from mandate.panel import PanelUnit
from mandate.trial_plan import TrialPlan
from sagstyngde.decision import AppealResult, Outcome, Unit
from sagstyngde.months import add_months
from sagstyngde.provision import Provision
from tests.mandate.trials import FIRST, LAST, START, a_decision, a_plan

EDGES = [a_decision(FIRST), a_decision(LAST)]
"""The first and the last day, so that every month between them is whole."""


def laid(outcome: OutcomeName, decisions: list[Decided], plan: TrialPlan | None = None) -> Laid:
    plan = plan or a_plan()
    columns = columns_of(decisions, plan)
    assert columns is not None
    found = lay(outcome, columns, plan)
    assert found is not None
    return found


def cell(found: Laid, team: str, provision: str, month: date) -> float:
    panel = found.panel
    return float(panel.values[panel.units.index(PanelUnit(team=team, provision=provision)), panel.months.index(month)])


def many(count: int = 3000) -> list[Decided]:
    """Random decisions of both teams over the plan's period and a little around it."""
    draw = Random(4)  # noqa: S311  no secret
    outcomes, provisions = list(Outcome), ["BL § 90 nr. 3", "BL § 90", "BL § 86", "BL § 87"]
    found = []
    for _ in range(count):
        applied_on = FIRST + timedelta(days=draw.randrange(-90, 730))
        decided_on = applied_on + timedelta(days=draw.randrange(0, 120))
        found.append(
            a_decision(
                decided_on,
                applied_on,
                team=draw.choice(["Nord", "Syd", "Vest"]),
                provision=Provision.parse(draw.choice(provisions)),
                outcome=draw.choice(outcomes),
                kroner=draw.choice([None, 0.0, 12_000.0, 55_500.0]),
                unit=draw.choice([Unit.KRONER_A_YEAR, Unit.HOURS_A_WEEK]),
                appeal=draw.choice([None, None, AppealResult.CHANGED, AppealResult.UPHELD]),
            )
        )
    return found


def by_hand(outcome: OutcomeName, decisions: list[Decided]) -> dict[tuple[str, str, date], float]:
    """Reckon every cell one decision at a time, from what the outcomes' names say."""
    cells: dict[tuple[str, str, date], list[float]] = defaultdict(list)
    for one in decisions:
        code = one.provision.code.split(" nr.")[0]
        if one.team == "Vest" or code == "BL § 87":
            continue
        by_application = outcome in {OutcomeName.DAYS, OutcomeName.SPENDING}
        month = (one.applied_on if by_application else one.decided_on).replace(day=1)
        in_kroner = one.amount is not None and one.amount.unit is Unit.KRONER_A_YEAR and one.amount.value > 0.0
        kroner = one.amount.value if one.is_granted and one.amount is not None and in_kroner else None
        value = {
            OutcomeName.DAYS: math.log(1.0 + one.days),
            OutcomeName.GRANTED: float(one.outcome is not Outcome.REFUSED),
            OutcomeName.OVERTURNED: float(one.appeal is AppealResult.CHANGED),
            OutcomeName.AMOUNT: None if kroner is None else math.log(kroner),
            OutcomeName.SPENDING: kroner,
        }[outcome]
        if value is not None:
            cells[one.team, ALL_PROVISIONS if outcome is OutcomeName.SPENDING else code, month].append(value)
    if outcome is OutcomeName.SPENDING:
        return {place: math.log(sum(values)) for place, values in cells.items()}
    return {place: sum(values) / len(values) for place, values in cells.items()}


@pytest.mark.parametrize("outcome", OutcomeName)
def test_every_cell_is_what_adding_up_by_hand_gives(outcome: OutcomeName) -> None:
    decisions = many()
    found = laid(outcome, decisions)
    expected = by_hand(outcome, decisions)
    told = 0

    for row, unit in enumerate(found.panel.units):
        for column, month in enumerate(found.panel.months):
            if found.panel.counts[row, column]:
                told += 1
                assert found.panel.values[row, column] == pytest.approx(expected[unit.team, unit.provision, month])
            else:
                assert np.isnan(found.panel.values[row, column])
    assert told > 15


def test_a_decision_under_a_part_counts_under_the_provision_the_plan_names() -> None:
    found = laid(OutcomeName.GRANTED, [*EDGES, a_decision(date(2024, 5, 6), outcome=Outcome.REFUSED)])

    assert cell(found, "Nord", "BL § 90", date(2024, 5, 1)) == 0.0


def test_the_arrangement_holds_from_the_teams_own_start() -> None:
    found = laid(OutcomeName.GRANTED, [*EDGES, a_decision(date(2024, 5, 6), team="Syd")])

    starts = {unit.team: int(start) for unit, start in zip(found.panel.units, found.panel.starts, strict=True)}
    assert found.panel.months[starts["Nord"]] == START
    assert starts["Syd"] == len(found.panel.months)


def test_a_month_that_is_not_all_there_is_left_out() -> None:
    found = laid(OutcomeName.AMOUNT, [a_decision(date(2024, 3, 15), kroner=9.0), a_decision(date(2024, 6, 29)), *(
        a_decision(date(2024, month, 20), kroner=9.0) for month in (4, 5)
    )])  # fmt: skip

    assert found.panel.months == (date(2024, 4, 1), date(2024, 5, 1), date(2024, 6, 1))


def test_young_applications_are_left_out_until_nearly_all_are_decided() -> None:
    slow = [a_decision(FIRST + timedelta(days=day + 100), FIRST + timedelta(days=day)) for day in range(630)]
    found = laid(OutcomeName.DAYS, [a_decision(FIRST), *slow])

    until = max(one.decided_on for one in slow)
    last = found.panel.months[-1]
    assert last + timedelta(days=130) <= until < last + timedelta(days=165)
    assert any("først efter 100 dage" in note for note in found.notes)


def test_applications_that_straddle_a_start_are_neither_before_nor_after() -> None:
    steady = [
        a_decision(FIRST + timedelta(days=day + 40), FIRST + timedelta(days=day), team=team)
        for day in range(600)
        for team in ("Nord", "Syd")
    ]
    found = laid(OutcomeName.DAYS, [a_decision(FIRST), *steady])

    months = list(found.panel.months)
    at = months.index(START)
    nord, syd = found.panel.values
    assert np.isnan(nord[at - 2 : at]).all()
    assert not np.isnan(nord[at - 3])
    assert not np.isnan(syd[at - 2 : at]).any()


def backlog(wait_under: int) -> list[Decided]:
    """A grant a day in both teams, each after 60 days; in Nord after ``wait_under`` from its start on."""
    made = []
    for day in range(-60, 671):
        applied_on = FIRST + timedelta(days=day)
        for team, wait in (("Nord", wait_under if applied_on >= START else 60), ("Syd", 60)):
            made.append(a_decision(applied_on + timedelta(days=wait), applied_on, team=team, kroner=1000.0))
    return made


def test_what_is_decided_faster_is_no_higher_spending() -> None:
    slow, fast = (laid(OutcomeName.SPENDING, backlog(wait)).panel for wait in (60, 10))

    assert slow.months == fast.months
    np.testing.assert_array_equal(slow.values, fast.values)


def test_a_total_is_looked_at_when_99_of_100_grants_are_made() -> None:
    """Every 25th is slow: days may be looked at while those are missing, the total may not."""
    slow = [
        a_decision(
            FIRST + timedelta(days=day + (200 if day % 25 == 0 else 20)), FIRST + timedelta(days=day), kroner=9.0
        )
        for day in range(500)
    ]
    until = max(one.decided_on for one in slow)

    days, spending = (laid(outcome, [a_decision(FIRST), *slow]) for outcome in (OutcomeName.DAYS, OutcomeName.SPENDING))

    def left_over(found: Laid) -> int:
        return (until - add_months(found.panel.months[-1], 1) + timedelta(days=1)).days

    assert 20 <= left_over(days) < 20 + 31
    assert 200 <= left_over(spending) < 200 + 31
    assert any(
        "først efter 200 dage er 99\N{NO-BREAK SPACE}% af bevillingerne givet" in note for note in spending.notes
    )


def test_amounts_are_in_the_prices_of_the_plans_first_day() -> None:
    plan = a_plan(price_rate=0.1)
    found = laid(OutcomeName.AMOUNT, [*EDGES, a_decision(START, kroner=1100.0)], plan)

    assert math.exp(cell(found, "Nord", "BL § 90", START)) == pytest.approx(1000.0, rel=0.001)


def test_hours_are_never_made_kroner_and_are_told_of() -> None:
    hours = [a_decision(date(2024, 5, 6), kroner=5.0, unit=Unit.HOURS_A_WEEK)]
    found = laid(OutcomeName.AMOUNT, [a_decision(FIRST, kroner=9.0), a_decision(LAST, kroner=9.0), *hours])

    assert np.isnan(cell(found, "Nord", "BL § 90", date(2024, 5, 1)))
    assert found.notes[0].startswith("1 bevilgende afgørelse er uden et beløb i kroner om året")


def test_decisions_whose_appeal_may_be_under_way_are_no_part_of_the_overturned() -> None:
    found = laid(OutcomeName.OVERTURNED, EDGES)

    assert found.panel.months[-1] == date(2024, 12, 1)


def test_a_plan_whose_teams_decided_nothing_has_nothing_to_lay() -> None:
    assert columns_of([a_decision(FIRST, team="Vest")], a_plan()) is None


def test_what_the_plan_does_not_look_at_is_counted() -> None:
    columns = columns_of([*EDGES, a_decision(FIRST, team="Vest")], a_plan())

    assert columns is not None
    assert columns.left_out[0].startswith("1 afgørelse hører til team eller bestemmelser")
    assert columns.left_out[1] == "Ingen afgørelser fra Syd."


def test_the_order_of_the_decisions_changes_no_figure() -> None:
    decisions = many(400)
    shuffled = Random(1).sample(decisions, len(decisions))  # noqa: S311  no secret

    one, other = (laid(OutcomeName.DAYS, each).panel for each in (decisions, shuffled))

    np.testing.assert_allclose(one.values, other.values, rtol=1e-12)
    np.testing.assert_array_equal(one.counts, other.counts)
