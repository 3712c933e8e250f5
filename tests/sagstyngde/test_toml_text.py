"""What is refused of a TOML text before anything asks what it says."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagstyngde.toml_text import LARGEST_WHOLE, MOST_POINTS, NotToml, parse_toml


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a", "er ikke gyldig TOML: "),
        ("a = 1\na = 2\n", "er ikke gyldig TOML: linje 2, tegn 6: nøglen står to gange"),
        ("a = 4,5", "er ikke gyldig TOML: linje 1, tegn 6: der står mere efter værdien; decimaler skrives med punktum"),
        ("a = 2024-02-30", "er ikke gyldig TOML: linje 1, tegn 5: dagen findes ikke"),
        (
            "a = „b”",
            "er ikke gyldig TOML: linje 1, tegn 5: værdien kan ikke læses; tekst",
        ),
        ("a = " + "[" * 5_000, "er ikke gyldig TOML: det er indlejret for dybt"),
        ("a = " + "9" * 5_000, "er ikke gyldig TOML: et tal er for langt"),
        (f"a = {LARGEST_WHOLE + 1}", "er ikke gyldig TOML: et tal er for langt"),
        ("[[a]]\nb = [{c = -0x" + "f" * 5_000 + "}]", "er ikke gyldig TOML: "),
        ("[[a]]\nb = [{c = 0x" + "f" * 5_000 + "}]", "er ikke gyldig TOML: et tal er for langt"),
        ("#\n" + "a." * (MOST_POINTS + 1) + "a = 1", f"linje 2 har mere end {MOST_POINTS} punktummer"),
        ("a = '\ud800'", "er ikke Unicode-tekst"),
    ],
)
def test_what_is_not_toml_or_wears_out_its_reader_is_refused(text: str, fault: str) -> None:
    with pytest.raises(NotToml) as refused:
        parse_toml(text)

    assert refused.value.fault.danish.startswith(fault)


def test_what_stands_at_a_bound_is_read() -> None:
    assert parse_toml(f"a = {LARGEST_WHOLE}\nb = -{LARGEST_WHOLE}") == {"a": LARGEST_WHOLE, "b": -LARGEST_WHOLE}
    assert parse_toml(f"# {'.' * (MOST_POINTS - 2)}\na = 1.5") == {"a": 1.5}


@given(st.text(alphabet=st.characters(), max_size=40))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    with suppress(NotToml):
        assert isinstance(parse_toml(text), dict)
