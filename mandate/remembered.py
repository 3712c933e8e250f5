"""Is it the very same object as before? A key to what was reckoned of it, where comparing it all would take longer."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """A value as a key: equal to a key of the same object, not to one of an equal object.

    A key holds its value, so that no other can come to stand at the same place in memory.

    >>> register = ["a rule"]
    >>> Remembered(register) == Remembered(register), Remembered(register) == Remembered(["a rule"])
    (True, False)
    """

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remembered) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)
