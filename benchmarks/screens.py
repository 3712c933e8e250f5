"""What do the pages look like? Pictures of the demo in docs/screens, taken with Debian's Chromium."""

import re
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright
from rich.console import Console

from benchmarks.browser import CHROMIUM, FLAGS
from benchmarks.server import running
from benchmarks.surroundings import DOCS, VAR
from pipelines import demo
from pipelines.demo import Places
from sagstyngde.settings import Settings

HOME = VAR / "screens"
CASES, SEED = 1500, 1
WIDTH, HEIGHT = 1280, 900
TALLEST = 4000
"""The point table is long: its upper part shows what it is."""
LARGEST_BYTES = 300_000
COLOURS = 256


def main() -> None:
    """Prepare a demo of its own, so that nothing tried out by hand is in the pictures; serve it, and take them."""
    rmtree(HOME, ignore_errors=True)
    settings = Settings(var=HOME)
    demo.run(settings, cases=CASES, seed=SEED, serve=False, console=Console())
    own = Places(HOME / f"demo-{CASES}-{SEED}").settings(settings)
    with running({"var": str(HOME), "bundle": str(own.bundle_path), "database": own.database_url}) as server:
        for path in take(server.address, DOCS / "screens"):
            print(f"{path.relative_to(DOCS.parent)}: {path.stat().st_size // 1024} KiB")


def take(address: str, folder: Path) -> list[Path]:
    """Take every picture of a running server; return the files.

    Raises:
        RuntimeError: a picture is too large to be committed.

    """
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="da-DK")
        paths = [_taken(page, address, folder / f"{name}.png", show) for name, show in PAGES.items()]
        browser.close()
    for path in paths:
        if path.stat().st_size > LARGEST_BYTES:
            raise RuntimeError(f"{path.name} is larger than {LARGEST_BYTES} bytes")
    return paths


def _taken(page: Page, address: str, path: Path, show: Callable[[Page, str], None]) -> Path:
    show(page, address)
    page.evaluate("document.fonts.ready")
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
    page.screenshot(
        path=path, full_page=True, animations="disabled", clip={"x": 0, "y": 0, "width": WIDTH, "height": height}
    )
    _shrink(path)
    return path


def _shrink(path: Path) -> None:
    """Write a picture anew with 256 colours: the pages have few, and text stays sharp."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def _login(page: Page, address: str) -> None:
    """Show the invented people: the first picture, and the way to the others."""
    page.goto(f"{address}/")
    expect(page).to_have_url(re.compile("/log-ind"))


def _queue(page: Page, address: str) -> None:
    """Log in as the leader, who sees all that is pictured."""
    page.goto(f"{address}/log-ind")
    page.get_by_role("button", name="Lars Opdigtet").click()
    expect(page).to_have_url(f"{address}/")


def _case(page: Page, address: str) -> None:
    """Open the queue's first case that has a suggestion."""
    page.goto(f"{address}/")
    page.locator(".entry:not(.is-withheld) .entry-title a").first.click()
    expect(page).to_have_url(re.compile("/sager/"))
    page.locator("details.similar summary").click()


def _plan(page: Page, address: str) -> None:
    page.goto(f"{address}/fordeling")


def _register(page: Page, address: str) -> None:
    page.goto(f"{address}/beslutningskompetence")


def _matrix(page: Page, address: str) -> None:
    page.goto(f"{address}/beslutningskompetence/hvem")


def _draft(page: Page, address: str) -> None:
    """Check a text with a level that is none: what a fault looks like beside its entry."""
    page.goto(f"{address}/beslutningskompetence/rediger")
    text = page.locator("#tekst").input_value().replace('level = "teamleder"', 'level = "leder"', 1)
    page.locator("#tekst").fill(text)
    page.get_by_role("button", name="Kontrollér").click()


def _decision(page: Page, address: str) -> None:
    """Ask who decides in the queue's first case that has a suggestion."""
    page.goto(f"{address}/")
    page.locator(".entry:not(.is-withheld) .entry-title a").first.click()
    page.locator("#spoerg-bestemmelse").fill("BL § 90 nr. 3")
    page.locator("#spoerg-antal").fill("80.000")
    page.locator("#spoerg-enhed").select_option("kr_aar")
    page.get_by_role("button", name="Se, hvem der afgør").click()


def _point_table(page: Page, address: str) -> None:
    page.goto(f"{address}/model/pointtavle")


def _model(page: Page, address: str) -> None:
    page.goto(f"{address}/model")


def _evaluation(page: Page, address: str) -> None:
    page.goto(f"{address}/beslutningskompetence/evaluering")


PAGES: dict[str, Callable[[Page, str], None]] = {
    "log-ind": _login,
    "indgang": _queue,
    "sag": _case,
    "fordeling": _plan,
    "pointtavle": _point_table,
    "modellen": _model,
    "evaluering": _evaluation,
    "beslutningskompetence": _register,
    "hvem-maa-hvad": _matrix,
    "ret-kompetenceplanen": _draft,
    "hvem-afgoer": _decision,
}


if __name__ == "__main__":
    main()
