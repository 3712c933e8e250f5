"""What does one policy change against another? In Danish sentences: what came and went, the order, the settings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from allocation.policy import PRINCIPLES, Policy
from allocation.policy_settings import CAPACITY, HORIZON, NORMS, SETTINGS, Setting
from sagstyngde.danish import inside

NOTHING = "intet"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChange:
    """One difference, as a sentence."""

    text: str


def policy_changes(before: Policy, after: Policy) -> tuple[PolicyChange, ...]:
    """Return what is otherwise in the second policy; empty where both say the same.

    >>> from allocation.policy_toml import read_policy
    >>> for one in policy_changes(read_policy("standard"), read_policy("robust")):
    ...     print(one.text)
    Politikken hedder »robust« (før »standard«).
    »Balanceret belastning«: luft til usikre timer (standardafvigelser): 1,3 (før 0,7).
    """
    return tuple(PolicyChange(text=text) for text in _texts(before, after))


def _texts(before: Policy, after: Policy) -> Iterator[str]:
    if before.name != after.name:
        yield f"Politikken hedder »{after.name}« (før »{before.name}«)."
    yield from _order(_names(before), _names(after))
    settings = {one.name: one for one in before.principles}
    for principle in after.principles:
        if principle.name in settings:
            about = f"»{principle.label}«: "
            yield from _differing(SETTINGS[principle.name], settings[principle.name], principle, about)
    yield from _differing((HORIZON, NORMS), before, after)
    yield from _differing(CAPACITY, before.capacity, after.capacity)


def _names(policy: Policy) -> list[str]:
    return [one.name for one in policy.principles]


def _order(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Tell what came, what went, and the fewest that must have changed place for the rest to keep its order."""
    for name in after:
        if name not in before:
            yield f"»{_label(name)}« er kommet til som nr. {after.index(name) + 1}."
    for name in before:
        if name not in after:
            yield f"»{_label(name)}« er taget ud."
    stayed = [name for name in after if name in before]
    kept = _longest_rising([before.index(name) for name in stayed])
    for name in stayed:
        if before.index(name) not in kept:
            yield f"»{_label(name)}« er nu nr. {after.index(name) + 1} (før nr. {before.index(name) + 1})."


def _longest_rising(places: Sequence[int]) -> frozenset[int]:
    best: list[list[int]] = []
    for place in places:
        before = [run for run in best if run[-1] < place]
        best.append([*_longest(before), place])
    return frozenset(_longest(best))


def _longest(runs: Sequence[list[int]]) -> list[int]:
    return max(runs, key=len, default=[])


def _differing(settings: Iterable[Setting], before: Any, after: Any, about: str = "") -> Iterator[str]:
    for setting in settings:
        was, now = (_shown(setting, getattr(one, setting.name)) for one in (before, after))
        if getattr(before, setting.name) != getattr(after, setting.name):
            label = setting.label.removesuffix("?")
            yield f"{about}{inside(label) if about else label}: {now} (før {was})."


def _shown(setting: Setting, value: Any) -> str:
    text = setting.form.show(value)
    if setting.form.choices is not None:
        return setting.form.choices[text]
    return text.replace("\n", ", ") or NOTHING


def _label(name: str) -> str:
    return str(getattr(PRINCIPLES[name], "label", name))
