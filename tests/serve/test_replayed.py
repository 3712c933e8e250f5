import json
from pathlib import Path

import pytest

from serve.replayed import replayed

TOLD = json.loads((Path(__file__).parents[2] / "docs" / "principper.json").read_text("utf-8"))


def test_what_a_replay_found_is_read_as_the_command_wrote_it(tmp_path: Path) -> None:
    own = TOLD["municipalities"]["opdigtet_8"]
    own["record"] = own["record"] | {"measured_from": own["record"]["measured_from"]}
    (tmp_path / "sammenligning.json").write_text(json.dumps(own), "utf-8")

    found = replayed(tmp_path / "sammenligning.json")

    assert found is not None
    assert (found.cases, found.weeks, len(found.heads)) == (837, 156, 7)
    assert {len(cells) for _, cells in found.rows} == {7}
    assert "Det, der skete" in {name for name, _ in found.rows}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"record": {}, "figures": []}'])
def test_a_file_that_is_none_is_as_no_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sammenligning.json"
    file.write_text(text, "utf-8")

    assert (replayed(file), replayed(None), replayed(tmp_path / "ikke-her.json")) == (None, None, None)
