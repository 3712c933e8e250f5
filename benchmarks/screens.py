"""What do the pages look like? Pictures of the demo in docs/screens, taken with Debian's Chromium, and a page of them.

``python -m benchmarks.screens`` takes every view's (``benchmarks.views``); with names after it only those, and leaves
the others and the page as they are. What was taken of a view that is gone is removed.
"""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from shutil import rmtree

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from rich.console import Console

from benchmarks.browser import CHROMIUM, FLAGS
from benchmarks.server import running
from benchmarks.surroundings import DOCS, VAR
from benchmarks.view_ids import keep_earlier_model, view_ids
from benchmarks.views import VIEWS, View
from pipelines import demo
from pipelines.demo import Places
from sagstyngde.settings import Settings
from storage.engine import open_engine

HOME = VAR / "screens"
FOLDER, PAGE = DOCS / "screens", DOCS / "pages-seen.md"
CASES, SEED = 1500, 1
BLIND_SHARE = 0.4
"""So many of the new cases are to be judged blind: at the usual share there may be none among a week's."""
DESK, PHONE = (1280, 900), (320, 720)
TALLEST = {DESK: 2600, PHONE: 1800}
"""Some pages are long: the upper part shows what they are."""
LARGEST_BYTES, ALL_BYTES = 300_000, 6_500_000
COLOURS = 64


def main(names: Collection[str] = ()) -> None:
    """Prepare a demo of its own, so that nothing tried out by hand is in the pictures; serve it, and take them."""
    chosen = [view for view in VIEWS if not names or view.name in names]
    rmtree(HOME, ignore_errors=True)
    settings = Settings(var=HOME, blind_share=BLIND_SHARE)
    demo.run(settings, cases=CASES, seed=SEED, serve=False, console=Console())
    own = Places(HOME / f"demo-{CASES}-{SEED}").settings(settings)
    older = keep_earlier_model(own.bundle_path, HOME / "modeller")
    ids = view_ids(open_engine(own.database_url), earlier_bundle=older)
    told = {"var": str(HOME), "bundle": str(own.bundle_path), "database": own.database_url, "clocks": str(own.clocks)}
    with running(told) as server:
        taken = take(server.address, chosen, ids)
    for path in taken:
        print(f"{path.relative_to(DOCS.parent)}: {path.stat().st_size // 1024} KiB")
    if not names:
        _leave_only(taken)
        PAGE.write_text(pages_page(), "utf-8")


def pictures(view: View) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield a view's pictures: their files' names, and how wide and high the window is at the least."""
    yield f"{view.name}.png", DESK
    if view.on_phone:
        yield f"{view.name}-320.png", PHONE


def pages_page() -> str:
    """Write the page that shows every picture, with a line on who uses it for what."""
    lines = [
        "# The pages, seen",
        "",
        "Written by `make screens`, from the demo; all that is on the pictures is invented. Every page is Danish, as",
        "its readers are, and can be read in English by a link at its foot. Each of these views is held to the same",
        "rules in a browser by `tests/serve/test_every_page.py`.",
    ]
    for view in VIEWS:
        lines += ["", f"## {view.name}", "", view.told, ""]
        lines += [f"![{name.removesuffix('.png')}](screens/{name})" for name, _ in pictures(view)]
    return "\n".join([*lines, ""])


def take(address: str, views: Iterable[View], ids: Mapping[str, str]) -> list[Path]:
    """Take pictures of a running server; return the files.

    Raises:
        RuntimeError: a picture is too large to be committed, or all of them are.

    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        people: dict[str | None, BrowserContext] = {}
        paths: list[Path] = []
        for view in views:
            if view.who not in people:
                people[view.who] = _logged_in(browser, address, view.who)
            with closing(people[view.who].new_page()) as page:
                paths += _taken(page, address, view, ids)
        browser.close()
    large = [path.name for path in paths if path.stat().st_size > LARGEST_BYTES]
    if large or sum(path.stat().st_size for path in paths) > ALL_BYTES:
        raise RuntimeError(f"too large to be committed: {large or 'all pictures together'}")
    return paths


def _logged_in(browser: Browser, address: str, who: str | None) -> BrowserContext:
    context = browser.new_context(locale="da-DK")
    if who is not None:
        with closing(context.new_page()) as page:
            page.goto(f"{address}/log-ind")
            page.get_by_role("button", name=who).click()
            page.get_by_role("button", name="Log ud").wait_for()
    return context


def _taken(page: Page, address: str, view: View, ids: Mapping[str, str]) -> Iterator[Path]:
    for name, size in pictures(view):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(address + view.address(ids))
        if view.state:
            view.state(page)
        page.evaluate("document.fonts.ready")
        height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST[size])
        path = FOLDER / name
        clip = {"x": 0, "y": 0, "width": size[0], "height": height}
        page.screenshot(path=path, full_page=True, animations="disabled", clip=clip)  # type: ignore[arg-type]
        _shrink(path)
        yield path


def _shrink(path: Path) -> None:
    """Write a picture anew with few colours: the pages have few, and text stays sharp."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def _leave_only(taken: Sequence[Path]) -> None:
    for path in FOLDER.glob("*.png"):
        if path not in taken:
            path.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
