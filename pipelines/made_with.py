"""With which code was something made? The installed packages' versions, and the commit where there is one."""

import hashlib
import subprocess
from importlib.metadata import distributions
from pathlib import Path

_HERE = Path(__file__).resolve().parents[1]


def lock_hash() -> str:
    """Return the SHA-256 of every installed package's name and version, sorted: what the lock came to here."""
    names = {f"{one.metadata['Name'].lower().replace('_', '-')}=={one.version}" for one in distributions()}
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()


def commit() -> str | None:
    """Return the working copy's commit; ``None`` where the code does not run from one."""
    if not (_HERE / ".git").exists():
        return None
    asked = ["git", "-C", str(_HERE), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=5)  # noqa: S603  no user's words
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
