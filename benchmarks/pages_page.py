"""What stands in docs/pages.md? Every page's times as whoever waits longest has them, and then by everybody."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.pages import LEAD_ELSEWHERE
from benchmarks.surroundings import Json

MOST_MS, MOST_BYTES, BESIDE_BYTES = 150.0, 300_000, 60_000
"""Beside a page its styles and scripts are fetched, packed: ``tests/serve/test_weight.py`` holds them to that."""

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
FILES = (".csv", ".html", ".toml")
_SHOWN = 200
Pair = tuple[Json, Json]
"""A page's figures for one person, on SQLite and on PostgreSQL."""


def pages_page(pages: Json) -> str:
    """Write the figures out as a page."""
    pairs = _paired(pages)
    own = {key: pair for key, pair in pairs.items() if not key[0].endswith(FILES)}
    slow = [f"`{path}` ({who})" for (path, who), pair in own.items() if max(one["p95_ms"] for one in pair) > MOST_MS]
    long = [f"`{path}` ({who})" for (path, who), pair in own.items() if pair[0]["bytes"] > MOST_BYTES - BESIDE_BYTES]
    more = [f"`{path}` ({who})" for (path, who), pair in own.items() if any(map(_asks_more, pair))]
    fills, warm = (" and ".join(f"{pages[f'{name}_{what}_s']:g}" for name in ENGINES) for what in ("fill", "warm"))
    return "\n".join(
        [
            "# The speed of the pages",
            "",
            "Written by `python -m benchmarks.bench_pages` (and by `make bench`). A casebook of "
            f"{pages['cases']:,} cases, three in ten of them open, and {pages['caseworkers']} caseworkers, with what "
            "some years leave, is served over HTTP by one process. Every page is found from the application's routes "
            f"and asked for {pages['times']} times, one at a time, by somebody in each role that may see it.",
            "",
            f"The bar is a p95 of {MOST_MS:.0f} ms; {MOST_BYTES // 1000} kB with the styles and scripts beside it, "
            f"which are at most {BESIDE_BYTES // 1000} kB on the way; and as many statements at a tenth of the cases. "
            "Files that are fetched (" + ", ".join(FILES) + ") are measured too, and are under no bar.",
            "",
            f"Warming up: after its start a process compiles its templates and lays out the first board, {warm} s "
            "(SQLite and PostgreSQL); it answers meanwhile, and is measured afterwards. *First* is its first answer of "
            f"that page, which may read what the others find read. Filling the casebooks took {fills} s.",
            "",
            "Everybody's board, in seconds of processor time (SQLite, PostgreSQL): " + _boards(pages) + ".",
            "",
            f"{pages['date']}, {pages['machine']['cores']} cores, Python {pages['versions']['python']}.",
            "",
            _verdict(f"Over {MOST_MS:.0f} ms", slow),
            _verdict(f"Over {MOST_BYTES // 1000} kB", long),
            _verdict("More statements with more cases", more),
            "",
            "## Each page, as whoever waits longest for it",
            "",
            *_table(_slowest(pairs)),
            "",
            "## Each page, by who asks for it",
            "",
            *_table(pairs),
            "",
        ]
    )


def _paired(pages: Json) -> dict[tuple[str, str], Pair]:
    """Lay both databases' figures of each page and person side by side."""
    found: defaultdict[tuple[str, str], list[Json]] = defaultdict(list)
    for name in ENGINES:
        for row in pages[name]:
            if row["status"] == LEAD_ELSEWHERE.get(row["path"], _SHOWN):
                found[row["path"], row["who"]].append(row)
    return {key: (rows[0], rows[1]) for key, rows in sorted(found.items())}


def _slowest(pairs: Mapping[tuple[str, str], Pair]) -> dict[tuple[str, str], Pair]:
    chosen: dict[str, tuple[float, str]] = {}
    for (path, who), pair in pairs.items():
        chosen[path] = max(chosen.get(path, (0.0, "")), (max(one["p95_ms"] for one in pair), who))
    return {(path, who): pairs[path, who] for path, (_, who) in chosen.items()}


def _table(pairs: Mapping[tuple[str, str], Pair]) -> Iterator[str]:
    yield "| page | seen by | SQLite p50, p95, max ms | first | PostgreSQL p50, p95, max ms | first | kB | statements |"
    yield "|---|---|---|---|---|---|---|---|"
    for (path, who), pair in pairs.items():
        is_page = not path.endswith(FILES)
        cells = " | ".join(_times(one, is_page=is_page) for one in pair)
        length = _over(pair[0]["bytes"] / 1000, MOST_BYTES / 1000, ".0f", is_page=is_page)
        yield f"| `{path}` | {who} | {cells} | {length} | {pair[0]['statements']:g}, {pair[1]['statements']:g} |"


def _times(row: Json, *, is_page: bool) -> str:
    p95 = _over(row["p95_ms"], MOST_MS, ".0f", is_page=is_page)
    return f"{row['p50_ms']:.0f}, {p95}, {row['max_ms']:.0f} | {row['first_ms']:.0f}"


def _over(value: float, most: float, how: str, *, is_page: bool) -> str:
    """Write a figure; a page's over the bar stands out."""
    return f"**{value:{how}}**" if is_page and value > most else f"{value:{how}}"


def _boards(pages: Json) -> str:
    words = {"first": "the first time", "kept": "while nothing it rests on has changed", "after_a_change": "after that"}
    told = ((words[when], [pages[f"{name}_board_s"][when] for name in ENGINES]) for when in words)
    return "; ".join(f"{text} {', '.join(f'{one:g}' for one in seconds)}" for text, seconds in told)


def _asks_more(row: Json) -> bool:
    return row["statements_at_a_tenth"] is not None and row["statements"] != row["statements_at_a_tenth"]


def _verdict(what: str, found: Sequence[str]) -> str:
    return f"- {what}: {', '.join(found) if found else 'none'}."
