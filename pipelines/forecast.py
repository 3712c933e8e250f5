"""What does a history forecast? Its cases are read, its own past is held against it, and the months are reckoned."""

from collections.abc import Callable, Sequence

from allocation.arrivals_check import check_arrivals
from allocation.forecast import Forecast, Question, answer, drawn
from allocation.forecast_grounds import Grounds
from allocation.scenario import check_scenario
from features.history import History
from models.assess import Assessor
from pipelines.forecast_bundle import said_by
from pipelines.forecast_cases import is_diary
from pipelines.forecast_inputs import materials, past_months
from pipelines.forecast_record import DIARY_LEVEL_SD, USUAL_LEVEL_SD, earlier_forecasts, record_of
from sagstyngde.caseworker import Caseworker
from sagstyngde.errors import InputRefused

Progress = Callable[[str], None]

LONGEST_MONTHS = 36


def forecast(
    history: History, staff: Sequence[Caseworker], question: Question, *, assessor: Assessor | None, tell: Progress
) -> Forecast:
    """Forecast a plan's months from what was known on its day. The same arguments give the same answer.

    Raises:
        InputRefused: the history cannot be forecast from, or the question cannot be meant.
        BundleRefused: the bundle knows other categories.
    """
    check(question)
    check_scenario(question.scenario, staff, history.scheme.scale.codes, question.period)
    grounds = grounds_of(history, question, assessor=assessor, tell=tell)
    tell("Regner månederne ud")
    return answer(grounds, drawn(grounds), staff, question)


def grounds_of(history: History, question: Question, *, assessor: Assessor | None, tell: Progress) -> Grounds:
    """Read what a forecast of the question's months rests on.

    Raises:
        InputRefused: the history cannot be forecast from.
        BundleRefused: the bundle knows other categories.
    """
    past_months(history, question.on)
    tell("Læser sagernes forløb")
    said = None if assessor is None else said_by(assessor, history, question.on)
    now = materials(history, question.on, question.months, said)
    tell("Prøver prognosen for nye sager på tidligere måneder")
    arrivals = check_arrivals(now.past, question.months, question.seed)
    tell("Holder tidligere prognoser op mod det, der kom")
    usual = DIARY_LEVEL_SD if is_diary(history) else USUAL_LEVEL_SD
    record = record_of(earlier_forecasts(history, now, arrivals.method, question.seed), question.seed, usual)
    return Grounds(materials=now, arrivals=arrivals, record=record, has_bundle=said is not None, seed=question.seed)


def check(question: Question) -> None:
    """Refuse numbers that cannot be meant.

    Raises:
        InputRefused: one lies outside what it can be; the option is named.
    """
    for name, value, low, high in (
        ("--months", question.months, 1, LONGEST_MONTHS),
        ("--limit", question.aim.limit, 0.1, 2.0),
        ("--probability", question.aim.probability, 0.5, 0.99),
        ("--absence", question.absence, 0.0, 0.9),
        ("--norm", question.norm if question.norm is not None else 1.0, 1.0, 1000.0),
    ):
        if not low <= value <= high:
            raise InputRefused(
                english=f"{name} lies between {low} and {high}", danish=f"{name} ligger mellem {low} og {high}"
            )
