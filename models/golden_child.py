"""Which process tries a package? One that limits itself before it reads a byte, and says by its exit code what came."""

import resource
import sys


def main() -> None:
    """Read a verified package from standard input, load it, and ask it again; exit 0 where all is as it was."""
    memory, seconds = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from models.bundle import loads  # noqa: PLC0415  once the limits hold
    from models.golden import check_golden  # noqa: PLC0415
    from models.package import unpack  # noqa: PLC0415
    from sagstyngde.errors import BundleRefused  # noqa: PLC0415

    try:
        package = unpack(sys.stdin.buffer.read())
        check_golden(loads(package.files), package.golden)
    except (BundleRefused, MemoryError):
        sys.exit(1)
