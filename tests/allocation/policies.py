"""Policies as Hypothesis draws them: any principles in any order, with settings that each may have."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from allocation.capacity import CapacityRules
from allocation.policy import PRINCIPLES, Policy
from sagstyngde.case import CaseworkerId

_NAMES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=8)
_SHARES = st.floats(min_value=0.0, max_value=1.0)
_AMOUNTS = st.floats(min_value=0.0, max_value=99.0)
_SETTINGS: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "til_stede": {"start_within_days": st.integers(0, 400)},
    "teams": {"hard": st.booleans(), "tolerance": _SHARES},
    "distrikt": {"hard": st.booleans(), "tolerance": _SHARES},
    "sprog": {"hard": st.booleans(), "tolerance": _SHARES},
    "rejseafstand": {
        "default": _AMOUNTS,
        "distances": st.sampled_from([{}, {"Nord": {"Øst": 0.1 + 0.2}}, {"Nord": {"Øst": 7.0, "Syd": 0.0}}]),
    },
    "cpr_dag": {"bands": st.sampled_from([{}, {CaseworkerId("k 1"): tuple(range(1, 32))}])},
    "saerlige_kompetencer": {
        "hard": st.booleans(),
        "tolerance": _SHARES,
        "fallback": st.dictionaries(
            _NAMES, st.lists(st.sampled_from(["autisme", 'tegn"sprog']), min_size=1, max_size=2).map(tuple), max_size=2
        ),
    },
    "balanceret_belastning": {
        "tolerance": _SHARES,
        "z": st.floats(min_value=0.0, max_value=3.0),
        "per": st.sampled_from(["horizon", "month"]),
    },
    "ligelig_fordeling": {"tolerance": _SHARES},
    "ledelsesmaessig_vurdering": {"tolerance": _SHARES},
    "indfasning": {"weeks": st.floats(min_value=0.1, max_value=4.0)},
    "oplaering": {"least": st.integers(1, 5), "months": st.integers(1, 12)},
    "beslutningskompetence": {"months": st.integers(0, 12), "competence": st.none() | _NAMES},
    "kontinuitet": {"move_price": st.floats(min_value=0.1, max_value=9.0), "near_days": st.integers(0, 90)},
}


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Draw a policy that nothing speaks against."""
    names = draw(st.lists(st.sampled_from(sorted(PRINCIPLES)), unique=True, max_size=8))
    rest = [name for name in names if name != "ligelig_fordeling"]
    chosen = draw(st.permutations([*rest, "ligelig_fordeling"]))
    settings = {name: draw(st.fixed_dictionaries({}, optional=dict(_SETTINGS.get(name, {})))) for name in chosen}
    return Policy(
        name=draw(_NAMES),
        principles=tuple(PRINCIPLES[name](**settings[name]) for name in chosen),
        horizon_months=draw(st.integers(1, 60)),
        capacity=CapacityRules(
            casework_share=draw(st.floats(min_value=0.01, max_value=1.0)),
            ramp=tuple(draw(st.lists(_SHARES, min_size=2, max_size=4))),
            most_share=draw(st.none() | st.floats(min_value=0.1, max_value=10.0)),
            weeks_after_leave=draw(st.integers(0, 52)),
        ),
        norm_hours=draw(st.dictionaries(_NAMES, _AMOUNTS, max_size=3)),
    )
