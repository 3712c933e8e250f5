"""How much of the recorded time is casework, and how much of that is done by others than the case's own caseworker?

Told for all together: the share of one caseworker is nobody's business here, and no figure is given for fewer than
``FEWEST_CASEWORKERS``. The casework share is what a policy's ``casework_share`` should say.
"""

from dataclasses import dataclass

import numpy as np

from features.history import History, Integers, numbered

FEWEST_CASEWORKERS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTime:
    """Shares of the recorded hours, which add up to one, and how many caseworkers recorded them.

    ``casework_share`` is (own + others); ``casework_low`` and ``casework_high`` hold it for the middle half of all
    caseworker-months, ``None`` where there are too few of them.
    """

    own: float
    others: float
    non_case: float
    caseworker_count: int
    casework_low: float | None
    casework_high: float | None

    @property
    def casework_share(self) -> float:
        """The share of recorded hours that belong to a case."""
        return self.own + self.others


def recorded_time(history: History) -> RecordedTime | None:
    """Return the shares; ``None`` where rows do not tell who worked, or too few people did."""
    work, non_case = history.work, history.non_case
    recorders = np.unique(work.caseworker[work.caseworker >= 0])
    people = {*(work.caseworkers[place] for place in recorders), *non_case.caseworkers}
    total = float(work.hours.sum() + non_case.hours.sum())
    if history.scheme.columns.hours_caseworker is None or len(people) < FEWEST_CASEWORKERS or total <= 0.0:
        return None
    holder = np.array([case.caseworker_id or "" for case in history.cases])[work.case_index]
    who = np.array([*work.caseworkers, ""])[work.caseworker]
    is_other = (who != holder) & (who != "") & (holder != "")
    others = float(work.hours[is_other].sum())
    low, high = _middle_half(history)
    return RecordedTime(
        own=(float(work.hours.sum()) - others) / total,
        others=others / total,
        non_case=float(non_case.hours.sum()) / total,
        caseworker_count=len(people),
        casework_low=low,
        casework_high=high,
    )


def _middle_half(history: History) -> tuple[float | None, float | None]:
    """Return the casework share's quartiles over caseworkers and calendar months with other work recorded at all."""
    work, non_case = history.work, history.non_case
    if not len(non_case.hours):
        return None, None
    names = [*work.caseworkers, ""]
    who = [names[place] for place in work.caseworker] + [non_case.caseworkers[place] for place in non_case.caseworker]
    _, person = numbered(who)
    month = np.concatenate([work.day, non_case.day]).astype("datetime64[M]").astype(np.intp)
    hours = np.concatenate([work.hours, non_case.hours])
    on_case = np.concatenate([work.hours, np.zeros(len(non_case.hours))])
    first = int(non_case.day.min().astype("datetime64[M]").astype(np.intp))
    kept = (person >= 0) & (month >= first)
    key = _joint(person[kept], month[kept] - first)
    totals, cases = np.bincount(key, hours[kept]), np.bincount(key, on_case[kept])
    shares = cases[totals > 0.0] / totals[totals > 0.0]
    low, high = np.quantile(shares, [0.25, 0.75])
    return float(low), float(high)


def _joint(first: Integers, second: Integers) -> Integers:
    """Number the pairs of two groupings."""
    _, place = np.unique(first * (int(second.max(initial=0)) + 1) + second, return_inverse=True)
    return np.asarray(place, dtype=np.intp)
