import subprocess
import sys

import pytest

_RUN = """
import sys
sys.modules[sys.argv.pop(1)] = None  # as if it were not installed
sys.argv = ["sagstyngde", *sys.argv[1:]]
from pipelines.cli import main
main()
"""
POWER = ("mandate", "power", "mandate/plans/eksempel.toml")
SPREAD = ("assess", "model", "--cases", "sager", "--out", "ud", "--engine", "dask")


@pytest.mark.parametrize(
    ("absent", "arguments", "says"),
    [
        ("scipy", POWER, "kommandoen kræver tilvalget sagstyngde[evaluation]; installér det med pip"),
        ("scipy", ("--lang", "en", *POWER), "this command needs the extra sagstyngde[evaluation]; install it with pip"),
        ("distributed", SPREAD, "kommandoen kræver tilvalget sagstyngde[scale]; installér det med pip"),
    ],
)
def test_a_command_whose_library_is_not_installed_names_the_extra_that_brings_it(
    absent: str, arguments: tuple[str, ...], says: str
) -> None:
    command = [sys.executable, "-c", _RUN, absent, *arguments]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr.strip()) == (1, says)
