import csv
import gzip
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
import pytest
import rustxes

from features.export_names import Columns
from features.history import History
from features.history_files import read_history
from features.scheme import CategoryRule, CategorySource, EffortRule, EffortSource, Scheme
from features.scheme_toml import read_scheme
from pipelines.importers.folder import write_folder
from sagstyngde.errors import ImportRefused, Language
from tests.factories import SCALE, a_scheme
from tests.pipelines.importers.taking import a_list_scheme, cells, taken, told
from tests.real_data import SCHEMES, real_data

ROWS = (
    "case:concept:name,case:tolk,concept:name,org:resource,time:timestamp\n"
    "s1,ja,modtaget,k1,2025-01-05T23:30:00Z\n"
    "s1,,undersøgt,k2,2025-01-07T10:00:00+01:00\n"
    "s2,nej,modtaget,,2025-02-01\n"
)


def a_log_scheme(source: EffortSource = EffortSource.TOUCH_DAYS) -> Scheme:
    return a_scheme(
        effort=EffortRule(source=source),
        category=CategoryRule(scale=SCALE, source=CategorySource.EFFORT_BANDS, quantiles=(0.4, 0.7, 0.9)),
        columns=Columns(),
    )


def an_xes(path: Path, traces: str, top: str = "") -> Path:
    text = f'<?xml version="1.0" encoding="UTF-8"?>{top}<log xmlns="http://www.xes-standard.org/">{traces}</log>'
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def a_trace(case: str, *events: tuple[str, str], **attributes: str) -> str:
    def attribute(kind: str, key: str, value: str) -> str:
        return f"<{kind} key={quoteattr(key)} value={quoteattr(value)}/>"

    of_events = (
        f"<event>{attribute('string', 'concept:name', name)}{attribute('date', 'time:timestamp', at)}"
        f"{attribute('string', 'org:resource', 'k1')}</event>"
        for name, at in events
    )
    own = (attribute("string", key, value) for key, value in attributes.items())
    return f"<trace>{attribute('string', 'concept:name', case)}{''.join(own)}{''.join(of_events)}</trace>"


def test_a_log_in_csv_tells_cases_work_and_the_day_each_case_came_in(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(ROWS, "utf-8")

    got = taken(path, a_log_scheme(), 'shape = "log"\n[events]\n')

    assert cells(got, "cases", "received_on") == ["2025-01-06", "2025-02-01"]
    assert [case.facts for case in got.taken.cases] == [{"tolk": True}, {"tolk": False}]
    assert [(entry.case_id, entry.person) for entry in got.taken.effort] == [("s1", "k1"), ("s1", "k2"), ("s2", "")]


def test_a_log_of_other_names_is_read_by_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "haendelser.csv"
    path.write_text("Sag;Hvad;Hvornår;Tolk\ns1;brev;05-01-2025;ja\ns1;møde;x;ja\n", "utf-8")
    mapping = """
        shape = "log"
        [cases.columns]
        case_id = "Sag"
        tolk = "Tolk"
        [events.columns]
        event_case_id = "Sag"
        event_activity = "Hvad"
        event_at = "Hvornår"
    """

    got = taken(path, a_log_scheme(EffortSource.EVENTS), mapping)

    assert [entry.activity for entry in got.taken.effort] == ["brev"]
    assert told(got.report.refusals) == [(3, "Hvornår")]


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
def test_xes_tells_what_csv_tells_and_keeps_cases_without_events(name: str, tmp_path: Path) -> None:
    events = (("a & b", "2025-01-05T23:30:00Z"), ("b", "2025-01-07T10:00:00.000+01:00"))
    traces = a_trace("s1", *events, received_on="2025-01-04", tolk="true") + a_trace("s2", received_on="2025-01-06")

    got = taken(an_xes(tmp_path / name, traces), a_log_scheme(EffortSource.EVENTS))

    assert cells(got, "cases", "case_id") == ["s1", "s2"]
    assert [case.facts for case in got.taken.cases] == [{"tolk": True}, {}]
    assert [(entry.activity, entry.day.isoformat()) for entry in got.taken.effort] == [
        ("a & b", "2025-01-06"),
        ("b", "2025-01-07"),
    ]


def test_a_case_of_xes_without_a_day_of_its_own_came_in_with_its_first_event(tmp_path: Path) -> None:
    traces = a_trace("s1", ("a & b", "2025-01-05T23:30:00Z"), ("b", "2025-01-07T10:00:00.000+01:00"))
    path = an_xes(tmp_path / "log.xes", traces + a_trace("s2"))

    got = taken(path, a_log_scheme(EffortSource.EVENTS))

    assert [(case.case_id, case.received_on.isoformat()) for case in got.taken.cases] == [("s1", "2025-01-06")]
    assert [entry.activity for entry in got.taken.effort] == ["a & b", "b"]
    assert told(got.report.refusals) == [(2, "(første hændelse)")]


def test_xes_that_was_cut_short_is_refused_whole(tmp_path: Path) -> None:
    path = an_xes(tmp_path / "log.xes", a_trace("s1", ("a", "2025-01-05")) * 50)
    path.write_bytes(path.read_bytes()[:-400])

    with pytest.raises(ImportRefused, match="whole, well-formed XES"):
        taken(path, a_log_scheme())


@pytest.mark.parametrize(
    ("top", "traces"),
    [('<!DOCTYPE log [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]>', a_trace("s1")), ("<!DOCTYPE log>", a_trace("s1"))],
)
def test_xes_with_a_document_type_is_refused(top: str, traces: str, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="XES"):
        taken(an_xes(tmp_path / "log.xes", traces, top), a_log_scheme())


def test_other_xml_is_no_log(tmp_path: Path) -> None:
    path = tmp_path / "andet.xes"
    path.write_text("<html><trace/></html>", "utf-8")

    with pytest.raises(ImportRefused, match="no event log"):
        taken(path, a_log_scheme())


def test_a_log_cannot_serve_a_scheme_whose_hours_come_from_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="touch_days"):
        taken(an_xes(tmp_path / "log.xes", a_trace("s1")), a_list_scheme())


def test_a_dutch_municipality_as_xes_gives_the_history_its_tables_give(tmp_path: Path) -> None:
    folder, scheme = real_data("bpic15"), read_scheme(SCHEMES / "bpic15_touch_days.toml")
    path = an_xes(tmp_path / "municipality_1.xes.gz", "".join(_traces(folder, most=250)))
    _first(folder, tmp_path / "tabeller", most=250)

    got = taken(path, scheme, '[cases.columns]\ncase_id = "case_id"\n')
    write_folder(tmp_path / "ud", got, scheme_text="", sources=[path], language=Language.DANISH)

    by_tables, _ = read_history(scheme, tmp_path / "tabeller")
    by_log, report = read_history(scheme, tmp_path / "ud")
    assert report.refusals == ()
    assert len(by_tables.cases) == 250
    assert _told_by(by_log) == _told_by(by_tables)


def test_the_events_are_those_another_reader_finds(tmp_path: Path) -> None:
    path = an_xes(tmp_path / "log.xes", "".join(_traces(real_data("bpic15"), most=40)))

    got = taken(path, read_scheme(SCHEMES / "bpic15_activities.toml"))
    frame, _ = rustxes.import_xes(str(path))

    assert [row.text("concept:name") for row in got.taken.tables[1].rows] == frame["concept:name"].to_list()


def _told_by(history: History) -> tuple[object, ...]:
    work = history.work
    return (
        history.cases,
        history.ends_on,
        work.case_index.tolist(),
        work.day.tolist(),
        np.round(work.hours, 12).tolist(),
        [work.caseworkers[place] for place in work.caseworker],
    )


def _table(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _traces(folder: Path, most: int) -> list[str]:
    """Write the first cases of the municipality's tables as traces, every column an attribute."""
    of_case: dict[str, list[dict[str, str]]] = {}
    for event in _table(folder / "municipality_1_events.csv.gz"):
        of_case.setdefault(event["case_id"], []).append(event)

    def attributes(row: dict[str, str], leave: str) -> str:
        kept = ((key, value) for key, value in row.items() if value and key != leave)
        return "".join(f"<string key={quoteattr(key)} value={quoteattr(value)}/>" for key, value in kept)

    return [
        f'<trace><string key="concept:name" value="{case["case_id"]}"/>{attributes(case, "")}'
        + "".join(f"<event>{attributes(event, 'case_id')}</event>" for event in of_case[case["case_id"]])
        + "</trace>"
        for case in _table(folder / "municipality_1_cases.csv.gz")[:most]
    ]


def _first(folder: Path, out: Path, most: int) -> None:
    """Write the first cases of the municipality's tables, and their events, into a folder of their own."""
    out.mkdir()
    kept = {row["case_id"] for row in _table(folder / "municipality_1_cases.csv.gz")[:most]}
    for name in ("municipality_1_cases.csv.gz", "municipality_1_events.csv.gz"):
        rows = [row for row in _table(folder / name) if row["case_id"] in kept]
        with gzip.open(out / name, "wt", encoding="utf-8", newline="") as text:
            writer = csv.DictWriter(text, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
