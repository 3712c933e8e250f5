import re
from dataclasses import replace
from xml.etree import ElementTree as ET

from models.sheet import Strip
from models.sheet_diff import difference
from serve.sheets import diff_context, heat_map, heat_sentence, sheet_context, sheet_file
from tests.answers import a_cell, a_sheet
from tests.serve.standin import SCHEME


def test_a_heat_map_has_a_square_with_its_points_for_each_pair_of_values() -> None:
    (heat,) = a_sheet().heats

    (drawn,) = re.findall(r"<svg.*?</svg>", heat_map(heat), flags=re.DOTALL)
    svg = ET.fromstring(drawn)  # noqa: S314  our own output

    squares = svg.findall("g")
    assert [square.findtext("text") for square in squares] == ["−1,0", "0,0", "0,0"] * 3
    assert [square.get("class") for square in squares[:3]] == ["heat-0", "heat-3", "few"]
    assert svg.get("aria-label") == heat_sentence(heat)
    assert "style=" not in drawn


def test_every_square_lies_inside_the_drawing() -> None:
    (drawn,) = re.findall(r"<svg.*?</svg>", heat_map(a_sheet().heats[0]), flags=re.DOTALL)
    svg = ET.fromstring(drawn)  # noqa: S314  our own output
    _, _, width, height = map(float, svg.get("viewBox", "").split())

    for rect in svg.iter("rect"):
        x, y, wide, high = (float(rect.get(name, "nan")) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + wide <= width
        assert 0 <= y <= y + high <= height


def test_a_pair_with_hardly_any_cases_behind_it_says_so() -> None:
    (heat,) = a_sheet().heats
    rare = replace(heat, cells=tuple(tuple(replace(cell, case_count=3) for cell in row) for row in heat.cells))

    assert heat_sentence(rare) == "Ingen af parrets felter har ti tidligere sager bag sig."


def test_facts_stand_under_their_theme_and_those_without_weight_in_one_line() -> None:
    context = sheet_context(a_sheet(), SCHEME)

    assert [theme for theme, _ in context["themes"]] == ["Funktionsevne", "Sagen"]
    assert context["unused"] == ["Skole"]
    assert [strip.label for strip in context["heaviest"]] == ["Mobilitet", "Samarbejdspartnere"]


def test_the_file_needs_no_other_file_and_runs_no_script() -> None:
    html = sheet_file(a_sheet(), SCHEME, None)

    assert html.startswith("<!doctype html>")
    assert not re.findall(r"<(?:link|script|img)|url\(|src=|https?:", html)
    assert "Alle oplysninger er opdigtede." in html
    assert "td.heat-6" in html


def test_the_file_tells_what_changed_largest_first_and_leaves_rare_values_to_the_spreadsheet() -> None:
    newer = a_sheet()
    first = newer.strips[0]
    cells = (a_cell("ingen", -8.0), *first.rows[0].cells[1:2], a_cell("ikke vurderet", 9.0, 3))
    changed = Strip(source="mobility", label="Mobilitet", theme="", rows=(replace(first.rows[0], cells=cells),))
    diff = difference(replace(newer, heats=()), replace(newer, strips=(changed, *newer.strips[1:])))

    html = sheet_file(diff.newer, SCHEME, diff)

    assert [change.after.points for change in diff_context(diff)["changes"]] == [-8.0]
    assert "Par af oplysninger: 1 er nye, og 0 er udgået." in html
    assert "1 af 2 ændringer" in html


def test_a_model_beside_itself_says_that_nothing_changed() -> None:
    assert "Ingenting: de to tavler siger det samme." in sheet_file(a_sheet(), SCHEME, difference(a_sheet(), a_sheet()))
