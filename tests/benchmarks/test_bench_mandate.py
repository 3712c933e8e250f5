from benchmarks.bench_mandate import ON, bench_mandate
from mandate.register_toml import example_register


def test_every_provision_is_asked_of_for_each_and_the_figures_are_of_work_done() -> None:
    figures = bench_mandate(caseworkers=2, least_seconds=0.0)
    provisions = example_register().provisions

    assert figures["routes"] == 50 * len(provisions)
    assert figures["provisions"] == sum(one.holds.holds(ON) for one in provisions)
    assert figures["route_us"] > 0.0
    assert figures["who_may_s"] > 0.0
