from datetime import date
from pathlib import Path

import pytest

from features.refusals import ValueClass
from pipelines.decisions_file import COLUMNS, read_decisions
from sagstyngde.decision import AppealResult, Level, Outcome, Unit
from sagstyngde.errors import InputRefused
from sagstyngde.provision import Provision

TODAY = date(2026, 11, 1)
GOOD = {
    "decision_id": "a1", "case_id": "s1", "team": "Nord", "provision": "BL § 90 nr. 3", "applied_on": "2026-03-01",
    "decided_on": "2026-04-15", "level": "egenkompetence", "outcome": "delvist_bevilget", "amount": "14500",
    "unit": "kr_aar", "appeal": "hjemvist",
}  # fmt: skip


def written(folder: Path, *rows: dict[str, str], delimiter: str = ",", header: tuple[str, ...] = COLUMNS) -> Path:
    lines = [delimiter.join(header), *(delimiter.join(row.get(name, "") for name in header) for row in rows)]
    path = folder / "decisions.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_row_becomes_a_decision(tmp_path: Path) -> None:
    (one,) = read_decisions(written(tmp_path, GOOD), on=TODAY).kept

    assert (one.team, one.provision, one.days) == ("Nord", Provision.parse("BL § 90 nr. 3"), 45)
    assert (one.level, one.outcome, one.appeal) == (Level.OWN, Outcome.PARTLY, AppealResult.REMITTED)
    assert one.amount is not None
    assert (one.amount.value, one.amount.unit) == (14500.0, Unit.KRONER_A_YEAR)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (("45000", "999"), None),  # nothing says whether 60.000 is sixty
        (("45.500,50",), 60_000.0),
        (("1.250.000",), 60_000.0),
        (("45500.50",), 60.0),
    ],
)
def test_sixty_thousand_is_never_taken_for_sixty(
    others: tuple[str, ...], expected: float | None, tmp_path: Path
) -> None:
    rows = [GOOD | {"decision_id": f"b{at}", "amount": amount} for at, amount in enumerate(others)]

    found = read_decisions(written(tmp_path, *rows, GOOD | {"amount": "60.000"}, delimiter=";"), on=TODAY)

    if expected is None:
        assert [(one.row, one.column) for one in found.refusals] == [(len(rows) + 2, "amount")]
        assert len(found.kept) == len(rows)
    else:
        assert not found.refusals
        assert found.kept[-1].amount is not None
        assert found.kept[-1].amount.value == expected


@pytest.mark.parametrize(
    ("column", "value", "value_class"),
    [
        ("decision_id", "", ValueClass.EMPTY),
        ("team", "", ValueClass.EMPTY),
        ("team", "N\u202eord", ValueClass.TEXT),
        ("provision", "§ 90", ValueClass.TEXT),
        ("provision", "BL §90 nr. 3", ValueClass.TEXT),
        ("applied_on", "31-02-2026", ValueClass.TEXT),
        ("applied_on", "03/04/2026", ValueClass.TEXT),
        ("decided_on", "2026-02-28", ValueClass.DATE),  # before the application
        ("decided_on", "2026-11-02", ValueClass.DATE),  # in the future
        ("level", "Egenkompetence", ValueClass.TEXT),
        ("outcome", "ja", ValueClass.TEXT),
        ("amount", "-1", ValueClass.WHOLE_NUMBER),
        ("amount", "NaN", ValueClass.TEXT),
        ("amount", "1e400", ValueClass.TEXT),
        ("unit", "kr", ValueClass.TEXT),
        ("unit", "", ValueClass.EMPTY),
        ("appeal", "medhold", ValueClass.TEXT),
    ],
)
def test_a_cell_that_cannot_be_is_named(column: str, value: str, value_class: ValueClass, tmp_path: Path) -> None:
    found = read_decisions(written(tmp_path, GOOD | {"decision_id": "a0"}, GOOD | {column: value}), on=TODAY)

    assert len(found.kept) == 1
    (refused,) = found.refusals
    assert (refused.row, refused.column, refused.value_class) == (3, column, value_class)


def test_no_value_is_repeated(tmp_path: Path) -> None:
    told = GOOD | {"outcome": "Hugo Opdigtet"}

    (refused,) = read_decisions(written(tmp_path, told), on=TODAY).refusals

    assert "Hugo" not in repr(refused)


def test_an_application_of_long_ago_is_another_columns_date(tmp_path: Path) -> None:
    found = read_decisions(written(tmp_path, GOOD | {"applied_on": "2012-04-01"}), on=TODAY)

    assert found.refusals[0].reason_da == "der er over ti år fra ansøgning til afgørelse"


def test_an_id_that_stands_twice_is_refused_on_both_rows(tmp_path: Path) -> None:
    found = read_decisions(written(tmp_path, GOOD, GOOD | {"case_id": "s2"}, GOOD | {"decision_id": "a2"}), on=TODAY)

    assert [refused.row for refused in found.refusals] == [2, 3]
    assert len(found.kept) == 1


def test_a_danish_export_is_read_as_it_is_meant(tmp_path: Path) -> None:
    danish = GOOD | {"amount": "14.500,50", "applied_on": "01-03-2026"}

    (one,) = read_decisions(written(tmp_path, danish, delimiter=";"), on=TODAY).kept

    assert one.amount is not None
    assert one.amount.value == 14500.5
    assert one.applied_on == date(2026, 3, 1)


def test_a_row_of_another_length_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    path.write_text(path.read_text("utf-8") + "a2,s2,Nord\n", "utf-8")

    (refused,) = read_decisions(path, on=TODAY).refusals

    assert (refused.row, refused.column) == (3, "")


@pytest.mark.parametrize("column", ["decision_id", "case_id", "team"])
def test_a_file_with_what_looks_like_a_cpr_number_is_not_read_at_all(column: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        read_decisions(written(tmp_path, GOOD, GOOD | {column: "010190-1234"}), on=TODAY)

    assert f"række 3, kolonne {column}" in refused.value.danish
    assert "0101" not in refused.value.danish


@pytest.mark.parametrize("header", [COLUMNS[:-1], (*COLUMNS, "unit")])
def test_a_column_that_is_missing_or_stands_twice_is_named(header: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"appeal|unit"):
        read_decisions(written(tmp_path, GOOD, header=header), on=TODAY)


def test_columns_of_the_municipalitys_own_are_left_alone(tmp_path: Path) -> None:
    found = read_decisions(written(tmp_path, GOOD | {"bemærkning": "hej"}, header=(*COLUMNS, "bemærkning")), on=TODAY)

    assert len(found.kept) == 1
