"""How fast is every page at 20,000 cases and 200 caseworkers, on SQLite and on PostgreSQL?

A process warms itself up after its start (``serve.warming``); that is waited for and told by itself, and so is the
first answer of each page. Run alone, ``python -m benchmarks.bench_pages`` puts its section into ``docs/bench.json``,
leaves the others as they are, and writes ``docs/pages.md``.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import update

from benchmarks.large_casebook import Source, fill, source_of
from benchmarks.large_cases import Size
from benchmarks.pages import Answer, entrance, keeping, measured, quantile_ms, served
from benchmarks.pages_page import pages_page
from benchmarks.runs import municipality
from benchmarks.surroundings import DOCS, Json, bar, silent, surroundings, write_json
from casework.kept_boards import kept_board
from casework.policy import DEFAULT, house_policy
from casework.weighing import Weigher
from models.assess import Assessor
from models.learn import Training
from pipelines.train import Trained, train
from sagstyngde.case import CaseworkerId
from serve.app import create_app
from serve.house import House
from storage.engine import open_engine, reading, writing
from storage.migrate import upgrade
from storage.tables.staff import caseworkers
from tests.databases import Postgres

Tell = Callable[[str], None]
SIZES = (Size(), Size(cases=2_000))
TIMES, TIMES_AT_A_TENTH = 20, 1
"""How often each page is asked for after the first time; in the smaller casebook statements alone are counted."""
TEMPLATES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One casebook's answers, by who asked and the page; seconds to fill it, to warm up, and to lay out a board."""

    answers: Mapping[tuple[str, str], Sequence[Answer]]
    fill_s: float
    warm_s: float
    board_s: Mapping[str, float]


def bench_pages(
    trained: Trained, folder: Path, *, sizes: tuple[Size, Size] = SIZES, times: int = TIMES, tell: Tell = silent
) -> Json:
    """Return, by database, each page's times, length and statements, by who asks for it."""
    source = source_of(Assessor(trained.bundle), folder, templates=TEMPLATES)
    large, _ = sizes
    found = surroundings() | {"cases": large.cases, "caseworkers": large.caseworkers, "times": times}
    for name in ("sqlite", "postgresql"):
        with _databases(name) as urls, TemporaryDirectory() as earlier:
            house = keeping(trained.bundle, Path(earlier))
            asked = []
            for size, url, often in zip(sizes, urls, (times, TIMES_AT_A_TENTH), strict=True):
                tell(f"Every page on {name}, {size.cases} cases")
                asked.append(_asked(source, house, size, url, times=often))
        most, few = asked
        found[name] = [_row(key, answers, few.answers.get(key, ())) for key, answers in sorted(most.answers.items())]
        found |= {f"{name}_fill_s": most.fill_s, f"{name}_warm_s": most.warm_s, f"{name}_board_s": most.board_s}
    return found


def _asked(source: Source, house: House, size: Size, url: str, *, times: int) -> Asked:
    engine = open_engine(url)
    upgrade(engine)
    began = time.perf_counter()
    filled = fill(engine, source, size, today=datetime.now(UTC).date())
    fill_s = time.perf_counter() - began
    with served(create_app(source.assessor, engine, entrance=entrance(), house=house), filled) as server:
        answers = measured(server, times=times + 1)
    engine.dispose()
    return Asked(
        answers=answers,
        fill_s=round(fill_s, 1),
        warm_s=round(server.warm_s, 1),
        board_s=_board_s(url, source.assessor, filled.caseworker_id),
    )


def _board_s(url: str, assessor: Assessor, somebody: CaseworkerId) -> dict[str, float]:
    """Return the processor time of everybody's board: the first time, while it holds, and after somebody's change."""
    engine, weigher, policy = open_engine(url), Weigher(assessor=assessor), house_policy(DEFAULT).policy
    found = {}
    for when in ("first", "kept", "after_a_change"):
        if when == "after_a_change":
            with writing(engine) as connection:
                named = caseworkers.c.caseworker_id == somebody
                connection.execute(update(caseworkers).where(named).values(name="Omdøbt"))
        began = time.process_time()
        with reading(engine) as connection:
            kept_board(connection, policy, datetime.now(UTC).date(), weigher)
        found[when] = round(time.process_time() - began, 3)
    engine.dispose()
    return found


def _row(key: tuple[str, str], answers: Sequence[Answer], fewer: Sequence[Answer]) -> Json:
    """Tell of one page for one person. The first answer is told by itself: it lays out what the others find."""
    who, path = key
    first, *others = answers
    return {
        "who": who,
        "path": path,
        "status": first.status,
        "first_ms": round(1e3 * first.seconds, 1),
        "p50_ms": quantile_ms(others, 0.5),
        "p95_ms": quantile_ms(others, 0.95),
        "max_ms": quantile_ms(others, 1.0),
        "bytes": max(one.length for one in answers),
        "statements": median(one.statements for one in others),
        "statements_at_a_tenth": median(one.statements for one in fewer[1:]) if fewer else None,
    }


@contextmanager
def _databases(name: str) -> Iterator[list[str]]:
    """Make two empty databases."""
    if name == "sqlite":
        with TemporaryDirectory() as folder:
            yield [f"sqlite:///{folder}/{number}.sqlite" for number in range(2)]
        return
    with Postgres.running() as server:
        yield [server.create(), server.create()]


def main() -> None:
    """Measure the pages alone."""
    with bar(5) as tell:
        tell("Training")
        folder = municipality(1)
        trained = train(str(folder / "scheme.toml"), folder, Training(), silent)
        pages = bench_pages(trained, folder, tell=tell)
    known: Json = json.loads(DOCS.joinpath("bench.json").read_text("utf-8"))
    write_json("bench.json", known | {"pages": pages})
    DOCS.joinpath("pages.md").write_text(pages_page(pages), "utf-8")


if __name__ == "__main__":
    main()
