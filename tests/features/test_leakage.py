from typing import Any

import pytest

from features.leakage import check_leakage, leaks
from features.scheme import About, EffortRule, EffortSource, Feature, Kind, Known, Use
from sagstyngde.errors import LeakageFound
from tests.factories import a_fact, a_scheme

COUNT = Feature(name="antal", function="flag_count", of=("afgoerelse",), label="Antal")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"known": Known.LATER}, "afgoerelse (Afgoerelse): den er først kendt efter modtagelsen"),
        ({"about": About.CASEWORKER}, "den beskriver en sagsbehandler"),
        ({"known": Known.LATER, "kind": Kind.DATE}, "først kendt efter modtagelsen"),
    ],
)
def test_a_fact_no_model_may_see_stops_training_by_name(changes: dict[str, Any], words: str) -> None:
    scheme = a_scheme(facts=(a_fact(), a_fact("afgoerelse", **{"kind": Kind.FLAG} | changes)))

    with pytest.raises(LeakageFound) as found:
        check_leakage(scheme)

    assert words in found.value.danish
    assert 'use = "audit"' in found.value.danish


@pytest.mark.parametrize(
    "changes",
    [{"known": Known.LATER, "use": Use.AUDIT}, {"use": Use.AUDIT}, {"about": About.CASEWORKER, "use": Use.AUDIT}],
)
def test_a_derived_feature_may_not_read_it_either(changes: dict[str, Any]) -> None:
    scheme = a_scheme(facts=(a_fact("afgoerelse", Kind.FLAG, **changes),), features=(COUNT,))

    with pytest.raises(LeakageFound, match="feature antal reads afgoerelse"):
        check_leakage(scheme)


def test_what_is_carried_for_audit_only_is_no_leak() -> None:
    scheme = a_scheme(facts=(a_fact(), a_fact("afgoerelse", Kind.FLAG, known=Known.LATER, use=Use.AUDIT)))

    assert leaks(scheme) == ()


def test_an_estimate_made_afterwards_is_no_baseline() -> None:
    late = a_fact("skoen", Kind.NUMBER, known=Known.LATER, use=Use.AUDIT)
    scheme = a_scheme(facts=(a_fact(), late), effort=EffortRule(source=EffortSource.HOURS, estimate="skoen"))

    with pytest.raises(LeakageFound, match=r"effort\.estimate skoen"):
        check_leakage(scheme)
