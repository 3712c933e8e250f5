"""What is going on? A progress bar for whatever takes more than two seconds, on a terminal; plain lines elsewhere."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

T = TypeVar("T")


class Steps:
    """A bar that is told its steps by name.

    >>> from io import StringIO
    >>> told = StringIO()
    >>> with Steps.shown(Console(file=told), total=1) as steps:
    ...     steps("Læser")
    >>> told.getvalue().strip()
    'Læser'
    """

    def __init__(self, console: Console, progress: Progress | None, total: int | None) -> None:
        self._console = console
        self._progress = progress
        self._name: str | None = None
        self._task = progress.add_task("", total=total) if progress is not None else None

    @classmethod
    @contextmanager
    def shown(cls, console: Console, total: int | None = None) -> Iterator["Steps"]:
        """Show a bar while the block runs; without a terminal each step is a line."""
        if not console.is_terminal:
            yield cls(console, None, total)
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            yield cls(console, progress, total)

    def __call__(self, name: str) -> None:
        """Begin the next step."""
        if self._progress is None or self._task is None:
            self._console.print(name, highlight=False, markup=False)
            return
        self._progress.update(self._task, description=name, advance=1)

    def at(self, name: str, done: int, total: int) -> None:
        """Show how far a step has come; it begins where its name is new."""
        if name != self._name:
            self._name = name
            self(name)
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, total=total, completed=done)

    def chunks(self, items: Sequence[T], size: int, name: str) -> Iterator[Sequence[T]]:
        """Yield the items in parts, moving the bar with each."""
        self(name)
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, total=len(items), completed=0)
        for start in range(0, len(items), size):
            yield items[start : start + size]
            if self._progress is not None and self._task is not None:
                self._progress.update(self._task, advance=min(size, len(items) - start))
