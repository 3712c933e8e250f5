"""Which examples are too dear to make twice? An invented municipality and what was learned from it, once a session."""

import os

# Before numpy and scikit-learn are imported: small fits are several times faster on one thread.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["MPLBACKEND"] = "Agg"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pipelines.train import Trained
    from tests.models.boosted import Boosted


@pytest.fixture(scope="session")
def municipality(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented municipality's folder: 400 cases with their hours and judgements, staff, intake and truth."""
    from pipelines.synthetic import synthesise  # noqa: PLC0415  only those who ask for it wait for pandas

    folder = tmp_path_factory.mktemp("invented") / "kommune"
    synthesise(folder, cases=400, caseworkers=6, seed=3)
    return folder


@pytest.fixture(scope="session")
def trained(municipality: Path) -> "Trained":
    """A training run on the municipality, with its report. So few cases choose no trees: the line stands alone."""
    from models.boosting import Boosting  # noqa: PLC0415  as above, for scikit-learn
    from models.learn import Training  # noqa: PLC0415
    from pipelines.train import train  # noqa: PLC0415

    settings = Training(largest=Boosting(trees=40))
    return train(str(municipality / "scheme.toml"), municipality, settings, lambda _: None)


@pytest.fixture(scope="session")
def boosted(trained: "Trained") -> "Boosted":
    """A bundle on the same cases whose two tables do hold trees, so that every kind of table is tested."""
    from tests.models.boosted import boost  # noqa: PLC0415  as above

    return boost(trained)
