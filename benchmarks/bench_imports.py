"""How heavy is it to import the server, and does it load what only training needs?"""

import json
import subprocess
import sys
from statistics import median

from benchmarks.surroundings import ROOT, Json

FORBIDDEN = ("pandas", "scipy", "sklearn", "shap", "mlflow", "matplotlib", "numba", "ortools", "pyarrow")
STARTS = 5
_PROGRAM = """
import json, sys, time
started = time.perf_counter()
import serve.app
print(json.dumps([time.perf_counter() - started, sorted({name.split(".")[0] for name in sys.modules})]))
"""


def bench_imports() -> Json:
    """Return the median seconds of ``import serve.app`` in a new process, and which forbidden modules it loads."""
    starts = [_start() for _ in range(STARTS)]
    loaded = {name for _, names in starts for name in names}
    return {
        "import_seconds": round(median(seconds for seconds, _ in starts), 3),
        "forbidden_loaded": sorted(loaded.intersection(FORBIDDEN)),
        "forbidden": list(FORBIDDEN),
    }


def _start() -> tuple[float, list[str]]:
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", _PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, names = json.loads(done.stdout)
    return seconds, names
