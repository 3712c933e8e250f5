"""What is laid before the gate? The challenger as it was trained, the champion, the history, and what others found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from features.history import History
from models.bundle import ModelBundle
from models.vignettes import Vignette
from pipelines.train import Trained
from sagstyngde.gate import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One challenger and everything it is judged by.

    Attributes:
        challenger: the new model with its report, slices and fitted models.
        champion: the model in use; ``None`` where there is none yet.
        history: what the challenger was trained and tested on, whole: who judged what, and whether blind.
        retrained: trains once more on the same history, settings and seed, and returns the content hash; ``None`` where
            nobody can, and then the check is unmeasured.
        data: what the comparison with the last training set found; passed through as it is.
        vignettes: described cases and what was agreed of them (``models.vignettes.vignettes_of``); ``None`` asks the
            embedded ones where the scheme knows their facts.
        suggesting_since: the first day on which any model's suggestions were shown; earlier judgements count as blind.
            ``None`` where it is unknown: then only what is marked as blind counts, unless there is no champion.

    """

    challenger: Trained
    champion: ModelBundle | None
    history: History
    retrained: Callable[[], str] | None = None
    data: tuple[Check, ...] = ()
    vignettes: tuple[Vignette, ...] | None = None
    suggesting_since: date | None = None
