from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine import Engine, open_engine
from storage.migrate import upgrade


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'var' / 'sagstyngde.sqlite'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_engine(url)
    upgrade(opened)
    yield opened
    opened.dispose()
