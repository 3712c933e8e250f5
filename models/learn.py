"""How is a bundle learned from a split history? Sizes by forward validation before the test, then tables and ranges."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import numpy as np
from threadpoolctl import threadpool_limits

from features.frame import Frame
from features.scheme import CategorySource
from models import choose_effort, fit_category, fit_earlier, fit_effort
from models.boosting import Boosting, Design
from models.bundle import FORMAT, Manifest, ModelBundle, sealed
from models.category import CategoryModel
from models.cohort import Cohort, Split, check_matured
from models.effort import HoursInterval
from models.effort_data import EffortData
from models.fit_category import CategorySize, Score
from models.fit_effort import EffortSize, LogHours
from models.fit_interval import hours_interval, measure
from models.fit_level import recalibrated
from models.fit_scale_link import fit_scale_link
from models.fit_sets import merged_note
from models.law_change import LawWeight, weighed_by_law
from models.mapping import Mapper, one_by_one
from models.neighbours import Neighbours
from models.ordinal import Floats

Progress = Callable[[str], None]
LARGEST = Boosting(trees=300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """How to train: the largest booster tried, the variance of hours, and the levels of sets and intervals.

    ``power`` 1.5 lies between Poisson (hours counted) and gamma (hours multiplied by circumstances), and allows zeros.
    ``seed`` feeds the bootstraps and the comparison models; the tables themselves are not random. ``mapper`` says where
    candidates are tried; it changes no number.
    """

    largest: Boosting = LARGEST
    power: float = 1.5
    set_level: float = 0.9
    interval_level: float = 0.8
    missing_quantile: float = 0.99
    seed: int = 0
    mapper: Mapper = field(default=one_by_one, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """What validation chose for the two models."""

    category: CategorySize
    effort: EffortSize


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """Fitted on one cohort: both models before compilation, and scores of cases by models that had not seen them.

    ``laws`` says what changes of the law made of the older cases' weight.
    """

    frame: Frame
    cohort: Cohort
    sizes: Sizes
    score: Score
    category: CategoryModel
    log_hours: LogHours
    shape: Floats
    data: EffortData
    laws: tuple[LawWeight, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a bundle says of its making: the scheme's text, bands, the last day known, when and with which code."""

    scheme_text: str
    bands: tuple[float, ...] | None
    trained_through: date
    created_at: datetime
    code_version: str


def learn_bundle(
    frame: Frame, parts: Split, settings: Training, provenance: Provenance, *, progress: Progress
) -> tuple[ModelBundle, Learned]:
    """Learn a bundle from the slices of a history.

    The numbers do not depend on threads: linear algebra runs on one, and boosting sums in a fixed order.
    """
    with threadpool_limits(limits=1, user_api="blas"):
        progress("Vælger størrelse på ældre sager")
        develop, laws = weighed_by_law(frame, parts.develop, settings.power)
        sizes = choose_sizes(frame, develop, settings)
        progress("Lærer på alt før prøven")
        final = replace(learn(frame, develop, sizes, settings), laws=laws)
        progress("Måler usikkerhed på sager, modellen ikke har set")
        interval = _interval(final, settings.interval_level, settings.mapper)
    return _bundle(final, interval, settings, provenance), final


def choose_sizes(frame: Frame, part: Cohort, settings: Training) -> Sizes:
    """Choose penalties and boosters by forward validation inside a cohort."""
    design = Design(X=frame.rows(part.cases), signs=frame.signs)
    category = fit_category.choose_size(design, part.labels, settings.largest, settings.mapper)
    data = _effort_data(design, part, category, settings.mapper)
    judged = frame.scheme.category.source is CategorySource.JUDGED
    effort = choose_effort.choose_size(data, settings.largest, settings.power, use_score=judged, mapper=settings.mapper)
    return Sizes(category=category, effort=effort)


def learn(frame: Frame, part: Cohort, sizes: Sizes, settings: Training) -> Learned:
    """Fit both models on a cohort."""
    design = Design(X=frame.rows(part.cases), signs=frame.signs)
    score = fit_category.fit_score(design, part.labels, sizes.category)
    data = _effort_data(design, part, sizes.category, settings.mapper)
    category = fit_category.category_model(score, data.score, part.labels, settings.set_level)
    log_hours, shape = fit_effort.fit_course(data, sizes.effort)
    log_hours = recalibrated(log_hours, data, shape)
    return Learned(
        frame=frame,
        cohort=part,
        sizes=sizes,
        score=score,
        category=category,
        log_hours=log_hours,
        shape=shape,
        data=data,
    )


def expected_hours(learned: Learned, X: Floats) -> Floats:
    """Return expected hours over the horizon (rows,) of a fitted, not yet compiled model."""
    return np.exp(learned.log_hours(X, learned.score(X)))


def _effort_data(design: Design, part: Cohort, size: CategorySize, mapper: Mapper) -> EffortData:
    """Score every case with a model that did not see its judgement."""
    unseen = fit_category.cross_scores(design, part.labels, size, mapper)
    link = fit_scale_link(unseen[part.labels.rows], part.labels)
    return EffortData(
        design=design,
        score=unseen,
        probability=link.probabilities(unseen),
        panel=part.at_pace,
        weight=part.weight,
    )


def _interval(final: Learned, level: float, mapper: Mapper = one_by_one) -> HoursInterval:
    """Measure the range of hours on every case followed over the whole horizon, by models that had not seen it.

    Under a diary, on what its parts say of whole courses.
    """
    measured = measure(final.data, final.shape, final.sizes.effort, mapper)
    if final.data.panel.sampled:
        return hours_interval(measured, level, final.frame.scheme.scale.codes)
    check_matured(int(final.data.panel.matured.sum()), final.data.panel.horizon)
    # What is promised is the range of hours that will be recorded, by whoever gets the case.
    recorded = final.cohort.panel.totals[final.cohort.panel.matured]
    return hours_interval(replace(measured, recorded=recorded), level, final.frame.scheme.scale.codes)


def _bundle(final: Learned, interval: HoursInterval, settings: Training, provenance: Provenance) -> ModelBundle:
    frame, scheme = final.frame, final.frame.scheme
    effort = fit_effort.effort_model(final.log_hours, final.shape, scheme.effort.horizon_months, interval)
    X = final.data.design.X
    neighbours = Neighbours.of(frame, fit_earlier.earlier_cases(X, final.cohort))
    abstention = fit_earlier.abstention_rule(
        frame, X, final.category, neighbours=neighbours, share=settings.missing_quantile
    )
    manifest = Manifest(
        format=FORMAT,
        scheme_name=scheme.name,
        scheme_version=scheme.version,
        synthetic=scheme.synthetic,
        trained_through=provenance.trained_through,
        open_cases_through=None,
        training_cases=len(final.cohort.cases),
        options={name: tuple(options) for name, options in frame.options.items()},
        rare_options=frame.rare,
        column_names=tuple(column.name for column in frame.columns),
        most_missing=abstention.most_missing,
        usual_variance=abstention.usual_variance,
        slope=final.category.link.slope,
        set_level=settings.set_level,
        beta=effort.beta,
        horizon=effort.horizon,
        interval_level=settings.interval_level,
        bases=(final.category.table.binned.base, effort.table.base, effort.table.binned.base),
        bands=provenance.bands,
        notes=(interval.measured_on, *merged_note(final.category.sets, scheme.scale)),
        created_at=provenance.created_at,
        code_version=provenance.code_version,
    )
    return sealed(
        ModelBundle(
            manifest=manifest,
            scheme_text=provenance.scheme_text,
            frame=frame,
            category=final.category,
            effort=effort,
            abstention=abstention,
            neighbours=neighbours,
        )
    )
