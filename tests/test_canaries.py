"""A search that finds nothing must be one that would find something."""

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from tests.canaries import WRITTEN, Canaries, files_with, is_modulus_11

CANARIES = Canaries.drawn(1_000, seed=5)


@pytest.mark.parametrize("way", [*WRITTEN, "{0}%2D{1}", "{0}%20{1}", "0000{0}{1}0000", "{0}\u00a0{1}"])
def test_a_number_is_found_however_it_is_written(way: str) -> None:
    digits = CANARIES.digits[17]

    assert CANARIES.found_in(f"x {way.format(digits[:6], digits[6:])}\n".encode()) == {digits}


def test_a_hash_without_a_key_is_found_out() -> None:
    digits = CANARIES.digits[3]

    assert CANARIES.found_in(sha256(f"{digits[:6]}-{digits[6:]}".encode()).hexdigest().encode()) == {digits}


def test_every_planted_number_is_found_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("\n".join(CANARIES.written(place) for place in range(1_000)), "utf-8")
    (tmp_path / "other").write_text("2026-11-22T10:00:00 0101999999 1234567890", "utf-8")

    assert files_with(CANARIES, [tmp_path]) == {str(tmp_path / "log"): 1_000}


def test_a_number_packed_in_an_archive_is_found_too(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "arrays.npz", ids=np.array([CANARIES.digits[8]], dtype="S10"))

    assert files_with(CANARIES, [tmp_path]) == {str(tmp_path / "arrays.npz"): 1}


def test_many_of_them_have_no_modulus_11_and_some_stand_in_for_a_number() -> None:
    without = sum(not is_modulus_11(digits) for digits in CANARIES.digits)

    assert 300 < without < 900
    assert any(int(digits[:2]) > 60 for digits in CANARIES.digits)
