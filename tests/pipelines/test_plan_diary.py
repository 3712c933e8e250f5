import io
from pathlib import Path

import pytest
from rich.console import Console

from features.scheme_toml import read_scheme
from pipelines.plan_diary import Question, as_plain, plan_diary, print_plan
from sagstyngde.errors import InputRefused, Language


def told(question: Question, folder: Path | None = None, language: Language = Language.DANISH) -> str:
    scheme = "bornehandicap" if folder is None else str(folder / "scheme.toml")
    text = io.StringIO()
    console = Console(file=text, width=160)
    print_plan(plan_diary(read_scheme(scheme), folder, question), console, language)
    return text.getvalue()


def test_without_a_history_the_plan_says_that_it_rests_on_assumptions() -> None:
    text = told(Question(precision=0.3, caseworkers=20))

    assert "den opdigtede kommune" in text
    assert "når alle 20 registrerer i" in text
    assert "20 sagsbehandlere" in text


def test_with_a_history_the_plan_rests_on_it(municipality: Path) -> None:
    text = told(Question(precision=0.1), municipality)

    assert "kommunens egen historik" in text
    assert "± 10,0 % kan ikke nås med 6 sagsbehandlere" in text
    assert "invented" not in told(Question(precision=0.1), municipality, Language.ENGLISH)


def test_as_json_a_plan_holds_a_width_for_every_week_and_number(municipality: Path) -> None:
    plan = as_plain(plan_diary(read_scheme(str(municipality / "scheme.toml")), municipality, Question()))

    assert plan["from_own_history"] is True
    assert plan["taking_part"] == [2, 3, 4, 6]
    groups = plan["groups"]
    assert isinstance(groups, list)
    assert groups[0]["category"] is None
    assert [len(row) for row in groups[0]["half_width"]] == [4] * 8


@pytest.mark.parametrize("precision", [0.0, 1.0, -0.1, 10.0])
def test_a_precision_that_is_none_is_refused(precision: float) -> None:
    with pytest.raises(InputRefused, match="--precision"):
        Question(precision=precision)
