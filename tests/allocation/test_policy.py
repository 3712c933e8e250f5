"""What a policy may say, and what is refused."""

from pathlib import Path

import pytest

from allocation.filters import Presence
from allocation.policy_toml import embedded_policies, parse_policy, read_policy
from allocation.solve import allocate
from sagstyngde.errors import PolicyRefused
from tests.allocation.factories import MONDAY, a_case, a_caseworker

GOAL = '[[principle]]\nname = "balanceret_belastning"\n'


def principle(name: str, setting: str) -> str:
    return f'name = "a"\n{GOAL}[[principle]]\nname = "{name}"\n{setting}'


def test_the_embedded_policy_is_what_its_file_says() -> None:
    policy = read_policy("standard")

    assert policy.name == "standard"
    assert [goal.name for goal in policy.goals] == [
        "indfasning",
        "balanceret_belastning",
        "ledelsesmaessig_vurdering",
        "soeskende_samlet",
        "oplaering",
        "beslutningskompetence",
        "sprog",
        "ligelig_fordeling",
    ]
    assert policy.goals[1].tolerance == 0.03
    assert (policy.horizon_months, policy.capacity.casework_share, policy.capacity.ramp) == (6, 0.68, (0.5, 1.0))


@pytest.mark.parametrize("name", embedded_policies())
def test_every_embedded_policy_bears_its_files_name_and_allocates(name: str) -> None:
    policy = read_policy(name)
    cases = [a_case(f"{n}", team="Nord", district="Nord", birth_day=1 + n % 31) for n in range(6)]

    plan = allocate(cases, [a_caseworker("k1", team="Nord"), a_caseworker("k2")], policy, MONDAY)

    assert policy.name == name
    assert plan.unplaced == ()
    assert plan.violations == ()


def test_the_six_tildelingskriterier_stand_alone_and_in_compositions() -> None:
    assert embedded_policies() == (
        "cpr_dag",
        "distrikt",
        "distrikt_og_kompetence",
        "faa_flytninger",
        "ledelsesmaessig_vurdering",
        "ligelig_fordeling",
        "robust",
        "saerlige_kompetencer",
        "standard",
        "teams",
    )


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
        (principle("til_stede", "start_within_days = -1"), "til_stede.start_within_days kan ikke være negativ"),
        (principle("saerlige_kompetencer", "hard = 1"), "saerlige_kompetencer.hard er hverken true eller false"),
        (principle("saerlige_kompetencer", "fallback = {a = 1}"), "saerlige_kompetencer.fallback.a er ikke en liste"),
        (principle("saerlige_kompetencer", "fallback = {a = [1]}"), "kompetencer.fallback.a.0 er ikke en tekst"),
        (principle("saerlige_kompetencer", 'fallback = {a = ["a"]}'), "fallback.a nævner andre kompetencer, mindst én"),
        (principle("saerlige_kompetencer", "fallback = {a = []}"), "fallback.a nævner andre kompetencer, mindst én"),
        (principle("teams", 'within = {C = "A", A = "B", B = "A"}'), "teams.within går i ring: A → B → A"),
        (principle("teams", 'within = {A = "A"}'), "teams.within går i ring: A → A"),
        (principle("teams", 'within = "A"'), "teams.within er ikke en tabel"),
        (principle("rejseafstand", "default = -1"), "rejseafstand.default er en afstand fra 0 og op"),
        (principle("rejseafstand", "distances = {A = {B = inf}}"), "rejseafstand.distances.A.B er en afstand fra 0"),
        (principle("rejseafstand", "distances = {A = {A = 1}}"), "rejseafstand.distances.A.A er en afstand fra 0"),
        (principle("rejseafstand", "distances = {A = {B = 1}, B = {A = 2}}"), "er en anden den modsatte vej"),
        (principle("rejseafstand", "distances = {A = {B = 2026-01-01}}"), "rejseafstand.distances.A.B er ikke et tal"),
        (principle("cpr_dag", "bands = {K1 = [0]}"), "cpr_dag.bands.K1 består af dage mellem 1 og 31"),
        (principle("cpr_dag", "bands = {K1 = []}"), "cpr_dag.bands.K1 består af dage mellem 1 og 31"),
        (principle("cpr_dag", "bands = {K1 = [1.5]}"), "cpr_dag.bands.K1.0 er ikke et helt tal"),
        (principle("cpr_dag", f"bands = {{K1 = {[*range(1, 30)]}}}"), "cpr_dag.bands: ingen har dag 30 og 31"),
        (principle("beslutningskompetence", "months = -1"), "beslutningskompetence.months ligger mellem 0 og 60"),
        (principle("oplaering", "least = 0"), "oplaering.least ligger mellem 1 og 50"),
        (principle("oplaering", "months = 61"), "oplaering.months ligger mellem 1 og 60"),
        (principle("beslutningskompetence", "competence = 7"), "beslutningskompetence.competence er ikke en tekst"),
        (principle("indfasning", "weeks = 0"), "indfasning.weeks ligger over 0 og er højst 52"),
        (principle("kontinuitet", "move_price = 0"), "kontinuitet.move_price er et tal over 0"),
        (principle("kontinuitet", "price_per_year = -1"), "kontinuitet.price_per_year er et tal fra 0 og op"),
        (principle("cpr_dag", "owners = 7"), "cpr_dag.owners er ikke en kendt nøgle"),
    ],
)
def test_a_policy_that_cannot_be_used_is_refused_with_file_and_place(text: str, words: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        parse_policy(text, "p.toml")

    assert refused.value.danish.startswith("politik p.toml: ")
    assert words in refused.value.danish


def test_a_policy_that_is_a_folder_is_called_one(tmp_path: Path) -> None:
    with pytest.raises(PolicyRefused) as refused:
        read_policy(tmp_path)
    assert refused.value.danish.startswith(f"politik {tmp_path.name}: er en mappe, ikke en fil; indbyggede: cpr_dag,")


def test_a_policy_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyRefused, match=r"policy mangler\.toml: is not there; embedded: .*standard"):
        read_policy(tmp_path / "mangler.toml")
