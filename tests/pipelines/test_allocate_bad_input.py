"""What does a leader meet who gives ``allocate`` what it cannot use, or what cannot be satisfied?"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import cli

STAFF = "caseworker_id,name,team,competences,weekly_hours,employed_on\n"
TWO = f"{STAFF}k1,M. Holm,nord,autisme,37,2015-01-01\nk2,T. Krogh,nord,,30,2015-01-01\n"
LEAVE = "caseworker_id,starts_on,ends_on\nk1,2026-01-01,2028-12-31\nk2,2026-01-01,2028-12-31\n"
CASE: dict[str, object] = {"case_id": "1", "monthly_hours": [6.0] * 6}
GOAL = '[[principle]]\nname = "balanceret_belastning"\n'
PLAIN = f'name = "x"\n{GOAL}'
HEAD = f'name = "x"\nhorizon_months = 6\n{GOAL}[[principle]]\n'
RING = f'{HEAD}name = "teams"\n[principle.within]\nHemmelig = "nord"\nnord = "Hemmelig"\n'
SKILLED = f'{HEAD}name = "saerlige_kompetencer"\n'
FALLBACK = f'{SKILLED}[principle.fallback]\nhebraisk = ["autisme"]\n'
FAMILY = f'{HEAD}name = "soeskende"\n[[principle]]\nname = "ledelsesmaessig_vurdering"\n'
PINNED: list[dict[str, object]] = [
    CASE | {"case_id": case_id, "family_id": "f", "sibling_rule": "same", "leader": {"pinned_to": key}}
    for case_id, key in (("1", "k1"), ("2", "k2"))
]

Asked = Callable[..., tuple[int, str, str]]


@pytest.fixture
def asked(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Run ``allocate`` on what is given, all else being in order; ``None`` is a folder. Return exit code and texts."""

    def run(lang: str = "da", **files: str | None) -> tuple[int, str, str]:
        given: dict[str, str | None] = {"cases_jsonl": json.dumps(CASE), "staff_csv": TWO, "policy_toml": PLAIN}
        for name, text in (given | files).items():
            path = tmp_path / name.replace("_", ".")
            path.mkdir(exist_ok=True) if text is None else path.write_text(text, "utf-8")
        names = {"cases": "cases.jsonl", "staff": "staff.csv", "policy": "policy.toml", "out": "plan.json"}
        options = [f"--{option}={tmp_path / name}" for option, name in names.items()]
        monkeypatch.setattr(sys, "argv", ["sagstyngde", "--lang", lang, "allocate", *options, "--on", "2026-11-02"])
        monkeypatch.setenv("COLUMNS", "400")
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


def lines(*cases: dict[str, object]) -> str:
    return "\n".join(map(json.dumps, cases))


@pytest.mark.parametrize(
    ("files", "refusal"),
    [
        (
            {"cases_jsonl": lines(CASE | {"monthly_hours": [6.0, -987.0]})},
            (
                "cases.jsonl, række 1, felt monthly_hours.2: er under 0, det mindste det kan være",
                "cases.jsonl, row 1, field monthly_hours.2: is below 0, the least it can be",
            ),
        ),
        (
            {"cases_jsonl": '{"case_id": "1", "monthly_hours": [NaN]}'},
            (
                "cases.jsonl, række 1, felt monthly_hours.1: skal være et endeligt tal",
                "cases.jsonl, row 1, field monthly_hours.1: must be a finite number",
            ),
        ),
        (
            {"staff_csv": "caseworker_id,employed_on,Hemmelig\nk1,2015-01-01,Hemmelig\n"},
            ("staff.csv: kolonne nummer 3 er ukendt eller står to gange", "staff.csv: column number 3 is unknown"),
        ),
        ({"staff_csv": STAFF}, ("staff.csv: der er en overskrift og ingen sagsbehandler", "staff.csv: ")),
        ({"policy_toml": RING}, ("teams.within går i ring", "teams.within")),
        (
            {"policy_toml": f'{HEAD}name = "horoskop"\n'},
            ("tildelingskriterium 2: 'horoskop' er ikke kendt; kendte er soeskende", "'horoskop' is not known"),
        ),
        ({"policy_toml": None}, ("politik policy.toml: er en mappe, ikke en fil", "policy policy.toml: is a folder")),
        ({"cases_jsonl": None}, ("cases.jsonl: er en mappe, ikke en fil", "cases.jsonl: is a folder, not a file")),
    ],
)
def test_what_cannot_be_used_is_refused_in_both_languages_and_nothing_is_written(
    asked: Asked, tmp_path: Path, files: dict[str, str | None], refusal: tuple[str, str]
) -> None:
    for lang, words in zip(("da", "en"), refusal, strict=True):
        code, shown, told = asked(lang, **files)

        assert (code, shown) == (1, "")
        assert words in told
        assert not {"Traceback", "987"} & set(told.replace(":", " ").split())
        assert files.get("policy_toml") is not None or "Hemmelig" not in told, "a value of a file of people is echoed"
    assert not (tmp_path / "plan.json").exists()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (
            {"cases_jsonl": lines(CASE | {"required_competences": ["hebraisk"]}), "policy_toml": SKILLED},
            "Sag 1 kan ikke placeres uden at fravige noget: den kræver hebraisk",
        ),
        ({"absences_csv": LEAVE}, "Tilføj sagsbehandlere, der er på arbejde i perioden."),
        (
            {"cases_jsonl": lines(*PINNED), "policy_toml": FAMILY},
            "de er af lederen givet til hver sin: sag 1 til M. Holm og sag 2 til T. Krogh.",
        ),
        ({"policy_toml": FALLBACK}, "Politikken nævner hebraisk under »Særlige kompetencer«"),
        ({"cases_jsonl": lines(CASE | {"monthly_hours": []})}, "Sag 1 er uden skøn"),
        ({"cases_jsonl": ""}, "Der er ingen sager at fordele."),
    ],
)
def test_what_cannot_be_satisfied_is_told_and_the_rest_is_planned(
    asked: Asked, tmp_path: Path, files: dict[str, str | None], words: str
) -> None:
    code, shown, told = asked(**files)

    assert (code, told) == (0, "")
    assert shown.count(words) == 1
    assert (tmp_path / "plan.json").exists()
