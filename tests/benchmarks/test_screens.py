"""Does the page of pictures show every view, and is no picture kept of one that is gone?"""

import re

from benchmarks.screens import FOLDER, PAGE, pages_page, pictures
from benchmarks.views import VIEWS


def test_the_page_shows_every_view_with_a_line_on_whom_it_is_for() -> None:
    page = PAGE.read_text("utf-8")

    assert page == pages_page()
    for view in VIEWS:
        assert f"\n## {view.name}\n\n{view.told}\n" in page
        assert all(f"](screens/{name})" in page for name, _ in pictures(view))


def test_no_picture_is_kept_that_the_page_does_not_show() -> None:
    kept = {path.name for path in FOLDER.glob("*.png")}

    assert kept
    assert kept - set(re.findall(r"\]\(screens/([^)]+)\)", pages_page())) == set()
