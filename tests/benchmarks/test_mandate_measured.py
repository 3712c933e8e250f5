from pathlib import Path

import pytest

from benchmarks.mandate_measured import JSON_NAME, PAGE_NAME, Measured, Section, record


def _section(key: str, title: str) -> Section:
    rows = (("dage", "95,0 ± 1,9 %"),)
    tables = (Measured(title="Dækning", columns=("", "vores"), rows=rows),)
    return Section(key=key, title=title, command="python -m benchmarks.x", about=("Opdigtet.",), tables=tables)


def test_each_script_replaces_its_own_section_only(tmp_path: Path) -> None:
    record(_section("staggered", "Forskudt start"), tmp_path)
    record(_section("interrupted", "Tidsserie"), tmp_path)
    record(_section("staggered", "Forskudt start igen"), tmp_path)

    page = (tmp_path / PAGE_NAME).read_text("utf-8")
    assert page.index("## Tidsserie") < page.index("## Forskudt start igen")
    assert page.count("## ") == 2
    assert "| dage | 95,0 ± 1,9 % |" in page
    assert (tmp_path / JSON_NAME).read_text("utf-8").count('"command"') == 2


def test_a_row_that_its_headings_do_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="Dækning: every row has a cell for each of 2 columns"):
        Measured(title="Dækning", columns=("", "vores"), rows=(("dage", "95 %", "0,1"),))
