import pytest
from hypothesis import given

from allocation.capacity import CapacityRules
from allocation.policy import Policy
from allocation.policy_toml import embedded_policies, parse_policy, read_policy
from allocation.policy_written import written
from tests.allocation.policies import policies


@given(policies())
def test_a_policy_that_is_written_and_read_is_the_same_policy(policy: Policy) -> None:
    assert parse_policy(written(policy), "skrevet") == policy


@pytest.mark.parametrize("name", embedded_policies())
def test_every_embedded_policy_survives_being_written(name: str) -> None:
    assert parse_policy(written(read_policy(name)), name) == read_policy(name)


def test_a_written_policy_can_be_read_by_people() -> None:
    policy = read_policy("faa_flytninger")

    text = written(policy)

    assert 'name = "faa_flytninger"\nhorizon_months = 6\n' in text
    assert '# Kontinuitet\n[[principle]]\nname = "kontinuitet"\nprice_per_year = 0.2\n' in text
    assert all(
        f"{name} = " in text
        for name in CapacityRules.__annotations__
        if name not in {"most_share"} | {"__pydantic_config__"}
    )
