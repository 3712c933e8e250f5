"""Do the cases of the last training still say what they said then? Only corrections and erasures may differ.

The history is read as of the day that the last one ended. It is the same cases, so that chance has no part in it: of a
column it is counted how many cases must at least have got another value.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from features.history import History
from pipelines.data_findings import Finding, by_size
from pipelines.profile import Counted, Profile, counted_as, profile_of
from pipelines.profile_series import CASES, series_of
from sagstyngde.danish import number, percent
from sagstyngde.gate import Outcome

KIND, LABEL = "then", "De gamle sager siger det samme som sidst"
NAMED, STOPPED = 0.02, 0.05
"""Corrections reach some in a hundred; a twentieth of a column does not change by itself."""
NAMED_HOURS, STOPPED_HOURS = 0.03, 0.10
LEAST = 5
"""So few changes are corrections, in whatever small a history."""


def compared_with_then(history: History, previous: Profile, erased: int | None) -> Iterator[Finding]:
    """Lay a history, as it was known when the last one ended, beside what that one said.

    ``erased``: how many cases were erased since; ``None`` where nobody knows.
    """
    if not history.has_dates:
        return
    if history.ends_on < previous.ends_on:
        yield _ends_earlier(history, previous)
        return
    then = history.as_of(previous.ends_on)
    now = profile_of(then, previous.limits)
    yield from _cases(now, previous, history.scheme.columns.case_id, erased or 0)
    yield from _columns(then, previous)
    yield from _hours(now, previous, history.scheme.columns.hours)


def _ends_earlier(history: History, previous: Profile) -> Finding:
    column = history.scheme.columns.received_on or ""
    days = (previous.ends_on - history.ends_on).days
    return Finding(
        kind=KIND,
        column=column,
        label=LABEL,
        outcome=Outcome.STOPPED,
        figure=f"{number(days)} dage kortere",
        limit="slutter ikke før det forrige udtræk",
        text_da=f"{column}: udtrækket slutter {number(days)} dage før det, der sidst blev trænet på.",
        text_en=f"{column}: the export ends {days} days before the one that was trained on last.",
    )


def _cases(now: Profile, previous: Profile, column: str, erased: int) -> Iterator[Finding]:
    lost = previous.cases - erased - now.cases
    outcome = _outcome(abs(lost), previous.cases)
    if outcome is Outcome.PASSED:
        return
    words = ("mangler", "are missing") if lost > 0 else ("er kommet til", "have come in")
    more = "" if lost > 0 else "; er sager læst ind to gange?"
    yield Finding(
        kind=f"{KIND}_cases",
        column=column,
        label="Sagerne fra sidst er her",
        outcome=outcome,
        figure=f"{number(abs(lost))} af {number(previous.cases)} sager {words[0]} ({number(erased)} er slettet)",
        limit=f"under {percent(STOPPED)}",
        text_da=f"{column}: {number(abs(lost))} sager fra før {previous.ends_on.isoformat()} {words[0]}, siden der "
        f"sidst blev trænet, ud over dem, der er slettet{more}.",
        text_en=f"{column}: {abs(lost)} cases from before {previous.ends_on.isoformat()} {words[1]} since the last "
        "training, beside those that were erased.",
    )


def _columns(then: History, previous: Profile) -> Iterator[Finding]:
    """Yield for each column the option that differs most."""
    found = {(one.column, one.option, one.unit): one for one in series_of(then, previous.limits)}
    for (column, unit), several in groupby(previous.series, lambda one: (one.column, one.unit)):
        worst: tuple[int, int] = (0, 1)
        for before in several:
            series = found.get((column, before.option, unit))
            keys: Sequence[str] = () if series is None else series.keys
            worst = max(worst, (_moved(before, keys), before.total), key=lambda one: one[0] / max(one[1], 1))
        if (outcome := _outcome(*worst)) is not Outcome.PASSED:
            yield _changed((column, unit), outcome, *worst)


def _moved(before: Counted, keys: Sequence[str]) -> int:
    """Count how many must have got another value: what values lost or won, whichever is less; beyond cases themselves.

    Of judgements and entries a loss is told too: nothing else counts them.
    """
    now = counted_as(keys, before.counts)
    names = {*now, *before.counts}
    gains = [now.get(name, 0) - before.counts.get(name, 0) for name in names]
    up, down = sum(one for one in gains if one > 0), -sum(one for one in gains if one < 0)
    return min(up, down) if before.unit == CASES else max(up, down)


def _changed(place: tuple[str, str], outcome: Outcome, moved: int, total: int) -> Finding:
    column, unit = place
    return Finding(
        kind=KIND,
        column=column,
        label=LABEL,
        outcome=outcome,
        figure=f"mindst {number(moved)} af {number(total)} {unit} ({percent(moved / max(total, 1))})",
        limit=f"under {percent(STOPPED)}; fra {percent(NAMED)} nævnes det",
        text_da=f"{column}: mindst {number(moved)} {unit}, der sidst blev trænet på, har en anden værdi nu. Er "
        "kolonnen byttet, omkodet eller læst anderledes?",
        text_en=f"{column}: at least {moved} of what was trained on last has another value now. Has the column been "
        "swapped, recoded or read differently?",
    )


def _hours(now: Profile, previous: Profile, column: str) -> Iterator[Finding]:
    if not previous.hours or not previous.cases or not now.cases:
        return
    ratio = (now.hours / now.cases) / (previous.hours / previous.cases)
    away = max(ratio, 1.0 / max(ratio, 1e-9)) - 1.0
    outcome = by_size(away, named=NAMED_HOURS, stopped=STOPPED_HOURS)
    if outcome is Outcome.PASSED:
        return
    yield Finding(
        kind=f"{KIND}_hours",
        column=column,
        label="Timerne fra sidst er de samme",
        outcome=outcome,
        figure=f"{number(ratio, 2)} gange så mange timer pr. sag",
        limit=f"højst {percent(STOPPED_HOURS)} fra; fra {percent(NAMED_HOURS)} nævnes det",
        text_da=f"{column}: de sager, der sidst blev trænet på, har nu {number(ratio, 2)} gange så mange timer i den "
        "samme periode. Er enheden en anden, eller er rækker tabt eller dobbelte?",
        text_en=f"{column}: the cases of the last training now have {ratio:.2f} times as many hours in the same "
        "period. Is the unit another one, or are rows lost or doubled?",
    )


def _outcome(changed: int, total: int) -> Outcome:
    if changed < LEAST:
        return Outcome.PASSED
    return by_size(changed / max(total, 1), named=NAMED, stopped=STOPPED)
