"""Which cases teach, which calibrate and which test? Always the past, then the next slice, then the newest.

A model tested on the newest cases may not have seen anything that was recorded after the test began, not even the later
hours of old cases. A history without dates, or whose diary began only lately, can only be dealt out by a fixed shuffle,
and the report says so.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from features.diary_windows import is_recent
from features.history import DEVELOP_SHARE, FEWEST_FOLLOWED, TRAIN_SHARE, History
from features.panel import Panel, panel
from features.quality_notices import short_history
from features.scheme import CategorySource
from models.caseworker_pace import PaceNote, at_average_pace
from models.labels import Labels, judgement_weights
from models.ordinal import Floats, Integers
from sagstyngde.case import Case
from sagstyngde.errors import TooFewCases


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Cases with what was known of them on one day: hours by month and judged categories.

    ``panel`` holds hours as they were recorded: what is measured and shown. ``at_pace`` holds them at the average
    caseworker's pace: what is learned from. ``weight`` (cases,) says how much each case's hours teach.
    ``labels`` is empty of bands until ``with_bands`` has given it some.
    """

    cases: tuple[Case, ...]
    panel: Panel
    at_pace: Panel
    labels: Labels
    weight: Floats

    def take(self, rows: Integers) -> "Cohort":
        """Return some of the cases, in the order given."""
        place = np.full(len(self.cases), -1)
        place[rows] = np.arange(len(rows))
        labels = self.labels.among(rows)
        moved = Labels(
            rows=place[labels.rows], category=labels.category, weight=labels.weight, categories=labels.categories
        )
        order = np.argsort(moved.rows, kind="stable")
        return Cohort(
            cases=tuple(self.cases[row] for row in rows),
            panel=self.panel.take(rows),
            at_pace=self.at_pace.take(rows),
            labels=moved.take(order),
            weight=self.weight[rows],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The slices of a history.

    ``train`` and ``develop`` (train and calibrate) know only what was known when they ended; ``calibrate`` is the later
    part of ``develop``; ``test`` is the newest part, as it turned out. ``bands`` cut effort into categories, where the
    scheme asks for that, learned on ``develop``. ``pace`` says what was taken out of the hours that teach.
    """

    train: Cohort
    calibrate: Cohort
    develop: Cohort
    test: Cohort
    trained_through: date
    by_time: bool
    bands: Floats | None
    pace: PaceNote


def split(history: History) -> Split:
    """Split a history by time: 55 per cent train, 20 calibrate, 25 test."""
    if not history.has_dates or is_recent(history):
        return shuffled(history)
    train_end, develop_end = history.received_share(TRAIN_SHARE), history.received_share(DEVELOP_SHARE)
    known_early, known = history.as_of(train_end), history.as_of(develop_end)
    (early_at_pace,), _ = at_average_pace(known_early)
    (known_at_pace, all_at_pace), pace = at_average_pace(known, history)
    train, develop = cohort(known_early, early_at_pace), cohort(known, known_at_pace)
    everything = cohort(history, all_at_pace)
    bands = effort_bands(history, develop)
    develop, everything = with_bands(develop, bands), with_bands(everything, bands)
    return Split(
        train=with_bands(train, effort_bands(history, train)),
        calibrate=develop.take(np.arange(len(train.cases), len(develop.cases))),
        develop=develop,
        test=everything.take(np.arange(len(develop.cases), len(everything.cases))),
        trained_through=develop_end,
        by_time=True,
        bands=bands,
        pace=pace,
    )


def cohort(history: History, at_pace: History | None = None) -> Cohort:
    """Lay out a history as it is known at its end; ``at_pace`` is the same with hours at the average pace."""
    recorded = panel(history)
    return Cohort(
        cases=history.cases,
        panel=recorded,
        at_pace=recorded if at_pace is None else panel(at_pace),
        labels=_judged(history),
        weight=np.ones(len(history.cases)),
    )


def effort_bands(history: History, known: Cohort) -> Floats | None:
    """Learn where effort is cut into categories, on matured cases; ``None`` where people judged the categories."""
    rule = history.scheme.category
    if rule.source is CategorySource.JUDGED:
        return None
    matured = known.panel.matured
    check_matured(int(matured.sum()), known.panel.horizon)
    return np.quantile(known.panel.totals[matured], rule.quantiles)


def check_matured(count: int, months: int) -> None:
    """Refuse to learn from hours that hardly any case has shown in full.

    Raises:
        TooFewCases: naming the way out.
    """
    if count < FEWEST_FOLLOWED:
        notice = short_history(count, months)
        raise TooFewCases(english=notice.text_en, danish=notice.text_da)


def with_bands(known: Cohort, bands: Floats | None) -> Cohort:
    """Give matured cases the category of their effort band."""
    if bands is None:
        return known
    rows = np.flatnonzero(known.panel.matured)
    category = np.searchsorted(bands, known.panel.totals[rows], side="right")
    labels = Labels(rows=rows, category=category, weight=np.ones(len(rows)), categories=len(bands) + 1)
    return replace(known, labels=labels)


def thinned(parts: Split, count: int) -> Split:
    """Return a split with only ``count`` cases before the same test, spread evenly over the same years.

    It is the history of a smaller municipality: the newest cases alone would have shown hardly any hours.
    """
    all_before, older = len(parts.develop.cases), len(parts.train.cases)
    rows = np.linspace(0.0, all_before - 1.0, count).round().astype(np.intp)
    train = with_bands(parts.train, parts.bands).take(rows[rows < older])
    develop = parts.develop.take(rows)
    calibrate = develop.take(np.arange(len(train.cases), count))
    return replace(parts, train=train, develop=develop, calibrate=calibrate)


def _judged(history: History) -> Labels:
    """Number the judgements and weigh them."""
    places = {case.case_id: row for row, case in enumerate(history.cases)}
    order = sorted(history.judgements, key=lambda item: (places[item.case_id], item.judged_on, item.judged_by or ""))
    rows = np.array([places[item.case_id] for item in order], dtype=np.intp)
    category = np.array([history.scheme.scale.index(item.category) for item in order], dtype=np.intp)
    weight = judgement_weights(
        rows, [item.judged_by for item in order], np.array([item.blind for item in order], dtype=np.bool_)
    )
    return Labels(rows=rows, category=category, weight=weight, categories=len(history.scheme.scale))


def shuffled(history: History) -> Split:
    """Deal a history out by a fixed shuffle, where time does not allow a split."""
    everything = cohort(history)
    shuffled = sorted(range(len(history.cases)), key=lambda row: _shuffle_key(history.cases[row]))
    rows = np.array(shuffled, dtype=np.intp)
    train_end, develop_end = int(len(rows) * TRAIN_SHARE), int(len(rows) * DEVELOP_SHARE)
    bands = effort_bands(history, everything.take(rows[:develop_end]))
    everything = with_bands(everything, bands)
    return Split(
        train=everything.take(rows[:train_end]),
        calibrate=everything.take(rows[train_end:develop_end]),
        develop=everything.take(rows[:develop_end]),
        test=everything.take(rows[develop_end:]),
        trained_through=history.ends_on,
        by_time=False,
        bands=bands,
        pace=at_average_pace(history)[1],
    )


def _shuffle_key(case: Case) -> bytes:
    return hashlib.sha256(case.case_id.encode()).digest()
