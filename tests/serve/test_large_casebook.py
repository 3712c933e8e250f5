"""What every page asks of the database, and how long it is, must not grow with the cases. Times are the benchmark's."""

from pathlib import Path

import pytest

from benchmarks.large_casebook import fill, source_of
from benchmarks.large_cases import Size
from benchmarks.pages import LEAD_ELSEWHERE, Answer, entrance, keeping, measured, served
from benchmarks.pages_page import BESIDE_BYTES, MOST_BYTES
from models.assess import Assessor
from pipelines.train import Trained
from serve.app import create_app
from storage.engine import open_engine
from storage.migrate import upgrade
from tests.serve.standin import TODAY

SMALL, LARGE = (Size(cases=cases, caseworkers=24, teams=4) for cases in (300, 1_500))
TIMES = 2
Asked = dict[tuple[str, str], list[Answer]]


@pytest.fixture(scope="module")
def answers(trained: Trained, municipality: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Asked, Asked]:
    """Every page as everybody sees it who may, in a small casebook and in one with five times the cases."""
    assessor = Assessor(trained.bundle)
    source = source_of(assessor, municipality, templates=40)
    house = keeping(trained.bundle, tmp_path_factory.mktemp("tidligere"))

    def asked(size: Size) -> Asked:
        engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('stor') / 'sag.sqlite'}")
        upgrade(engine)
        filled = fill(engine, source, size, today=TODAY)
        with served(create_app(assessor, engine, entrance=entrance(), house=house), filled) as server:
            found = measured(server, times=TIMES)
        engine.dispose()
        return found

    return asked(SMALL), asked(LARGE)


def test_every_page_answers(answers: tuple[Asked, Asked]) -> None:
    """What is not there is not measured: the benchmark must know a new page's parameters."""
    _, large = answers
    pages = {path for _, path in large}
    statuses = {key: found[0].status for key, found in large.items()}

    assert {"/", "/sager/{case_id:path}", "/fordeling", "/model/pointtavle"} | LEAD_ELSEWHERE.keys() <= pages
    assert {statuses["leder", path] for path in ("/", "/sager/{case_id:path}", "/fordeling")} == {200}
    assert {key: got for key, got in statuses.items() if got != LEAD_ELSEWHERE.get(key[1], 200)} == {}


def test_no_page_asks_more_statements_of_more_cases(answers: tuple[Asked, Asked]) -> None:
    small, large = answers

    more = {
        key: (before, after)
        for key in small
        if (before := [one.statements for one in small[key]]) != (after := [one.statements for one in large[key]])
    }

    assert small.keys() == large.keys()
    assert more == {}


def test_no_page_is_longer_than_a_telephone_should_have_to_fetch(answers: tuple[Asked, Asked]) -> None:
    _, large = answers

    assert {key: found[0].length for key, found in large.items() if found[0].length > MOST_BYTES - BESIDE_BYTES} == {}
