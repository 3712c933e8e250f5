"""What does a bundle remember of the cases it learned from? Facts as floats, category, hours; nobody's id.

That is personal data under pseudonym (ADR 0019). Rows lie in the order of their own content and a handle is a place in
that order, so neither tells when in a year a case came or which number the case system gave it. Needs numpy only.
"""

from dataclasses import dataclass, fields

import numpy as np

from models.likeness import SmallFloats
from models.ordinal import Floats, Integers

MOST_EARLIER = 5000
"""More than the newest so many would slow an answer, and remember more than it needs."""

NO_CATEGORY = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCases:
    """Earlier cases side by side.

    ``rows`` (cases x columns) are as the frame lays them out, NaN where missing. ``category`` is a place on the scale,
    or -1 where nobody judged. ``hours`` are those recorded over the first ``months`` months, NaN where the export does
    not tell (a diary sees only some weeks). ``year`` is that of the receipt. Cases of one family share a ``family``
    number, which means nothing else.
    """

    rows: SmallFloats
    category: Integers
    hours: Floats
    months: Floats
    is_open: Integers
    year: Integers
    family: Integers

    def __len__(self) -> int:
        """Count the cases."""
        return len(self.rows)

    def handle(self, place: int) -> str:
        """Name the case at a place; the letter keeps it apart from the numbers of a case system."""
        return f"T{place + 1}"

    def by_content(self) -> "EarlierCases":
        """Return the same cases in the order of their own content, families numbered in that order."""
        keys = [
            (row.tobytes(), int(category), hours.tobytes(), months.tobytes(), int(is_open), int(year))
            for row, category, hours, months, is_open, year in zip(
                self.rows, self.category, self.hours, self.months, self.is_open, self.year, strict=True
            )
        ]
        order = np.array(sorted(range(len(self)), key=keys.__getitem__), dtype=np.intp)
        first_seen = dict.fromkeys(self.family[order].tolist())
        number = {family: index for index, family in enumerate(first_seen)}
        moved = {field.name: getattr(self, field.name)[order] for field in fields(self)}
        renumbered = np.array([number[family] for family in moved["family"].tolist()], dtype=np.int64)
        return EarlierCases(**moved | {"family": renumbered})

    def is_sound(self, columns: int, categories: int) -> bool:
        """Say whether every number can be what it says it is."""
        shaped = self.rows.shape == (len(self.rows), columns) and all(
            getattr(self, field.name).shape == (len(self.rows),) for field in fields(self) if field.name != "rows"
        )
        return (
            shaped
            and not np.isinf(self.rows).any()
            and _between(self.category, NO_CATEGORY, categories - 1)
            and _between(self.hours[~np.isnan(self.hours)], 0.0, np.finfo(np.float64).max)
            and _between(self.months, 0.0, np.finfo(np.float64).max)
            and _between(self.is_open, 0, 1)
            and _between(self.year, 1, 9999)
            and _between(self.family, 0, max(0, len(self.rows) - 1))
        )


def _between(values: Floats | Integers, low: float, high: float) -> bool:
    return bool(((values >= low) & (values <= high)).all())
