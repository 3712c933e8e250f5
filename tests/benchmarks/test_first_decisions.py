"""A year of weekly allocations, cut short: somebody new gets decisions where the policy says so, hardly otherwise."""

from benchmarks.first_decisions import POLICIES, year

WEEKS = 14


def test_oplaering_gives_the_newly_employed_decisions_that_beslutningskompetence_alone_takes_away() -> None:
    starved, fed = (
        year(POLICIES[name], 0, WEEKS) for name in ("efter belastningen", "efter belastningen, med oplaering")
    )

    assert fed.cases == starved.cases
    assert fed.decisions > starved.decisions
    assert starved.without > 0.5
    assert fed.without < 0.2
