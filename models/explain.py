"""Why this answer? Contributions of columns become a few Danish reasons on the facts a caseworker knows. Numpy only.

With hours T that rise with an additive index F, each fact's share of the hours is phi_j (T - T0) / (F - F0): the shares
add up to T - T0 exactly, where T0 is the municipality's average case.
"""

from datetime import date

import numpy as np

from features.catalogue import CATALOGUE
from features.frame import Frame
from features.scheme import LEVELS, Fact, Kind
from models.effort import EffortModel
from models.ordinal import Floats
from sagstyngde.assessment import Reason
from sagstyngde.case import Case, FactValue
from sagstyngde.danish import amount, day, listing

POINTS_PER_UNIT = 10.0
MOST_REASONS = 5
OTHERS = "Øvrige forhold"


def hours_shares(contributions: Floats, average: float, effort: EffortModel) -> Floats:
    """Turn contributions to the index (sources,) into hours that add up to T - T0; ``average`` is the mean index."""
    index = average + float(contributions.sum())
    ends = effort.hours(np.array([average, index]))
    if abs(index - average) > 1e-9:
        return np.asarray(contributions * ((ends[1] - ends[0]) / (index - average)))
    slope = float(effort.link.slopes[effort.link.pieces(np.array([average]))[0]])
    return np.asarray(contributions * ends[0] * slope)


def reasons(case: Case, frame: Frame, points: Floats, hours: Floats) -> tuple[Reason, ...]:
    """Return the five facts with the most hours, and the rest in one; points and hours are (sources,)."""
    order = np.argsort(-np.abs(hours), kind="stable")
    named = [
        Reason(
            fact=frame.sources[index],
            text=f"{frame.label(frame.sources[index])}: {value_text(case, frame, frame.sources[index])}",
            points=float(points[index]),
            hours=float(hours[index]),
        )
        for index in order[:MOST_REASONS]
    ]
    rest = order[MOST_REASONS:]
    if len(rest):
        others = Reason(fact=None, text=OTHERS, points=float(points[rest].sum()), hours=float(hours[rest].sum()))
        named.append(others)
    return tuple(named)


def contrast(case: Case, frame: Frame, points: Floats, probability: Floats) -> str | None:
    """Say why the most probable category rather than its likelier neighbour; ``None`` where no fact points that way."""
    category = int(probability.argmax())
    neighbours = [index for index in (category - 1, category + 1) if 0 <= index < len(probability)]
    neighbour = max(neighbours, key=lambda index: float(probability[index]))
    towards = points * (1.0 if category > neighbour else -1.0)
    strongest = [int(index) for index in np.argsort(-towards, kind="stable")[:2] if towards[index] > 0.0]
    if not strongest:
        return None
    facts = " og ".join(
        f"{frame.label(frame.sources[index]).lower()} ({value_text(case, frame, frame.sources[index])})"
        for index in strongest
    )
    scale = frame.scheme.scale
    return f"{scale[category].name} frem for {scale[neighbour].name.lower()}, især på grund af {facts}."


def value_text(case: Case, frame: Frame, source: str) -> str:
    """Say a fact's or a derived feature's value for a case, in Danish."""
    for feature in frame.scheme.features:
        if feature.name == source:
            number = CATALOGUE[feature.function].function(case, feature.of)
            return "ikke oplyst" if number is None else amount(number)
    fact = frame.scheme.fact(source)
    value = case.facts.get(source)
    if value is None:
        return "ikke vurderet" if fact.kind is Kind.LEVEL else "ikke oplyst"
    return fact_text(fact, value)


def fact_text(fact: Fact, value: FactValue) -> str:
    """Say a known value in Danish: a level's name, an option's label, a number with decimal comma."""
    match value:
        case bool():
            return "ja" if value else "nej"
        case frozenset():
            return listing([fact.options.get(option, option) for option in sorted(value)]) or "ingen"
        case str():
            return fact.options.get(value, value)
        case date():
            return day(value)
        case _:
            return LEVELS[int(value)] if fact.kind is Kind.LEVEL else amount(value)
