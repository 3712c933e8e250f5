import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from mandate.trial_plan_toml import read_trial_plan
from pipelines.decisions_file import read_decisions
from pipelines.synthetic_files import MARK
from pipelines.synthetic_trial import draw_decisions
from pipelines.synthetic_trial_asked import LAST_DAY, Planted, TrialShape
from pipelines.synthetic_trial_files import invent_trial
from sagstyngde.decision import Level
from sagstyngde.errors import InputRefused

SMALL = TrialShape(teams=8, months=36, seed=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("forsøg") / "a"
    invent_trial(out, SMALL, Planted(days_ratio=0.7))
    return out


def test_what_is_invented_says_so_everywhere(folder: Path) -> None:
    assert (folder / "README.txt").read_text("utf-8").startswith(MARK)
    assert json.loads((folder / "truth.json").read_text("utf-8"))["invented"] is True
    assert "OPDIGTET" in (folder / "plan.toml").read_text("utf-8")


def test_every_row_is_read_and_the_plan_holds(folder: Path) -> None:
    found = read_decisions(folder / "decisions.csv", on=date(2026, 11, 1))
    plan = read_trial_plan(folder / "plan.toml")

    assert found.refusals == ()
    assert all(plan.covers(one.provision) for one in found.kept)
    assert {one.team for one in found.kept} == {team.name for team in plan.teams}
    assert max(one.decided_on for one in found.kept) <= LAST_DAY
    assert all(one.decided_on.weekday() < 5 for one in found.kept)


def test_before_a_team_begins_nobody_decides_alone(folder: Path) -> None:
    starts = {team.name: team.starts_on or date.max for team in read_trial_plan(folder / "plan.toml").teams}
    found = read_decisions(folder / "decisions.csv", on=date(2026, 11, 1)).kept

    alone = [one for one in found if one.level is Level.OWN]
    assert alone
    assert all(one.decided_on >= starts[one.team] for one in alone)


def test_the_same_seed_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    invent_trial(tmp_path / "b", SMALL, Planted(days_ratio=0.7))

    for path in folder.iterdir():
        assert (tmp_path / "b" / path.name).read_bytes() == path.read_bytes()


def test_a_planted_ratio_is_in_the_days_and_in_nothing_else() -> None:
    plain, faster = (draw_decisions(SMALL, Planted(days_ratio=ratio)) for ratio in (1.0, 0.5))

    def means(drawn: object) -> tuple[float, float]:
        assert isinstance(drawn, type(plain))
        begins = np.array([np.inf if month is None else month * 30.44 for month in SMALL.begins])
        under = drawn.applied > begins[drawn.team]
        days = np.log1p(drawn.decided - drawn.applied)
        return float(days[under].mean()), float(np.log(drawn.kroner[under & (drawn.kroner > 0)]).mean())

    (days, kroner), (fast_days, fast_kroner) = means(plain), means(faster)
    assert fast_days - days == pytest.approx(np.log(0.5), abs=0.08)
    assert fast_kroner == pytest.approx(kroner, abs=0.08)


def test_planted_spending_is_in_the_kroner() -> None:
    plain, dearer = (draw_decisions(SMALL, Planted(days_ratio=1.0, spending_ratio=ratio)) for ratio in (1.0, 1.5))

    under = (plain.level == Level.OWN.value) & (plain.kroner > 0)
    assert (dearer.kroner[under] / plain.kroner[under]).mean() == pytest.approx(1.5, abs=0.01)
    before = (plain.kroner > 0) & (plain.decided < 200)
    assert (dearer.kroner[before] == plain.kroner[before]).all()


@pytest.mark.parametrize("teams", [1, 99])
def test_a_trial_of_no_possible_size_is_refused(teams: int) -> None:
    with pytest.raises(InputRefused, match="--teams"):
        TrialShape(teams=teams)


@pytest.mark.parametrize("planted", [{"days_ratio": 0.0}, {"spending_ratio": 9.0}, {"granted_points": 40.0}])
def test_an_impossible_effect_is_refused(planted: dict[str, float]) -> None:
    with pytest.raises(InputRefused, match="--"):
        Planted(**planted)


def test_a_folder_with_files_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text("real", "utf-8")

    with pytest.raises(InputRefused):
        invent_trial(tmp_path, SMALL, Planted())
    assert (tmp_path / "decisions.csv").read_text("utf-8") == "real"
