import json
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from allocation.capacity import CapacityRules
from allocation.comparison import ACTUAL
from allocation.figures import FIGURES
from features.history import History
from features.history_files import read_history
from features.scheme_toml import read_scheme
from models.assess import Assessor
from pipelines.advisor_view import assessed, by_category, still_open
from pipelines.compare_command import Asked, read_policies, run
from pipelines.replay_check import check_replay
from pipelines.replay_record import FEWEST_WEEKS, record_of, weeks_of
from pipelines.staff import read_staff
from pipelines.train import Trained
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.errors import InputRefused, PolicyRefused, StaffRefused, TooFewCases

EQUAL = 'name = "lige antal"\n[[principle]]\nname = "ligelig_fordeling"\n'


@pytest.fixture(scope="module")
def history(municipality: Path) -> History:
    return read_history(read_scheme(municipality / "scheme.toml"), municipality)[0]


@pytest.fixture(scope="module")
def staff(municipality: Path) -> tuple[Caseworker, ...]:
    return read_staff(municipality / "staff.csv")


@pytest.fixture(scope="module")
def equal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("politik") / "lige.toml"
    path.write_text(EQUAL, "utf-8")
    return path


def asked(folder: Path, *policies: str | Path, **fields: Any) -> Asked:
    known: dict[str, Any] = {
        "history": folder,
        "staff": folder / "staff.csv",
        "policies": tuple(map(str, policies)),
        "scheme": str(folder / "scheme.toml"),
        "replications": 2,
    }
    return Asked(**known | fields)


def told(question: Asked, out: Path, report: Path | None = None) -> tuple[str, dict[str, Any]]:
    console = Console(file=StringIO(), width=200)
    run(question, out, report=report, console=console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue(), json.loads(out.read_text("utf-8"))


def test_policies_stand_beside_what_was_done_with_every_figure_and_its_definition(
    municipality: Path, equal: Path, tmp_path: Path
) -> None:
    printed, answer = told(asked(municipality, "standard", equal), tmp_path / "ud.json", tmp_path / "rapport")

    assert [policy["name"] for policy in answer["policies"]] == ["standard", "lige antal", ACTUAL]
    assert [figure["name"] for figure in answer["figures"]] == [figure.name for figure in FIGURES]
    for policy in answer["policies"]:
        assert 0.0 < policy["figures"]["load_cv"]["replayed"] < 3.0
        assert policy["figures"]["load_cv"]["drawn"]["low"] <= policy["figures"]["load_cv"]["drawn"]["high"]
    assert answer["check"]["hours_at_holder"] > 0.8
    assert "det, der skete" in printed
    assert answer["findings"][0] in " ".join(printed.split("\n"))
    page = (tmp_path / "rapport" / "principper.md").read_text("utf-8")
    assert all(figure.definition in page for figure in FIGURES)
    assert (tmp_path / "rapport" / "principper.svg").read_text("utf-8").startswith("<?xml")
    assert (tmp_path / "rapport" / "forskelle.svg").exists()


def test_the_same_question_gives_the_same_bytes(municipality: Path, equal: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        told(asked(municipality, equal), tmp_path / f"{name}.json", tmp_path / name)

    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert (tmp_path / "a" / "principper.svg").read_bytes() == (tmp_path / "b" / "principper.svg").read_bytes()


def test_a_history_without_caseworkers_has_nothing_that_was_done_and_says_so(
    municipality: Path, equal: Path, tmp_path: Path
) -> None:
    scheme = (municipality / "scheme.toml").read_text("utf-8").replace('\ncaseworker_id = "caseworker_id"\n', "\n")
    (tmp_path / "scheme.toml").write_text(scheme, "utf-8")

    printed, answer = told(
        asked(municipality, equal, scheme=str(tmp_path / "scheme.toml"), replications=0), tmp_path / "ud.json"
    )

    assert [policy["name"] for policy in answer["policies"]] == ["lige antal"]
    assert answer["check"] is None
    assert "Historikken siger ikke, hvem der havde sagerne" in printed


def test_capacity_can_be_set_to_a_load(municipality: Path, equal: Path, tmp_path: Path) -> None:
    _, answer = told(asked(municipality, equal, load=0.8, replications=0), tmp_path / "ud.json")

    assert answer["record"]["load"] == pytest.approx(0.8, abs=1e-4)
    assert any("80 %" in note for note in answer["notes"])


def test_a_model_trained_on_replayed_cases_is_said_to_flatter(
    municipality: Path, equal: Path, trained: Trained, tmp_path: Path
) -> None:
    from pipelines.train import write  # noqa: PLC0415  scikit-learn

    write(trained, tmp_path / "bundle", None)

    _, answer = told(asked(municipality, equal, bundle=tmp_path / "bundle", replications=0), tmp_path / "ud.json")

    assert "for pæne" in answer["record"]["foreseen"]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"load": 0.05}, InputRefused),
        ({"starts_on": date(2100, 1, 1)}, InputRefused),
        ({"starts_on": date(2000, 1, 1)}, InputRefused),
        ({"starts_on": date(2019, 11, 12)}, TooFewCases),
        ({"staff": Path("mangler.csv")}, StaffRefused),
    ],
)
def test_what_cannot_be_replayed_is_refused(
    municipality: Path, tmp_path: Path, fields: dict[str, Any], kind: type[Exception]
) -> None:
    equal = tmp_path / "lige.toml"
    equal.write_text(EQUAL, "utf-8")

    with pytest.raises(kind):
        told(asked(municipality, equal, **fields), tmp_path / "ud.json")

    assert not (tmp_path / "ud.json").exists()


def test_two_policies_of_one_name_and_unknown_ones_are_refused(equal: Path) -> None:
    with pytest.raises(PolicyRefused):
        read_policies([str(equal), str(equal)])
    with pytest.raises(PolicyRefused):
        read_policies(["findes_ikke"])


def test_without_a_name_every_embedded_policy_is_read() -> None:
    names = [policy.name for policy in read_policies([])]

    assert "standard" in names
    assert len(set(names)) == len(names)


def test_nobody_employed_in_the_weeks_is_refused(history: History, staff: tuple[Caseworker, ...]) -> None:
    later = [replace(one, employed_on=date(2100, 1, 1), left_on=None) for one in staff]

    with pytest.raises(InputRefused):
        record_of(history, later, weeks_of(history))


def test_the_weeks_are_the_last_three_years_of_a_long_history_and_fewer_of_a_short_one(history: History) -> None:
    long, short = weeks_of(history), weeks_of(replace(history, ends_on=date(2020, 12, 14)))

    assert (long.count, long.starts_on.weekday()) == (156, 0)
    assert long.starts_on + timedelta(weeks=long.count) <= history.ends_on
    assert FEWEST_WEEKS <= short.count < 60
    with pytest.raises(InputRefused):
        weeks_of(replace(history, ends_on=date(2020, 4, 1)))


def test_the_replay_of_what_was_done_gives_the_historys_own_load_and_counts(
    history: History, staff: tuple[Caseworker, ...]
) -> None:
    record = record_of(history, staff, weeks_of(history))

    check = check_replay(history, record, CapacityRules(), 52)

    assert check is not None
    assert check.hours_at_holder > 0.85
    assert check.weekly_correlation > 0.85
    assert check.count_difference < 1.0


def test_a_case_given_to_another_in_the_history_is_noticed_by_the_check(
    history: History, staff: tuple[Caseworker, ...]
) -> None:
    cases = tuple(replace(case, caseworker_id=CaseworkerId("sb001")) for case in history.cases)
    record = record_of(replace(history, cases=cases), staff, weeks_of(history))

    check = check_replay(history, record, CapacityRules(), 52)

    assert check is not None
    assert check.hours_at_holder < 0.5
    assert check.count_difference > 5.0


def test_the_advisor_learns_from_nothing_that_came_later(history: History) -> None:
    start = history.received_share(0.5)
    newest = [case for case in history.cases if case.received_on >= start]
    doubled = replace(history.work, hours=np.where(history.work.day >= np.datetime64(start), 99.0, history.work.hours))

    seen, seen_otherwise = (by_category(one, newest, start) for one in (history, replace(history, work=doubled)))

    assert seen == seen_otherwise
    assert len({case.monthly_hours for case in seen}) > 2
    assert all(case.birth_day is not None for case in seen)


def test_a_heavier_category_stays_open_longer(history: History) -> None:
    start = history.received_share(0.8)
    seen = by_category(history, history.cases, start)

    shares = still_open(history, seen, start, 24)

    by_code = {case.category: row for case, row in zip(seen, shares, strict=True)}
    assert by_code["C"][6] > by_code["A"][6]
    assert (np.diff(shares[:, :12], axis=1) <= 1e-9).mean() > 0.9


def test_a_bundle_foresees_each_case_as_it_assesses_it(history: History, trained: Trained) -> None:
    seen = assessed(history.cases[-20:], Assessor(trained.bundle))

    assert len({case.monthly_hours for case in seen}) > 10
    assert all(case.spread > 0.0 for case in seen)
    assert assessed((), Assessor(trained.bundle)) == ()


def test_wrong_folders_for_the_report_are_refused(municipality: Path, equal: Path, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", "utf-8")

    with pytest.raises(InputRefused):
        told(asked(municipality, equal, replications=0), tmp_path / "ud.json", tmp_path / "fil")


def test_a_register_says_who_may_decide_alone(municipality: Path, tmp_path: Path) -> None:
    """Five years are asked for without a register, six months with one, and of nobody where nobody may decide."""
    policy = tmp_path / "egen.toml"
    first = '[[principle]]\nname = "beslutningskompetence"\nmonths = 60\n'
    policy.write_text(EQUAL.replace("[[", f"{first}[[", 1), "utf-8")

    staff = pd.read_csv(municipality / "staff.csv", dtype=str, keep_default_na=False)
    staff.loc[::2, "employed_on"] = "2022-01-01"
    staff.to_csv(tmp_path / "staff.csv", index=False)
    questions = [
        asked(municipality, policy, staff=tmp_path / "staff.csv", replications=0, register=register)
        for register in (None, "eksempel")
    ]
    placed = [told(question, tmp_path / "ud.json")[1] for question in questions]

    assert placed[0]["policies"][0]["figures"] != placed[1]["policies"][0]["figures"]
