import subprocess
import sys

from sagstyngde.case import CaseId
from storage.cases import insert_case
from storage.engine import Connection, Engine, reading, writing
from tests.answers import STAMP, a_case, stored_case

WRITE_ONE_AND_DIE_IN_THE_NEXT = """
import os, signal, sys
from storage.cases import insert_case
from storage.engine import open_engine, writing
from tests.answers import STAMP, a_case

engine = open_engine(sys.argv[1])
with writing(engine) as connection:
    insert_case(connection, a_case("acknowledged"), STAMP)
with writing(engine) as connection:
    insert_case(connection, a_case("half"), STAMP)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_server_keeps_what_it_acknowledged_and_nothing_half(engine: Engine, url: str) -> None:
    died = subprocess.run([sys.executable, "-c", WRITE_ONE_AND_DIE_IN_THE_NEXT, url], check=False)

    with writing(engine) as connection:
        insert_case(connection, a_case("afterwards"), STAMP)
    with reading(engine) as connection:
        known = {name for name in ("acknowledged", "half", "afterwards") if _is_known(connection, name)}
        assert (died.returncode, known) == (-9, {"acknowledged", "afterwards"})
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"


def _is_known(connection: Connection, case_id: str) -> bool:
    return stored_case(connection, CaseId(case_id)) is not None
