"""How is the server started? ``python -m serve``, or ``sagstyngde serve``."""

import logging
import sys

import uvicorn

from models.assess import Assessor
from sagstyngde.errors import BundleRefused, SagstyngdeError
from sagstyngde.settings import Settings
from serve.app import create_app
from serve.door import LoopbackDoor
from serve.problems import without_text
from storage.engine import open_engine
from storage.migrate import upgrade

_log = logging.getLogger(__name__)


def run(settings: Settings) -> None:
    """Serve until stopped, on the settings' address.

    A bundle that is refused does not keep the server down: it answers 503 with the reason in its log, and what has been
    stored stays safe.

    Raises:
        NotReady: the database cannot be opened or upgraded.

    """
    engine = open_engine(settings.database_url)
    upgrade(engine)
    app = create_app(_assessor(settings), engine, door=LoopbackDoor())
    logging.getLogger("uvicorn.error").addFilter(without_text)
    uvicorn.run(app, host=settings.host, port=settings.port, server_header=False, access_log=False)


def _assessor(settings: Settings) -> Assessor | None:
    try:
        return Assessor.load(settings.bundle_path)
    except BundleRefused as refused:
        _log.error("%s", refused.english)
        return None


def main() -> None:
    """Start from the environment's settings."""
    try:
        run(Settings())
    except SagstyngdeError as error:
        sys.exit(error.danish)


if __name__ == "__main__":
    main()
