"""A municipality to spend a day in: the demo's own casebook over a model that was learned, behind the real log-in page.

Every test gets its own copy, so that no day depends on what was done in another.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from playwright.sync_api import Browser, BrowserContext, Page, expect
from rich.console import Console

from models.assess import Assessor
from models.bundle import save
from pipelines.demo import Places, furnish
from pipelines.train import Trained
from sagstyngde.settings import Settings
from serve.access.cookies import Cookies
from serve.access.entrance import Entrance
from serve.app import create_app
from serve.build import house
from storage.engine import Engine, open_engine, writing
from storage.sessions import IDLE
from storage.tables.identity import sessions
from tests.serve.browsing import complaints, serving

PHONE = (390, 844)
DESK = (1280, 900)
FAULTY = re.compile("status of 4(01|09|22) ")
"""What the browser says of a form that comes back: it was sent logged out, too late, or filled in wrongly."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """What every day begins from: a folder with the casebook in it, its settings and the model that answers."""

    settings: Settings
    assessor: Assessor

    @classmethod
    def made(cls, folder: Path, history: Path, trained: Trained) -> Self:
        """Fill a casebook as the demo does."""
        places = Places(folder)
        places.history.symlink_to(history)
        save(trained.bundle, places.bundle)
        settings = places.settings(Settings(var=folder, blind_share=0.4))
        furnish(places, settings, seed=1, console=Console(quiet=True))
        return cls(settings, Assessor.load(places.bundle))

    @contextmanager
    def served(self, folder: Path) -> Iterator["Day"]:
        """Serve a copy of the casebook."""
        file = folder / "sag.sqlite"
        with (
            closing(sqlite3.connect(self.settings.var / "sagstyngde.sqlite")) as source,
            closing(sqlite3.connect(file)) as own,
        ):
            source.backup(own)  # what is still in the write-ahead log comes too
        engine = open_engine(f"sqlite:///{file}")
        entrance = Entrance(cookies=Cookies(over_tls=False), has_demo=True)
        with serving(create_app(self.assessor, engine, entrance=entrance, house=house(self.settings))) as address:
            yield Day(address, engine)
        engine.dispose()


@dataclass(frozen=True, slots=True)
class Day:
    """A server of a casebook of one's own."""

    address: str
    engine: Engine

    @contextmanager
    def of(
        self, name: str, browser: Browser, *, size: tuple[int, int] = DESK, has_script: bool = True
    ) -> Iterator["Person"]:
        """Log somebody in; in the end nothing may have gone wrong in her browser, and she logs out."""
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=size == PHONE,
            java_script_enabled=has_script,
            locale="da-DK",
        )
        context.set_default_timeout(8_000)
        page = context.new_page()
        said = complaints(page)
        person = Person(page, context, self)
        person.log_in(name)
        yield person
        page.get_by_role("button", name="Log ud").click()
        expect(page.get_by_role("status")).to_contain_text("Du er logget ud af Sagstyngde.")
        assert [one for one in said if not FAULTY.search(one)] == []
        context.close()

    def end_sessions(self) -> None:
        """Let the time pass after which everybody is logged out."""
        with writing(self.engine) as connection:
            connection.execute(sessions.update().values(seen_at=datetime.now(UTC) - IDLE))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at her screen."""

    page: Page
    context: BrowserContext
    day: Day

    def log_in(self, name: str, page: Page | None = None) -> None:
        """Come in by the log-in page, as whoever opens the demo does."""
        own = page or self.page
        own.goto(f"{self.day.address}/log-ind")
        own.get_by_role("button", name=name).click()
        expect(own.get_by_role("button", name="Log ud")).to_be_visible()

    def goes_to(self, entry: str) -> None:
        """Follow an entry of the main menu."""
        self.page.get_by_role("navigation").first.get_by_role("link", name=entry, exact=True).click()
        self.sees_heading(entry)

    def follows(self, link: str) -> None:
        """Follow a link of the page."""
        self.page.get_by_role("main").get_by_role("link", name=link).first.click()

    def presses(self, button: str) -> None:
        """Press a button."""
        self.page.get_by_role("main").get_by_role("button", name=button).first.click()

    def sees(self, text: str) -> None:
        """Find a text on the page."""
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def sees_heading(self, text: str) -> None:
        """Find out which page it is."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def unfolds(self, text: str) -> None:
        """Open what is folded."""
        self.page.locator("summary", has_text=text).first.click()

    def enters(self, **fields: str) -> None:
        """Fill in fields, by what is written over them."""
        for label, value in fields.items():
            self.page.get_by_label(label.replace("_", " ")).first.fill(value)
