"""How is the server started? ``python -m serve``, or ``sagstyngde serve``."""

import os
import sys
from typing import Any

import uvicorn

from sagstyngde.errors import SagstyngdeError
from sagstyngde.settings import Settings

_MOST_SECONDS_TO_FINISH = 12


def run(settings: Settings) -> None:
    """Serve until stopped, on the settings' address, in as many processes as the settings say.

    SIGTERM ends it in order: it says that it is not ready, finishes what it has taken in, and stops.

    Raises:
        AccessRefused: the file that says who gets which role cannot be used.
        NotReady: the database cannot be opened or upgraded.
        StartRefused: the server would stand open, or real cases be handled without a legal basis.
        VaultClosed: the vault's keys are missing, readable by others, or another database's.

    """
    options: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "server_header": False,
        "access_log": False,
        "log_config": None,
        "proxy_headers": bool(settings.proxies),
        "forwarded_allow_ips": settings.proxies,
        "timeout_graceful_shutdown": _MOST_SECONDS_TO_FINISH,
    }
    if settings.workers > 1:
        _run_workers(settings, options)
        return
    from serve.build import build  # noqa: PLC0415  the metrics must know of workers before they are loaded

    uvicorn.run(build(settings), **options)


def _run_workers(settings: Settings, options: dict[str, Any]) -> None:
    """Start workers, which read the settings from the environment they inherit."""
    from serve.access.start import check_start  # noqa: PLC0415  as above

    check_start(settings)
    counts = settings.var / "metrics"
    counts.mkdir(parents=True, exist_ok=True)
    for left_by_an_earlier_run in counts.glob("*.db"):
        left_by_an_earlier_run.unlink()
    os.environ |= settings.environment() | {"PROMETHEUS_MULTIPROC_DIR": str(counts.resolve())}
    uvicorn.run("serve.build:from_environment", factory=True, workers=settings.workers, **options)


def main() -> None:
    """Start from the environment's settings."""
    try:
        run(Settings())
    except SagstyngdeError as error:
        sys.exit(error.danish)


if __name__ == "__main__":
    main()
