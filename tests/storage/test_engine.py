from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from sagstyngde.errors import InputRefused, NotReady
from storage.cases import insert_case
from storage.engine import Engine, open_engine, reading, writing
from storage.tables.casework import cases
from tests.answers import STAMP, a_case, an_assessment, store, stored_case


def test_a_write_that_fails_halfway_leaves_nothing(engine: Engine) -> None:
    def store_a_case_and_an_answer_to_another() -> None:
        with writing(engine) as connection:
            store(connection, a_case("kept"), an_assessment("unknown case"))

    with pytest.raises(IntegrityError):
        store_a_case_and_an_answer_to_another()

    with reading(engine) as connection:
        assert stored_case(connection, a_case("kept").case_id) is None


def test_a_reader_changes_nothing(engine: Engine) -> None:
    with reading(engine) as connection:
        insert_case(connection, a_case(), STAMP)

    with reading(engine) as connection:
        assert connection.execute(select(cases.c.case_id)).all() == []


def test_an_error_does_not_repeat_what_was_to_be_stored(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_case(connection, a_case("KANARIE"), STAMP)

    with pytest.raises(IntegrityError) as caught, writing(engine) as connection:
        insert_case(connection, a_case("KANARIE"), STAMP)

    assert "KANARIE" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "postgres", "mysql://u@h/d", "sqlite:///{tmp}", "postgresql://u:KANARIE@127.0.0.1:1/d"]
)
def test_a_database_that_cannot_be_opened_is_a_situation_not_a_crash(url: str, tmp_path: Path) -> None:
    def look() -> None:
        with reading(open_engine(url.format(tmp=tmp_path))):  # a folder is no database
            pass

    with pytest.raises((NotReady, InputRefused), match="database") as caught:
        look()

    assert "KANARIE" not in caught.value.english
