import numpy as np
import pytest

from features.frame import Frame
from features.scheme import Fact, Kind, Scale
from models.explain import POINTS_PER_UNIT
from models.fill_sheet import sheet_of
from models.ordinal import Floats, Integers
from models.purified import Purified
from models.sheet import FEW_CASES, Cell, Heat, Sheet
from models.typical import typical_values
from tests.factories import a_fact, a_scheme
from tests.models.boosted import Boosted


@pytest.fixture(scope="module")
def sheet(boosted: Boosted) -> Sheet:
    return sheet_of(boosted.bundle, boosted.learned.data.design.X)


def typical_cases(boosted: Boosted, count: int) -> Floats:
    """Move cases to the nearest typical values, as a reader does who looks them up."""
    X = boosted.learned.data.design.X
    typical = typical_values(boosted.bundle.frame, X)
    columns = [one.with_missing[one.places(X[:count, place])] for place, one in enumerate(typical)]
    return boosted.bundle.abstention.nearest_seen(np.column_stack(columns))


def added_by_hand(sheet: Sheet, boosted: Boosted, X: Floats) -> Floats:
    """Add points up as a reader would, cell by cell."""
    frame, rows = boosted.bundle.frame, boosted.learned.data.design.X
    typical = {column.name: one for column, one in zip(frame.columns, typical_values(frame, rows), strict=True)}
    place_of = {column.name: place for place, column in enumerate(frame.columns)}
    looked = {name: typical[name].places(X[:, place_of[name]]) for name in typical}
    points = np.full(len(X), sheet.average_points)
    for strip in sheet.strips:
        for row in strip.rows:
            cells = np.array([cell.points for cell in row.cells])
            places = looked[row.column] if row.column in looked else _option_places(frame, row.column, X)
            points += cells[places]
    for heat in sheet.heats:
        cells = np.array([[cell.points for cell in row] for row in heat.cells])
        points += cells[looked[heat.columns[0]], looked[heat.columns[1]]]
    return points


def _option_places(frame: Frame, source: str, X: Floats) -> Integers:
    """Return which of a choice's cells each case has: its option, another, or not known."""
    own = X[:, [place for place, column in enumerate(frame.columns) if column.source == source]]
    found = np.where((own == 1.0).any(axis=1), own.argmax(axis=1), own.shape[1])
    return np.asarray(np.where(np.isnan(own[:, 0]), own.shape[1] + 1, found))


def test_the_printed_points_of_a_case_add_up_to_the_tables_own_score(sheet: Sheet, boosted: Boosted) -> None:
    X = typical_cases(boosted, 200)

    by_hand = added_by_hand(sheet, boosted, X)

    table = boosted.bundle.category.table
    exact = (table.average + table.contributions(X).sum(axis=1)) * POINTS_PER_UNIT
    assert by_hand == pytest.approx(exact, abs=1e-9)


def test_a_factor_on_hours_is_what_the_value_alone_makes_of_the_average_case(sheet: Sheet, boosted: Boosted) -> None:
    bundle, rows = boosted.bundle, boosted.learned.data.design.X
    place = [column.name for column in bundle.frame.columns].index("mobilitet")
    levels = np.where(np.arange(rows.shape[1]) == place, np.arange(5.0)[:, None], np.nan)
    alone = [Purified.of(table, rows).alone(levels)[:, place] for table in (bundle.category.table, bundle.effort.table)]
    average = bundle.effort.average(bundle.category.table.average)

    strip = sheet.of("mobilitet")

    assert strip is not None
    expected = bundle.effort.hours(average + bundle.effort.beta * alone[0] + alone[1])
    factors = [cell.hours_factor for cell in strip.rows[0].cells[:-1]]
    assert factors == pytest.approx((expected / sheet.average_hours).tolist())
    assert factors == sorted(factors)


def test_behind_every_fact_stand_all_earlier_cases_once(sheet: Sheet, boosted: Boosted) -> None:
    everybody = len(boosted.learned.data.design.X)

    assert sheet.case_count == everybody
    for strip in sheet.strips:
        for row in strip.rows:
            assert sum(cell.case_count for cell in row.cells) == everybody
    for heat in sheet.heats:
        assert sum(cell.case_count for row in heat.cells for cell in row) == everybody


def test_every_fact_has_a_strip_in_the_schemes_order_and_no_audit_fact_has(sheet: Sheet, boosted: Boosted) -> None:
    assert tuple(strip.source for strip in sheet.strips) == boosted.bundle.frame.sources
    assert "gender" not in {strip.source for strip in sheet.strips}


def test_points_never_fall_along_a_fact_that_never_makes_a_case_simpler(sheet: Sheet, boosted: Boosted) -> None:
    for fact in boosted.bundle.frame.scheme.facts:
        strip = sheet.of(fact.name)
        if strip is not None and fact.direction.sign > 0 and fact.kind is Kind.LEVEL:
            points = [cell.points for cell in strip.rows[0].cells[:-1]]
            assert points == sorted(points)


def test_the_limits_are_told_in_points(sheet: Sheet) -> None:
    points = [limit for _, limit in sheet.limits]

    assert sheet.first_category == "Enkel"
    assert [name for name, _ in sheet.limits][-1] == "Særligt kompleks"
    assert points == sorted(points)


def test_few_cases_are_marked_and_a_pair_is_judged_by_the_others() -> None:
    strong, sound = (
        Cell(text=text, points=points, hours_factor=1.0, case_count=count)
        for text, points, count in (("x", 9.0, FEW_CASES - 1), ("y", -1.0, FEW_CASES))
    )
    heat = Heat(columns=("a", "b"), labels=("A", "B"), texts=(("ja",), ("x", "y")), cells=((strong, sound),))

    assert (strong.is_few, sound.is_few) == (True, False)
    assert heat.strongest == (sound, "ja")


def a_frame(fact: Fact) -> Frame:
    return Frame.of(a_scheme(facts=(fact,)), {})


def test_many_numbers_are_told_in_tenths_and_each_case_belongs_to_one() -> None:
    rows = np.append(np.arange(100.0), np.nan)[:, None]

    (one,) = typical_values(a_frame(a_fact("km", Kind.NUMBER)), rows)

    assert one.texts == ("0–9", *(f"{low}–{low + 9}" for low in range(10, 90, 10)), "90–99", "ikke oplyst")
    assert np.bincount(one.places(rows[:, 0])).tolist() == [10] * 10 + [1]
    assert one.places(np.array([-5.0, 500.0])).tolist() == [0, 9]


def test_few_numbers_stand_one_by_one_and_a_doubling_scale_is_told_as_it_is_counted() -> None:
    rows = np.log1p(np.array([[0.0], [3.0], [3.0]]))

    (one,) = typical_values(a_frame(a_fact("antal", Kind.COUNT, scale=Scale.LOG)), rows)

    assert one.texts == ("0", "3", "ikke oplyst")
    assert one.places(rows[:, 0]).tolist() == [0, 1, 1]
