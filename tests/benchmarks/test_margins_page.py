"""The page of margins and power: made of its figures, and the bars they are held to."""

import json

from benchmarks.mandate_measured import JSON_NAME
from benchmarks.margins_page import section
from benchmarks.margins_power import MONTHS, SETTINGS
from benchmarks.surroundings import DOCS

RECORDED = json.loads((DOCS / JSON_NAME).read_text("utf-8"))["margins"]
POWERS, WRONGS = ([one for one in RECORDED["figures"] if one["kind"] == kind] for kind in ("power", "before_after"))


def test_the_page_is_what_its_figures_say() -> None:
    made = section(POWERS, WRONGS, MONTHS)

    assert [list(map(list, table.rows)) for table in made.tables] == [table["rows"] for table in RECORDED["tables"]]
    assert list(made.about) == RECORDED["about"]


def test_every_setting_was_measured_as_often_as_is_asked() -> None:
    assert len(POWERS) == len(SETTINGS)
    assert {one["replications"] for one in RECORDED["figures"]} == {500}


def test_a_planted_rise_of_five_per_cent_fails_at_the_stated_power() -> None:
    risen = [one for one in POWERS if one["setting"]["margin"] == 1.05]

    assert {one["setting"]["outcome"] for one in risen} == {"amount", "spending"}
    assert all(one["promised"] > 0.78 for one in risen)
    assert all(one["wrongly_shown"] <= 0.1 * one["replications"] for one in risen)


def test_no_false_claim_is_shown_oftener_than_six_per_cent_beyond_the_error_of_the_draws() -> None:
    for one in POWERS:
        share = one["wrongly_shown"] / one["replications"]
        assert share - 1.96 * (share * (1 - share) / one["replications"]) ** 0.5 <= 0.06
    assert all(one["ours"] <= 0.06 * one["replications"] < one["plain"] or one["rho"] == 0.0 for one in WRONGS)
