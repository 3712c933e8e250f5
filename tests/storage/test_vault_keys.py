import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagstyngde.case import ChildId
from sagstyngde.child import Identity
from sagstyngde.cpr import Cpr, looks_like_cpr
from sagstyngde.errors import VaultClosed
from storage.vault_key_file import make_keys, read_keys, replace_keys
from storage.vault_keys import EncryptionKey, VaultKeys

KEYS = VaultKeys(pseudonym=bytes(range(32)), encryption=(EncryptionKey(key_id="1", secret=bytes(range(32, 64))),))
CHILD = Identity(cpr=Cpr("2902045678"), name="Åse Opdigtet-Sørensen")


def test_the_same_number_gives_the_same_pseudonym_whatever_encrypts() -> None:
    pseudonym = KEYS.pseudonym_of(CHILD.cpr)

    assert pseudonym == "barn-spdvhjcgrfhtqpdmhtbhgrbnmpjpqcdr"
    assert KEYS.rotated().pseudonym_of(CHILD.cpr) == pseudonym
    assert replace(KEYS, pseudonym=bytes(32)).pseudonym_of(CHILD.cpr) != pseudonym


@given(st.integers(0, 9_999_999_999), st.binary(min_size=32, max_size=32))
def test_a_pseudonym_never_looks_like_a_number(digits: int, key: bytes) -> None:
    pseudonym = replace(KEYS, pseudonym=key).pseudonym_of(Cpr(f"{digits:010}"))

    assert not looks_like_cpr(pseudonym)
    assert not any(letter.isdigit() for letter in pseudonym)


def test_two_numbers_never_share_a_pseudonym() -> None:
    numbers = [f"{day:02}0320{serial:04}" for day in range(1, 32) for serial in range(4000, 4200)]

    assert len({KEYS.pseudonym_of(Cpr(number)) for number in numbers}) == len(numbers)


@given(st.text(max_size=200).filter(lambda text: text.isprintable()))
def test_what_is_sealed_comes_back_and_shows_neither_number_nor_length(name: str) -> None:
    identity = replace(CHILD, name=name)
    child_id = KEYS.pseudonym_of(CHILD.cpr)

    sealed = KEYS.seal(child_id, identity)

    assert KEYS.unseal(child_id, sealed) == identity
    assert CHILD.cpr.digits.encode() not in sealed.ciphertext
    assert (len(sealed.ciphertext) - 12 - 16) % 128 == 0


def test_the_same_identity_is_never_sealed_alike_twice() -> None:
    child_id = KEYS.pseudonym_of(CHILD.cpr)

    assert KEYS.seal(child_id, CHILD).ciphertext != KEYS.seal(child_id, CHILD).ciphertext


def test_older_keys_still_open_what_they_closed() -> None:
    child_id = KEYS.pseudonym_of(CHILD.cpr)
    sealed = KEYS.seal(child_id, CHILD)
    rotated = KEYS.rotated()

    assert rotated.unseal(child_id, sealed) == CHILD
    assert rotated.seal(child_id, CHILD).key_id == "2"
    with pytest.raises(VaultClosed):
        rotated.newest_only().unseal(child_id, sealed)


@pytest.mark.parametrize("place", [0, 12, -1])
def test_a_changed_byte_closes_the_row(place: int) -> None:
    child_id = KEYS.pseudonym_of(CHILD.cpr)
    sealed = KEYS.seal(child_id, CHILD)
    changed = bytearray(sealed.ciphertext)
    changed[place] ^= 1

    with pytest.raises(VaultClosed):
        KEYS.unseal(child_id, replace(sealed, ciphertext=bytes(changed)))


def test_a_row_does_not_open_as_another_childs_nor_under_another_keys_name() -> None:
    child_id = KEYS.pseudonym_of(CHILD.cpr)
    sealed = KEYS.seal(child_id, CHILD)
    both = replace(KEYS, encryption=(*KEYS.encryption, EncryptionKey(key_id="2", secret=KEYS.newest.secret)))

    with pytest.raises(VaultClosed):
        KEYS.unseal(ChildId("barn-other"), sealed)
    with pytest.raises(VaultClosed):
        both.unseal(child_id, replace(sealed, key_id="2"))
    with pytest.raises(VaultClosed):
        KEYS.unseal(child_id, replace(sealed, ciphertext=b"short"))


def test_another_vaults_keys_are_refused_and_not_misread() -> None:
    child_id = KEYS.pseudonym_of(CHILD.cpr)
    sealed = KEYS.seal(child_id, CHILD)

    with pytest.raises(VaultClosed, match="do not open"):
        VaultKeys.new().unseal(child_id, sealed)
    with pytest.raises(VaultClosed, match="do not open"):
        replace(KEYS, pseudonym=bytes(32)).unseal(child_id, sealed)


def test_keys_show_themselves_to_nobody() -> None:
    shown = f"{KEYS!r} {CHILD!r}"

    assert repr(KEYS.pseudonym)[2:10] not in shown
    assert CHILD.name not in shown


def test_keys_are_written_for_their_owner_alone_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "vault.keys"

    made = make_keys(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_keys(path) == made
    assert list(path.parent.iterdir()) == [path]


def test_keys_that_are_there_are_never_written_over_by_new_ones(tmp_path: Path) -> None:
    path = tmp_path / "vault.keys"
    made = make_keys(path)

    with pytest.raises(VaultClosed, match="is there already"):
        make_keys(path)

    assert read_keys(path) == made
    assert list(tmp_path.iterdir()) == [path]


def test_changed_keys_take_the_old_ones_place(tmp_path: Path) -> None:
    path = tmp_path / "vault.keys"
    keys = make_keys(path).rotated()

    replace_keys(path, keys)

    assert read_keys(path) == keys
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "vault.keys"
    make_keys(path)
    path.chmod(mode)

    with pytest.raises(VaultClosed, match="others may read it"):
        read_keys(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pseudonym = 3",
        "not toml",
        'pseudonym = "AAAA"\nencryption = []',
        "pseudonym = '%s'",
        '[[encryption]]\nsecret = "x"',
    ],
)
def test_a_file_that_is_something_else_is_refused_without_its_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "vault.keys"
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(VaultClosed, match="is not a vault's key file") as refused:
        read_keys(path)

    assert refused.value.__suppress_context__


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(VaultClosed, match=r"vault\.keys: is not there"):
        read_keys(tmp_path / "vault.keys")
