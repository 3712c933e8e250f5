"""Does the program answer as somebody who knows the law wrote it down?"""

import pytest

from mandate.route import route
from mandate.wording import LEVEL_NAMES
from sagstyngde.errors import AmountRefused
from tests.mandate.decision_table import PAGE, page
from tests.mandate.vignettes import FOLDER, Vignette, subjects

CASES = [one for subject in subjects() for one in subject.cases]
each = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)


@each
def test_a_decision_goes_where_the_table_says_and_for_its_reason(case: Vignette) -> None:
    if case.level == "refused":
        with pytest.raises(AmountRefused) as refused:
            route(case.register(), *case.question())
        assert case.refused in refused.value.danish
        return
    found = route(case.register(), *case.question())

    assert (found.level, found.rule.rule, found.own_from) == (case.level, case.rule, case.own_from)
    assert case.says in found.reason


@each
def test_a_row_says_what_it_expects_and_why(case: Vignette) -> None:
    assert len(case.says or case.refused) >= 15
    assert not case.title[0].islower()
    assert not case.title.endswith(".")
    assert case.why.endswith(".")


def test_every_row_has_its_own_name_and_every_level_is_met() -> None:
    assert len({case.id for case in CASES}) == len(CASES) >= 30
    assert {case.level for case in CASES} == {*LEVEL_NAMES, "refused"}


def test_the_folder_holds_the_table_only() -> None:
    assert [path.suffix for path in FOLDER.iterdir()] == [".json"] * len(subjects())


def test_the_page_is_the_one_the_program_writes() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it anew: python -m tests.mandate.decision_table"
