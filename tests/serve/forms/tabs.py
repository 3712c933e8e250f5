"""What does somebody do in a tab of a browser, and what is then in the casebook?"""

from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from sagstyngde.operations import Operation
from storage.drafts import own_drafts
from storage.engine import Engine, reading, writing
from storage.listing import Filter, count_of
from storage.reach import within
from storage.sessions import IDLE
from storage.tables.identity import sessions
from tests.serve.browsing import axe_faults
from tests.serve.visitors import EVERYTHING

WRITER = "demo:leder"


def log_in(page: Page, address: str) -> None:
    """Log in as the leader."""
    page.goto(f"{address}/log-ind")
    page.get_by_role("button", name="Lars Opdigtet").click()
    expect(page.get_by_role("button", name="Log ud")).to_be_visible()


def begin(page: Page, address: str) -> None:
    """Open a new case's form."""
    page.goto(f"{address}/sager/ny")
    page.get_by_role("button", name="Begynd på en ny sag").click()
    expect(page.get_by_role("heading", name="Ny sag")).to_be_visible()


def end_sessions(engine: Engine) -> None:
    """Let everybody's session have run out."""
    with writing(engine) as connection:
        connection.execute(sessions.update().values(seen_at=datetime.now(UTC) - IDLE))


def case_count(engine: Engine) -> int:
    """How many cases there are."""
    with reading(engine) as connection:
        return count_of(connection, within(EVERYTHING, Operation.CASE_LIST), Filter())


def typed(engine: Engine) -> dict[str, str]:
    """What the draft holds."""
    with reading(engine) as connection:
        return dict(own_drafts(connection, WRITER)[0].values)


def faults(page: Page) -> list[str]:
    """The rules of axe that the page breaks."""
    return [rule for rule, _ in axe_faults(page)]


def fits(page: Page) -> bool:
    """Whether the page is as wide as its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
