"""What a policy may say, and what is refused."""

from pathlib import Path

import pytest

from allocation.filters import Presence
from allocation.goals import BalancedLoad, EqualCount
from allocation.policy_toml import parse_policy, read_policy
from sagstyngde.errors import PolicyRefused

GOAL = '[[principle]]\nname = "balanceret_belastning"\n'


def test_the_embedded_policy_is_what_its_file_says() -> None:
    policy = read_policy("standard")

    assert policy.name == "standard"
    assert [type(goal) for goal in policy.goals] == [BalancedLoad, EqualCount]
    assert policy.goals[0].tolerance == 0.03
    assert (policy.horizon_months, policy.capacity.casework_share, policy.capacity.ramp) == (6, 0.68, (0.5, 1.0))


def test_norms_are_hours_a_month_by_category_code() -> None:
    assert parse_policy(f'name = "a"\n{GOAL}[norm_hours]\nA = 2\nB = 3.5', "a.toml").norm_hours == {"A": 2.0, "B": 3.5}


def test_presence_holds_in_every_policy_and_can_be_set() -> None:
    silent = parse_policy(f'name = "a"\n{GOAL}', "a.toml")
    strict = parse_policy(f'name = "a"\n{GOAL}[[principle]]\nname = "til_stede"\nstart_within_days = 3\n', "a.toml")

    assert silent.filters == (Presence(),)
    assert strict.filters == (Presence(start_within_days=3),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('name = "a', "er ikke gyldig TOML"),
        (f"{GOAL}", "name skal være en tekst"),
        ('name = "a"', "intet mål: nævn balanceret_belastning eller ligelig_fordeling"),
        (
            'name = "a"\n[[principle]]\nname = "held"',
            "tildelingskriterium 1: 'held' er ikke kendt; kendte er soeskende, ",
        ),
        ('name = "a"\n[[principle]]\ntolerance = 1', "tildelingskriterium 1: None er ikke kendt"),
        ('name = "a"\nprinciple = ["held"]', "skriv hvert som [[principle]]"),
        (f'name = "a"\n{GOAL}{GOAL}', "balanceret_belastning er nævnt to gange"),
        (f'name = "a"\n{GOAL}tolerance = -0.1', "tolerance er en andel mellem 0 og 1"),
        (f'name = "a"\n{GOAL}tolerance = nan', "tolerance er en andel mellem 0 og 1"),
        (f'name = "a"\n{GOAL}tolerance = "3 %"', "balanceret_belastning.tolerance er ikke et tal"),
        (f'name = "a"\n{GOAL}tolerance = true', "balanceret_belastning.tolerance er ikke et tal"),
        (f'name = "a"\n{GOAL}slack = 0.1', "balanceret_belastning.slack er ikke en kendt nøgle"),
        (f'name = "a"\nhorizon_months = 0\n{GOAL}', "horizon_months ligger mellem 1 og 60"),
        (f'name = "a"\nhorizon_months = 2.5\n{GOAL}', "horizon_months skal være et helt tal"),
        (f'name = "a"\nhorizont = 6\n{GOAL}', "horizont er ikke en kendt nøgle"),
        (f'name = "a"\n{GOAL}[capacity]\ncasework_share = 1.5', "casework_share er en andel over 0 og højst 1"),
        (f'name = "a"\n{GOAL}[capacity]\nramp = [0.5]', "ramp består af mindst to andele"),
        (f'name = "a"\n{GOAL}[capacity]\nramp = 0.5', "capacity.ramp er ikke en liste"),
        (f'name = "a"\n{GOAL}[capacity]\nramp_months = inf', "ramp_months ligger over 0"),
        (f'name = "a"\ncapacity = 7\n{GOAL}', "capacity er ikke en tabel"),
        (f'name = "a"\n{GOAL}[capacity]\nleave_days = 0', "leave_days er mindst 1"),
        (f'name = "a"\n{GOAL}[capacity]\nleave_days = 30.5', "capacity.leave_days er ikke et helt tal"),
        (f'name = "a"\n{GOAL}[capacity]\nweeks_after_leave = 53', "weeks_after_leave ligger mellem 0 og 52"),
        (f'name = "a"\n{GOAL}[capacity]\nnew_per_week_ramping = -1', "new_per_week_ramping er et tal fra 0 og op"),
        (f'name = "a"\n{GOAL}[capacity]\nnew_per_week_after_leave = nan', "after_leave er et tal fra 0 og op"),
        (f'name = "a"\n{GOAL}[capacity]\nspeed = 1.1', "capacity.speed er ikke en kendt nøgle"),
        (f'name = "a"\nnorm_hours = 7\n{GOAL}', "norm_hours er ikke en tabel"),
        (f'name = "a"\n{GOAL}[norm_hours]\nB = -2', "norm_hours.B ligger mellem 0 og 744 timer om måneden"),
        (f'name = "a"\n{GOAL}[norm_hours]\nB = "3"', "norm_hours.B er ikke et tal"),
        (f'name = "a"\n{GOAL}[[principle]]\nname = "til_stede"\nstart_within_days = -1', "kan ikke være negativ"),
    ],
)
def test_a_policy_that_cannot_be_used_is_refused_with_file_and_place(text: str, words: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        parse_policy(text, "p.toml")

    assert refused.value.danish.startswith("politik p.toml: ")
    assert words in refused.value.danish


def test_a_policy_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyRefused, match=r"policy mangler\.toml: cannot be read"):
        read_policy(tmp_path / "mangler.toml")
