"""Would the schedules that operations may copy be taken by what they are written for?"""

import configparser
import re
from pathlib import Path

import pytest
import typer.main
import yaml  # type: ignore[import-untyped]  # it ships no types; only tests read it

from pipelines.cli import app

FOLDER = Path(__file__).parents[1] / "docs" / "schedule"
COMMAND = re.compile(r"sagstyngde (retrain)((?: --[a-z]+)*)")


def options() -> set[str]:
    command = typer.main.get_group(app).commands["retrain"]
    return {name for parameter in command.params for name in parameter.opts}


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=True, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says: names as they are
    parser.read_string((FOLDER / name).read_text("utf-8"))
    return parser


@pytest.mark.parametrize("file", sorted(FOLDER.iterdir()), ids=lambda file: file.name)
def test_it_calls_a_command_with_options_that_exist(file: Path) -> None:
    found = COMMAND.findall(file.read_text("utf-8"))

    assert found or file.suffix == ".timer"
    assert {option for _, told in found for option in told.split()} <= options()


def test_the_units_are_whole_and_belong_together() -> None:
    service, timer = unit("sagstyngde-retrain.service"), unit("sagstyngde-retrain.timer")

    assert service["Service"]["Type"] == "oneshot"
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert re.fullmatch(r"Sun \*-\*-01\.\.07 \d\d:\d\d:\d\d", timer["Timer"]["OnCalendar"])


def test_the_crontab_line_has_five_fields_a_user_and_no_bare_percent() -> None:
    lines = (FOLDER / "sagstyngde-retrain.cron").read_text("utf-8").splitlines()
    (line,) = [one for one in lines if one[:1].isdigit()]

    assert re.match(r"(?:[\d*,/-]+ ){5}sagstyngde ", line)
    assert not re.search(r"(?<!\\)%", line)


def test_the_cron_job_runs_one_at_a_time_and_as_nobody_special() -> None:
    job = yaml.safe_load((FOLDER / "sagstyngde-retrain.yaml").read_text("utf-8"))

    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "CronJob")
    assert job["spec"]["concurrencyPolicy"] == "Forbid"
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    names = {volume["name"] for volume in pod["volumes"]}
    assert {mount["name"] for one in pod["containers"] for mount in one["volumeMounts"]} <= names
