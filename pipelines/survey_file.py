"""How is a survey's file read? As every CSV file is, then by the strict rules of ``mandate.survey``."""

from pathlib import Path

from features.csv_text import read_csv_text
from mandate.survey import ANSWER, QUESTION, ROUND, Survey, survey_of
from mandate.trial_plan import TrialPlan
from sagstyngde.errors import HistoryRefused, SurveyRefused


def read_survey(path: Path, plan: TrialPlan) -> Survey:
    """Read the answers to a plan's questions.

    Raises:
        SurveyRefused: the file cannot be read, says who answered, or holds answers that cannot be.

    """
    try:
        text = read_csv_text(path, frozenset({QUESTION, ANSWER, ROUND}))
    except HistoryRefused as error:
        raise SurveyRefused(english=error.english, danish=error.danish) from error
    return survey_of(text.header, text.records, [question.code for question in plan.questions], path.name)
