"""How are shares, days and lists written in Danish?"""

import math
from collections.abc import Sequence
from datetime import date

from sagstyngde.danish import whole_day
from sagstyngde.plan import GoalReached, Slack

GOALS_NOTE = (
    "Jo mindre tal, jo bedre; sager er dem, der går imod målet. Bevist er, hvor meget bedre tallet højst kunne blive, "
    "når målene før det holdes."
)
_ADVERBS = frozenset({"ikke", "først", "kun", "aldrig", "allerede", "også"})


def percent(share: float) -> str:
    """Write a share in whole per cent: decimals of a predicted load would promise too much.

    Sums taken in another order differ in their last digits, which are cut off first: the text must not differ.

    >>> percent(0.824), percent(0.825 - 1e-12) == percent(0.825), percent(float("inf"))
    ('82 %', True, 'over enhver grænse')
    """
    return f"{round(100.0 * share, 6):.0f} %" if math.isfinite(share) else "over enhver grænse"


def rounded_down(share: float) -> float:
    """Return a share in whole per cent that is not above it: a floor must not be told as higher than it is.

    >>> rounded_down(0.917), rounded_down(0.58)
    (0.91, 0.58)
    """
    return math.floor(100.0 * share + 1e-9) / 100.0


def change(before: float, after: float) -> str:
    """Write a load before and after.

    >>> change(0.82, 0.88)
    'belastning 82 % → 88 %'
    """
    return f"belastning {percent(before)} → {percent(after)}"


def day(on: date) -> str:
    """Write a day.

    >>> day(date(2026, 5, 12))
    '12. maj 2026'
    """
    return whole_day(on)


def listed(words: Sequence[str], most: int | None = None) -> str:
    """Join words as in a sentence, cutting a long list short.

    >>> listed(["A", "B", "C"]), listed(["A", "B", "C", "D"], most=2)
    ('A, B og C', 'A, B og 2 andre')
    """
    shown = list(words)
    if most is not None and len(shown) > most:
        left = len(shown) - most
        shown = [*shown[:most], f"{left} {'anden' if left == 1 else 'andre'}"]
    return " og ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def clauses(parts: Sequence[str]) -> str:
    """Join whole clauses, which a comma parts in Danish.

    >>> clauses(["A stiger", "B falder"])
    'A stiger, og B falder'
    """
    return ", og ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def subordinate(clause: str) -> str:
    """Turn a clause into one that "som" can begin: an adverb comes before the verb.

    >>> subordinate("er ikke på arbejde"), subordinate("mangler kompetencen autisme")
    ('ikke er på arbejde', 'mangler kompetencen autisme')
    """
    verb, _, rest = clause.partition(" ")
    adverb, _, rest = rest.partition(" ")
    return f"{adverb} {verb} {rest}" if adverb in _ADVERBS else clause


def only(passing: Sequence[str]) -> str:
    """Name the few who meet a condition.

    >>> only(["M. Holm"]), only([])
    ('kun M. Holm', 'ingen')
    """
    return f"kun {listed(passing, most=3)}" if passing else "ingen"


def case_list(case_ids: Sequence[str]) -> str:
    """Name cases.

    >>> case_list(["12", "13"])
    'sag 12 og sag 13'
    """
    return listed([f"sag {case_id}" for case_id in case_ids])


def sentence(words: str) -> str:
    """Begin with a capital, end with one full stop.

    >>> sentence("har kompetencen autisme")
    'Har kompetencen autisme.'
    """
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def unmoved(prices: Sequence[Slack]) -> tuple[GoalReached, ...]:
    """Return the goals that no slack changes, as they stand without any: a column of alike figures tells nothing."""
    by_goal = zip(*(slack.goals for slack in prices), strict=True)
    return tuple(goals[0] for goals in by_goal if len({goal.text for goal in goals}) == 1)
