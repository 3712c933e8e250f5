"""What does a leader read of a forecast? Sections of sentences and tables, the same on screen and on paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from allocation.arrivals import Floats
from allocation.arrivals_check import LEVEL
from allocation.forecast import Forecast, Side
from allocation.outlook import quantiles
from allocation.sagstal import GUIDES, Caseload
from casework import forecast_words as words
from features.scheme import Scheme
from sagstyngde.case import CaseworkerId
from sagstyngde.danish import number, percent, signed

CLASSIC = ("Åbne sager", "Fuldtidsstillinger (kontrakter)", "Sager pr. fuldtidsstilling")
BAND = ((1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of texts: the first column names the row, the others hold figures, or sentences (``is_text``)."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading, sentences, tables, and the name of the chart that belongs to it."""

    title: str
    texts: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    chart: str | None = None


def sections(told: Forecast, scheme: Scheme) -> tuple[Section, ...]:
    """Lay a forecast out for reading."""
    return tuple(
        section
        for section in (
            Section(title="Kort sagt", texts=tuple(words.summary(told, scheme))),
            what_if_section(told, scheme),
            Section(
                title="Belastning måned for måned", grids=(months_grid(told, told.base, scheme),), chart="belastning"
            ),
            staffing_section(told),
            arrivals_section(told, scheme),
            caseload_section(told, scheme),
            teams_section(told),
            Section(title="Sådan er det regnet", texts=tuple(words.method(told, scheme)), grids=(record_grid(told),)),
        )
        if section is not None
    )


def _rows(names: Sequence[str], *columns: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(zip(names, *columns, strict=True))


def _band(drawn: Floats) -> list[str]:
    low, high = quantiles(drawn, BAND)
    return [f"{number(a)}–{number(b)}" for a, b in zip(low, high, strict=True)]


def _numbers(values: Floats, decimals: int = 0) -> list[str]:
    return [number(float(value), decimals) if np.isfinite(value) else "–" for value in values]


def _shares(values: Floats) -> list[str]:
    return [percent(float(value)) if np.isfinite(value) else "ingen timer" for value in values]


def months_grid(told: Forecast, side: Side, scheme: Scheme) -> Grid:
    """Lay a side out month by month: hours, their band, the hours there are, and how often that is too few."""
    unit = scheme.effort.unit.capitalize()
    header = (
        "Måned",
        f"{unit}: åbne sager",
        "nye sager",
        "i alt",
        "8 af 10",
        "Til rådighed",
        "Belastning",
        "Ikke timer nok",
    )
    return Grid(
        header=header,
        rows=_rows(
            words.month_names(told),
            _numbers(side.ahead.stock_hours),
            _numbers(side.ahead.new_hours),
            _numbers(side.ahead.expected),
            _band(side.ahead.load),
            _numbers(side.staffing.hours),
            _shares(side.staffing.load),
            [words.often(float(over)) for over in side.staffing.over],
        ),
    )


def what_if_section(
    told: Forecast, scheme: Scheme, people: Mapping[CaseworkerId, str] = words.NOBODY
) -> Section | None:
    """Hold both sides against each other, where there are two."""
    if told.what_if is None:
        return None
    before, after = told.sides
    unit = scheme.effort.unit.capitalize()
    work = (
        ("Nye sager", before.ahead.new_cases, after.ahead.new_cases, 0),
        (f"{unit} i alt", before.ahead.expected, after.ahead.expected, 0),
        (f"{unit} til rådighed", before.staffing.hours, after.staffing.hours, 0),
    )
    posts = (
        ("Årsværk, der er", before.staffing.have, after.staffing.have, 1),
        ("Årsværk, der skal til", before.staffing.need, after.staffing.need, 1),
        ("Belastning i procent", 100.0 * before.staffing.load, 100.0 * after.staffing.load, 0),
    )
    return Section(
        title="Hvad nu hvis",
        texts=tuple(words.what_if(told, scheme, people)),
        grids=(_side_by_side(told, work), _side_by_side(told, posts)),
        chart="hvad_nu_hvis",
    )


def _side_by_side(told: Forecast, compared: Sequence[tuple[str, Floats, Floats, int]]) -> Grid:
    """Lay each figure out as it is, as it would be, and the difference."""
    header, columns = ["Måned"], []
    for name, before, after, decimals in compared:
        header += [f"{name}: nu", "hvis", "forskel"]
        columns += [_numbers(before, decimals), _numbers(after, decimals)]
        more = np.where(np.isfinite(before) & np.isfinite(after), np.nan_to_num(after) - np.nan_to_num(before), 0.0)
        columns.append([signed(float(value), decimals) for value in more])
    return Grid(header=tuple(header), rows=_rows(words.month_names(told), *columns))


def staffing_section(told: Forecast) -> Section:
    """Lay out the full-time equivalents there are, and those needed."""
    side = told.base
    header = ["Måned", "Årsværk, der er", "der skal til", "mangler"]
    lacking = [number(float(value), 1) for value in side.staffing.lacking]
    columns = [_numbers(side.staffing.have, 1), _numbers(side.staffing.need, 1), lacking]
    if side.by_norm is not None:
        header.append(f"der skal til ved {number(told.question.norm or 0.0)} sager hver")
        columns.append(_numbers(side.by_norm, 1))
    header.append("Åbne sager ved månedens slutning (8 af 10)")
    open_cases = zip(_numbers(side.ahead.open.mean(axis=0)), _band(side.ahead.open), strict=True)
    columns.append([f"{mean} ({band})" for mean, band in open_cases])
    return Section(
        title="Årsværk",
        texts=tuple(words.staffing(told)),
        grids=(Grid(header=tuple(header), rows=_rows(words.month_names(told), *columns)),),
        chart="aarsvaerk",
    )


def arrivals_section(told: Forecast, scheme: Scheme) -> Section:
    """Lay out the cases that are expected to come."""
    drawn = told.base.ahead.arrivals
    names = [category.name for category in scheme.scale]
    by_month = Grid(
        header=("Måned", "Nye sager", "8 af 10", *names),
        rows=_rows(
            words.month_names(told),
            _numbers(drawn.sum(axis=1).mean(axis=0)),
            _band(drawn.sum(axis=1)),
            *(_numbers(drawn[:, code].mean(axis=0), 1) for code in range(len(names))),
        ),
    )
    sums = drawn.sum(axis=2)
    by_category = Grid(
        header=("Kategori", f"Nye sager på {told.question.months} mdr.", "8 af 10"),
        rows=_rows(
            [*names, "I alt"],
            _numbers(np.append(sums.mean(axis=0), sums.sum(axis=1).mean())),
            [*_band(sums), *_band(sums.sum(axis=1)[:, None])],
        ),
    )
    return Section(
        title="Nye sager",
        texts=tuple(words.arrivals(told)),
        grids=(by_month, by_category, *_scores(told)),
        chart="nye_sager",
    )


def _scores(told: Forecast) -> Iterator[Grid]:
    if told.arrivals.scores:
        yield Grid(
            header=("Prognose for nye sager", "Fejl (CRPS)", "Afvigelse pr. måned", "Interval holdt"),
            rows=tuple(
                (
                    words.METHODS[name] + (" (brugt)" if name == told.arrivals.used else ""),
                    number(score.crps, 2),
                    number(score.absolute_error, 1),
                    percent(score.coverage),
                )
                for name, score in told.arrivals.scores.items()
            ),
        )


def caseload_section(told: Forecast, scheme: Scheme) -> Section:
    """Lay out the classic caseload beside the hours, and the published guides."""
    unit = scheme.effort.unit
    figures = [_classic(side.caseload) for side in told.sides]
    labels = (*CLASSIC, f"{unit.capitalize()} pr. sagsmåned", "Så mange sager er der tid til pr. årsværk")
    kept = Grid(header=("Sagstal", "Nu", "Hvis")[: 1 + len(figures)], rows=_rows(labels, *figures))
    courses = told.materials.courses
    rates = courses.hours.sum(axis=1) / np.maximum(courses.lasts, 1e-9)
    early = courses.hours[:, :3].sum(axis=1) / np.maximum(courses.stays[:, :4], 1e-9)[:, :3].sum(axis=1)
    weigh = Grid(
        header=("Kategori", "Åbne sager nu", "Måneder åben", f"{unit} pr. sagsmåned", "i de første 3 mdr."),
        rows=_rows(
            [category.name for category in scheme.scale],
            _numbers(told.materials.stock.cases),
            _numbers(courses.lasts, 1),
            _numbers(rates, 1),
            _numbers(early, 1),
        ),
    )
    norms = Grid(
        header=("Vejledende sagstal", "Sager pr. fuldtidsstilling", "Fra", "Kilde"),
        rows=tuple((guide.area, f"{guide.low}–{guide.high}", guide.year, guide.source) for guide in GUIDES),
    )
    return Section(title="Det klassiske sagstal", texts=tuple(words.caseload(told, scheme)), grids=(kept, weigh, norms))


def _classic(load: Caseload) -> list[str]:
    return [
        number(load.open_cases),
        number(load.full_time, 1),
        number(load.per_full_time, 1) if load.full_time > 0.0 else "–",
        number(load.hours_a_case_month, 1),
        number(load.affordable, 1),
    ]


def teams_section(told: Forecast) -> Section | None:
    """Hold teams that manage alone against teams that are one; nothing where there is one team."""
    if told.base.in_teams is None:
        return None
    header = ["Teams", *("Nu" if place == 0 else "Hvis" for place in range(len(told.sides)))]
    rows = [
        ("Årsværk, når hvert team klarer sig selv", *(_mean(side.in_teams) for side in told.sides)),
        ("Årsværk, når alle hjælper hinanden", *(_mean(side.as_one) for side in told.sides)),
    ]
    return Section(title="Teams", texts=words.TEAMS, grids=(Grid(header=tuple(header), rows=tuple(rows)),))


def _mean(values: Floats | None) -> str:
    return "–" if values is None else number(float(values.mean()), 1)


def record_grid(told: Forecast) -> Grid:
    """Lay out how earlier forecasts did."""
    ratios = told.record.ratios
    return Grid(
        header=("Tidligere prognoser", "Værdi"),
        rows=(
            ("Antal", number(len(ratios))),
            ("Registreret i forhold til ventet", ", ".join(number(ratio, 2) for ratio in ratios) or "–"),
            ("Måneder inden for intervallet", _share(told.record.coverage)),
            ("Usikkerhed på hele niveauet", percent(told.record.level_sd)),
        ),
    )


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value)
