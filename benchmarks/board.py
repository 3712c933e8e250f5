"""How long does a leader wait on the board? From the click on *Prøv* to the impact, on a small house and a large one.

``python -m benchmarks.board`` prints a line a house: the proposal, a case's menu, the impact as a part and as a page.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from fastapi.testclient import TestClient

from serve.app import create_app
from storage.engine import open_engine, writing
from storage.migrate import upgrade
from storage.staff import record_staff
from tests.answers import NOON, STAMP, a_case, a_caseworker, an_assessment, an_effort, store
from tests.serve.standin import StandIn
from tests.serve.visitors import OpenDoor

HOUSES = ((30, 15), (300, 40))
HELD = 20
"""Open cases on every desk."""
TIMES = 9
KEY = "00000000-0000-4000-8000-000000000001"


def main() -> None:
    """Measure every house."""
    for cases, caseworkers in HOUSES:
        with TemporaryDirectory() as folder:
            print(f"{cases} sager x {caseworkers} sagsbehandlere: {measured(Path(folder), cases, caseworkers)}")


def measured(folder: Path, cases: int, caseworkers: int) -> str:
    """Fill a casebook, ask for a proposal, and time what a leader then does; milliseconds, medians."""
    engine = open_engine(f"sqlite:///{folder / 'board.sqlite'}")
    upgrade(engine)
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker(f"w{n}", name=f"W {n}") for n in range(caseworkers)], STAMP)
        for number in range(cases + caseworkers * HELD):
            holder = None if number < cases else f"w{number % caseworkers}"
            month = 1.0 + number % 5
            effort = an_effort(hours=12 * month, monthly_hours=(month,) * 16)
            case = a_case(f"c{number}", received_on=NOON.date() - timedelta(days=number % 300), caseworker_id=holder)
            store(connection, case, an_assessment(f"c{number}", effort=effort))
    client = TestClient(create_app(StandIn(), engine, door=OpenDoor()))
    begun = time.perf_counter()
    sent = client.post("/fordeling/forslag", data={"noegle": KEY}, follow_redirects=False)
    proposed = time.perf_counter() - begun
    home = sent.headers["location"].partition("?")[0]
    part = {"hx-request": "true"}
    asked: dict[str, Callable[[], object]] = {
        "siden": lambda: client.get(home),
        "menuen": lambda: client.get(f"{home}/flyt?sag=c0", headers=part),
        "virkningen": lambda: client.get(f"{home}/proev?sag=c0&til=w1&udgave=1", headers=part),
        "virkningen uden script": lambda: client.get(f"{home}/proev?sag=c0&til=w1&udgave=1"),
    }
    told = [f"{name} {1000 * _time(do):.0f} ms" for name, do in asked.items()]
    size = len(client.get(home).content) // 1024
    engine.dispose()
    return "; ".join([f"forslaget {proposed:.1f} s", *told, f"siden fylder {size} kB"])


def _time(do: Callable[[], object]) -> float:
    """Return the median of several times."""
    times = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        do()
        times.append(time.perf_counter() - begun)
    return median(times)


if __name__ == "__main__":
    main()
