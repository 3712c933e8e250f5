"""How good is a history? What was read, refused and detected, what each fact holds, and whether training would run."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from features.history import History
from features.panel import Panel, panel
from features.quality_copies import copy_notices
from features.quality_effort import amounts_of, effort_stops, effort_warnings, unit_stops, unit_warnings
from features.quality_giveaways import giveaway_notices
from features.quality_notices import (
    Adjustments,
    FactQuality,
    Notice,
    adjustment_notices,
    category_notices,
    fact_notices,
    history_notices,
    stops,
)
from features.quality_split import split_stops
from features.recorded_time import RecordedTime, recorded_time
from features.refusals import Refusal, all_refusals
from features.scheme import CategorySource, Fact
from features.tables import Table, TableFormat
from sagstyngde.case import FactValue

RARE = 10
"""An option with fewer cases gets no column of its own."""

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.99)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableQuality:
    """One file: how it was written, and its rows."""

    file: str
    format: TableFormat
    rows_read: int
    rows_kept: int
    rows_refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortQuality:
    """Effort within the horizon, over the cases observed all the way: quantiles by their share, mean and largest."""

    unit: str
    horizon_months: int
    case_count: int
    quantiles: Mapping[str, float]
    mean: float
    largest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityReport:
    """Everything there is to know of a history before training.

    ``categories`` counts cases by their newest judgement, along the scale. ``labelled_count`` counts the cases a model
    could learn from; ``open_share`` is ``None`` where the export tells no closings. ``stops`` are the reasons why
    training would not run; none means that it would.
    """

    scheme: str
    scheme_version: str
    tables: tuple[TableQuality, ...]
    refusals: tuple[Refusal, ...]
    facts: tuple[FactQuality, ...]
    categories: Mapping[str, int]
    case_count: int
    labelled_count: int
    open_share: float | None
    first_received_on: date
    ends_on: date
    cases_per_year: Mapping[int, int]
    effort: EffortQuality | None
    time: RecordedTime | None
    warnings: tuple[Notice, ...]
    stops: tuple[Notice, ...]

    @property
    def can_train(self) -> bool:
        """Whether training would run."""
        return not self.stops


def as_json(report: QualityReport) -> dict[str, Any]:
    """Return a report as plain JSON values: dates as ISO text, and ``can_train`` with the rest."""
    plain = asdict(report) | {
        "first_received_on": report.first_received_on.isoformat(),
        "ends_on": report.ends_on.isoformat(),
        "cases_per_year": {str(year): count for year, count in report.cases_per_year.items()},
        "can_train": report.can_train,
    }
    for plain_fact, fact in zip(plain["facts"], report.facts, strict=True):
        plain_fact["is_constant"] = fact.is_constant
    return plain


def quality_report(
    history: History, tables: Sequence[Table], refusals: Sequence[Refusal], adjustments: Adjustments
) -> QualityReport:
    """Judge a history that has been read."""
    laid_out = panel(history)
    is_judged = history.scheme.category.source is CategorySource.JUDGED
    newest = {judgement.case_id: judgement.category for judgement in history.judgements}
    counted = Counter(newest.values())
    categories = {code: counted[code] for code in history.scheme.scale.codes} if is_judged else {}
    labelled_count = len(newest) if is_judged else int(laid_out.matured.sum())
    facts = tuple(_fact_quality(history, fact) for fact in history.scheme.facts)
    table_qualities = tuple(_table_quality(table, refusals) for table in tables)
    amounts = amounts_of(history, tables, refusals)
    warnings = (
        *history_notices(
            history,
            sum(table.rows_read for table in table_qualities),
            sum(table.rows_refused for table in table_qualities),
        ),
        *adjustment_notices(adjustments),
        *category_notices(categories),
        *effort_warnings(history, laid_out),
        *unit_warnings(history, amounts),
        *fact_notices(history.scheme, facts),
        *copy_notices(history),
        *giveaway_notices(history, laid_out),
    )
    return QualityReport(
        scheme=history.scheme.name,
        scheme_version=history.scheme.version,
        tables=table_qualities,
        refusals=all_refusals(refusals),
        facts=facts,
        categories=categories,
        case_count=len(history.cases),
        labelled_count=labelled_count,
        open_share=_open_share(history),
        first_received_on=history.cases[0].received_on,
        ends_on=history.ends_on,
        cases_per_year=_cases_per_year(history),
        effort=_effort_quality(history, laid_out),
        time=recorded_time(history),
        warnings=warnings,
        stops=(
            *stops(history, laid_out, categories, labelled_count),
            *unit_stops(amounts),
            *effort_stops(history, laid_out),
            *split_stops(history, laid_out),
        ),
    )


def _table_quality(table: Table, refusals: Sequence[Refusal]) -> TableQuality:
    refused = len({refused.row for refused in refusals if refused.file == table.file})
    return TableQuality(
        file=table.file,
        format=table.format,
        rows_read=table.row_count,
        rows_kept=table.row_count - refused,
        rows_refused=refused,
    )


def _fact_quality(history: History, fact: Fact) -> FactQuality:
    values = [case.facts[fact.name] for case in history.cases if fact.name in case.facts]
    missing_share = 1.0 - len(values) / len(history.cases)
    if not fact.has_options:
        return FactQuality(fact=fact.name, missing_share=missing_share, distinct_count=len(set(values)))
    counts = Counter(option for value in values for option in _options(value))
    rare = {option for option in (*counts, *fact.options) if counts[option] < RARE}
    return FactQuality(
        fact=fact.name,
        missing_share=missing_share,
        distinct_count=len(set(values)),
        rare_option_count=len(rare),
        rare_options=tuple(sorted(rare & set(fact.options))),
    )


def _options(value: FactValue) -> tuple[str, ...]:
    if isinstance(value, frozenset):
        return tuple(value)
    return (value,) if isinstance(value, str) else ()


def _open_share(history: History) -> float | None:
    if history.scheme.columns.closed_on is None:
        return None
    return sum(case.closed_on is None for case in history.cases) / len(history.cases)


def _cases_per_year(history: History) -> dict[int, int]:
    return dict(sorted(Counter(case.received_on.year for case in history.cases).items()))


def _effort_quality(history: History, laid_out: Panel) -> EffortQuality | None:
    totals = laid_out.totals[laid_out.matured]
    if not len(totals):
        return None
    rule = history.scheme.effort
    return EffortQuality(
        unit=rule.unit,
        horizon_months=rule.horizon_months,
        case_count=len(totals),
        quantiles={f"{share:g}": float(np.quantile(totals, share)) for share in QUANTILES},
        mean=float(totals.mean()),
        largest=float(totals.max()),
    )
