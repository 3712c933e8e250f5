"""Is any group of children served worse than before, or promised too few hours? Only where there are cases to tell."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.groups import Group, groupings
from models.observed import observed
from models.ordinal import Integers
from models.verdict import MOST_RATIO
from pipelines.gate.levels import stop_z
from pipelines.gate.newest import Newest
from pipelines.gate.paired import mean_gap, ratio_of
from sagstyngde.danish import listing, number, signed
from sagstyngde.gate import Check, Outcome

LARGE = 250
"""From so many cases a group must not be served worse; of a smaller one nobody can tell."""
WORSE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found of one group: its name, a figure, and whether it stops or is named."""

    name: str
    size: float
    figure: str
    outcome: Outcome


def groups(newest: Newest, alone: Newest, seed: int) -> Iterator[Check]:
    """Yield a check for right categories, one for hours, and one that names the groups too small for either."""
    yield _check(
        "groups_category",
        "Grupper: kategorien rammer ikke dårligere end før",
        f"ingen gruppe med {LARGE} sager mere end {number(100 * WORSE)} procentpoint dårligere",
        list(_hits(newest, seed)),
        first=newest.theirs is None,
    )
    yield _check(
        "groups_hours",
        "Grupper: ingen får lovet for få timer",
        f"ingen gruppe med {LARGE} sager over {number(MOST_RATIO, 2)} registreret time for hver ventet",
        list(_hours(alone, seed)),
        first=False,
    )
    yield _small(alone)


def _hits(newest: Newest, seed: int) -> Iterator[Found]:
    """Compare how often both models' most probable category was the judged one."""
    if newest.theirs is None or not newest.same_scale:
        return
    labels = newest.compared
    right = [
        (answers.probability[labels.rows].argmax(axis=1) == labels.category).astype(np.float64)
        for answers in (newest.theirs, newest.ours)
    ]
    large = list(_large(newest, labels.rows))
    for name, mine in large:
        cluster = newest.children[labels.rows[mine]]
        worse = mean_gap(right[0][mine], right[1][mine], labels.weight[mine], cluster, seed=seed)
        is_sure = worse.least(stop_z(2 * len(large))) > 0.0
        yield Found(
            name=name,
            size=worse.size,
            figure=f"{name}: {signed(-100 * worse.size)} procentpoint (95 %: {signed(-100 * worse.most())} til "
            f"{signed(-100 * worse.least())})",
            outcome=_outcome(is_far=worse.size > WORSE, is_sure=is_sure),
        )


def _hours(alone: Newest, seed: int) -> Iterator[Found]:
    """Lay recorded hours over expected ones."""
    seen = observed(alone.cohort.panel, alone.ours)
    expected = seen.part(alone.ours.hours)
    large = list(_large(alone, seen.rows))
    for name, mine in large:
        ratio = ratio_of(seen.recorded[mine], expected[mine], alone.children[seen.rows[mine]], seed=seed)
        low, high = ratio.limits()
        is_sure = ratio.limits(stop_z(2 * len(large)))[0] > 1.0
        yield Found(
            name=name,
            size=ratio.value,
            figure=f"{name}: {number(ratio.value, 2)} (95 %: {number(low, 2)} til {number(high, 2)})",
            outcome=_outcome(is_far=ratio.value > MOST_RATIO, is_sure=is_sure),
        )


def _outcome(*, is_far: bool, is_sure: bool) -> Outcome:
    if is_far:
        return Outcome.STOPPED if is_sure else Outcome.NAMED
    return Outcome.PASSED


def all_groups(newest: Newest) -> Iterator[tuple[str, Group, bool]]:
    """Yield every group's name, the group, and whether it is large."""
    for grouping in groupings(newest.trial.challenger.bundle.frame.scheme, newest.cohort.cases):
        for group in grouping.groups:
            yield f"{grouping.label}: {group.label}", group, len(group.rows) >= LARGE


def _large(newest: Newest, rows: Integers) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Yield the groups with enough of some entries, and which of the entries are theirs."""
    for name, group, _ in all_groups(newest):
        mine = np.isin(rows, group.rows)
        if len(np.unique(rows[mine])) >= LARGE:
            yield name, mine


def _check(code: str, label: str, limit: str, found: list[Found], *, first: bool) -> Check:
    if not found:
        told = "Der er ingen model i brug at sammenligne med." if first else "Ingen kan sige, om nogen rammes skævt."
        figure = "ingen model i brug" if first else f"ingen gruppe har {LARGE} sager, der kan bruges"
        outcome = Outcome.PASSED if first else Outcome.NAMED
        return Check(code=code, label=label, outcome=outcome, figure=figure, limit=limit, told=told)
    stopped = [one for one in found if one.outcome is Outcome.STOPPED]
    named = [one for one in found if one.outcome is Outcome.NAMED]
    worst = max(found, key=lambda one: one.size)
    told = f"Se især: {listing([one.name for one in stopped or named])}." if stopped or named else ""
    return Check(
        code=code,
        label=label,
        outcome=Outcome.STOPPED if stopped else Outcome.NAMED if named else Outcome.PASSED,
        figure=f"{len(found)} grupper; dårligst stillet {worst.figure}",
        limit=limit,
        told=told,
    )


def _small(alone: Newest) -> Check:
    names = [name.partition(":")[0] for name, _, is_large in all_groups(alone) if not is_large]
    counted = [f"{name} ({count})" for name, count in Counter(names).items()]
    return Check(
        code="groups_small",
        label="Grupper med for få sager",
        outcome=Outcome.NAMED if names else Outcome.PASSED,
        figure=f"{len(names)} grupper under {LARGE} sager blandt de nyeste",
        limit="nævnes, stopper ikke",
        told=f"For få sager til at sige noget om grupperne i {listing(counted)}." if names else "",
    )
