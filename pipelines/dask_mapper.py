"""How is work spread over processes or machines? On a Dask cluster: one of this machine's own, or one that is there.

What passes between client, scheduler and workers is pickled code: whoever reaches the scheduler can run anything as its
user. A cluster of our own listens on 127.0.0.1 only; another one belongs inside one wall of trust, behind TLS
(docs/operations.md). A worker that is lost takes nothing with it: its pieces, and what they share, are made anew.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from distributed import Client, KilledWorker, LocalCluster, as_completed
from threadpoolctl import threadpool_limits

from models.mapping import Mapper, Told
from sagstyngde.errors import NotReady

S = TypeVar("S")
I = TypeVar("I")  # noqa: E741  an item
O = TypeVar("O")  # noqa: E741  what comes of it

PATIENCE_S = "30s"


@contextmanager
def dask_mapper(scheduler: str | None, workers: int) -> Iterator[Mapper]:
    """Lend a mapper on the scheduler at an address, or on a cluster of this machine with so many processes.

    Raises:
        NotReady: nobody answers at the address.
    """
    if scheduler is None:
        with _own_cluster(workers) as cluster, Client(cluster) as client:
            yield on_client(client)
        return
    try:
        client = Client(scheduler, timeout=PATIENCE_S)
    except (OSError, ValueError) as error:
        raise NotReady(
            english=f"no Dask scheduler answers at {scheduler}; start it, or leave --scheduler out",
            danish=f"der svarer ingen Dask-scheduler på {scheduler}; start den, eller udelad --scheduler",
        ) from error
    with client:
        yield on_client(client)


def on_client(client: Client) -> Mapper:
    """Return a mapper that sends its work to a client's cluster."""

    def spread(function: Callable[[S, I], O], shared: S, items: Sequence[I], told: Told | None = None) -> list[O]:
        # Kept as a task and not scattered: what only workers hold is gone with the last of them.
        everywhere = client.submit(_same, shared, pure=False)
        futures = [client.submit(_piece, function, everywhere, item, pure=False) for item in items]
        try:
            for count, _ in enumerate(as_completed(futures), start=1):
                if told is not None:
                    told(count, len(items))
            return [future.result() for future in futures]
        except KilledWorker as error:
            raise NotReady(
                english="one piece of work has ended several workers; give them more memory, or make the parts smaller",
                danish="ét stykke arbejde har slået flere processer ihjel; giv dem mere hukommelse, eller gør delene "
                "mindre",
            ) from error
        finally:
            client.cancel(futures)

    return spread


def _own_cluster(workers: int) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        silence_logs=50,
    )


def _same(shared: S) -> S:
    return shared


def _piece(function: Callable[[Any, Any], O], shared: object, item: object) -> O:
    """Do one piece as it is done at home: linear algebra on one thread adds up in one order."""
    with threadpool_limits(limits=1, user_api="blas"):
        return function(shared, item)
