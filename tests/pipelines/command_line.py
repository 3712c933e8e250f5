"""What is a command that was run as a shell would run it?"""

from collections.abc import Callable

Ran = Callable[..., tuple[int, str, str]]
"""Takes the words, and returns the exit code, what was printed and what was printed as errors."""
