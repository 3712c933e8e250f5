from pathlib import Path

import pytest

from features.scheme import EffortRule, EffortSource, Scheme
from pipelines.importers.mapping_toml import parse_mapping
from sagstyngde.errors import ImportRefused
from tests.factories import a_scheme
from tests.pipelines.importers.taking import a_list_scheme, cells, taken, told
from tests.pipelines.importers.test_csv_list import a_list


def test_a_list_in_a_municipalitys_own_words_becomes_the_schemes(tmp_path: Path) -> None:
    path = a_list(
        tmp_path,
        "Sagsnr.;Modtaget;Funktionsevne;Behov for tolk;Hvem samarbejdes der med?;Minutter\n"
        "s1;31-12-2024;Svært påvirket;J;Skolen, PPR;1.230,0\n",
    )
    mapping = """
        [cases]
        unit = "minutes"
        [cases.columns]
        case_id = "Sagsnr."
        received_on = "Modtaget"
        kommunikation = "Funktionsevne"
        tolk = "Behov for tolk"
        partnere = "Hvem samarbejdes der med?"
        total_column = "Minutter"
        [cases.values.kommunikation]
        "svært påvirket" = "svær"
        [cases.values.partnere]
        "Skolen, PPR" = "skole;ppr"
    """

    got = taken(path, a_list_scheme(), mapping)

    assert got.taken.cases[0].facts == {"kommunikation": 3, "tolk": True, "partnere": frozenset({"skole", "ppr"})}
    assert cells(got, "cases", "timer") == ["20.5"]


def test_words_of_several_choices_are_translated_one_by_one(tmp_path: Path) -> None:
    path = a_list(tmp_path, 'case_id;received_on;partnere;timer\ns1;2025-01-01;"Skolen; PPR ;læge";1\n')

    got = taken(path, a_list_scheme(), '[cases.values.partnere]\nskolen = "skole"\nppr = "ppr"\n')

    assert cells(got, "cases", "partnere") == ["skole;ppr;læge"]


def test_hours_written_as_on_a_clock_are_read_where_the_mapping_says_so(tmp_path: Path) -> None:
    path = a_list(tmp_path, "case_id;received_on;timer\ns1;2025-01-01;30:30\ns2;2025-01-02;0:99\ns3;2025-01-03;2\n")

    got = taken(path, a_list_scheme(), '[cases]\nunit = "clock"\n')

    assert cells(got, "cases", "timer") == ["30.5", "2"]
    assert told(got.report.refusals) == [(3, "timer")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "no table"),
        ("[cases", "not valid TOML"),
        ("[cases]\nfarve = 1\n", "cases.farve"),
        ('[cases.columns]\ncase_ids = "x"\n', r"case_ids.*nearest is case_id"),
        ('[cases.values.tolke]\nja = "x"\n', "tolke"),
        ('[hours.columns]\nhours = "x"\n', r"\[hours\].*asks for cases"),
        ('[cases]\ncpr = "CPR"\nborn = "tolk"\n', "born: tolk"),
        ('[cases]\nborn = "tolk"\n', "born"),
        ("[cases]\nheader_row = 0\n", "header_row"),
        ('[cases]\ndates = "31/12"\n', "dates"),
        ('shape = "tabel"\n[cases]\n', "shape"),
    ],
)
def test_a_mapping_that_contradicts_the_scheme_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(ImportRefused, match=place):
        parse_mapping(text, "liste.toml", a_list_scheme())


def test_several_files_are_told_apart_by_the_mapping(tmp_path: Path) -> None:
    cases = a_list(tmp_path, "case_id,received_on\ns1,2025-01-01\n", "Sagsliste 2025.csv")
    hours = a_list(tmp_path, "Sag;Dag;Tid\ns1;2025-01-05;1,5\ns9;2025-01-05;2\n", "Tid 2025.csv")
    judged = a_list(tmp_path, "case_id,category,assessed_on\ns1,B,2025-01-02\ns1,Z,2025-01-02\n", "Kategorier.csv")
    mapping = """
        [cases]
        file = "sags*"
        [categories]
        file = "kat*"
        [hours]
        file = "tid*"
        [hours.columns]
        hours_case_id = "Sag"
        worked_on = "Dag"
        hours = "Tid"
    """

    got = taken([cases, hours, judged], a_scheme(), mapping)

    assert [(entry.case_id, entry.hours) for entry in got.taken.effort] == [("s1", 1.5)]
    assert [(one.file, one.row, one.column) for one in got.report.refusals] == [
        ("Kategorier.csv", 3, "category"),
        ("Tid 2025.csv", 3, "Sag"),
    ]


def test_files_called_as_the_tables_need_no_mapping_and_unknown_ones_are_refused(tmp_path: Path) -> None:
    cases = a_list(tmp_path, "case_id,received_on\ns1,2025-01-01\n", "cases.csv")
    hours = a_list(tmp_path, "case_id;worked_on;hours\ns1;2025-01-05;1,5\n", "hours.csv")
    other = a_list(tmp_path, "a;b\n1;2\n", "andet.csv")

    got = taken([hours, cases], a_scheme())

    assert len(got.taken.effort) == 1
    assert [notice.danish for notice in got.report.notices] == [
        "categories.csv er ikke i filerne; læg den i mappen, før der trænes"
    ]
    with pytest.raises(ImportRefused, match=r"andet\.csv: cannot tell which table"):
        taken([cases, other], a_scheme())


def test_hours_without_cases_are_refused_as_a_whole(tmp_path: Path) -> None:
    hours = a_list(tmp_path, "case_id;worked_on;hours\ns1;2025-01-05;1,5\n", "hours.csv")

    with pytest.raises(ImportRefused, match="no cases"):
        taken(hours, a_scheme())


def test_minutes_for_hours_are_found_out_as_in_every_history(tmp_path: Path) -> None:
    cases = a_list(tmp_path, "case_id,received_on\ns1,2025-01-01\n", "cases.csv")
    hours = a_list(tmp_path, "case_id;worked_on;hours\n" + "s1;2025-01-05;90\n" * 5, "hours.csv")
    scheme: Scheme = a_scheme(effort=EffortRule(source=EffortSource.HOURS))

    assert taken([cases, hours], scheme, '[cases]\n[hours]\nunit = "minutes"\n').taken.effort[0].hours == 1.5
    with pytest.raises(Exception, match="minutes instead of hours"):
        taken([cases, hours], scheme)
