"""Which part of the program is not installed? A library that only some commands need comes with an extra."""

from collections.abc import Mapping
from types import MappingProxyType

from sagstyngde.errors import NotReady

_TRAINING = ("matplotlib", "mlflow", "pandas", "pyarrow", "sklearn", "shap", "threadpoolctl")
_OTHERS = {"scipy": "evaluation", "dask": "scale", "distributed": "scale", "cyclonedx": "evidence"}
EXTRAS: Mapping[str, str] = MappingProxyType(dict.fromkeys(_TRAINING, "training") | _OTHERS)
"""The smallest extra that brings a library, by the name it is imported under."""


def not_installed(absent: ModuleNotFoundError) -> NotReady | None:
    """Say which extra brings a library that a command asked for; ``None`` where none does: then it is our mistake.

    >>> print(not_installed(ModuleNotFoundError(name="scipy.stats")))
    this command needs the extra sagstyngde[evaluation]; install it with pip
    """
    extra = EXTRAS.get((absent.name or "").split(".", maxsplit=1)[0])
    if extra is None:
        return None
    return NotReady(
        english=f"this command needs the extra sagstyngde[{extra}]; install it with pip",
        danish=f"kommandoen kræver tilvalget sagstyngde[{extra}]; installér det med pip",
    )
