"""Where are the registers that come with a release? In ``docs`` of a checkout; a wheel carries them in this package."""

from pathlib import Path

HERE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Return where a file of ``docs``, or of the root, lies in this installation."""
    root = HERE.parents[1]
    places = (HERE / "docs" / name, root / "docs" / name, root / name)
    return next((one for one in places if one.exists()), places[0])
