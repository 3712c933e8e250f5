"""Can the recorded effort be what it says: hours, of several sizes, of cases that also end?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from features.days import parse_day
from features.effort_rows import HOURS_PER_DAY, TOO_LONG
from features.history import History
from features.panel import Panel
from features.quality_notices import Notice
from features.refusals import Refusal
from features.scheme import CategorySource, EffortSource
from features.tables import Table
from features.values import parse_number
from sagstyngde.case import Case
from sagstyngde.danish import listing, percent

HOUR_UNITS = frozenset({"timer", "hours"})

ANOTHER_UNIT = 15.0
"""Minutes are 60 times as many as hours; no team's or quarter's typical amount is even 15 times the others'."""

LEAST_AMOUNTS = 30
WORKING_DAY = 7.4
MANY_TOO_LONG = 0.02
MOST_ALIKE = 0.9
LEAST_MATURED = 20

_ROWS_OF_HOURS = frozenset({EffortSource.HOURS, EffortSource.DIARY})


@dataclass(frozen=True, slots=True)
class Amount:
    """One recorded amount of hours: on which case, when, and by whom where that is known."""

    case: Case
    day: date | None
    hours: float
    person: str | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A way to part an export; ``key`` names the part an amount belongs to. Persons are counted, never named."""

    danish: str
    english: str
    key: Callable[[Amount], str | None]
    is_named: bool = True


def _quarter(amount: Amount) -> str | None:
    """Name the quarter as Statistics Denmark does: 2026K1."""
    return None if amount.day is None else f"{amount.day.year}K{(amount.day.month + 2) // 3}"


_PARTS = (
    _Part("team", "team", lambda amount: amount.case.team),
    _Part("kvartal", "quarter", _quarter),
    _Part("sagsbehandlere", "caseworkers", lambda amount: amount.person, is_named=False),
)


def amounts_of(history: History, tables: Sequence[Table], refusals: Sequence[Refusal]) -> list[Amount]:
    """Return every recorded amount, the refused ones too: by case and day, or by case where only totals are known."""
    work, source = history.work, history.scheme.effort.source
    if source is EffortSource.TOTAL and history.scheme.effort.unit in HOUR_UNITS:
        totals = np.bincount(work.case_index, work.hours, minlength=len(history.cases))
        return [
            Amount(case, case.received_on, total)
            for case, total in zip(history.cases, totals.tolist(), strict=True)
            if total > 0.0
        ]
    if source not in _ROWS_OF_HOURS:
        return []
    # The last stands for the place -1: nobody known.
    people = (*work.caseworkers, None)
    kept = zip(work.case_index.tolist(), work.day.tolist(), work.hours.tolist(), work.caseworker.tolist(), strict=True)
    amounts = [
        Amount(history.cases[place], day, hours, people[person]) for place, day, hours, person in kept if hours > 0.0
    ]
    return [*amounts, *_too_long(history, tables, refusals)]


def unit_stops(amounts: Sequence[Amount]) -> Iterator[Notice]:
    """Tell where a part of the export records minutes for hours: its typical amount is far above the others'."""
    for part in _PARTS:
        if names := _in_another_unit(amounts, part.key):
            told = listing(names) if part.is_named else str(len(names))
            yield Notice(
                code="hours_in_minutes",
                text_da=f"Timerne ser ud til at være minutter i en del af udtrækket ({part.danish}: {told}): de er "
                f"typisk over {ANOTHER_UNIT:.0f} gange så store som de øvriges. Del dem med 60 i udtrækket.",
                text_en=f"The hours seem to be minutes in a part of the export ({part.english}: {told}): they are "
                f"typically more than {ANOTHER_UNIT:.0f} times the others'. Divide them by 60 in the export.",
            )
            return


def unit_warnings(history: History, amounts: Sequence[Amount]) -> Iterator[Notice]:
    """Tell where amounts are longer than days can be, without a part of the export to blame."""
    if history.scheme.effort.source not in _ROWS_OF_HOURS or len(amounts) < LEAST_AMOUNTS:
        return
    hours = np.array([amount.hours for amount in amounts])
    if (share := float((hours > HOURS_PER_DAY).mean())) > MANY_TOO_LONG:
        yield Notice(
            code="hours_above_a_day",
            text_da=f"{percent(share)} af registreringerne har over 24 timer på én dag og er afvist; er nogle af dem "
            "minutter?",
            text_en=f"{share:.0%} of the records hold more than 24 hours on one day and are refused; are some of them "
            "minutes?",
        )
    if float(np.median(hours)) > WORKING_DAY:
        yield Notice(
            code="long_days",
            text_da="Hver anden registrering er på mere end en hel arbejdsdag på én sag; er det minutter i stedet for "
            "timer, eller flere dages arbejde på én dato?",
            text_en="Every other record is more than a whole working day on one case; are they minutes instead of "
            "hours, or several days' work on one date?",
        )


def effort_warnings(history: History, laid_out: Panel) -> Iterator[Notice]:
    """Tell where hours or closings are filled in, but not from life."""
    told_closed = history.scheme.columns.closed_on is not None
    if told_closed and all(case.closed_on is None for case in history.cases):
        yield Notice(
            code="all_open",
            text_da="Ingen sag er lukket; mangler lukkedatoerne i udtrækket? Sagerne tæller med de måneder, de har "
            "vist, men intet er lært om, hvornår arbejdet hører op.",
            text_en="No case is closed; are the closing dates missing in the export? The cases count with the months "
            "they have shown, but nothing is learned of when work ends.",
        )
    if history.scheme.category.source is CategorySource.JUDGED:
        yield from _alike(laid_out)


def effort_stops(history: History, laid_out: Panel) -> Iterator[Notice]:
    """Tell where bands of effort would have nothing to cut."""
    if history.scheme.category.source is CategorySource.EFFORT_BANDS:
        yield from _alike(laid_out)


def _alike(laid_out: Panel) -> Iterator[Notice]:
    totals = laid_out.totals[laid_out.matured]
    if len(totals) < LEAST_MATURED or not laid_out.hours.any():
        return
    share = float(np.unique(totals, return_counts=True)[1].max() / len(totals))
    if share >= MOST_ALIKE:
        yield Notice(
            code="constant_effort",
            text_da=f"{percent(share)} af de sager, der er fulgt hele vejen, har nøjagtig samme tidsforbrug. Er det et "
            "standardtal? Der er ingen forskel i timer at lære.",
            text_en=f"{share:.0%} of the cases followed to the end have exactly the same effort. Is it a standard "
            "figure? There is no difference in hours to learn.",
        )


def _too_long(history: History, tables: Sequence[Table], refusals: Sequence[Refusal]) -> Iterator[Amount]:
    columns, file = history.scheme.columns, history.scheme.tables.hours
    numbers = {item.row for item in refusals if item.file == file and item.reason_en == TOO_LONG.english}
    cases = {str(case.case_id): case for case in history.cases}
    for table in tables:
        for row in table.rows if table.file == file else ():
            case = cases.get(row.text(columns.hours_case_id))
            if row.number in numbers and case is not None:
                hours = parse_number(row.text(columns.hours), decimal_comma=table.format.decimal_comma)
                person = row.text(columns.hours_caseworker) if columns.hours_caseworker else case.caseworker_id
                yield Amount(case, parse_day(row.text(columns.worked_on)), hours or 0.0, person)


def _in_another_unit(amounts: Sequence[Amount], key: Callable[[Amount], str | None]) -> list[str]:
    """Name the groups whose median is far above that of all other amounts."""
    hours = np.array([amount.hours for amount in amounts])
    group = np.array([key(amount) or "" for amount in amounts])
    return [name for name in np.unique(group).tolist() if name and _is_far_above(hours, group == name)]


def _is_far_above(hours: NDArray[np.float64], own: NDArray[np.bool_]) -> bool:
    if min(own.sum(), (~own).sum()) < LEAST_AMOUNTS:
        return False
    return bool(np.median(hours[own]) > ANOTHER_UNIT * np.median(hours[~own]))
