import subprocess
import sys

LEARNING = {"pandas", "sklearn", "shap", "mlflow", "matplotlib", "scipy", "numba", "ortools", "pyarrow"}


def test_the_server_loads_no_learning_library() -> None:
    code = "import sys, serve.app, serve.__main__; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()

    assert LEARNING.isdisjoint(loaded)
    assert "fastapi" in loaded
