"""What does docs/scale.md say? How many cases a second, in how much memory, and what a second worker is worth."""

from benchmarks.markdown import table
from benchmarks.surroundings import Json

_INTRODUCTION = """\
# Very many cases

How far assessing in parts (`sagstyngde assess --engine`) and the search for a model (`sagstyngde train --engine`) carry
on one machine with {cores} cores and {memory} GiB, measured {date} by `python -m benchmarks.scale`. Cases are invented:
those of one invented municipality again and again, with other ids and days. *Load* is the machine's own before and
after: beyond the cores, others were at work at the same time, and the figures are lower bounds. Starting a cluster's
processes stands by itself and does not count.
"""
_MEMORY = """\
Memory is resident memory of all processes added up, and of the largest; shared pages count in each. It is bounded by
batch, part and process, not by the number of cases. No workers: one process, without a cluster.
"""
_SEARCH = """\
What follows from what earlier candidates lost cannot be tried beside them, so a cluster shortens the search less than
it shortens assessing.
"""


def page(figures: Json) -> str:
    """Write the figures out for a reader."""
    machine = figures["machine"]
    parts = [
        _INTRODUCTION.format(cores=machine["cores"], memory=machine["memory_gib"], date=figures["date"]),
        "## Cases assessed with every contribution\n",
        _assessed(figures["assess"]) + "\n",
        _MEMORY,
        *_grown(figures["assess"]),
        "## The search for a model\n",
        *(_searched(figures["search"]) if figures["search"] else ["Not measured.\n"]),
    ]
    return "\n".join(parts)


def _assessed(runs: list[Json]) -> str:
    headers = ["cases", "workers", "seconds", "cases/s", "start", "memory, all", "largest", "bytes a case", "load"]
    return table(
        headers,
        [
            [
                f"{run['rows']:,}",
                str(run["workers"] or "none"),
                f"{run['seconds']:,.0f}",
                f"{run['rows_per_s']:,}",
                f"{run['start_s']:.0f} s",
                f"{run['peak']['all_mib']:,} MiB",
                f"{run['peak']['largest_mib']:,} MiB",
                str(run["output_bytes_per_row"]),
                _load(run),
            ]
            for run in runs
        ],
    )


def _grown(runs: list[Json]) -> list[str]:
    """Say what the second worker was worth, where both were measured."""
    by_run = {(run["rows"], run["workers"]): run["rows_per_s"] for run in runs}
    sizes = sorted({rows for rows, _ in by_run})
    return [
        f"From one worker to two with {rows:,} cases: {by_run[rows, 2] / by_run[rows, 1]:.2f} times as many a second.\n"
        for rows in sizes
        if {(rows, 1), (rows, 2)} <= by_run.keys()
    ]


def _searched(runs: list[Json]) -> list[str]:
    rows = [
        [
            str(run["workers"] or "none"),
            f"{run['cases']:,}",
            f"{run['seconds']:.0f}",
            run["content_hash"][:12],
            _load(run),
        ]
        for run in runs
    ]
    same = len({run["content_hash"] for run in runs}) == 1
    told = "The bundles are the same bit for bit." if same else "**The bundles differ: that is a fault.**"
    return [table(["workers", "cases", "seconds", "bundle", "load"], rows) + "\n", f"{told}\n", _SEARCH]


def _load(run: Json) -> str:
    return " → ".join(str(load) for load in run["load"])
