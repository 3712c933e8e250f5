"""What does the learning curve say, in a table, a picture and one sentence?"""

from collections.abc import Callable, Sequence

from benchmarks.markdown import figure, table
from benchmarks.scheme_pages import NAMES
from benchmarks.surroundings import Json

PARTS = {"category": "category (log loss)", "effort": "effort (deviance)"}
PEERS = {
    "category": ("majority", "logistic", "boosting", "forest"),
    "effort": ("mean", "category_table", "glm", "boosting", "forest"),
}
NEAR = 1.05
"""Within five per cent of the truth there is little left to gain from more cases."""


def curve_section(curve: Json) -> str:
    """Return the section's text."""
    parts = [enough(curve["invented"]), "![Learning curve](learning-curve.svg)"]
    parts.append(
        f"Invented municipalities {', '.join(map(str, curve['seeds']))}, mean; expected figures over the truth's, 1 "
        "cannot be beaten. The cases to learn from are taken evenly from all before the same test, as of a smaller "
        "municipality."
    )
    parts += [_table(curve["invented"], part, "over the truth's") for part in PARTS]
    for name, points in curve["real"].items():
        parts += [f"**{name}**: the hold-out's own figures; the bands are cut once, on all cases before the test."]
        parts += [_table(points, part, "on the hold-out") for part in PARTS] if points else ["Not run."]
    return "\n\n".join(parts)


def enough(points: Sequence[Json]) -> str:
    """Say from how many cases both answers are near the truth, and from how many they beat the simplest ways."""
    near = {part: _first(points, part, lambda ours, _: ours <= NEAR) for part in PARTS}
    plain = {
        "category": _first(points, "category", lambda ours, point: ours < point["logistic"]),
        "effort": _first(points, "effort", lambda ours, point: ours < min(point["category_table"], point["glm"])),
    }
    return (
        f"**{_cases(plain['category'])}** the category is better than a logistic regression on the same cases, "
        f"{_cases(plain['effort'], start=False)} the hours better than the category table and a GLM. "
        f"{_cases(near['category'])} the category's expected log loss is within five per cent of the best possible, "
        f"{_cases(near['effort'], start=False)} the hours' deviance."
    )


def _first(points: Sequence[Json], part: str, holds: Callable[[float, Json], bool]) -> int | None:
    """Return the smallest number of cases from which something holds at every larger number too."""
    found = None
    for point in reversed([point for point in points if "refused" not in point]):
        if not holds(point[part]["ours"], point[part]):
            break
        found = point["cases"]
    return found


def _cases(count: int | None, *, start: bool = True) -> str:
    text = f"from {count:,} cases on" if count else "at no number tried"
    return text[0].upper() + text[1:] if start else text


def _table(points: Sequence[Json], part: str, what: str) -> str:
    shown = [point for point in points if "refused" not in point]
    names = ("ours", *PEERS[part])
    rows = [[f"{point['cases']:,}", *(figure(point[part].get(name)) for name in names)] for point in shown]
    heads = ["ours" if name == "ours" else NAMES[name] for name in names]
    refused = [f"{point['cases']}: {point['refused']}." for point in points if "refused" in point]
    return "\n\n".join([table([f"{PARTS[part]}, {what}", *heads], rows), *refused])
