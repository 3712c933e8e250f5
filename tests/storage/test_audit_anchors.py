"""Does an anchor keep what the log was out of reach of whoever writes in the database?"""

from pathlib import Path

import pytest

from sagstyngde.errors import InputRefused
from storage.audit_anchors import Anchor, AnchorKind, anchor, keep, kept
from storage.audit_chain import Break, ChainLink, Fault
from storage.audit_verify import Witness
from storage.signing_keys import SigningKey, new_key, public_pem, read_key
from tests.answers import NOON

LINK = ChainLink(7, "b" * 64)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.key"


def an_anchor(key: SigningKey | None, link: ChainLink = LINK) -> Anchor:
    return anchor(AnchorKind.HEAD, link, at=NOON, key=key)


def test_anchors_come_back_as_they_were_kept(tmp_path: Path, path: Path) -> None:
    key, file = new_key(path), tmp_path / "anchors.jsonl"
    first, second = an_anchor(key), an_anchor(None, ChainLink(8, "c" * 64))

    keep(file, [first])
    keep(file, [second])

    assert kept(file) == (first, second)


def test_a_public_key_checks_what_the_private_one_signed_and_cannot_sign(tmp_path: Path, path: Path) -> None:
    signed = an_anchor(new_key(path))
    public = tmp_path / "audit.pub"
    public.write_text(public_pem(read_key(path)))

    theirs = read_key(public)

    assert theirs.signed(signed.signed_part, signed.signature)
    with pytest.raises(InputRefused, match="public key"):
        theirs.sign(b"")


def test_a_forged_anchor_is_told_and_an_unsigned_one_is_taken_for_what_it_is(path: Path, tmp_path: Path) -> None:
    key, other = new_key(path), new_key(tmp_path / "other.key")

    found = Witness(anchors=[an_anchor(key), an_anchor(None), an_anchor(other)], key=key).breaks()

    assert list(found) == [Break(sequence=7, fault=Fault.ANCHOR_FORGED)]


def test_a_log_that_was_rewritten_and_anchored_again_contradicts_its_first_anchor(path: Path) -> None:
    key = new_key(path)
    witness = Witness(anchors=[an_anchor(key), an_anchor(key, ChainLink(7, "c" * 64))], key=key)

    assert list(witness.breaks()) == [Break(sequence=7, fault=Fault.REWRITTEN)]
    assert witness.hashes() == {7: "b" * 64}


def test_a_key_is_never_written_over_and_only_its_owner_can_read_it(path: Path) -> None:
    new_key(path)

    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(InputRefused, match="never written over"):
        new_key(path)


def test_a_private_key_that_others_can_read_is_refused(path: Path) -> None:
    new_key(path)
    path.chmod(0o640)

    with pytest.raises(InputRefused, match="mode 600"):
        read_key(path)


@pytest.mark.parametrize("text", ["", "noget andet", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(path: Path, text: str) -> None:
    path.write_text(text)

    with pytest.raises(InputRefused, match="not an Ed25519 key"):
        read_key(path)


@pytest.mark.parametrize("line", ["", "{}", "[]", '{"kind":"hoved","sequence":1,"hash":"","at":"","signature":null}'])
def test_a_line_that_is_no_anchor_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "anchors.jsonl"
    keep(file, [an_anchor(None)])
    file.write_text(f"{file.read_text()}{line}\n")

    with pytest.raises(InputRefused, match="line 2"):
        kept(file)


def test_an_anchor_file_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="cannot be written"):
        keep(tmp_path, [an_anchor(None)])
    with pytest.raises(InputRefused, match="is not there"):
        kept(tmp_path / "none.jsonl")
