"""What would the municipality's bundle be, had validation chosen trees? The same learning, with sizes set by hand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from models import learn
from models.boosting import Boosting
from models.bundle import ModelBundle
from models.fit_category import CategorySize
from models.fit_effort import EffortSize
from models.learn import Learned, Provenance, Sizes, Training
from pipelines.train import Trained

TREES = Boosting(trees=40, least_leaf_cases=10)
SIZES = Sizes(
    category=CategorySize(penalty=10.0, boosting=TREES),
    effort=EffortSize(penalty=10.0, boosting=TREES, power=1.5, use_score=True),
)


@dataclass(frozen=True, slots=True)
class Boosted:
    """A bundle with the fitted models it was compiled from."""

    bundle: ModelBundle
    learned: Learned


def boost(trained: Trained) -> Boosted:
    """Learn and seal a bundle of fixed size on a training run's cases."""
    settings = Training()
    learned = learn.learn(trained.learned.frame, trained.parts.develop, SIZES, settings)
    interval = learn._interval(learned, settings.interval_level)
    provenance = Provenance(
        scheme_text=trained.bundle.scheme_text,
        bands=None,
        trained_through=date(2025, 1, 1),
        created_at=datetime(2025, 1, 1, tzinfo=UTC),
        code_version="0",
    )
    return Boosted(learn._bundle(learned, interval, settings, provenance), learned)
