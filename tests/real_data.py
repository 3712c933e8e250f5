"""Where are the real histories? Outside the repository; tests that need them are passed over where they are absent."""

import os
from pathlib import Path

import pytest

SCHEMES = Path(__file__).parent / "schemes"
_DEFAULT = Path(__file__).parents[2] / "shared" / "data"


def real_data(name: str) -> Path:
    """Return the folder of a real history, named in ``SAGSTYNGDE_SHARED_DATA`` or beside the repository."""
    folder = Path(os.environ.get("SAGSTYNGDE_SHARED_DATA", _DEFAULT)) / name
    if not folder.is_dir():
        pytest.skip(f"the real history {name} is not on this machine (set SAGSTYNGDE_SHARED_DATA)")
    return folder
