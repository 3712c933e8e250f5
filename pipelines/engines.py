"""On which engine does a command work? Here, or on a Dask cluster; what comes of it is the same bit for bit."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer

from models.mapping import Mapper, one_by_one


class Engine(StrEnum):
    """Where the work is done."""

    LOCAL = "local"
    DASK = "dask"


EngineOption = Annotated[Engine | None, typer.Option(help="Where the work is done.")]
Scheduler = Annotated[str | None, typer.Option(help="With dask: the scheduler's address, tcp://… or tls://….")]
Workers = Annotated[int, typer.Option(min=1, help="With dask and no scheduler: how many processes here.")]


@contextmanager
def mapper_of(engine: Engine | None, scheduler: str | None, workers: int) -> Iterator[Mapper]:
    """Lend what spreads the work.

    Raises:
        NotReady: nobody answers at the scheduler's address.
        typer.BadParameter: a scheduler is named, but not the engine it belongs to.
    """
    if engine is not Engine.DASK:
        if scheduler is not None:
            raise typer.BadParameter("needs --engine dask", param_hint="--scheduler")
        yield one_by_one
        return
    # Only who asks for a cluster waits for Dask.
    from pipelines.dask_mapper import dask_mapper

    with dask_mapper(scheduler, workers) as spread:
        yield spread
