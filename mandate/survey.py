"""What did staff answer? Rows read strictly: an answer that cannot be, or a column about who answered, stops.

    question;answer;round
    trivsel;4;foer
    trivsel;5;efter

``round`` may be left out: then all were asked after. An empty answer was left blank.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mandate.likert import STEPS, Answers, Round, counted
from sagstyngde.errors import SurveyRefused
from sagstyngde.shown import shown

QUESTION, ANSWER, ROUND = "question", "answer", "round"
_KNOWN = (QUESTION, ANSWER, ROUND)
_ANSWERS = {str(step): step for step in range(1, len(STEPS) + 1)}
_MOST_NAMED = 5

Records = Sequence[tuple[int, Sequence[str]]]
"""Rows with their numbers in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The answers by question and round; a question nobody was asked in a round has none there."""

    answers: Mapping[tuple[str, Round], Answers]

    def of(self, question: str, asked: Round) -> Answers | None:
        """Return a question's answers of a round, where it was asked."""
        return self.answers.get((question, asked))


def survey_of(header: Sequence[str], records: Records, questions: Sequence[str], origin: str) -> Survey:
    """Read a survey's rows.

    Args:
        header: the columns' names.
        records: the rows.
        questions: the codes that the plan asks.
        origin: what errors call the file.

    Raises:
        SurveyRefused: a column is missing or says who answered, or a row holds what cannot be; rows are named.

    """
    _check_header(header, origin)
    places = {name: header.index(name) for name in header}
    faults: list[tuple[int, str, str, str]] = []
    answers: dict[tuple[str, Round], list[int | None]] = defaultdict(list)
    for number, row in records:
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
        if fault := _fault(cells, questions, is_whole=len(row) == len(header)):
            faults.append((number, *fault))
        else:
            asked = Round(cells.get(ROUND, Round.AFTER))
            answers[cells[QUESTION], asked].append(_ANSWERS.get(cells[ANSWER]))
    if faults:
        raise _rows_refused(faults, origin)
    return Survey(answers={place: counted(given) for place, given in answers.items()})


def _check_header(header: Sequence[str], origin: str) -> None:
    for name in (QUESTION, ANSWER):
        if name not in header:
            raise _refused(origin, f"column {name} is missing", f"kolonnen {name} mangler")
    if len(set(header)) < len(header):
        raise _refused(origin, "a column stands twice", "en kolonne står to gange")
    for name in header:
        if name not in _KNOWN:
            raise _refused(
                origin,
                f"column {shown(name)} could tell who answered; only {', '.join(_KNOWN)} are read. "
                "Delete the column and hand the file in again",
                f"kolonnen {shown(name)} kan vise, hvem der har svaret; kun {', '.join(_KNOWN)} læses. "
                "Slet kolonnen, og aflever filen igen",
            )


def _fault(cells: Mapping[str, str], questions: Sequence[str], *, is_whole: bool) -> tuple[str, str, str] | None:
    """Return a row's first fault: the column, and why in both languages. No value is repeated."""
    if not is_whole:
        return "", "has another number of cells than the header", "har et andet antal celler end overskriften"
    if cells[QUESTION] not in questions:
        return QUESTION, f"is none of {', '.join(questions)}", f"er ingen af {', '.join(questions)}"
    if cells[ANSWER] and cells[ANSWER] not in _ANSWERS:
        return ANSWER, "is not 1, 2, 3, 4 or 5", "er ikke 1, 2, 3, 4 eller 5"
    if cells.get(ROUND, Round.AFTER) not in set(Round):
        return ROUND, "is neither foer nor efter", "er hverken foer eller efter"
    return None


def _rows_refused(faults: Sequence[tuple[int, str, str, str]], origin: str) -> SurveyRefused:
    named = faults[:_MOST_NAMED]
    left = len(faults) - len(named)
    english = "; ".join(f"row {number}: {column} {why}".replace(":  ", ": ") for number, column, why, _ in named)
    danish = "; ".join(f"række {number}: {column} {why}".replace(":  ", ": ") for number, column, _, why in named)
    more = (f"; and {left} more rows", f"; og {left} rækker til") if left else ("", "")
    return _refused(origin, f"{english}{more[0]}", f"{danish}{more[1]}")


def _refused(origin: str, english: str, danish: str) -> SurveyRefused:
    return SurveyRefused(english=f"survey {origin}: {english}", danish=f"spørgeskema {origin}: {danish}")
