"""On a cluster the answers are the same files bit for bit, also when a worker is killed on the way."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest
from distributed import Client, LocalCluster
from rich.console import Console

from models.boosting import Boosting
from models.bundle import save
from models.learn import Provenance, Training, learn_bundle
from models.mapping import Mapper, Told, one_by_one
from pipelines.assess_parts import assess_parts
from pipelines.dask_mapper import dask_mapper, on_client
from pipelines.engines import Engine, mapper_of
from pipelines.progress import Steps
from pipelines.train import Trained
from sagstyngde.errors import CaseRefused, NotReady
from tests.models.boosted import Boosted
from tests.pipelines.parts import write_parts

S = TypeVar("S")
I = TypeVar("I")  # noqa: E741  an item
O = TypeVar("O")  # noqa: E741  what comes of it

STEPS = Steps(Console(quiet=True), None, None)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Two processes of this machine; a killed one is replaced."""
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as cluster,
        Client(cluster) as opened,
    ):
        yield opened


@pytest.fixture(scope="module")
def bundle(boosted: Boosted, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "bundle"
    save(boosted.bundle, folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Killing:
    """A mapper whose middle piece kills the process it runs in, the first time it is tried."""

    def __init__(self, once: Path, inner: Mapper) -> None:
        self._once, self._inner = once, inner

    def __call__(
        self, function: Callable[[S, I], O], shared: S, items: Sequence[I], told: Told | None = None
    ) -> list[O]:
        kills = partial(_killing_once, self._once, len(items) // 2, function)
        return self._inner(kills, shared, list(enumerate(items)), told)


def _killing_once(once: Path, victim: int, function: Callable[[S, I], O], shared: S, item: tuple[int, I]) -> O:  # noqa: PLR0917
    found = function(shared, item[1])
    if item[0] == victim and not once.exists():
        once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return found


def test_a_cluster_writes_the_same_files_and_a_killed_worker_loses_nothing(
    client: Client, bundle: Path, municipality: Path, tmp_path: Path
) -> None:
    cases = write_parts(municipality, tmp_path / "sager", parts=8)
    assess_parts(bundle, cases, tmp_path / "her", mapper=one_by_one, steps=STEPS)

    assess_parts(bundle, cases, tmp_path / "klynge", mapper=on_client(client), steps=STEPS)
    killed = Killing(tmp_path / "draebt", on_client(client))
    assess_parts(bundle, cases, tmp_path / "draebt_undervejs", mapper=killed, steps=STEPS)

    assert (tmp_path / "draebt").exists()
    assert len(files(tmp_path / "her")) == 9
    assert files(tmp_path / "her") == files(tmp_path / "klynge") == files(tmp_path / "draebt_undervejs")


def _times(shared: int, item: int) -> int:
    return shared * item


def _refuses(_shared: None, _item: int) -> NoReturn:
    raise CaseRefused(field="tolk", english="no", danish="nej")


def test_what_comes_back_is_in_the_items_order_and_told_as_it_comes(client: Client) -> None:
    told: list[tuple[int, int]] = []

    found = on_client(client)(_times, 3, range(20), lambda done, total: told.append((done, total)))

    assert found == [3 * item for item in range(20)]
    assert told == [(done, 20) for done in range(1, 21)]


def test_a_refusal_comes_home_whole(client: Client) -> None:
    with pytest.raises(CaseRefused) as refused:
        on_client(client)(_refuses, None, [1])

    assert (refused.value.field, refused.value.danish, str(refused.value)) == ("tolk", "nej", "no")


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.dask_mapper.PATIENCE_S", "300ms")

    with pytest.raises(NotReady, match=r"tcp://127\.0\.0\.1:1"), dask_mapper("tcp://127.0.0.1:1", 1):
        pass


def test_work_is_done_here_unless_a_cluster_is_asked_for() -> None:
    with mapper_of(None, None, 2) as mapper:
        assert mapper is one_by_one
    with mapper_of(Engine.LOCAL, None, 2) as mapper:
        assert mapper is one_by_one


def test_a_scheduler_given_is_used(client: Client) -> None:
    with mapper_of(Engine.DASK, client.scheduler_info()["address"], 1) as mapper:
        assert mapper(_times, 2, [1, 2]) == [2, 4]


def test_a_search_on_a_cluster_finds_the_same_model_also_when_a_worker_is_killed(
    client: Client, trained: Trained, tmp_path: Path
) -> None:
    provenance = Provenance(
        scheme_text=trained.bundle.scheme_text,
        bands=None,
        trained_through=trained.parts.trained_through,
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
        code_version="0",
    )

    def learned(mapper: Mapper) -> str:
        settings = Training(largest=Boosting(trees=20), mapper=mapper)
        frame, parts = trained.learned.frame, trained.parts
        return learn_bundle(frame, parts, settings, provenance, progress=lambda _: None)[0].content_hash

    killed = Killing(tmp_path / "draebt", on_client(client))

    assert learned(one_by_one) == learned(killed)
    assert (tmp_path / "draebt").exists()
