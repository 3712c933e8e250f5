import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from mandate.findings import findings_from_json
from mandate.trial_standing import Standing
from pipelines.mandate_evaluate import EvaluationAsked, run
from pipelines.mandate_plans import register_trial_plan
from pipelines.synthetic_trial_asked import Planted, TrialShape
from pipelines.synthetic_trial_files import invent_trial
from sagstyngde.errors import InputRefused, SurveyRefused
from sagstyngde.settings import Settings
from storage.engine import open_engine, reading
from storage.trials import evaluations


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small invented trial whose plan has one claim, and a casebook of its own."""
    monkeypatch.setenv("SAGSTYNGDE_DATABASE", f"sqlite:///{tmp_path / 'bog.sqlite'}")
    out = tmp_path / "forsøg"
    invent_trial(out, TrialShape(teams=4, months=30, seed=2), Planted())
    head, *claims = (out / "plan.toml").read_text("utf-8").split("[[claim]]")
    questions = claims[-1].partition("[[question]]")[2]
    granted = '[[claim]]\noutcome = "granted"\nmargin = 0.05\ndesign = "before_after"\n\n'
    (out / "plan.toml").write_text(f"{head}{granted}[[question]]{questions}", "utf-8")
    return out


def asked(folder: Path, plan: str | None = None, **others: Path) -> EvaluationAsked:
    paths = {"decisions": folder / "decisions.csv", "survey": folder / "survey.csv", "out": folder / "rapport.html"}
    return EvaluationAsked(plan=plan or str(folder / "plan.toml"), **(paths | others))


def silent() -> Console:
    return Console(file=StringIO(), width=200)


def test_two_files_make_a_report_and_touch_no_casebook(folder: Path) -> None:
    findings = run(asked(folder, json=folder / "fund.json"), silent())

    html = (folder / "rapport.html").read_text("utf-8")
    assert "Alle oplysninger er opdigtede." in html
    assert "Planen er ikke registreret" in html
    assert findings_from_json(json.loads((folder / "fund.json").read_text("utf-8"))) == findings
    assert not (folder.parent / "bog.sqlite").exists()


def test_a_registered_plan_is_quoted_and_every_look_is_kept(folder: Path) -> None:
    register_trial_plan(folder / "plan.toml", silent())

    first = run(asked(folder, plan="Opdigtet forsøg"), silent())
    run(asked(folder, plan="Opdigtet forsøg"), silent())

    assert first.registration.standing is Standing.AFTER_START
    engine = open_engine(Settings().database_url)
    with reading(engine) as connection:
        kept = evaluations(connection)
    engine.dispose()
    assert len(kept) == 2
    assert findings_from_json(kept[-1].findings) == first
    assert first.looked is not None
    assert kept[-1].data_until == first.looked.until


def test_a_changed_plan_after_a_look_says_so(folder: Path) -> None:
    register_trial_plan(folder / "plan.toml", silent())
    run(asked(folder, plan="Opdigtet forsøg"), silent())
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text("utf-8").replace("margin = 0.05", "margin = 0.2"), "utf-8")
    register_trial_plan(plan, silent())

    assert run(asked(folder, plan="Opdigtet forsøg"), silent()).registration.standing is Standing.AFTER_LOOK


def test_a_plan_that_is_neither_file_nor_registered_is_refused(folder: Path) -> None:
    with pytest.raises(InputRefused, match="registered plan"):
        run(asked(folder, plan="Noget andet"), silent())


def test_a_few_unreadable_rows_are_told_and_counted(folder: Path) -> None:
    path = folder / "decisions.csv"
    path.write_text(
        path.read_text("utf-8") + "x,y,Fjorden,BL § 90,2026-05-01,2026-04-01,teamleder,afslag,,,\n", "utf-8"
    )
    told = StringIO()

    findings = run(asked(folder), Console(file=told, width=200))

    assert findings.looked is not None
    assert findings.looked.refused_rows == 1
    assert "kolonne decided_on (dato): afgørelsen ligger før ansøgningen" in told.getvalue()


def test_a_file_of_which_much_cannot_be_read_is_not_evaluated(folder: Path) -> None:
    path = folder / "decisions.csv"
    path.write_text(path.read_text("utf-8").replace(",visitationsudvalg,", ",udvalget,"), "utf-8")

    with pytest.raises(InputRefused) as refused:
        run(asked(folder), silent())
    assert "rækker kan ikke læses; ret udtrækket. Intet er evalueret" in refused.value.danish
    assert not (folder / "rapport.html").exists()


def test_an_impossible_answer_stops_everything(folder: Path) -> None:
    (folder / "survey.csv").write_text("question,answer\ntrivsel,6\n", "utf-8")

    with pytest.raises(SurveyRefused):
        run(asked(folder), silent())
