"""What people read of a policy, and what they type: complete, exact, and as measured."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given

from allocation.capacity import CapacityRules
from allocation.policy import PRINCIPLES, Policy
from allocation.policy_changes import policy_changes
from allocation.policy_settings import CAPACITY, HORIZON, NORMS, SETTINGS
from allocation.policy_toml import embedded_policies, read_policy
from allocation.policy_words import WORDS
from allocation.setting_text import BANDS, DISTANCES, HARD, NUMBER, PERCENT, PERCENTS, WHOLE, WITHIN, Form, NotASetting
from tests.allocation.policies import policies

DOCS = Path(__file__).parents[2] / "docs"


def test_every_principle_has_its_words_and_all_its_settings() -> None:
    assert set(WORDS) == set(SETTINGS) == set(PRINCIPLES)
    for name, kind in PRINCIPLES.items():
        assert {one.name for one in SETTINGS[name]} == {one.name for one in fields(kind)}  # type: ignore[arg-type]
    assert {one.name for one in CAPACITY} == {one.name for one in fields(CapacityRules)}


def test_what_is_said_to_be_measured_stands_in_the_document() -> None:
    told = re.sub(r"\s+", " ", (DOCS / "tildelingskriterier.md").read_text("utf-8")).replace("*", "")

    assert [words.measured for words in WORDS.values() if words.measured not in told] == []


@given(policies())
def test_what_a_field_shows_is_read_as_what_was_there(policy: Policy) -> None:
    for principle in policy.principles:
        for setting in SETTINGS[principle.name]:
            value = getattr(principle, setting.name)
            if "=" not in repr(value):
                assert setting.form.read(setting.form.show(value)) == value
    for setting in CAPACITY:
        value = getattr(policy.capacity, setting.name)
        assert setting.form.read(setting.form.show(value)) == value
    assert HORIZON.form.read(HORIZON.form.show(policy.horizon_months)) == policy.horizon_months
    if not any("=" in name for name in policy.norm_hours):
        assert NORMS.form.read(NORMS.form.show(policy.norm_hours)) == policy.norm_hours


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (NUMBER, "1.5"), (NUMBER, "-1"), (NUMBER, ""), (NUMBER, "nan"), (PERCENT, "tre"), (PERCENTS, "50 100"),
        (WHOLE, "2,5"), (WITHIN, "Nord"), (WITHIN, "A = B\nA = C"), (BANDS, "K01 = i dag"), (DISTANCES, "Nord = 2"),
        (HARD, "måske"),
    ],
)  # fmt: skip
def test_what_says_nothing_is_refused(form: Form, text: str) -> None:
    with pytest.raises(NotASetting):
        form.read(text)


def test_days_can_be_written_as_spans() -> None:
    assert BANDS.read("K01 = 1-3, 7\nK02 = 4–6") == {"K01": (1, 2, 3, 7), "K02": (4, 5, 6)}


def test_changes_are_told_one_by_one_and_the_fewest_that_moved() -> None:
    texts = [one.text for one in policy_changes(read_policy("standard"), read_policy("distrikt_og_kompetence"))]

    assert "»Distrikt« er kommet til som nr. 2." in texts
    assert "»Sprog« er taget ud." in texts
    assert "»Særlige kompetencer«: hvor fast er det: helst (ønske) (før skal passe (betingelse))." in texts
    assert not [text for text in texts if "er nu nr." in text]


@pytest.mark.parametrize("name", embedded_policies())
def test_a_policy_changes_nothing_against_itself(name: str) -> None:
    assert policy_changes(read_policy(name), read_policy(name)) == ()
