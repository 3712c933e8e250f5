import subprocess
import sys

import pytest

HEAVY = {"pandas", "sklearn", "scipy", "shap", "mlflow", "matplotlib", "pyarrow"}


@pytest.mark.parametrize("module", ["models.assess", "models.bundle", "models.readable", "features.frame"])
def test_answering_from_a_bundle_loads_no_learning_library(module: str) -> None:
    code = f"import sys, {module}; print(' '.join({{name.partition('.')[0] for name in sys.modules}}))"

    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert not HEAVY & set(loaded.stdout.split())
