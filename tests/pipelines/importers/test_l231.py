from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from features.history_files import read_history
from features.leakage import check_leakage
from features.scheme_toml import read_scheme
from pipelines.importers.folder import write_folder
from pipelines.importers.limits import Limits
from pipelines.importers.take_in import TakenIn
from sagstyngde.errors import ImportRefused, Language
from tests.pipelines.importers.taking import cells, taken, told

NAMESPACE = "http://rep.oio.dk/dst.dk/xml/schemas/2010/04/16/"


def a_record(course: str = "27.18.20-G01-1-22", kind: str = "Ny", **elements: str) -> str:
    told = {
        "INDSATSFORLOEB_ID": course,
        "INDBERETNINGSTYPE": kind,
        "CPR": "0101154321",
        "INDSATS_KODE": "004",
        "INDSATS_STARTDATO": "2022-02-01",
    } | elements
    inside = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in told.items() if text)
    return f"<BoernMedHandicapSagStruktur>{inside}</BoernMedHandicapSagStruktur>"


def a_report(path: Path, *records: str, top: str = "") -> Path:
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>{top}<BoernMedHandicapLeveranceL231Struktur xmlns="{NAMESPACE}">'
        "<DeliveryMetadataNewStructure/>"
        f"<BoernMedHandicapSagStrukturSamling>{''.join(records)}</BoernMedHandicapSagStrukturSamling>"
        "</BoernMedHandicapLeveranceL231Struktur>",
        "utf-8",
    )
    return path


def read(folder: Path, *records: str) -> TakenIn:
    return taken(a_report(folder / "l231.xml", *records), read_scheme("l231"))


def test_a_childs_measures_are_one_case_and_each_beginning_and_end_is_an_event(tmp_path: Path) -> None:
    got = read(
        tmp_path,
        a_record("a", SAGSBEHANDLER="Orla Hansen"),
        a_record("b", INDSATS_STARTDATO="2022-05-01", INDSATS_SLUTDATO="2023-05-01", INDSATS_KODE="005"),
        a_record("c", CPR="0201154321", INDSATS_SLUTDATO="2022-03-01"),
    )

    assert cells(got, "cases", "case_id") == ["a", "c"]
    assert cells(got, "cases", "child_id") == ["barn-1", "barn-2"]
    assert cells(got, "cases", "closed_on") == ["", "2022-03-01"]
    assert cells(got, "cases", "born_on") == ["2015-01-01", "2015-01-01"]
    assert cells(got, "cases", "gender") == ["dreng", "dreng"]
    assert cells(got, "events", "activity") == [
        "bevilling: aflastning",
        "bevilling: kode 005",
        "ophør: kode 005",
        "bevilling: aflastning",
        "ophør: aflastning",
    ]


def test_what_begins_after_a_long_silence_is_a_new_case_that_knows_of_the_old(tmp_path: Path) -> None:
    got = read(
        tmp_path,
        a_record("a", INDSATS_SLUTDATO="2022-06-01"),
        a_record("b", INDSATS_STARTDATO="2022-08-30", INDSATS_SLUTDATO="2022-12-31"),
        a_record("c", INDSATS_STARTDATO="2023-12-01"),
    )

    assert cells(got, "cases", "case_id") == ["a", "c"]
    assert cells(got, "cases", "earlier_courses") == ["0", "1"]


def test_a_later_record_takes_an_earlier_ones_place_and_a_deletion_takes_it_away(tmp_path: Path) -> None:
    first = a_report(tmp_path / "januar.xml", a_record("a"), a_record("b", CPR="0201154321"), a_record("d"))
    second = a_report(
        tmp_path / "februar.xml",
        a_record("a", "Ændring", INDSATS_SLUTDATO="2022-04-01"),
        a_record("b", "Sletning"),
        a_record("e", "Ændring", ORIGIN_INDSATSFORLOEB_ID="d", CPR="0301154321"),
    )

    got = taken([first, second], read_scheme("l231"))

    assert cells(got, "cases", "case_id") == ["a", "e"]
    assert cells(got, "cases", "closed_on") == ["2022-04-01", ""]


def test_a_planned_end_is_no_event_yet_and_closes_nothing(tmp_path: Path) -> None:
    got = read(tmp_path, a_record("a", INDSATS_SLUTDATO="2030-01-01"))

    assert cells(got, "events", "activity") == ["bevilling: aflastning"]
    assert got.taken.cases[0].closed_on is None


def test_a_child_without_a_number_keeps_its_case_and_gets_no_pseudonym(tmp_path: Path) -> None:
    foreign = {"CPR": "", "UDL_NR": "X-17", "KOEN": "2", "FOEDDAG": "2014-06-17"}

    got = read(tmp_path, a_record("a", **foreign), a_record("b", INDSATS_STARTDATO="2022-04-01", **foreign))

    assert cells(got, "cases", "case_id") == ["a"]
    assert cells(got, "cases", "child_id") == [""]
    assert cells(got, "cases", "born_on") == ["2014-06-01"]
    assert cells(got, "cases", "gender") == ["pige"]


@pytest.mark.parametrize(
    ("wrong", "element"),
    [
        ({"CPR": "3102154321"}, "CPR"),
        ({"INDSATS_KODE": "4"}, "INDSATS_KODE"),
        ({"INDSATS_STARTDATO": "2022-02-30"}, "INDSATS_STARTDATO"),
        ({"INDSATS_STARTDATO": ""}, "INDSATS_STARTDATO"),
        ({"INDSATS_STARTDATO": "2027-01-01"}, "INDSATS_STARTDATO"),
        ({"INDSATS_SLUTDATO": "2021-01-01"}, "INDSATS_SLUTDATO"),
        ({"kind": "Måske"}, "INDBERETNINGSTYPE"),
        ({"course": "x" * 101}, "INDSATSFORLOEB_ID"),
        ({"SAGSBEHANDLER": "a\u202eb"}, "SAGSBEHANDLER"),
    ],
)
def test_a_record_that_cannot_be_believed_is_told_by_its_place(
    wrong: dict[str, str], element: str, tmp_path: Path
) -> None:
    got = read(tmp_path, a_record("god"), a_record(**wrong))

    assert told(got.report.refusals) == [(2, element)]
    assert cells(got, "cases", "case_id") == ["god"]


@pytest.mark.parametrize("top", ["<!DOCTYPE x>", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'])
def test_a_report_with_a_document_type_is_refused(top: str, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="well-formed"):
        taken(a_report(tmp_path / "l231.xml", a_record(), top=top), read_scheme("l231"))


def test_a_report_that_is_cut_short_or_too_large_is_refused(tmp_path: Path) -> None:
    path = a_report(tmp_path / "l231.xml", *(a_record(str(place)) for place in range(100)))

    with pytest.raises(ImportRefused, match="more than may be read"):
        taken(path, read_scheme("l231"), limits=Limits(file_bytes=5_000))
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(ImportRefused, match="well-formed"):
        taken(path, read_scheme("l231"))


def test_without_a_key_nothing_is_read(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="SAGSTYNGDE_VAULT_KEYS"):
        taken(a_report(tmp_path / "l231.xml", a_record()), read_scheme("l231"), keys=False)


def test_what_was_taken_in_is_a_history_that_the_scheme_reads(tmp_path: Path) -> None:
    records = [
        a_record(
            f"m{place}", CPR=f"{1 + place % 28:02}0115{4000 + place}", INDSATS_STARTDATO=f"2023-0{1 + place % 9}-15"
        )
        for place in range(40)
    ]

    got = read(tmp_path, *records)
    write_folder(tmp_path / "ud", got, scheme_text="", sources=[tmp_path / "l231.xml"], language=Language.DANISH)
    history, report = read_history(read_scheme("l231"), tmp_path / "ud")

    check_leakage(history.scheme)
    assert report.refusals == ()
    assert (len(history.cases), history.work.hours.sum()) == (40, 120.0)
    assert history.ends_on == date(2023, 9, 16)
