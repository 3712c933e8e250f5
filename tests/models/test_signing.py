"""A model that anything at all was done to is not taken into use, and nothing of it is read before that is known."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

from models import signing
from models.admission import admitted, admitted_candidate
from models.package import GOLDEN, pack, unpack, written
from models.signing import Made, Sum, sums_of, verified_package, verified_turn
from models.trust import KeyRole, ModelTrust, read_trust, trust_text
from sagstyngde.errors import BundleRefused, InputRefused
from sagstyngde.signed import Signed, SignedPackage
from tests.models.boosted import Boosted
from tests.models.packages import APPROVAL, STRANGER, TOWN, TRAINING, TRUST, made_of, package_of, packed, turn_of

FLIPS = 500


@pytest.fixture(scope="module")
def content(boosted: Boosted, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return packed(boosted.bundle, tmp_path_factory.mktemp("signed") / "bundle")


@pytest.fixture(scope="module")
def made(boosted: Boosted, content: bytes) -> Made:
    return made_of(content, boosted.bundle)


@pytest.fixture(scope="module")
def package(content: bytes, made: Made) -> SignedPackage:
    return package_of(content, made)


@pytest.fixture(scope="module")
def turn(package: SignedPackage, made: Made) -> Signed:
    return turn_of(package, made)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every parser of a package fail the test: nothing may be read before it is verified."""

    def parsed(*_: object, **__: object) -> None:
        raise AssertionError("a byte was read before its signature was verified")

    monkeypatch.setattr(signing, "unpack", parsed)
    monkeypatch.setattr(zipfile, "ZipFile", parsed)


def test_a_model_both_keys_vouch_for_is_admitted_and_is_the_model(
    boosted: Boosted, package: SignedPackage, turn: Signed
) -> None:
    assert admitted(package, turn, TRUST, after=0).bundle.content_hash == boosted.bundle.content_hash
    assert admitted_candidate(package, TRUST).content_hash == boosted.bundle.content_hash


def test_the_same_bundle_is_the_same_package(boosted: Boosted, content: bytes, tmp_path: Path) -> None:
    assert packed(boosted.bundle, tmp_path / "again") == content


@pytest.mark.usefixtures("unread")
def test_every_altered_byte_is_refused_before_anything_is_read(package: SignedPackage, turn: Signed) -> None:
    rng = Random(8)  # noqa: S311
    refused = 0
    for number in range(FLIPS):
        altered = _flipped(package, turn, number % 5, rng)
        with pytest.raises(BundleRefused):
            verified_turn(*altered, TRUST, after=0)
        refused += 1

    assert refused == FLIPS


def _flipped(package: SignedPackage, turn: Signed, part: int, rng: Random) -> tuple[SignedPackage, Signed]:
    match part:
        case 0:
            return replace(package, package=_flip(package.package, rng)), turn
        case 1 | 2:
            told = _flip_text(package.made, part == 1, rng)
            return replace(package, made=told), turn
        case _:
            return package, _flip_text(turn, part == 3, rng)


def _flip(content: bytes, rng: Random) -> bytes:
    altered = bytearray(content)
    altered[rng.randrange(len(altered))] ^= 1 << rng.randrange(8)
    return bytes(altered)


def _flip_text(told: Signed, is_statement: bool, rng: Random) -> Signed:
    text = told.statement if is_statement else told.signature
    altered = _flip(text.encode(), rng).decode("utf-8", "replace")
    return replace(told, statement=altered) if is_statement else replace(told, signature=altered)


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize(
    "forged",
    [
        lambda p, m, _: (package_of(p.package, m, STRANGER), turn_of(p, m)),
        lambda p, m, _: (p, turn_of(p, m, key=STRANGER)),
        lambda p, m, _: (package_of(p.package, m, APPROVAL), turn_of(package_of(p.package, m, APPROVAL), m)),
        lambda p, m, _: (p, turn_of(p, m, key=TRAINING)),
        lambda p, _, t: _swapped(p, t),
        lambda p, _, t: (replace(p, made=t), p.made),
        lambda p, m, _: (p, turn_of(p, m, municipality="Naboby")),
        lambda p, m, _: _elsewhere(p, m),
        lambda p, m, _: (p, turn_of(p, m, serial=0)),
        lambda p, m, _: (p, turn_of(p, m, made_sha256="0" * 64)),
        lambda p, m, _: (p, turn_of(p, m, bundle_hash="0" * 64)),
        lambda p, m, _: (p, turn_of(p, m, approved_by="anders")),
        lambda p, m, _: (p, turn_of(p, m, format="sagstyngde-turn-0")),
        lambda p, _, t: (replace(p, package=p.package + b"\0"), t),
        lambda p, _, t: (replace(p, package=b""), t),
        lambda p, _, t: (p, replace(t, statement=t.statement.replace(":", ": "))),
        lambda p, _, t: (p, Signed(statement="\udcff", signature=t.signature)),
    ],
    ids=[
        "made by a stranger", "approved by a stranger", "the approval key in the training key's role",
        "the training key in the approval key's role", "signatures swapped", "statements swapped",
        "another municipality's turn", "another municipality's model", "an older serial", "another package's turn",
        "another model's turn", "one person twice", "another format", "a byte too many", "nothing",
        "the same said otherwise", "not text",
    ],
)  # fmt: skip
def test_a_forged_model_is_refused_before_it_is_read(
    package: SignedPackage, made: Made, turn: Signed, forged: Callable[[Any, Any, Any], tuple[SignedPackage, Signed]]
) -> None:
    with pytest.raises(BundleRefused):
        verified_turn(*forged(package, made, turn), TRUST, after=0)


def _swapped(package: SignedPackage, turn: Signed) -> tuple[SignedPackage, Signed]:
    mine = replace(package.made, signature=turn.signature)
    return replace(package, made=mine), replace(turn, signature=package.made.signature)


def _elsewhere(package: SignedPackage, made: Made) -> tuple[SignedPackage, Signed]:
    other = package_of(package.package, replace(made, municipality="Naboby"))
    return other, turn_of(other, made)


def test_a_turn_is_taken_once_and_never_after_a_newer_one(package: SignedPackage, made: Made) -> None:
    old, new = turn_of(package, made, serial=3), turn_of(package, made, serial=4, kind="rollback")

    assert verified_turn(package, old, TRUST, after=2).turn.serial == 3
    assert verified_turn(package, new, TRUST, after=3).turn.serial == 4
    for after in (3, 4):
        with pytest.raises(BundleRefused, match="no longer the newest"):
            verified_turn(package, old, TRUST, after=after)


def test_a_key_in_both_roles_is_no_trust_at_all() -> None:
    both = ModelTrust(municipality=TOWN, training=(TRAINING.public,), approval=(TRAINING.public,))

    with pytest.raises(InputRefused, match="both roles"):
        read_trust(trust_text(both), "trust.toml")
    assert read_trust(trust_text(TRUST), "trust.toml") == TRUST
    assert TRUST.role_of(APPROVAL.public) is KeyRole.APPROVAL
    assert TRUST.role_of(STRANGER.public) is None


@pytest.mark.parametrize(
    "text",
    ["", "municipality = 1", "a = [", 'municipality = "x"\n[[key]]\nrole = "training"\npublic = "YQ=="', "[key]"],
)
def test_what_is_not_a_trust_file_is_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        read_trust(text, "trust.toml")


def _zipped(members: list[tuple[zipfile.ZipInfo | str, bytes]], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def _renamed(members: dict[str, bytes], old: str, new: str) -> bytes:
    return written({new if name == old else name: content for name, content in members.items()})


def _link(members: dict[str, bytes]) -> bytes:
    link = zipfile.ZipInfo("scheme.toml", (1980, 1, 1, 0, 0, 0))
    link.external_attr = 0o120777 << 16
    return _zipped([(link if name == "scheme.toml" else name, members[name]) for name in sorted(members)])


def _lying(members: dict[str, bytes]) -> bytes:
    """Say that a member is one byte, in the local header and in the directory, and leave it as it is."""
    whole = bytearray(written(members))
    for start in (0, whole.index(b"PK\x01\x02")):
        size = start + (18 if start == 0 else 20)
        whole[size : size + 8] = (1).to_bytes(4, "little") * 2
    return bytes(whole)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "forged",
    [
        lambda m: written(m | {"more.txt": b"x"}),
        lambda m: written({name: m[name] for name in m if name != "scheme.toml"}),
        lambda m: written({name: m[name] for name in m if name != GOLDEN}),
        lambda m: _renamed(m, "scheme.toml", "../scheme.toml"),
        lambda m: _renamed(m, "scheme.toml", "/etc/scheme.toml"),
        lambda m: _renamed(m, "scheme.toml", "SCHEME.TOML"),
        lambda m: _zipped([*((name, m[name]) for name in sorted(m)), ("scheme.toml", b"")]),
        lambda m: _zipped([(name, m[name]) for name in sorted(m)], zipfile.ZIP_DEFLATED),
        lambda _: _zipped([("arrays.npz", bytes(300_000_000))], zipfile.ZIP_DEFLATED),
        _link,
        _lying,
        lambda m: b"MZ" + written(m),
        lambda m: written(m) + b"\0",
        lambda m: written(m)[:-1],
        lambda m: written({"package.zip": written(m)}),
        lambda m: written(m | {"manifest.json": b"[" * 5_000_000}),
        lambda m: written(m | {GOLDEN: b" " * 2_000_000}),
        lambda _: b"",
    ],
    ids=[
        "a file too many", "a file too few", "no golden rows", "a path upwards", "an absolute path", "another case",
        "a name twice", "compressed", "a bomb", "a link", "a header that lies", "bytes before", "bytes after", "cut",
        "an archive in an archive", "huge JSON", "huge answers", "empty",
    ],
)  # fmt: skip
def test_what_no_packing_of_ours_writes_is_refused_even_under_the_right_signature(
    content: bytes, made: Made, forged: Callable[[dict[str, bytes]], bytes]
) -> None:
    bad = forged(dict(unpack(content).members))
    package = package_of(bad, replace(made, package=Sum.of(bad)))

    with pytest.raises(BundleRefused):
        verified_package(package, TRUST)


def test_files_that_are_not_those_that_were_signed_are_refused(content: bytes, made: Made) -> None:
    members = dict(unpack(content).members)
    bad = written(members | {GOLDEN: members[GOLDEN] + b" "})

    with pytest.raises(BundleRefused, match="altered"):
        verified_package(package_of(bad, replace(made, package=Sum.of(bad))), TRUST)


def _resigned(content: bytes, made: Made, **changed: bytes) -> SignedPackage:
    members = dict(unpack(content).members) | {name.replace("_", "."): value for name, value in changed.items()}
    bad = written(members)
    return package_of(bad, replace(made, package=Sum.of(bad), files=sums_of(members)))


def _bomb() -> bytes:
    """Return an archive of arrays of 190 MB of zeros: under the limit of size, over that of unfolding."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("category.cuts.npy", bytes(190_000_000))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "changed",
    [
        {"arrays_npz": _bomb},
        {"golden_json": lambda: b"{}"},
        {"golden_json": lambda: json.dumps({"rows": [10**9], "hours": [1.0], "probability": [[1.0]]}).encode()},
        {"golden_json": lambda: json.dumps({"rows": [0], "hours": [1.0], "probability": [[0.25] * 4]}).encode()},
        {"manifest_json": lambda: b"[" * 100_000},
        {"scheme_toml": lambda: b"\xff"},
    ],
    ids=["a bomb of arrays", "no answers", "a row that is not there", "other answers", "deep JSON", "no scheme"],
)
def test_what_the_right_keys_signed_is_still_tried_in_a_process_of_its_own(
    content: bytes, made: Made, changed: dict[str, Callable[[], bytes]]
) -> None:
    package = _resigned(content, made, **{name: make() for name, make in changed.items()})

    with pytest.raises(BundleRefused, match="does not answer here as it did"):
        admitted_candidate(package, TRUST)


def test_a_model_under_another_hash_than_its_own_is_refused(content: bytes, made: Made) -> None:
    with pytest.raises(BundleRefused, match="not the one that was signed"):
        admitted_candidate(package_of(content, replace(made, bundle_hash="0" * 64)), TRUST)


def test_a_bomb_takes_no_memory_of_the_server(content: bytes, made: Made) -> None:
    package = _resigned(content, made, arrays_npz=_bomb())
    before = _resident()

    with pytest.raises(BundleRefused):
        admitted_candidate(package, TRUST)

    assert _resident() - before < 32 * 1024 * 1024


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096


def test_packing_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleRefused):
        pack(tmp_path)
