"""How complex can a case be? An ordered scale of categories, named and defined by the municipality."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One step of the scale. ``code`` is what is stored, ``name`` and ``definition`` are Danish."""

    code: str
    name: str
    definition: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class CategoryScale:
    """The categories from the simplest to the most complex.

    >>> scale = CategoryScale((Category(code="A", name="Enkel"), Category(code="B", name="Sammensat")))
    >>> scale.index("B"), [category.code for category in scale]
    (1, ['A', 'B'])
    >>> scale.index("Z")
    Traceback (most recent call last):
    ...
    KeyError: 'Z'
    """

    categories: tuple[Category, ...]

    def __post_init__(self) -> None:
        """Refuse a scale that orders nothing or orders one code twice."""
        if len(self.categories) < 2:
            raise ValueError("a scale needs at least two categories")
        if len(set(self.codes)) < len(self.categories):
            raise ValueError("a category code stands twice on the scale")

    def __iter__(self) -> Iterator[Category]:
        """Yield the categories from the simplest up."""
        return iter(self.categories)

    def __len__(self) -> int:
        """Count the categories."""
        return len(self.categories)

    def __getitem__(self, index: int) -> Category:
        """Return the category at a place on the scale."""
        return self.categories[index]

    @property
    def codes(self) -> tuple[str, ...]:
        """The stored codes, in order."""
        return tuple([category.code for category in self.categories])

    def index(self, code: str) -> int:
        """Return a code's place on the scale; ``KeyError`` where it has none."""
        try:
            return self.codes.index(code)
        except ValueError:
            raise KeyError(code) from None

    def hull(self, indices: Sequence[int]) -> tuple[int, ...]:
        """Fill the gaps: a set of categories is contiguous, since nobody is both simple and complex but not between.

        >>> CategoryScale(tuple(Category(code=c, name=c) for c in "ABCD")).hull([3, 1])
        (1, 2, 3)
        """
        return tuple(range(min(indices), max(indices) + 1)) if indices else ()
