"""What is seen of one view of a page? It is looked at once in each size, language and medium; tests ask of that."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.views import View
from tests.serve.browsing import AXE, RULES, complaints, too_small, unfold

DESK, PHONE, ZOOMED, PAPER, LANDSCAPE = (1280, 900), (320, 900), (640, 450), (703, 1000), (1032, 700)
"""Viewports in CSS pixels. 1280 pixels at 200 % zoom are 640; a sheet of A4 with 1.2 cm of margin is 703 wide."""


@dataclass(slots=True)
class Seen:
    """One view as it was seen."""

    view: View
    status: int = 0
    axe: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    too_wide: dict[str, list[str]] = field(default_factory=dict)
    too_small: list[str] = field(default_factory=list)
    charts: list[dict[str, Any]] = field(default_factory=list)
    frame: dict[str, Any] = field(default_factory=dict)
    printed: dict[str, list[str]] = field(default_factory=dict)
    text: str = ""
    text_without_script: str = ""
    english: str = ""


@dataclass(slots=True)
class Looking:
    """A browser before one server: everybody logs in once, and has a page for each view."""

    browser: Browser
    address: str
    ids: Mapping[str, str]
    _contexts: dict[tuple[str | None, bool], BrowserContext] = field(default_factory=dict)
    _seen: dict[str, Seen] = field(default_factory=dict)

    def page(self, who: str | None, *, has_script: bool = True) -> Page:
        """Return a new page of somebody who is logged in, or of nobody."""
        if (who, has_script) not in self._contexts:
            opened = self.browser.new_context(locale="da-DK", java_script_enabled=has_script)
            opened.set_default_timeout(15_000)
            if who is not None:
                page = opened.new_page()
                page.goto(f"{self.address}/log-ind")
                page.get_by_role("button", name=who).click()
                page.get_by_role("button", name="Log ud").wait_for()
                page.close()
            self._contexts[who, has_script] = opened
        return self._contexts[who, has_script].new_page()

    def seen(self, view: View) -> Seen:
        """Return what was seen of a view; it is looked at the first time."""
        if view.name not in self._seen:
            self._seen[view.name] = self._look(view)
        return self._seen[view.name]

    def _look(self, view: View) -> Seen:
        seen = Seen(view)
        with closing(self.page(view.who)) as page:
            said = complaints(page)
            self._open(page, view, seen)
            seen.text, seen.frame = _main_text(page), page.evaluate(_FRAME)
            _unfold(page)
            seen.charts, seen.axe["1280"] = page.evaluate(_CHARTS), _axe(page)
            for size in (ZOOMED, PHONE):
                page.set_viewport_size({"width": size[0], "height": size[1]})
                seen.too_wide[str(size[0])] = page.evaluate(_TOO_WIDE)
            seen.axe["320"], seen.too_small = _axe(page), too_small(page)
            seen.printed, seen.complaints = _printed(page), list(said)
            self._in_english(page, view, seen)
        with closing(self.page(view.who, has_script=False)) as page:
            self._open(page, view, seen)
            seen.text_without_script = _main_text(page)
        return seen

    def _open(self, page: Page, view: View, seen: Seen) -> None:
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        answer = page.goto(self.address + view.address(self.ids))
        seen.status = answer.status if answer else 0
        if view.state:
            view.state(page)

    def _in_english(self, page: Page, view: View, seen: Seen) -> None:
        page.goto(f"{self.address}/sprog?sprog=en&til=/tilgaengelighed")
        self._open(page, view, seen)
        seen.english = page.content()
        _unfold(page)
        seen.axe["1280 in English"] = _axe(page)
        page.goto(f"{self.address}/sprog?sprog=da&til=/tilgaengelighed")


def _unfold(page: Page) -> None:
    """Open all that is folded, and wait for what is fetched only then."""
    unfold(page)
    if page.locator("details [hx-trigger]").count():
        page.wait_for_load_state("networkidle")


def _axe(page: Page) -> list[tuple[str, str]]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    return [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found["violations"]]


def _main_text(page: Page) -> str:
    """Return what a page says; the forms' hidden fields and what only script puts there are no text."""
    return str(page.evaluate(_SAID))


def _printed(page: Page) -> dict[str, list[str]]:
    """Return what would be cut off on a sheet of A4, and what of the navigation would be on it."""
    page.emulate_media(media="print")
    width = LANDSCAPE if page.evaluate(_LIES_DOWN) else PAPER
    page.set_viewport_size({"width": width[0], "height": width[1]})
    found: dict[str, list[str]] = page.evaluate(_PRINTED)
    page.emulate_media(media="screen")
    return found


_SAID = """() => {
  const main = (document.querySelector('main') ?? document.body).cloneNode(true);
  main.querySelectorAll('[data-script], noscript, script, style, [hidden]').forEach(one => one.remove());
  return main.textContent.replace(/\\s+/g, ' ').trim();
}"""
_FRAME = """() => ({
  h1: [...document.querySelectorAll('h1')].map(one => one.innerText),
  title: document.title,
  lang: document.documentElement.lang,
  skip: document.querySelector('a.skipnav')?.getAttribute('href'),
  target: Boolean(document.querySelector('main#main-content')),
  here: [...document.querySelectorAll('.menu [aria-current]')].map(one => one.innerText),
  menu: document.querySelectorAll('.menu a').length,
  help: Boolean(document.querySelector('details.page-help')),
  foot: [...document.querySelectorAll('.foot-links a')].map(one => one.getAttribute('href')),
})"""
_CHARTS = """() => [...document.querySelectorAll('main svg')].map(one => ({
  name: one.getAttribute('aria-label') ?? (one.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean)
    .map(id => document.getElementById(id)?.textContent ?? '').join(' ') ,
  titled: one.querySelector(':scope > title')?.textContent ?? '',
  is_hidden: one.closest('[aria-hidden=true]') !== null,
  is_image: one.getAttribute('role') === 'img',
  has_table: [one.closest('table'), one.closest('figure')?.querySelector('table'),
    one.closest('figure')?.nextElementSibling?.querySelector('table'),
    document.getElementById(one.getAttribute('aria-details'))?.querySelector('table')].some(Boolean),
  html: (one.closest('figure, td, li, p, div')?.outerHTML ?? one.outerHTML).slice(0, 160),
}))"""
_TOO_WIDE = """() => [
  ...(document.documentElement.scrollWidth > innerWidth ? [`the page: ${document.documentElement.scrollWidth}`] : []),
  ...[...document.querySelectorAll('main *, header *, footer *')]
    .filter(one => !one.closest('.scroll, .sr-only, svg') && one.getBoundingClientRect().right > innerWidth + 0.5)
    .map(one => one.outerHTML.slice(0, 120))]"""
_LIES_DOWN = """() => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
  .some(rule => rule instanceof CSSPageRule && rule.style.getPropertyValue('size').includes('landscape')
    && (!rule.selectorText || [...document.querySelectorAll('main *')]
      .some(one => getComputedStyle(one).page === rule.selectorText)))"""
_PRINTED = """() => {
  const shown = one => one.checkVisibility() && getComputedStyle(one).display !== 'none';
  const cut = [...document.querySelectorAll('main *')]
    .filter(one => shown(one) && !one.closest('.sr-only, svg, textarea, select'))
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1
      || (getComputedStyle(one).overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1));
  return {
    cut: cut.map(one => one.outerHTML.slice(0, 120)),
    navigation: [...document.querySelectorAll('nav:not(#dage), .skipnav, .page-help, form button, main button')]
      .filter(shown).map(one => one.outerHTML.slice(0, 120)),
  };
}"""
