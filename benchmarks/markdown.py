"""How is a figure written for a reader? Markdown tables, and one word for a difference with its interval."""

from collections.abc import Iterable, Sequence

from benchmarks.surroundings import Json

LOWER_IS_BETTER = frozenset({"log_loss", "deviance"})


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int = 1) -> str:
    """Lay out a table; the first columns are text, the others are figures.

    >>> print(table(["", "n"], [["a", "1"]]))
    |  | n |
    |---|---:|
    | a | 1 |
    """
    rule = "|---" * texts + "|---:" * (len(headers) - texts) + "|"
    return "\n".join([_row(headers), rule, *(_row(row) for row in rows)])


def figure(value: float | None, digits: int = 3) -> str:
    """Write a figure, or a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.{digits}f}"


def percent(share: float, digits: int = 0) -> str:
    """Write a share.

    >>> percent(0.876)
    '88 %'
    """
    return f"{100 * share:.{digits}f} %"


def verdict(name: str, gain: Json) -> str:
    """Say whether a difference with its 95 per cent interval is one: zero inside it means that nobody can tell.

    >>> verdict("log_loss", {"difference": -0.1, "low": -0.2, "high": -0.05})
    'better'
    >>> verdict("spearman", {"difference": 0.1, "low": -0.2, "high": 0.4})
    'no clear difference'
    """
    low, high = gain["low"], gain["high"]
    if name in LOWER_IS_BETTER:
        low, high = -high, -low
    if low > 0.0:
        return "better"
    return "**worse**" if high < 0.0 else "no clear difference"


def difference(name: str, gain: Json | None) -> str:
    """Write ours less theirs with interval and verdict."""
    if gain is None:
        return "–"
    shown = [f"{figure(gain[key])}" for key in ("difference", "low", "high")]
    return f"{shown[0]} [{shown[1]}; {shown[2]}] {verdict(name, gain)}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
