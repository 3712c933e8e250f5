"""How much memory do a command and the processes it starts take together, at the most?"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from benchmarks.surroundings import Json

_EVERY_S = 0.25


@contextmanager
def watched() -> Iterator[Json]:
    """Fill in, while the block runs, the most memory that all processes took together and that the largest took.

    Resident memory, in MiB: pages that processes share count in each of them, so the sum is an upper bound.
    """
    peaks: Json = {"all_mib": 0, "largest_mib": 0, "processes": 0}
    ended = threading.Event()
    thread = threading.Thread(target=_watch, args=(peaks, ended), daemon=True)
    thread.start()
    try:
        yield peaks
    finally:
        ended.set()
        thread.join()


def _watch(peaks: Json, ended: threading.Event) -> None:
    own = psutil.Process()
    while not ended.wait(_EVERY_S):
        sizes = []
        for process in (own, *own.children(recursive=True)):
            try:
                sizes.append(process.memory_info().rss)
            except psutil.NoSuchProcess:
                continue
        now = {"all_mib": sum(sizes) >> 20, "largest_mib": max(sizes) >> 20, "processes": len(sizes)}
        peaks |= {name: max(value, peaks[name]) for name, value in now.items()}
