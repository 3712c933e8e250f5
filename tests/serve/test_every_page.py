"""Every page and its main states, held to the same rules in Debian's Chromium: one net, which a new page cannot escape.

The views are listed once (``benchmarks.views``) and looked at once each (``tests.serve.seeing``) in the demo's own
casebook, by whoever sees most of them; every test asks one thing of what was seen.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks.view_ids import keep_earlier_model, view_ids
from benchmarks.views import VIEWS, View
from pipelines.train import Trained
from serve.app import create_app
from storage.engine import open_engine
from tests.serve.a_day import FAULTY, Municipality
from tests.serve.routes import all_routes
from tests.serve.seeing import Looking, Seen
from tests.serve.standin import StandIn

pytestmark = pytest.mark.browser

NO_PAGES = {
    "/live", "/ready", "/metrics", "/log-ind/start", "/log-ind/svar", "/sprog", "/was", "/naeste-sag",
    "/hvorfor/{case_id:path}",
}  # fmt: skip
"""What machines ask for, addresses that only lead to another, and the reasons that are fetched into the queue."""
FILES = (".csv", ".toml", "modelkort.html")
WITHOUT_MENU = {"log-ind", "tilgaengelighed"}
OUTSIDE_THE_MENU = {"hjaelp", "ordliste", "findes-ikke"}
"""Pages that belong to no entry of the menu."""
LOOKS_SHOW = {"sporing", "sporing-barn"}
"""Pages of the log that show the looks at themselves: they say something new each time."""


@pytest.fixture(scope="module")
def looking(
    trained: Trained, municipality: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Looking]:
    """A browser before the demo's casebook, over a model that was learned and one that answered earlier."""
    world = Municipality.made(tmp_path_factory.mktemp("alle-sider"), municipality, trained)
    older = keep_earlier_model(world.settings.bundle_path, world.settings.var / "modeller")
    with world.served(tmp_path_factory.mktemp("kopi")) as day:
        yield Looking(browser, day.address, view_ids(day.engine, earlier_bundle=older))


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: view.name)
def seen(request: pytest.FixtureRequest, looking: Looking) -> Seen:
    """A view, looked at once for all the tests of this module."""
    view: View = request.param
    return looking.seen(view)


def test_every_page_there_is_stands_in_the_list() -> None:
    app = create_app(StandIn(), open_engine("sqlite://"))
    pages = {
        route.path
        for route in all_routes(app)
        if route.method == "GET" and not route.path.startswith("/api/") and not route.path.endswith(FILES)
    }

    assert {_bare(path) for path in pages - NO_PAGES} - {_bare(view.path) for view in VIEWS} == set()


def _bare(path: str) -> str:
    """Return a route's path without its parameters' names: a view may name the kind of case it shows."""
    return re.sub(r"{\w+", "{", path)


def test_views_have_names_and_titles_of_their_own() -> None:
    assert len({view.name for view in VIEWS}) == len(VIEWS)
    assert [view.name for view in VIEWS if not view.told.endswith((".", "?"))] == []


def test_it_answers(seen: Seen) -> None:
    assert seen.status == (404 if seen.view.has_fault else 200)


def test_axe_finds_nothing_with_everything_unfolded(seen: Seen) -> None:
    assert {size: faults for size, faults in seen.axe.items() if faults} == {}


def test_the_browser_has_nothing_to_complain_of(seen: Seen) -> None:
    assert [one for one in seen.complaints if not seen.view.has_fault and not FAULTY.search(one)] == []


def test_it_fits_a_telephone_and_two_hundred_per_cent(seen: Seen) -> None:
    assert {width: found for width, found in seen.too_wide.items() if found} == {}


def test_what_is_pressed_is_large_enough_for_a_finger(seen: Seen) -> None:
    assert seen.too_small == []


def test_every_chart_says_its_point_and_has_a_table_behind_it(seen: Seen) -> None:
    shown = [chart for chart in seen.charts if not chart["is_hidden"]]

    assert [one for one in shown if not (one["is_image"] and re.search(r"\d", one["name"]) and one["has_table"])] == []


def test_it_has_a_heading_a_title_a_language_and_ways_on(seen: Seen) -> None:
    frame, name = seen.frame, seen.view.name

    assert len(frame["h1"]) == 1
    assert frame["h1"][0].strip()
    assert frame["lang"] == "da"
    assert frame["title"].endswith(" – Sagstyngde")
    assert (frame["skip"], frame["target"]) == ("#main-content", True)
    assert "/tilgaengelighed" in frame["foot"]
    assert frame["help"] or seen.view.has_fault or name in OUTSIDE_THE_MENU | WITHOUT_MENU
    assert len(frame["here"]) == (0 if name in OUTSIDE_THE_MENU | WITHOUT_MENU else 1)


def test_on_paper_nothing_is_cut_off_and_nothing_is_to_be_pressed(seen: Seen) -> None:
    assert {what: found for what, found in seen.printed.items() if found} == {}


def test_without_script_it_says_the_same(seen: Seen) -> None:
    if seen.view.name not in LOOKS_SHOW:
        assert seen.text_without_script == seen.text


def test_no_two_pages_have_one_title(looking: Looking) -> None:
    """Pages, not states of one page: those are told apart by their text. A proposal is what its week's page shows."""
    titles: dict[str, set[str]] = {}
    for view in VIEWS:
        title = looking.seen(view).frame["title"]
        titles.setdefault(title, set()).add(_bare(view.path).removesuffix("/forslag/{}"))

    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}
