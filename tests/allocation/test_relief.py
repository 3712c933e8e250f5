"""An overload says why it must be her, and what would relieve her."""

from allocation.competence import Competence
from allocation.filters import Siblings
from allocation.goals import BalancedLoad
from allocation.solve import allocate
from sagstyngde.plan import CaseToPlace, Violation
from tests.allocation.factories import MONDAY, a_case, a_caseworker, a_policy, a_sibling

HOLM = a_caseworker("k1", name="M. Holm")
DAM = a_caseworker("k2", "autisme", name="S. Dam")


def overload(*cases: CaseToPlace) -> Violation:
    policy = a_policy(Siblings(), Competence(), BalancedLoad())
    return allocate(cases, [HOLM, DAM], policy, MONDAY).violations[0]


def test_the_only_one_with_a_competence_is_named_with_what_setting_it_aside_would_lead_to() -> None:
    found = overload(a_case("17", 20.0, needs="autisme"), a_case("old", 95.0, at="k2"), a_case("held", 50.0, at="k1"))

    assert found.text == (
        "S. Dam kommer på 105 % af sine timer til sager (87 % før): "
        "over 100 % i november, januar, februar og april, mest i februar (114 %); "
        "sag 17 kræver autisme, og kun S. Dam har det."
    )
    assert found.ways_out == (
        "Fravig kravet om autisme: M. Holm (belastning 46 % → 64 %) får sag 17; S. Dam kommer på 87 %.",
    )


def test_somebody_free_is_named_first() -> None:
    found = overload(a_case("1", 30.0, needs="autisme"), a_case("2", 90.0, needs="autisme"), a_case("b", 99.0, at="k1"))

    assert found.text.endswith("sag 2 kræver autisme, og kun S. Dam har det.")
    assert found.ways_out == ()


def test_siblings_who_belong_together_go_together() -> None:
    found = overload(
        a_sibling("1", "same", hours=60.0, needs="autisme"), a_sibling("2", hours=60.0), a_case("3", 10.0, at="k1")
    )

    assert "sag 1 og sag 2 kræver autisme, og kun S. Dam har det." in found.text
    assert found.ways_out == ()


def test_where_everybody_is_overloaded_nothing_relieves() -> None:
    found = overload(*(a_case(f"{n}", 130.0) for n in range(2)))

    assert (found.ways_out, found.hard) == ((), False)
