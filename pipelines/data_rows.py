"""Are rows lost, days empty, or one person's words of another kind? What a single history tells of itself."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from features.history import History
from features.quality import QualityReport
from models.shift import FALSE_ALARM, homogeneity
from pipelines.data_findings import Finding, by_size
from pipelines.data_newer import beyond_chance
from sagstyngde.danish import number, percent, whole_day
from sagstyngde.gate import Outcome

NAMED_REFUSED, STOPPED_REFUSED = 0.01, 0.05
LEAST_ROWS = 5
GAP_DAYS = 45
"""A holiday is shorter."""
GAP_CHANCE = 0.001
QUIET = 0.5
"""In the quietest months of a year half as much happens as on average."""
ONE_DAY, LEAST_ON_A_DAY = 0.1, 20
"""So many cases on one day came from a conversion, not from families."""
LEAST_JUDGED = 20
NAMED_JUDGE, STOPPED_JUDGE = 0.2, 0.5
SENTENCE_DA, SENTENCE_EN = "rækker kan ikke læses", "rows cannot be read"


def refused_rows(quality: QualityReport) -> Iterator[Finding]:
    """Yield each file of which too many rows were refused, with the column and the reason most of them share."""
    for table in quality.tables:
        own = [one for one in quality.refusals if one.file == table.file]
        if len(own) < LEAST_ROWS or not table.rows_read:
            continue
        outcome = by_size(len(own) / table.rows_read, named=NAMED_REFUSED, stopped=STOPPED_REFUSED)
        if outcome is Outcome.PASSED:
            continue
        reasons = Counter((one.column, one.reason_da, one.reason_en) for one in own)
        (column, danish, english), count = min(reasons.items(), key=lambda one: (-one[1], one[0]))
        yield Finding(
            kind=f"rows_{table.file}",
            column=column or table.file,
            label="Rækkerne kan læses",
            outcome=outcome,
            figure=f"{number(len(own))} af {number(table.rows_read)} rækker afvist ({table.file})",
            limit=f"under {percent(STOPPED_REFUSED)}; fra {percent(NAMED_REFUSED)} nævnes det",
            text_da=f"{table.file}, {column or 'hele rækken'}: {number(count)} {SENTENCE_DA}: {danish}.",
            text_en=f"{table.file}, {column or 'the whole row'}: {count} {SENTENCE_EN}: {english}.",
        )


def empty_times(history: History) -> Iterator[Finding]:
    """Yield dates of which a longer stretch is empty than chance and the quietest season would leave."""
    columns = history.scheme.columns
    if not history.has_dates or columns.received_on is None:
        return
    judged = [one.judged_on for one in history.judgements]
    worked = np.unique(history.work.day).astype("O").tolist()
    received = [case.received_on for case in history.cases]
    for column, days in ((columns.received_on, received), (columns.worked_on, worked), (columns.assessed_on, judged)):
        if (gap := _longest_gap(sorted(days))) is not None:
            yield _empty(column, *gap)
    yield from _same_day(columns.received_on, received)


def _longest_gap(days: Sequence[date]) -> tuple[date, date] | None:
    """Return the longest stretch between two days, where it is too long for what comes in otherwise."""
    if len(days) < LEAST_ROWS:
        return None
    gaps = [(later - earlier, earlier, later) for earlier, later in pairwise(days)]
    longest, first, last = max(gaps)
    others = (days[-1] - days[0] - longest).days
    expected = QUIET * len(days) / max(others, 1) * longest.days
    is_long = longest > timedelta(days=GAP_DAYS) and expected > math.log(len(days) / GAP_CHANCE)
    return (first, last) if is_long else None


def _empty(column: str, first: date, last: date) -> Finding:
    days = (last - first).days - 1
    return Finding(
        kind="empty",
        column=column,
        label="Ingen tid er tom",
        outcome=Outcome.STOPPED,
        figure=f"{number(days)} dage uden rækker",
        limit=f"højst {GAP_DAYS} dage, hvor der ellers kommer så meget",
        text_da=f"{column}: der er intet mellem {whole_day(first)} og {whole_day(last)}. Mangler en del af udtrækket?",
        text_en=f"{column}: there is nothing between {first.isoformat()} and {last.isoformat()}. Is a part of the "
        "export missing?",
    )


def _same_day(column: str, received: Sequence[date]) -> Iterator[Finding]:
    day, count = max(Counter(received).items(), key=lambda one: (one[1], one[0]))
    if count < max(LEAST_ON_A_DAY, ONE_DAY * len(received)):
        return
    yield Finding(
        kind="one_day",
        column=column,
        label="Sagerne kommer over tid",
        outcome=Outcome.STOPPED,
        figure=f"{number(count)} sager samme dag",
        limit=f"under {percent(ONE_DAY)} af sagerne",
        text_da=f"{column}: {number(count)} sager er modtaget {whole_day(day)}. Er det dagen for en overførsel mellem "
        "systemer?",
        text_en=f"{column}: {count} cases were received on {day.isoformat()}. Is it the day of a move between systems?",
    )


def single_judges(history: History) -> Iterator[Finding]:
    """Yield the column of those who judge, where the words of one are of another kind than the others'.

    Nobody is named. Each is tried, so each must be rarer by as many as there are.
    """
    column, codes = history.scheme.columns.assessed_by, history.scheme.scale.codes
    of_whom: defaultdict[str, list[int]] = defaultdict(list)
    for one in history.judgements:
        if one.judged_by:
            of_whom[one.judged_by].append(codes.index(one.category))
    all_of_them = np.bincount([place for own in of_whom.values() for place in own], minlength=len(codes))
    sizes = []
    for own in of_whom.values():
        mine = np.bincount(own, minlength=len(codes))
        others = all_of_them - mine
        if len(own) >= LEAST_JUDGED <= others.sum():
            chance = homogeneity(others, mine)
            if chance is not None and chance < FALSE_ALARM / len(of_whom):
                sizes.append((beyond_chance(others, mine), len(own)))
    if column is not None and sizes and max(sizes)[0] >= NAMED_JUDGE:
        yield _judge(column, *max(sizes))


def _judge(column: str, size: float, words: int) -> Finding:
    return Finding(
        kind="judge",
        column=column,
        label="Ingens vurderinger er af en helt anden slags",
        outcome=by_size(size, named=NAMED_JUDGE, stopped=STOPPED_JUDGE),
        figure=f"{percent(size)} af {number(words)} vurderinger ud over tilfældet",
        limit=f"under {percent(STOPPED_JUDGE)}; fra {percent(NAMED_JUDGE)} nævnes det",
        text_da=f"{column}: en enkelt persons vurderinger fordeler sig helt anderledes end de øvriges. Er det en "
        "anden slags sager, eller er kategorierne indtastet forkert?",
        text_en=f"{column}: one person's judgements are spread quite otherwise than the others'. Does that person have "
        "another kind of cases, or are the categories entered wrongly?",
    )
