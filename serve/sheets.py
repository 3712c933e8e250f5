"""How does the printed point table look? Tinted cells for a fact's values, a small drawing for each pair, real text.

Seven tints run from light to dark, so that they print in grey; the sign stands in the text. Behind each drawing is its
table. The page in the application and the file that stands alone are made of the same parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from features.scheme import Scheme
from models.sheet import Cell, Heat, Sheet, Strip
from models.sheet_diff import SheetDiff
from models.told_figures import FEW
from serve.language import _, later
from serve.rendering import STATIC, fragment, rendered
from serve.written import count, inside, listing, number, signed

NO_THEME = later("Beregnet af oplysningerne og øvrige")
MOST_CHANGES = 30
_TINTS = 7
_SHOWN_POINTS = 0.05
_AFTER_Z = str.maketrans("æøå", "{|}")
_CELL_WIDTH, _CELL_HEIGHT = 70.0, 26.0
_LEFT, _TOP, _BOTTOM = 104.0, 24.0, 6.0


def sheet_context(sheet: Sheet, scheme: Scheme) -> dict[str, Any]:
    """Return what the templates of a sheet show."""
    weighing = [strip for strip in sheet.strips if strip.weighs]
    most = max((abs(cell.points) for strip in weighing for row in strip.rows for cell in row.cells), default=1.0) or 1.0
    return {
        "sheet": sheet,
        "scheme": scheme,
        "unit": _(scheme.effort.unit),
        "limits": _limits(sheet),
        "heaviest": sorted(weighing, key=lambda strip: -strip.spread)[:5],
        "alphabet": sorted(weighing, key=lambda strip: _danish_order(strip.label)),
        "themes": [(theme, list(strips)) for theme, strips in groupby(weighing, key=_theme)],
        "unused": [strip.label for strip in sheet.strips if not strip.weighs],
        "cases_told": cases_told,
        "tint": lambda cell: tint(cell, most),
        "heats": [heat_map(heat) for heat in sheet.heats],
    }


def sheet_file(sheet: Sheet, scheme: Scheme, diff: SheetDiff | None) -> str:
    """Return the sheet as one HTML file that needs no other: to print, to sign, to keep."""
    style = Markup((STATIC / "pointtavle.css").read_text("utf-8"))  # noqa: S704  our own file
    context = sheet_context(sheet, scheme) | {"style": style, "diff": None if diff is None else diff_context(diff)}
    return rendered("point_table_file.html", context)


def diff_context(diff: SheetDiff) -> dict[str, Any]:
    """Return what a reader is told of the changes since the last model."""
    told = [change for change in diff.changes if change.size >= _SHOWN_POINTS and not change.after.is_few]
    return {"diff": diff, "changes": told[:MOST_CHANGES], "count": len(diff.changes)}


def tint(cell: Cell, most: float) -> str:
    """Return a cell's class: lightest for the most negative points, darkest for the most positive; few cases, grey.

    >>> from functools import partial
    >>> cell = partial(Cell, text="", hours_factor=1.0)
    >>> [tint(cell(points=points, case_count=50), 4.0) for points in (-4.0, 0.0, 4.0)]
    ['heat-0', 'heat-3', 'heat-6']
    >>> tint(cell(points=4.0, case_count=9), 4.0)
    'few'
    """
    if cell.is_few:
        return "few"
    place = round((cell.points / most + 1.0) / 2.0 * (_TINTS - 1))
    return f"heat-{min(max(place, 0), _TINTS - 1)}"


def cases_told(cell: Cell) -> str:
    """Say how many earlier cases stand behind a cell; a few could point at a child.

    >>> [cases_told(Cell(text="", points=0.0, hours_factor=1.0, case_count=cases)) for cases in (0, 4, 1200)]
    ['0 sager', 'under 5 sager', '1.200 sager']
    """
    if 0 < cell.case_count < FEW:
        return _("under {n} sager").format(n=FEW)
    return count(cell.case_count, "sag", "sager")


def _danish_order(label: str) -> str:
    """Return what words are put in order by.

    >>> sorted(["Østre", "Åben", "Zoo", "Ærø", "anden"], key=_danish_order)
    ['anden', 'Zoo', 'Ærø', 'Østre', 'Åben']
    """
    return label.casefold().translate(_AFTER_Z)


def _theme(strip: Strip) -> str:
    return strip.theme or _(NO_THEME)


def _limits(sheet: Sheet) -> str:
    """Say where each category begins."""
    parts = [
        _("{category} fra {points}").format(category=inside(name), points=number(points, 1))
        for name, points in sheet.limits
    ]
    said = _("{category} er det laveste; {others} point.").format(
        category=sheet.first_category, others=", ".join(parts)
    )
    return said if parts else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """A square of the drawing, in its own units."""

    cell: Cell
    x: str
    y: str
    middle_x: str
    middle_y: str
    tint: str
    title: str


def heat_map(heat: Heat) -> Markup:
    """Draw what two facts add only together: first fact down, second across; a table behind."""
    most = max((abs(cell.points) for row in heat.cells for cell in row), default=0.0) or 1.0
    cells = [
        _heat_cell(cell, (across, down), listing([text, cell.text]), most)
        for down, (text, row) in enumerate(zip(heat.texts[0], heat.cells, strict=True))
        for across, cell in enumerate(row)
    ]
    return fragment(
        "charts/heat.html",
        heat=heat,
        cases_told=cases_told,
        sentence=heat_sentence(heat),
        cells=cells,
        width=_at(_LEFT + len(heat.texts[1]) * _CELL_WIDTH),
        height=_at(_TOP + len(heat.texts[0]) * _CELL_HEIGHT + _BOTTOM),
        columns=_axis(heat.texts[1], _LEFT + _CELL_WIDTH / 2.0, _CELL_WIDTH),
        rows=_axis(heat.texts[0], _TOP + _CELL_HEIGHT / 2.0, _CELL_HEIGHT),
        cell_width=_at(_CELL_WIDTH),
        cell_height=_at(_CELL_HEIGHT),
    )


def heat_sentence(heat: Heat) -> str:
    """Say in one sentence where a pair matters most."""
    strongest = heat.strongest
    if strongest is None:
        return _("Ingen af parrets felter har ti tidligere sager bag sig.")
    cell, text = strongest
    first, second = (inside(label) for label in heat.labels)
    return _(
        "Gør mest, når {first} er {value}, og {second} er {other}: "
        "{points} point og timer gange {factor} oveni ({cases})."
    ).format(
        first=first,
        value=text,
        second=second,
        other=cell.text,
        points=signed(cell.points),
        factor=number(cell.hours_factor, 2),
        cases=count(cell.case_count, "tidligere sag", "tidligere sager"),
    )


def _heat_cell(cell: Cell, place: tuple[int, int], named: str, most: float) -> HeatCell:
    x, y = _LEFT + place[0] * _CELL_WIDTH, _TOP + place[1] * _CELL_HEIGHT
    return HeatCell(
        cell=cell,
        x=_at(x),
        y=_at(y),
        middle_x=_at(x + _CELL_WIDTH / 2.0),
        middle_y=_at(y + _CELL_HEIGHT / 2.0),
        tint=tint(cell, most),
        title=_("{value}: {points} point, {cases}").format(
            value=named, points=signed(cell.points), cases=cases_told(cell)
        ),
    )


def _axis(texts: Sequence[str], start: float, step: float) -> list[tuple[str, str]]:
    return [(_short(text), _at(start + place * step)) for place, text in enumerate(texts)]


def _short(text: str) -> str:
    """Cut a text to what fits at an edge; the table behind has it whole."""
    return text if len(text) <= 14 else f"{text[:13]}…"


def _at(value: float) -> str:
    return f"{value:.1f}"
