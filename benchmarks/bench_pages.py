"""How fast is every page at 20,000 cases and 200 caseworkers, on SQLite and on PostgreSQL? Also writes docs/pages.md.

Run alone, ``python -m benchmarks.bench_pages`` puts its section into ``docs/bench.json`` and leaves the others as they
are.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.large_casebook import Source, fill, source_of
from benchmarks.large_cases import Size
from benchmarks.pages import LEAD_ELSEWHERE, Answer, entrance, keeping, measured, quantile_ms, served
from benchmarks.runs import municipality
from benchmarks.surroundings import DOCS, Json, bar, silent, write_json
from models.assess import Assessor
from models.learn import Training
from pipelines.train import Trained, train
from serve.app import create_app
from serve.house import House
from storage.engine import open_engine
from storage.migrate import upgrade
from tests.databases import Postgres

SIZES = (Size(), Size(cases=2_000))
TIMES = 20
TEMPLATES = 300
MOST_MS, MOST_BYTES = 150.0, 300_000
_SHOWN = 200


def bench_pages(trained: Trained, folder: Path, *, times: int = TIMES) -> Json:
    """Return, by database, every page's times, length and statements, as whoever has the slowest sees it."""
    source = source_of(Assessor(trained.bundle), folder, templates=TEMPLATES)
    found: Json = {"cases": SIZES[0].cases, "caseworkers": SIZES[0].caseworkers, "times": times}
    for name in ("sqlite", "postgresql"):
        with _databases(name) as urls, TemporaryDirectory() as earlier:
            house = keeping(trained.bundle, Path(earlier))
            large, small = (
                _asked(source, house, size, url, times=times) for size, url in zip(SIZES, urls, strict=True)
            )
        found[name] = [_row(key, answers, small.get(key, [])) for key, answers in sorted(large.items())]
    return found


def _asked(source: Source, house: House, size: Size, url: str, *, times: int) -> dict[tuple[str, str], list[Answer]]:
    engine = open_engine(url)
    upgrade(engine)
    filled = fill(engine, source, size, today=datetime.now(UTC).date())
    with served(create_app(source.assessor, engine, entrance=entrance(), house=house), filled) as server:
        found = measured(server, times=times + 1)
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
        "bytes": max(one.length for one in answers),
        "statements": median(one.statements for one in others),
        "statements_at_a_tenth": median(one.statements for one in fewer[1:]) if fewer else None,
    }


@contextmanager
def _databases(name: str) -> Iterator[list[str]]:
    """Make an empty database for each size."""
    if name == "sqlite":
        with TemporaryDirectory() as folder:
            yield [f"sqlite:///{folder}/{size.cases}.sqlite" for size in SIZES]
        return
    with Postgres.running() as server:
        yield [server.create() for _ in SIZES]


def pages_page(figures: Json) -> str:
    """Write the figures out as a page: each page as whoever sees it slowest."""
    pages = figures["pages"]
    lines = [
        "# The speed of the pages",
        "",
        "Written by `python -m benchmarks.bench_pages` (and by `make bench`). A casebook of "
        f"{pages['cases']:,} cases, three in ten of them open, and {pages['caseworkers']} caseworkers, with what "
        "some years leave, is served over HTTP. Every page is found from the application's routes and asked for "
        f"{pages['times']} times, one at a time, by somebody in each role that may see it; told is whoever waited "
        f"longest (p95). The bar is {MOST_MS:.0f} ms and {MOST_BYTES // 1000} kB, and as many statements with a tenth "
        "of the cases. *First* is a process's first answer, which may have to read what the others find read.",
        "",
        f"{figures['date']}, {figures['machine']['cores']} cores, Python {figures['versions']['python']}.",
    ]
    for name, title in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        lines += ["", f"## {title}", "", *_table(pages[name])]
    return "\n".join([*lines, ""])


def _table(rows: Sequence[Json]) -> Iterator[str]:
    yield "| page | seen by | p50 ms | p95 ms | first ms | kB | statements (at a tenth) |"
    yield "|---|---|---|---|---|---|---|"
    slowest: dict[str, Json] = {}
    for row in (one for one in rows if one["status"] == LEAD_ELSEWHERE.get(one["path"], _SHOWN)):
        if row["p95_ms"] >= slowest.get(row["path"], {"p95_ms": 0.0})["p95_ms"]:
            slowest[row["path"]] = row
    for path, row in sorted(slowest.items()):
        p95, length = _over(row["p95_ms"], MOST_MS, "g"), _over(row["bytes"] / 1000, MOST_BYTES / 1000, ".0f")
        counts = f"{row['statements']:g} ({row['statements_at_a_tenth']:g})"
        yield f"| `{path}` | {row['who']} | {row['p50_ms']:g} | {p95} | {row['first_ms']:g} | {length} | {counts} |"


def _over(value: float, most: float, how: str) -> str:
    """Write a figure; one over the bar stands out."""
    return f"**{value:{how}}**" if value > most else f"{value:{how}}"


def _told(figures: Mapping[str, Json]) -> None:
    write_json("bench.json", dict(figures))
    DOCS.joinpath("pages.md").write_text(pages_page(dict(figures)), "utf-8")


def main() -> None:
    """Measure the pages alone."""
    with bar(2) as tell:
        tell("Training")
        folder = municipality(1)
        trained = train(str(folder / "scheme.toml"), folder, Training(), silent)
        tell("Every page, on two databases")
        pages = bench_pages(trained, folder)
    known: Json = json.loads(DOCS.joinpath("bench.json").read_text("utf-8"))
    _told(known | {"pages": pages})


if __name__ == "__main__":
    main()
