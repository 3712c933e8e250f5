import subprocess
import sys

import pytest

_RUN = """
import sys
sys.modules["scipy"] = None  # as if it were not installed
sys.argv = ["sagstyngde", *sys.argv[1:]]
from pipelines.cli import main
main()
"""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "kommandoen kræver tilvalget sagstyngde[evaluation]; installér det med pip"),
        (("--lang", "en"), "this command needs the extra sagstyngde[evaluation]; install it with pip"),
    ],
)
def test_a_command_whose_library_is_not_installed_names_the_extra_that_brings_it(
    arguments: tuple[str, ...], says: str
) -> None:
    command = [sys.executable, "-c", _RUN, *arguments, "mandate", "power", "mandate/plans/eksempel.toml"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr.strip()) == (1, says)
