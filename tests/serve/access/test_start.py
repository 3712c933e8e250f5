from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pipelines.access import record_basis
from sagstyngde.errors import AccessRefused, StartRefused
from sagstyngde.legal_basis import LegalBasis
from sagstyngde.settings import Mode, Settings
from serve.access.start import check_start, entrance_of, require_legal_basis
from serve.build import build
from storage.vault_key_file import make_keys

FILE = """
[provider]
issuer = "https://idp.dk"
client_id = "sagstyngde"
address = "https://sagstyngde.kommune.dk"
client_authentication = "none"
[claims]
roles = "roles"
[[role]]
value = "sagstyngde-analyse"
role = "analytiker"
"""
BASIS = LegalBasis(text="Barnets lov § 18", decided_on=date(2026, 3, 2), decided_by="Karen Opdigtet, chef")
EVERYWHERE = "0.0.0.0"  # noqa: S104  what must not be
OPEN_HOSTS = [EVERYWHERE, "::", "10.0.0.7", "sagstyngde.kommune.dk", ""]


def access_file(folder: Path, text: str = FILE) -> Path:
    path = folder / "access.toml"
    path.write_text(text, encoding="utf-8")
    return path


def settings(folder: Path, **changes: Any) -> Settings:
    return Settings(var=folder, **changes)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_the_demos_people_are_there_on_the_machine_itself(host: str, tmp_path: Path) -> None:
    entrance = entrance_of(settings(tmp_path, host=host))

    assert (entrance.has_demo, entrance.cookies.over_tls, entrance.provider) == (True, False, None)


@pytest.mark.parametrize("host", OPEN_HOSTS)
def test_a_server_that_others_can_reach_does_not_start_without_a_log_in(host: str, tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="SAGSTYNGDE_ACCESS"):
        entrance_of(settings(tmp_path, host=host))


@pytest.mark.parametrize("host", OPEN_HOSTS)
def test_with_a_log_in_it_starts_and_nobody_is_invented(host: str, tmp_path: Path) -> None:
    entrance = entrance_of(settings(tmp_path, host=host, access=access_file(tmp_path)))

    assert (entrance.has_demo, entrance.cookies.over_tls) == (False, True)
    assert entrance.provider is not None


def test_real_cases_need_a_log_in_also_on_the_machine_itself(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="SAGSTYNGDE_ACCESS"):
        entrance_of(settings(tmp_path, mode=Mode.OPERATION))


@pytest.mark.parametrize("changes", [{"mode": Mode.OPERATION}, {"host": EVERYWHERE}])
def test_people_reach_the_server_over_tls_or_not_at_all(changes: dict[str, Any], tmp_path: Path) -> None:
    plain = access_file(tmp_path, FILE.replace("https://sagstyngde.kommune.dk", "http://localhost:8000"))

    with pytest.raises(StartRefused, match="https://"):
        entrance_of(settings(tmp_path, access=plain, **changes))


def test_a_provider_that_asks_who_we_are_needs_our_secret(tmp_path: Path) -> None:
    asking = access_file(tmp_path, FILE.replace('"none"', '"client_secret_basic"'))

    with pytest.raises(StartRefused, match="SAGSTYNGDE_CLIENT_SECRET"):
        entrance_of(settings(tmp_path, access=asking))

    assert entrance_of(settings(tmp_path, access=asking, client_secret="hemmelig")).provider is not None  # noqa: S106


def test_a_secret_is_shown_nowhere(tmp_path: Path) -> None:
    held = settings(tmp_path, client_secret="hemmelig")  # noqa: S106

    assert "hemmelig" not in f"{held} {held!r} {held.model_dump_json()} {held.environment()}"
    assert "SAGSTYNGDE_CLIENT_SECRET" not in held.environment()


def test_an_access_file_that_is_not_there_stops_the_server(tmp_path: Path) -> None:
    with pytest.raises(AccessRefused):
        entrance_of(settings(tmp_path, access=tmp_path / "access.toml"))


def test_real_cases_need_a_recorded_legal_basis(tmp_path: Path) -> None:
    operation = settings(tmp_path, mode=Mode.OPERATION)

    with pytest.raises(StartRefused, match="sagstyngde basis record"):
        require_legal_basis(operation, None)
    require_legal_basis(operation, BASIS)
    require_legal_basis(settings(tmp_path), None)


def test_the_whole_server_starts_on_real_cases_only_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = tmp_path / "elsewhere" / "vault.keys"
    make_keys(keys)
    operation = settings(tmp_path, mode=Mode.OPERATION, access=access_file(tmp_path), host=EVERYWHERE, vault_keys=keys)
    monkeypatch.setenv("SAGSTYNGDE_DATABASE", operation.database_url)
    with pytest.raises(StartRefused):
        check_start(operation)

    record_basis(BASIS.text, BASIS.decided_on, BASIS.decided_by, Console(quiet=True))
    check_start(operation)

    house = build(operation).state.answering.current.house
    assert (house.legal_basis, house.in_operation) == (BASIS, True)
