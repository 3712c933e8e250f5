"""A server that looks for new turns and verifies them, in one process or several.

It is what ``serve.build`` makes, with a door that believes whoever comes.
"""

import os
from dataclasses import replace
from typing import Any

import uvicorn
from fastapi import FastAPI

from sagstyngde.settings import Settings
from serve.app import create_app
from serve.build import at_turn, house, in_use, write_log
from storage.engine import open_engine
from tests.serve.visitors import OpenDoor

CODE = "from tests.serve.swap_server import main; main()"


def make() -> FastAPI:
    """Return the application: in every worker."""
    settings = Settings()
    engine = open_engine(settings.database_url)
    write_log()
    every_s = float(os.environ.get("LOOKS_EVERY_S", "0.05"))
    rules = replace(house(settings), looks_every_s=every_s, blind_share=0.0)
    found = in_use(engine, rules.takes, settings.bundle_path)
    return at_turn(create_app(found.assessor, engine, door=OpenDoor(), house=rules), found.turn)


def main() -> None:
    """Serve."""
    settings = Settings()
    options: dict[str, Any] = {"log_config": None, "access_log": False, "server_header": False, "proxy_headers": False}
    if settings.workers > 1:
        uvicorn.run(
            "tests.serve.swap_server:make", factory=True, port=settings.port, workers=settings.workers, **options
        )
    else:
        uvicorn.run(make(), port=settings.port, **options)
