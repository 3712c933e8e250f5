from pathlib import Path

import pytest

from features.scheme import EffortSource, Kind
from features.scheme_toml import parse_scheme, read_scheme
from sagstyngde.errors import SchemeRefused

GOOD = """\
name = "proeve"
version = "1"

[effort]
source = "hours"

[[category.scale]]
code = "A"
name = "Enkel"

[[category.scale]]
code = "B"
name = "Kompleks"

[[fact]]
name = "mobilitet"
kind = "level"

[[fact]]
name = "partnere"
kind = "choices"

[[feature]]
name = "partner_count"
function = "option_count"
of = ["partnere"]
"""


def test_a_scheme_is_read_with_its_defaults() -> None:
    scheme = parse_scheme(GOOD, "proeve.toml")

    assert [(fact.name, fact.kind, fact.column) for fact in scheme.facts] == [
        ("mobilitet", Kind.LEVEL, "mobilitet"),
        ("partnere", Kind.CHOICES, "partnere"),
    ]
    assert scheme.scale.codes == ("A", "B")
    assert (scheme.effort.source, scheme.time_zone, scheme.title) == (EffortSource.HOURS, "Europe/Copenhagen", "proeve")


def test_an_empty_column_name_means_that_the_export_has_none() -> None:
    assert parse_scheme(f'{GOOD}\n[columns]\nreceived_on = ""\n', "s").columns.received_on is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"partnere"\nkind', '"mobilitet"\nkind', "mobilitet er nævnt to gange"),
        ('kind = "choices"', 'kind = "choices"\ncolumn = "mobilitet"', "mobilitet er nævnt to gange"),
        ('name = "partner_count"', 'name = "mobilitet"', "mobilitet er nævnt to gange"),
        ('kind = "level"', 'kind = "niveau"', "facts.1.kind har en ukendt værdi"),
        ('kind = "level"', "", "facts.1.kind mangler"),
        ('kind = "level"', 'kind = "level"\nfarve = "blå"', "facts.1.farve er ikke en kendt nøgle"),
        ('kind = "level"', 'kind = "level"\noptions = {a = "A"}', "kun et valg har muligheder"),
        ('kind = "level"', 'kind = "level"\nwords = {many = "flere"}', "ét {} til tallet"),
        (
            'kind = "choices"',
            'kind = "choices"\noptions = {a = "A"}\nformer_options = ["b"]',
            "former_options nævner en ukendt mulighed",
        ),
        ('"mobilitet"', '"Mobilitet"', "et navn består af små bogstaver"),
        ('function = "option_count"', 'function = "find_paa"', "ukendt funktion; kendte er age_years"),
        ('of = ["partnere"]', 'of = ["mobilitet"]', "kan ikke beregnes af mobilitet"),
        ('of = ["partnere"]', 'of = ["findes_ikke"]', "kan ikke beregnes af findes_ikke"),
        ('of = ["partnere"]', "of = []", "for få eller for mange"),
        ('source = "hours"', 'source = "gaet"', "effort.source har en ukendt værdi"),
        ('source = "hours"', 'source = "total"', "total_column"),
        ('source = "hours"', 'source = "hours"\nestimate = "skoen"', "skønnet er ikke en oplysning"),
        ('source = "hours"', 'source = "hours"\nhorizon_months = 0', "horizon_months"),
        ('version = "1"', 'version = "1"\ntime_zone = "Europa/Kbh"', "tidszone"),
        ("[[category.scale]]", '[category]\nsource = "effort_bands"\n\n[[category.scale]]', "ikke gyldig TOML"),
        ('code = "B"', 'code = "A"', "category.scale"),
        ('name = "proeve"', "name = ", "ikke gyldig TOML"),
    ],
)
def test_a_contradictory_scheme_is_refused_by_file_and_place(old: str, new: str, words: str) -> None:
    with pytest.raises(SchemeRefused) as refused:
        parse_scheme(GOOD.replace(old, new), "proeve.toml")

    assert refused.value.danish.startswith("skema proeve.toml: ")
    assert words in refused.value.danish


@pytest.mark.parametrize("quantiles", ["[0.5, 0.6]", "[]", "[0.0]", "[1.0]"])
def test_bands_need_one_cut_fewer_than_categories(quantiles: str) -> None:
    bands = f'[category]\nsource = "effort_bands"\nquantiles = {quantiles}\n\n[[category.scale]]'

    with pytest.raises(SchemeRefused, match="quantiles must rise"):
        parse_scheme(GOOD.replace("[[category.scale]]", bands, 1), "s")


def test_the_price_of_silence_is_the_municipalitys_own() -> None:
    rule = parse_scheme(GOOD + "[abstention]\nwrong_step_cost = 120\nhuman_look_cost = 30.0\n", "a.toml").abstention

    assert (rule.most_steps, rule.false_alarm_rate) == (0.25, 0.02)


@pytest.mark.parametrize(
    "line",
    [
        "wrong_step_cost = 0",
        "wrong_step_cost = inf",
        "human_look_cost = -1.0",
        "human_look_cost = nan",
        "false_alarm_rate = 0.6",
        "false_alarm_rate = nan",
        "look_cost = 1.0",
    ],
)
def test_a_price_that_is_none_is_refused_by_its_name(line: str) -> None:
    with pytest.raises(SchemeRefused) as refused:
        parse_scheme(f"{GOOD}[abstention]\n{line}\n", "a.toml")

    assert line.split(maxsplit=1)[0] in refused.value.danish


def test_a_scheme_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemeRefused, match=r"mangler\.toml: there is no such file"):
        read_scheme(tmp_path / "mangler.toml")


def test_a_scheme_in_latin_1_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_bytes('name = "æ"'.encode("latin-1"))

    with pytest.raises(SchemeRefused, match="UTF-8"):
        read_scheme(tmp_path / "s.toml")
