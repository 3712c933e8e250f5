"""Does any page show its reader a machine's word? Every page that each role comes to by, in the demo's casebook."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from pipelines.train import Trained
from serve.access.cookies import Cookies
from serve.access.demo import PEOPLE
from serve.access.entrance import Entrance
from serve.app import create_app
from serve.build import house
from storage.engine import open_engine
from tests.serve.a_day import Municipality
from tests.serve.access.browsers import Browser

OF_A_KIND = 2
"""So many pages of one kind are read: cases, decisions, versions."""
MACHINE = re.compile(
    r"""
    \b\w+_\w+                                # snake_case
    | \bcli:\S+ | \bdemo:\S+                 # a user's id
    | \b(?:None|True|False|nan)\b            # a value nobody wrote
    | \b[a-zæøå]*(?:aa|(?:oe|ae)(?!(?:r|rne|n|t)s?\b))[a-zæøå]*\b  # Danish without its letters: not temaer, naboen
    | \b[Rr]egel\ [a-z-]+\b(?=[.)])          # a rule by its name in a file
    """,
    re.VERBOSE,
)
UNSEEN = {"script", "style", "textarea", "code", "pre", "title"}


class _Shown(HTMLParser):
    """What a reader sees or hears of a page, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.texts, self.links = 0, list[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.hidden += tag in UNSEEN
        self.texts += [told[name] or "" for name in ("aria-label", "placeholder") if name in told]
        self.links += [told["href"] or ""] if tag == "a" and "href" in told else []

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in UNSEEN

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts.append(data)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Må selv afgøre (regel raadgivning).", "raadgivning"),
        ("Regel traening-leder.", "traening"),
        ("Registreret af cli:root.", "cli:root."),
        ("Fakta: self_care mangler", "self_care"),
        ("Datoer, temaer, naboen og kontoerne står her. Regler for støtte.", None),
    ],
)
def test_machine_words_are_told_from_danish(text: str, word: str | None) -> None:
    found = MACHINE.search(text)

    assert (None if found is None else found.group()) == word or (word and word in text[found.start() :])  # type: ignore[union-attr]  # a word that is expected


@pytest.fixture(scope="module")
def at_work(trained: Trained, municipality: Path, tmp_path_factory: pytest.TempPathFactory) -> Municipality:
    return Municipality.made(tmp_path_factory.mktemp("ord"), municipality, trained)


@contextmanager
def _as(role: str, at_work: Municipality) -> Iterator[Browser]:
    engine = open_engine(at_work.settings.database_url)
    entrance = Entrance(cookies=Cookies(over_tls=False), has_demo=True)
    app = create_app(at_work.assessor, engine, entrance=entrance, house=house(at_work.settings))
    reader = Browser(app, base_url="http://127.0.0.1:8000")
    assert reader.submit("/log-ind/demo", person=role, maerke=reader.mark("/log-ind")).status_code == 303
    yield reader
    engine.dispose()


@pytest.mark.parametrize("role", PEOPLE)
def test_no_page_shows_a_machines_word(role: str, at_work: Municipality) -> None:
    with _as(role, at_work) as reader:
        pages = dict(_pages(reader))

    shown = {path: [found.group() for found in MACHINE.finditer(text)] for path, text in pages.items()}
    assert {path: words for path, words in shown.items() if words} == {}
    assert len(pages) >= 8


def _pages(reader: TestClient) -> Iterator[tuple[str, str]]:
    """Yield what each page that links lead to shows, some of each kind."""
    waiting, seen, kinds = ["/model", "/", "/hjaelp"], set[str](), Counter[str]()
    while waiting:
        path = waiting.pop(0).partition("#")[0]
        kind = re.sub(r"[0-9a-f-]{8,}|\d+", "N", urlsplit(path).path)
        if (
            path in seen
            or kinds[kind] >= OF_A_KIND
            or not path.startswith("/")
            or path.startswith(("/static", "/sprog"))
        ):
            continue
        seen.add(path)
        answer = reader.get(path)
        if answer.status_code != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        kinds[kind] += 1
        page = _Shown()
        page.feed(answer.text)
        waiting += page.links
        yield path, " ".join(" ".join(page.texts).split())
